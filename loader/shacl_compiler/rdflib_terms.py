"""Terms as rdflib has them, in which shapes are read: as pyoxigraph's, as SPARQL writes them, and as people do."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from shacl_compiler.rdf_terms import SH, XSD, Term

__all__ = ["called", "from_rdflib", "name", "rdf_list", "to_rdflib", "written"]


def from_rdflib(term: Node) -> Term:
    """The same term for pyoxigraph; ValueError where it is none (an address with a space in it)."""
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    return ox.NamedNode(str(term))


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


def rdf_list(graph: Graph, head: Node) -> list[Node] | None:
    """The members of a list; None where it is broken."""
    members: list[Node] = []
    cells: set[Node] = set()
    while head != RDF.nil:
        first, rest = list(graph.objects(head, RDF.first)), list(graph.objects(head, RDF.rest))
        if len(first) != 1 or len(rest) != 1 or head in cells:
            return None
        cells.add(head)
        members.append(first[0])
        head = rest[0]
    return members


def written(term: Node) -> str:
    """A term as SPARQL writes it; ValueError for a blank node, which in a query is no term but a variable."""
    if isinstance(term, BNode):
        raise ValueError("a blank node, which no query can name")
    return str(from_rdflib(term))


def name(term: Node) -> str:
    """A term as people write it: ``sh:minCount``, ``<address>``, ``_:b0``, ``"text"``."""
    if isinstance(term, URIRef) and term.startswith(SH):
        return "sh:" + term.removeprefix(SH)
    return str(term.n3())


def called(graph: Graph, node: Node) -> str:
    """What errors call a node; a blank one by what it belongs to, and its path if it has one: ``<owner> [<path>]``."""
    owner, seen = node, set[Node]()
    while isinstance(owner, BNode) and owner not in seen:
        seen.add(owner)
        owner = min(graph.subjects(None, owner), key=str, default=owner)
    if owner == node or isinstance(owner, BNode):
        return name(node)
    path = graph.value(node, URIRef(SH + "path"))
    return f"{name(owner)} [{name(path) if isinstance(path, URIRef) else ''}]"
