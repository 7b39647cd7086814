"""Data and shapes of other people, as text, for the tests of how the compiler deals with them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import Graph
from shacl_compiler import Result, Term
from shacl_compiler.rdflib_terms import from_rdflib, graph_of

__all__ = ["BOX", "LONG", "Rdflib", "graph", "store", "told"]

START = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:x:> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:prefixes sh:declare [ sh:prefix "" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
"""
# More digits than Oxigraph computes with.
LONG = "123456789012345678901234567890"
BOX = ":box a sh:NodeShape ; sh:targetClass :Box ; "


def graph(text: str) -> Graph:
    """A graph whose literals are as they are written; rdflib's own parser would change some."""
    quads = ox.parse((START + text).encode(), format=ox.RdfFormat.TURTLE)
    return graph_of((quad.subject, quad.predicate, quad.object) for quad in quads)


def store(text: str) -> ox.Store:
    found = ox.Store()
    found.load((START + text).encode(), format=ox.RdfFormat.TURTLE)
    return found


def told(results: Iterable[Result]) -> list[str]:
    """Focus node, value and component of each result."""
    return sorted(
        f"{one.focus.value.removeprefix('urn:x:')} {getattr(one.value, 'value', '-').removeprefix('urn:x:')} "
        + one.component.value.split("#")[-1].removesuffix("ConstraintComponent")
        for one in results
    )


class Rdflib:
    """rdflib's own SPARQL engine, which keeps every literal as it is written."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def select(self, sparql: str) -> list[list[Term | None]]:
        rows = self.graph.query(sparql)
        return [[None if term is None else from_rdflib(term) for term in row] for row in rows]  # type: ignore[union-attr]
