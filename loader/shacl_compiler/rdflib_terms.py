"""Terms of rdflib, in which shapes graphs are given and reports are returned, as pyoxigraph's and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from shacl_compiler.rdf_terms import XSD, Term

__all__ = ["from_rdflib", "graph_of", "to_rdflib"]


def from_rdflib(term: Node) -> Term:
    """The same term for pyoxigraph; ValueError where it is none (an address with a space in it)."""
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    return ox.BlankNode(str(term)) if isinstance(term, BNode) else ox.NamedNode(str(term))


def to_rdflib(term: Term) -> Node:
    """The same term for rdflib, a string without a datatype, as rdflib reads it; its text is never changed."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == XSD + "string" else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


def graph_of(statements: Iterable[Iterable[Term]]) -> Graph:
    """An rdflib graph of statements."""
    graph = Graph()
    for statement in statements:
        triple: Any = tuple(map(to_rdflib, statement))
        graph.add(triple)
    return graph
