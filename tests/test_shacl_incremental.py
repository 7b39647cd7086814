"""Validating again after a change gives what validating anew gives, and judges only what the change concerns."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from shacl_compiler import compile_shapes, revalidate, validate
from test_shacl_peer import PREFIXES, graphs, shapes


def triples(text: str) -> list[ox.Triple]:
    """The triples of a Turtle text as a store keeps them."""
    store = ox.Store()
    store.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in store if not isinstance(quad.subject, ox.BlankNode)]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(graphs(), graphs(), shapes(), st.data())
def test_the_same_as_validating_anew(before: str, after: str, text: str, data: st.DataObject) -> None:
    old, new = triples(before), triples(after)
    removed = data.draw(st.lists(st.sampled_from(old), max_size=3, unique=True))
    added = [one for one in data.draw(st.lists(st.sampled_from(new), max_size=3, unique=True)) if one not in old]
    compiled = compile_shapes(Graph().parse(data=text, format="turtle"))
    store = ox.Store()
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in old)
    first = validate(store, compiled, fallback=False)
    for one in removed:
        store.remove(ox.Quad(one.subject, one.predicate, one.object))
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in added)
    again = revalidate(compiled, store, first, added, removed)
    assert again.results == validate(store, compiled, fallback=False).results
