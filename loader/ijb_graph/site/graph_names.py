"""What pages call the graphs that are no paper's, and what that means."""

from __future__ import annotations

__all__ = ["GRAPH_MEANINGS", "GRAPH_NAMES"]

# The graphs that are no paper's, as a reader calls them.
GRAPH_NAMES = {
    "derived": "derived",
    "editorial": "our own reading",
    "reference": "reference data",
    "shortcuts": "derived",
    "ontology": "ontology",
}
# What these mean, told on each page where they stand.
GRAPH_MEANINGS = {
    "derived": "follows from other statements of the graph, by a rule of this project",
    "our own reading": "is printed in no paper: we read it into what papers say, each time with a reason",
    "reference data": "comes from lists of this project: bodies, posts, proposals, names",
    "ontology": "is part of the definitions of the terms",
}
