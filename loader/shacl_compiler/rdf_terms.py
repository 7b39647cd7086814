"""Terms as pyoxigraph has them, in which data and results are."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox

__all__ = ["SH", "XSD", "Term", "term_of"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal
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
