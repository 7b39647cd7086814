"""The ontology and its schemes, as Turtle in ``ontology/``, brought into the graph beside the data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from ijb_graph.errors import Problems, shown
from ijb_graph.errors.graph import BlankNode
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.turtle import read_turtle

__all__ = ["ontology_files", "ontology_graph"]


def ontology_files(folder: Path) -> list[Path]:
    """The Turtle files of the ontology: its modules, schemes and mappings."""
    return sorted(folder.rglob("*.ttl"))


def ontology_graph(folder: Path) -> NamedGraph:
    """Every statement of the ontology.

    Raises InputError where a file is no Turtle or has a blank node, whose name would change from build to build.
    """
    graph, problems = NamedGraph("ontology"), Problems()
    for path in ontology_files(folder):
        with problems.collected():
            for quad in read_turtle(path):
                if not isinstance(quad.subject, pyoxigraph.NamedNode) or isinstance(quad.object, pyoxigraph.BlankNode):
                    problems.append(BlankNode(shown(path), predicate=str(quad.predicate)))
                else:
                    graph.stated[quad.subject.value].add(f"{quad.predicate} {quad.object}")
    problems.raise_any()
    return graph
