"""The terms of answers as pyoxigraph's, and back."""

from __future__ import annotations

import pyoxigraph

from ijb_graph.engine.interface import Term

__all__ = ["node_of", "term_of"]


def term_of(node: object) -> Term | None:
    """A value of pyoxigraph's answer as a term; None stays None."""
    if node is None:
        return None
    if isinstance(node, pyoxigraph.Literal):
        language = node.language or ""
        return Term(node.value, "literal", "" if language else node.datatype.value, language)
    if isinstance(node, pyoxigraph.NamedNode):
        return Term(node.value, "uri")
    return Term(str(node).removeprefix("_:"), "bnode")


def node_of(term: Term) -> pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal:
    """A term as pyoxigraph has it."""
    if term.kind == "uri":
        return pyoxigraph.NamedNode(term.value)
    if term.kind == "bnode":
        return pyoxigraph.BlankNode(term.value)
    if term.language:
        return pyoxigraph.Literal(term.value, language=term.language)
    return pyoxigraph.Literal(term.value, datatype=pyoxigraph.NamedNode(term.datatype))
