"""Plain patterns before OPTIONALs: moved where that means the same, left where it does not."""

from __future__ import annotations

import pyoxigraph
import pytest
from shacl_compiler.join_order import move_optionals_last
from shacl_compiler.query_tree import parse
from shacl_compiler.tokens import tokens

DATA = b"""@prefix : <urn:x:> .
:a :p :b , :c ; :q :d ; :label "a" . :b :label "b" ; :q :e . :c :q :d .
:d :label "d" ; :p :a . :e :p :e ; :label "e" ."""


def ordered(query: str) -> str:
    return str(move_optionals_last(parse(tokens(query)), frozenset({"?this"})))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "SELECT * WHERE { ?s <p> ?o OPTIONAL { ?o <q> ?x } FILTER(!BOUND(?x)) ?o <label> ?l }",
            "SELECT * WHERE { ?s <p> ?o . ?o <label> ?l . OPTIONAL { ?o <q> ?x . } FILTER( ! BOUND( ?x ) ) } ",
        ),
        # What an OPTIONAL may have given is not what has it from elsewhere.
        (
            "SELECT * WHERE { ?s <p> ?o OPTIONAL { ?o <q> ?x } ?x <label> ?l }",
            "SELECT * WHERE { ?s <p> ?o . OPTIONAL { ?o <q> ?x . } ?x <label> ?l . } ",
        ),
        # $this has a value everywhere.
        (
            "SELECT * WHERE { OPTIONAL { ?this <q> ?x } ?this <label> ?l }",
            "SELECT * WHERE { ?this <label> ?l . OPTIONAL { ?this <q> ?x . } } ",
        ),
        # A label of a blank node holds for its neighbours.
        (
            "SELECT * WHERE { ?s <p> ?o OPTIONAL { ?s <q> ?x } _:b <label> ?o }",
            "SELECT * WHERE { ?s <p> ?o . OPTIONAL { ?s <q> ?x . } _:b <label> ?o . } ",
        ),
        # A BIND is passed by what has nothing to do with it, and what it sees has come before.
        (
            "SELECT * WHERE { ?s <p> ?o BIND(STR(?o) AS ?y) ?o <l> ?l }",
            "SELECT * WHERE { ?s <p> ?o . ?o <l> ?l . BIND( STR( ?o ) AS ?y ) } ",
        ),
        (
            "SELECT * WHERE { ?s <p> ?o BIND(?o AS ?y) ?y <l> ?l }",
            "SELECT * WHERE { ?s <p> ?o . BIND( ?o AS ?y ) ?y <l> ?l . } ",
        ),
        (
            "SELECT * WHERE { ?s <p> ?o BIND(COALESCE(?l, 1) AS ?y) ?o <l> ?l }",
            "SELECT * WHERE { ?s <p> ?o . BIND( COALESCE( ?l , 1 ) AS ?y ) ?o <l> ?l . } ",
        ),
        (
            "SELECT * WHERE { BIND(1 AS ?y) ?s <p> ?o OPTIONAL { ?o <q> ?x } ?o <l> ?l }",
            "SELECT * WHERE { BIND( 1 AS ?y ) ?s <p> ?o . ?o <l> ?l . OPTIONAL { ?o <q> ?x . } } ",
        ),
        # Nothing is moved past a group or a sub-query; inside them, all the same.
        (
            "SELECT * WHERE { OPTIONAL { ?s <q> ?x } { ?s <p> ?o OPTIONAL { ?o <q> ?z } ?o <l> ?l } ?s <l> ?m }",
            "SELECT * WHERE { OPTIONAL { ?s <q> ?x . } "
            "{ ?s <p> ?o . ?o <l> ?l . OPTIONAL { ?o <q> ?z . } } ?s <l> ?m . } ",
        ),
    ],
)
def test_what_moves(query: str, expected: str) -> None:
    assert ordered(query) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "?s :p ?o OPTIONAL { ?o :q ?x FILTER(?x != ?s) } FILTER(!BOUND(?x)) ?o :label ?l",
        "?s :p ?o OPTIONAL { ?o :q ?x } ?x :label ?l",
        "?s :p ?o BIND(COALESCE(?l, ?o) AS ?y) ?o :label ?l",
        "?s :p ?o BIND(?o AS ?y) OPTIONAL { ?o :q ?x } ?s :label ?l . ?o :label ?m",
        "?s :p ?o OPTIONAL { ?o :q ?x } BIND(BOUND(?x) AS ?y) ?s :label ?l . ?x :label ?m",
        "?s :p ?o OPTIONAL { ?o :q ?x } OPTIONAL { ?o :label ?m } ?s :label ?l . ?x :label ?n",
        "?s :p ?o OPTIONAL { ?o :q ?x } FILTER EXISTS { ?s :q ?d } ?s :label ?l ; :q/:p ?z",
        "{ ?s :p ?o } UNION { ?s :q ?o } OPTIONAL { ?o :q ?x } ?s :label ?l",
    ],
)
def test_the_rows_are_the_same(pattern: str) -> None:
    store = pyoxigraph.Store()
    store.load(DATA, format=pyoxigraph.RdfFormat.TURTLE)

    def rows(query: str) -> list[str]:
        answer = store.query(f"PREFIX : <urn:x:> {query}")
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        names = sorted(variable.value for variable in answer.variables)
        return sorted(str([str(row[name]) for name in names]) for row in answer)

    query = f"SELECT * WHERE {{ {pattern} }}"
    assert rows(query)
    assert rows(ordered(query)) == rows(query)
