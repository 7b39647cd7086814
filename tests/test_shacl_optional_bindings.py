"""For a few focus nodes what leads to an OPTIONAL is said in it too: the same rows, with fewer looked at."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from shacl_compiler import compile_shapes, optional_bindings
from shacl_compiler.data import OxigraphData, classes_below
from shacl_compiler.optional_bindings import repeat_bindings
from shacl_compiler.query_tree import parse
from shacl_compiler.tokens import Token, tokens
from shacl_compiler.validator import results_of_constraint
from shacl_examples import NODES, PREFIXES, graphs, patterns, seeking, targets, webs


def rewritten(query: str) -> str:
    """The query with its focus nodes, for which ``FOCUS`` stands, rewritten."""
    parts = [Token("pattern", "FOCUS") if one.text == "FOCUS" else one for one in tokens(query)]
    return str(repeat_bindings(parse(parts), frozenset({"?this"}))).strip()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Only what leads to what is shared is said again.
        (
            "SELECT ?this { FOCUS ?this <in> ?paper ; <is> ?x . ?x <has> ?y OPTIONAL { ?o <in> ?paper ; <of> ?p } }",
            "SELECT ?this { FOCUS ?this <in> ?paper ; <is> ?x . ?x <has> ?y . "
            "OPTIONAL { FOCUS ?this <in> ?paper ; <is> ?x . ?o <in> ?paper ; <of> ?p . } }",
        ),
        # A single triple is looked up for each row.
        (
            "SELECT ?this { FOCUS ?this <in> ?paper OPTIONAL { ?paper <of> ?p } }",
            "SELECT ?this { FOCUS ?this <in> ?paper . OPTIONAL { ?paper <of> ?p . } }",
        ),
        # What another OPTIONAL may leave open leads nowhere.
        (
            "SELECT ?this { FOCUS OPTIONAL { ?this <in> ?paper } OPTIONAL { ?o <in> ?paper ; <of> ?p } }",
            "SELECT ?this { FOCUS OPTIONAL { ?this <in> ?paper . } OPTIONAL { ?o <in> ?paper ; <of> ?p . } }",
        ),
        # Nor does what nothing leads to.
        (
            "SELECT ?this { FOCUS ?this a ?c . ?o <p> ?x OPTIONAL { ?y <q> ?x ; <r> ?z } }",
            "SELECT ?this { FOCUS ?this a ?c . ?o <p> ?x . OPTIONAL { ?y <q> ?x ; <r> ?z . } }",
        ),
        # An OPTIONAL in an OPTIONAL begins with what leads to both.
        (
            "SELECT ?this { FOCUS ?this <p> ?x OPTIONAL { ?y <q> ?x ; <r> ?z OPTIONAL { ?a <b> ?z ; <c> ?d } } }",
            "SELECT ?this { FOCUS ?this <p> ?x . OPTIONAL { FOCUS ?this <p> ?x . ?y <q> ?x ; <r> ?z . "
            "OPTIONAL { FOCUS ?this <p> ?x . ?y <q> ?x ; <r> ?z . ?a <b> ?z ; <c> ?d . } } }",
        ),
        # Where rows are counted, each comes as often as it did.
        (
            "SELECT (COUNT(?o) AS ?n) { FOCUS ?this <in> ?p OPTIONAL { ?o <in> ?p ; <of> ?q } }",
            "SELECT( COUNT( ?o ) AS ?n ) { FOCUS ?this <in> ?p . OPTIONAL { ?o <in> ?p ; <of> ?q . } }",
        ),
    ],
)
def test_what_is_said_again(query: str, expected: str) -> None:
    assert rewritten(query) == expected


OPTIONALS = st.sampled_from(
    [
        "$this :p ?x OPTIONAL { ?value :q ?x ; :p ?y }",
        "$this :p ?x ; :q ?y OPTIONAL { ?value :q ?x ; :p ?y FILTER(?value != $this) } FILTER(!BOUND(?value))",
        "$this :p ?x OPTIONAL { $this :q ?y . ?z :p ?y } OPTIONAL { ?value :p ?z ; :q ?x }",
        "$this :p/:q ?x OPTIONAL { ?y :q ?x ; :p ?z OPTIONAL { ?value :p ?z ; :q ?a } }",
        "$this :p ?x OPTIONAL { { ?value :q ?x } UNION { ?value :p ?x } ?value :p ?y }",
        "{ SELECT $this (COUNT(DISTINCT ?y) AS ?value) WHERE { $this :p ?x OPTIONAL { ?y :q ?x ; :p ?a } } "
        "GROUP BY $this }",
    ]
)
COUNTED = "{ SELECT $this (COUNT(?y) AS ?value) WHERE { $this :p/:q ?x OPTIONAL { ?y :q ?x ; :p ?a } } GROUP BY $this }"


def compare(graph: str, body: str, aims: list[str], some: set[str]) -> None:
    """Run a query for some nodes, and for all of them."""
    query = f'sh:sparql [ sh:prefixes :prefixes ; sh:select """SELECT $this ?value WHERE {{ {body} }}""" ]'
    text = f"{PREFIXES} :s a sh:NodeShape ; {' ; '.join(aims)} ; {query} ."
    (one,) = compile_shapes(Graph().parse(data=text, format="turtle")).constraints
    store = ox.Store()
    store.load((PREFIXES + graph).encode(), format=ox.RdfFormat.TURTLE)
    data = OxigraphData(store)
    below, nodes = classes_below(data), [ox.NamedNode(f"urn:x{node}") for node in some]
    every = results_of_constraint(one, data, below)
    assert results_of_constraint(one, data, below, nodes) == [result for result in every if result.focus in nodes]


CASES = (
    st.one_of(graphs(), webs()),
    st.one_of(patterns, OPTIONALS, st.just(COUNTED)),
    st.lists(targets, min_size=1, max_size=2, unique=True),
    st.sets(st.sampled_from(NODES), min_size=1),
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(*CASES)
def test_for_a_few_nodes_the_same_as_for_all(graph: str, body: str, aims: list[str], some: set[str]) -> None:
    compare(graph, body, aims, some)


def test_where_rows_are_counted_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional_bindings, "counts_rows", lambda *_, **__: False)
    run = seeking(600)(given(webs(), st.just(COUNTED), *CASES[2:])(compare))
    with pytest.raises(AssertionError):
        run()
