"""Terms as pyoxigraph has them, in which shapes, data and results are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

__all__ = ["OWL", "RDF", "RDFS", "SH", "XSD", "Term", "is_kept", "name", "term_of", "unkept"]

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


def unkept(terms: Iterable[Term]) -> list[Term]:
    """Those terms that Oxigraph keeps in another form: ``1.0`` as ``1``."""
    store, any_, given = ox.Store(), ox.NamedNode("x:"), list(terms)
    store.extend(ox.Quad(any_, any_, term) for term in given)
    kept = {quad.object for quad in store}
    return [term for term in given if term not in kept]


@lru_cache(maxsize=4096)
def is_kept(term: Term) -> bool:
    """Whether Oxigraph keeps a term as it is."""
    return not unkept([term])


def name(term: Term) -> str:
    """A term as people write it: ``sh:minCount``, ``<address>``, ``_:b0``, ``"text"``."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(SH):
        return "sh:" + term.value.removeprefix(SH)
    return str(term)
