"""What can be wrong when the graph is published."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class NoPublication(Problem):
    """The folder to publish to holds something that no publication put there, and that would be lost."""

    what: str
    found, expected = "{what}", "a new or empty folder, or one that holds a publication and nothing else"
    fix = "Choose another folder, or move what it holds away."


class UnknownNamedGraph(Problem):
    """The graph holds a named graph of which nothing says that it may be published."""

    graph: str
    known: str
    found, expected = "a named graph <{graph}>", "a paper's, or one of {known}"
    fix = "Describe it in publish/descriptions.toml, if it may be published."


class MisplacedBlankNode(Problem):
    """A shape gives a blank node to no statement or to several: it cannot be written where it belongs, in brackets."""

    reason: str
    found, expected, fix = "{reason}", "blank nodes in brackets", "Write the node where it belongs."
