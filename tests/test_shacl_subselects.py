"""What shares something with the focus node is asked for apart: the same rows, each taken once."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shacl_compiler.query_tree import parse
from shacl_compiler.subselects import extract_subselects
from shacl_compiler.tokens import tokens


def apart(query: str) -> str:
    return str(extract_subselects(parse(tokens(query)), frozenset({"?this"}))).strip()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # Its class is first, what it shares last, and what is named nowhere else is not asked for.
        (
            "SELECT ?this ?c WHERE { ?this <in> ?paper . ?other <in> ?paper ; <code> ?c ; <note> ?n ; a <Action> }",
            "SELECT ?this ?c WHERE { ?this <in> ?paper . { SELECT DISTINCT ?c ?paper WHERE { "
            "?other a <Action> . ?other <code> ?c . ?other <note> ?n . ?other <in> ?paper . } } }",
        ),
        # Where rows are counted, each comes as often as it did.
        (
            "SELECT ?this (COUNT(?o) AS ?n) WHERE { ?o <in> ?this ; a <Action> ; <code> ?c } GROUP BY ?this",
            "SELECT ?this ( COUNT( ?o ) AS ?n ) WHERE { { SELECT ?c ?o ?this WHERE { "
            "?o a <Action> . ?o <code> ?c . ?o <in> ?this . } } } GROUP BY ?this",
        ),
        (
            "SELECT ?this (COUNT(DISTINCT ?o) AS ?n) WHERE { ?o <in> ?this ; a <Action> ; <code> ?c } GROUP BY ?this",
            "SELECT ?this ( COUNT( DISTINCT ?o ) AS ?n ) WHERE { { SELECT DISTINCT ?o ?this WHERE { "
            "?o a <Action> . ?o <code> ?c . ?o <in> ?this . } } } GROUP BY ?this",
        ),
        (
            "SELECT * WHERE { ?o a <Action> ; <in> ?this }",
            "SELECT * WHERE { { SELECT ?o ?this WHERE { ?o a <Action> . ?o <in> ?this . } } }",
        ),
        # What is led to as a subject is looked up, and so is what has no class.
        (
            "SELECT ?this WHERE { ?this <is> ?other . ?other <in> ?paper ; a <Action> }",
            "SELECT ?this WHERE { ?this <is> ?other . ?other <in> ?paper ; a <Action> . }",
        ),
        (
            "SELECT ?this WHERE { ?this <in> ?paper . ?other <in> ?paper ; a ?kind }",
            "SELECT ?this WHERE { ?this <in> ?paper . ?other <in> ?paper ; a ?kind . }",
        ),
        # An OPTIONAL is asked for whole or not at all; its FILTER stays where it sees what stands before.
        (
            "SELECT ?this WHERE { ?this <in> ?paper OPTIONAL { ?o a <Action> ; <in> ?paper FILTER(?o != ?this) } }",
            "SELECT ?this WHERE { ?this <in> ?paper . OPTIONAL { { SELECT ?o ?paper WHERE { "
            "?o a <Action> . ?o <in> ?paper . } } FILTER( ?o != ?this ) } }",
        ),
        (
            "SELECT ?this WHERE { ?this <in> ?paper OPTIONAL { ?o a <Action> ; <in> ?paper . ?this <p> ?q } }",
            "SELECT ?this WHERE { ?this <in> ?paper . OPTIONAL { ?o a <Action> ; <in> ?paper . ?this <p> ?q . } }",
        ),
        # What is said again in an OPTIONAL, as some servers need it, is no second thing.
        (
            "SELECT ?this WHERE { ?this <in> ?paper OPTIONAL { ?this <in> ?paper . ?o a <Action> ; <in> ?paper } }",
            "SELECT ?this WHERE { ?this <in> ?paper . OPTIONAL { ?this <in> ?paper . "
            "{ SELECT DISTINCT ?paper WHERE { ?o a <Action> . ?o <in> ?paper . } } } }",
        ),
        # A label of a blank node holds for its neighbours.
        (
            "SELECT ?this WHERE { ?this <in> ?paper . ?o a <Action> ; <in> ?paper ; <by> _:b . _:b <p> ?this }",
            "SELECT ?this WHERE { ?this <in> ?paper . ?o a <Action> ; <in> ?paper ; <by> _:b . _:b <p> ?this . }",
        ),
    ],
)
def test_what_is_apart(query: str, expected: str) -> None:
    assert apart(query) == expected


def test_a_parameter_that_only_the_focus_nodes_bind_stays_shared() -> None:
    query = "SELECT ?this WHERE { ?this <in> ?paper . ?o a <Action> ; <in> ?paper ; <of> ?kind }"
    with_kind = str(extract_subselects(parse(tokens(query)), frozenset({"?this", "?kind"})))
    assert "SELECT DISTINCT ?kind ?paper WHERE" in with_kind
    assert "SELECT DISTINCT ?paper WHERE" in apart(query)


_TRIPLES = st.lists(
    st.tuples(
        st.sampled_from([f":n{number}" for number in range(4)]),
        st.sampled_from([":p", ":q", "a"]),
        st.sampled_from([":n0", ":n1", ":A", ":B"]),
    ),
    max_size=16,
)
_PATTERNS = (
    "?this :p ?x . ?o :p ?x ; a :A ; :q ?y",
    "?this :p ?x . ?o a :A ; :p ?x , ?y ; ^:q ?z . ?z :p ?w",
    "?this :p ?x OPTIONAL { ?o a :A ; :p ?x ; :q ?y FILTER(?y != ?this) } FILTER(!BOUND(?o))",
    "?this :p ?x OPTIONAL { ?this :q ?y } OPTIONAL { ?o a :B ; :q ?y ; :p ?x }",
    "?this :p ?x ; :q ?y OPTIONAL { ?this :q ?y . ?o a :A ; :p ?x ; :q ?z FILTER(?z != ?y) }",
    "?o a :A ; :p ?this . ?second a :B ; :q ?x ; :p ?this FILTER EXISTS { ?o :q ?x }",
    "{ ?this :p ?x } UNION { ?this :q ?x } ?o :p ?x ; a :A",
    "?this :p ?x . "
    "{ SELECT ?this (COUNT(?o) AS ?n) WHERE { ?this :q ?y . ?o a :A ; :p|:q ?y ; :p ?z } GROUP BY ?this }",
    "{ SELECT ?this (COUNT(DISTINCT ?y) AS ?n) WHERE { ?this :q ?y . ?o a :A ; :q ?y ; :p ?z } GROUP BY ?this }",
    "{ SELECT ?this ?y (MAX(?z) AS ?n) WHERE { ?this :q ?y . ?o a :A ; :q ?y ; :p ?z } GROUP BY ?this ?y }",
    "{ SELECT ?this (COUNT(?y) AS ?n) WHERE { { SELECT ?this ?y WHERE { ?this :q ?y . ?o :q ?y ; a :A ; :p ?z } } } "
    "GROUP BY ?this }",
)


@given(_TRIPLES, st.sampled_from(_PATTERNS))
@settings(max_examples=300, deadline=None)
def test_the_rows_are_the_same(triples: list[tuple[str, str, str]], pattern: str) -> None:
    store = ox.Store()
    store.load(_turtle(triples), ox.RdfFormat.TURTLE)
    query = f"SELECT DISTINCT ?this {_named(pattern)} WHERE {{ {pattern} }}"
    assert apart(query).count("SELECT") > query.count("SELECT")
    assert _rows(store, apart(query)) == _rows(store, query)


def _turtle(triples: list[tuple[str, str, str]]) -> str:
    return "@prefix : <urn:x:> .\n" + "\n".join(f"{' '.join(one)} ." for one in triples)


def _named(pattern: str) -> str:
    """Some of a pattern's variables: those that are asked for."""
    return " ".join(one for one in ("?o", "?y", "?n") if f"{one} " in f"{pattern} ")


def _rows(store: ox.Store, query: str) -> list[str]:
    answer = store.query(f"PREFIX : <urn:x:> {query}")
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(str([str(row[one.value]) for one in answer.variables]) for row in answer)
