"""Queries as trees: what is read from a text, and what an EXISTS becomes."""

from __future__ import annotations

import doctest
from itertools import count

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shacl_compiler import query_tree, tokens
from shacl_compiler.dependencies import dependencies_of
from shacl_compiler.nested_exists import nest_exists
from shacl_compiler.paths import Path, predicate
from shacl_compiler.query_tree import Select, parse
from shacl_compiler.tokens import SparqlError, Token
from shacl_compiler.triple_patterns import path_of, triple_patterns


def tree(text: str) -> Select:
    return parse(tokens.tokens(text))


def in_one_line(text: str) -> str:
    return tokens.joined(tokens.tokens(text))


@pytest.mark.parametrize("module", [tokens, query_tree], ids=lambda module: module.__name__)
def test_the_examples_are_true(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert (failed, tried > 1) == (0, True)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?a WHERE { { ?a <p> 1 . } UNION { ?a <q> 2 . } UNION { { ?a <r> 3 . } } }",
        "SELECT ( ( ?a + 1 ) AS ?b ) ( COUNT( * ) AS ?n ) { GRAPH ?g { ?a <p> [ <q> ?b ; <r> 1 , 2 ] . } } GROUP BY ?a",
        "SELECT ?a { VALUES ( ?a ?b ) { ( 1 2 ) } FILTER( ?a IN ( 1 , 2 ) && NOT EXISTS { ?a <p> ?b . } ) }",
        "SELECT ?a { ?a <p> ?b . BIND( EXISTS { ?a <q> ?b . } AS ?c ) { SELECT ?b { ?b <p> 1 . } LIMIT 1 } }",
        "SELECT ?a { ?a <p> ?b . MINUS { ?b <q> ?a . } FILTER <f>( ?a ) FILTER regex( ?a , '{' ) }",
        "SELECT ?a { ?a <p> ?b . } GROUP BY ?a HAVING( EXISTS { ?a <q> ?b . } ) VALUES ?a { 1 }",
        "ASK { ?a ( <p> | ^ <q> ) * / <r> '''}''' , true , -1 , \"x\"@en , 'y'^^<z> . OPTIONAL { ?a <p> ?c . } }",
    ],
)
def test_a_query_comes_back_as_it_was(text: str) -> None:
    assert str(tree(text)) == in_one_line(text)


def test_a_path_and_its_mark_stand_together() -> None:
    """rdflib's parser, and so pySHACL, takes none else."""
    assert in_one_line("?a :p? ?b ; <q>* ?c ; (:r)+ ?d") == "?a :p? ?b ; <q>* ?c ; ( :r )+ ?d "


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "an empty query"),
        ("SELECT ?a { ?a <p> ?b", "a brace that is not closed"),
        ("SELECT ?a { ?a <p> ?b } }", "a brace too many"),
        ("SELECT ?a { FILTER(?a = 1 }", "a bracket that is not closed"),
        ("SELECT ?a { UNION { ?a <p> ?b } }", "no pattern begins with it"),
        ("SELECT ?a { OPTIONAL }", "a brace that is not closed"),
    ],
)
def test_what_is_no_query_is_told(text: str, wrong: str) -> None:
    with pytest.raises(SparqlError, match=wrong):
        tree(text)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("?a ?b", ["a", "b"]),
        ("DISTINCT ?a ( STR( ?b ) AS ?c ) WHERE", ["a", "c"]),
        ("( COUNT( * ) AS ?n ) ( ( ?x * ?y ) AS ?z )", ["n", "z"]),
        ("( EXISTS { ?a <p> ( ?q ) } AS ?e )", ["e"]),
        ("*", None),
        ("DISTINCT * WHERE", None),
    ],
)
def test_what_is_projected(head: str, names: list[str] | None) -> None:
    assert tree(f"SELECT {head} {{ ?a <p> ?b }}").projected() == names


def patterns(text: str) -> list[str]:
    (element,) = tree(f"ASK {{ {text} }}").where.elements
    assert not isinstance(element, Select)
    numbers = count(1)
    found = triple_patterns(element, lambda: Token("var", f"?n{next(numbers)}"))
    return [in_one_line(" ".join(token.text for part in one for token in part)).strip() for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?a <p> 1 , -2 ; <q> 'x'@en ;", ["?a <p> 1", "?a <p> -2", "?a <q> 'x'@en"]),
        ("?a <p> [ <q> [] ; ^ <r> _:b ]", ["?n1 <q> ?n2", "?n1 ^ <r> ?s_bb", "?a <p> ?n1"]),
        ("[ <p> ?a ]", ["?n1 <p> ?a"]),
        ("[] a <C> ; ( <p> / <q> )* 'x'^^<d>", ["?n1 a <C>", "?n1 ( <p> / <q> )* 'x'^^<d>"]),
    ],
)
def test_the_triples_of_a_subject(text: str, expected: list[str]) -> None:
    assert patterns(text) == expected


@pytest.mark.parametrize("text", ["?a", "?a <p>", "?a <p> ?b ?c", "?a <p> ( 1 2 )", "?a <p> [ <q> ]", "?a <p> / ?b"])
def test_what_are_no_triples_is_told(text: str) -> None:
    with pytest.raises(SparqlError):
        patterns(text)


_PATHS = st.recursive(
    st.sampled_from("pqr").map(lambda name: predicate(f"urn:{name}")),
    lambda inner: st.one_of(
        inner.map(lambda one: Path("^", (one,))),
        st.tuples(st.sampled_from("*+?"), inner).map(lambda two: Path(two[0], (two[1],))),
        st.tuples(st.sampled_from("/|"), st.lists(inner, min_size=2, max_size=3)).map(
            lambda two: Path(two[0], tuple(two[1]))
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(_PATHS)
def test_a_path_comes_back_from_its_text(path: Path) -> None:
    assert path_of(tuple(tokens.tokens(str(path)))) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("<p>/<q>|^<r>*", "((<p>/<q>)|^((<r>)*))"),
        ("a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"),
        ("((<p>))+", "(<p>)+"),
        ("<p>/!(<q>|^<r>)", "None"),
        ("!<p>", "None"),
    ],
)
def test_a_path_as_queries_write_it(text: str, path: str) -> None:
    assert str(path_of(tuple(tokens.tokens(text)))) == path


@pytest.mark.parametrize(
    ("inside", "nested"),
    [
        ("?a <p> ?x . ?x <q> ?y", "?a <p> ?x . FILTER EXISTS { ?x <q> ?y . }"),
        # What is known comes first, and a filter as soon as it can be tested.
        (
            "?x <q> ?y FILTER(?y > 1) . ?a <p> ?x FILTER(?x != ?a)",
            "?a <p> ?x . FILTER(?x != ?a) FILTER EXISTS { ?x <q> ?y . FILTER(?y > 1) }",
        ),
        ("?a <p>/<q> ?y", "?a <p> ?s_n1 . FILTER EXISTS { ?s_n1 <q> ?y . }"),
        ("?a <p> [ <q> 1 ]", "?a <p> ?s_n1 . FILTER EXISTS { ?s_n1 <q> 1 . }"),
        (
            "?a <p> ?x . ?x <q> ?y FILTER NOT EXISTS { ?y <p> ?z . ?z <q> ?a }",
            "?a <p> ?x . FILTER EXISTS { ?x <q> ?y . FILTER NOT EXISTS { ?y <p> ?z . FILTER EXISTS { ?z <q> ?a . } } }",
        ),
        # What holds anything else is left as it is, but for what is inside.
        (
            "?a <p> ?x OPTIONAL { ?x <q> ?y } FILTER EXISTS { ?a <p> ?v . ?v <q> ?w }",
            "?a <p> ?x . OPTIONAL { ?x <q> ?y . } FILTER EXISTS { ?a <p> ?v . FILTER EXISTS { ?v <q> ?w . } }",
        ),
        ("?a <p> ( 1 2 )", "?a <p> ( 1 2 ) ."),
        ("?a <p>|<q> ?x", "?a <p>|<q> ?x ."),
    ],
)
def test_an_exists_is_nested(inside: str, nested: str) -> None:
    query = "SELECT ?a {{ ?a a <C> . FILTER NOT EXISTS {{ {} }} }}"
    assert str(nest_exists(tree(query.format(inside)))) == in_one_line(query.format(nested))


_TRIPLES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("pq"), st.sampled_from("abcd")).map(
        lambda three: f"<urn:{three[0]}> <urn:{three[1]}> <urn:{three[2]}> ."
    ),
    max_size=12,
)
_EXISTS = (
    "?a <urn:p> ?x . ?x <urn:q> ?y",
    "?x <urn:q> ?y FILTER(?y != ?a) ?a <urn:p> ?x",
    "?a <urn:p>/<urn:q> ?y . ?y <urn:p> ?x FILTER(?x != ?y)",
    "?a <urn:p> [ <urn:q> ?y ] . ?z <urn:p> ?y FILTER EXISTS { ?z <urn:q> ?w . ?w <urn:p> ?a }",
    "?x <urn:p> ?y . ?z <urn:q> ?x",
)


@settings(max_examples=200, deadline=None)
@given(_TRIPLES, st.sampled_from(_EXISTS), st.sampled_from(["EXISTS", "NOT EXISTS"]))
def test_nested_it_means_the_same(triples: list[str], inside: str, word: str) -> None:
    store = ox.Store()
    store.load("\n".join(triples), format=ox.RdfFormat.TURTLE)
    query = tree(f"SELECT DISTINCT ?a {{ ?a <urn:p> ?b FILTER {word} {{ {inside} }} }}")

    def rows(one: Select) -> list[str]:
        answer = store.query(str(one))
        assert isinstance(answer, ox.QuerySolutions)
        return sorted(str(row["a"]) for row in answer)

    nested = nest_exists(query)
    assert str(nested) != str(query)
    assert rows(nested) == rows(query)


def test_a_literal_that_a_store_writes_otherwise_is_any_value() -> None:
    """Oxigraph keeps 1.0 as 1: a changed triple would not be seen to match."""

    def values(literal: str) -> list[bool]:
        found = dependencies_of(f"SELECT ?this {{ ?this <urn:p> {literal} }}")
        return [isinstance(one.pattern.value, ox.Variable) for one in found or ()]

    assert [values(one) for one in ("1.0", "'1'^^<http://www.w3.org/2001/XMLSchema#int>")] == [[True], [True]]
    assert [values(one) for one in ("1", "true", "'x'@en", "'1.0'")] == [[False]] * 4


def test_a_query_that_is_not_understood_depends_on_everything() -> None:
    assert dependencies_of("SELECT ?this { ?this <urn:p> ?x MINUS { ?x <urn:q> ?y } }") is None
    assert dependencies_of("SELECT ?this { ?this <urn:p> ( 1 2 ) }") is None


def test_a_variable_that_a_sub_select_does_not_project_is_its_own() -> None:
    found = dependencies_of("SELECT ?this { ?this <urn:p> ?x { SELECT ?this { ?this <urn:q> ?x } } }")
    assert [one.joins for one in found or ()] == [(), ()]


def test_a_bind_joins_what_it_makes_equal() -> None:
    found = dependencies_of("SELECT ?this { ?this <urn:p> ?x BIND(?x AS ?y) ?y <urn:q> ?z }")
    assert [one.is_joined for one in found or ()] == [True, True]
