"""Terms as pyoxigraph has them, in which shapes, data and results are."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox

__all__ = ["OWL", "RDF", "RDFS", "SH", "XSD", "Term", "name", "term_of"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"


@lru_cache(maxsize=4096)
def term_of(text: str) -> Term:
    """The term that SPARQL or N-Triples writes so; SyntaxError or ValueError where it is none."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.TURTLE)
    term: Term | ox.Triple = quad.object
    if isinstance(term, ox.Triple):
        raise ValueError("a triple is no term")
    return term


def name(term: Term) -> str:
    """A term as people write it: ``sh:minCount``, ``<address>``, ``_:b0``, ``"text"``."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(SH):
        return "sh:" + term.value.removeprefix(SH)
    return str(term)
