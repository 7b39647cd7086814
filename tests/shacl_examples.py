"""Generated graphs and shapes, and what the compiler and pySHACL find in them."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from rdflib import Graph
from shacl_compiler import Result, validate
from shacl_compiler.pyshacl_fallback import results_in
from shacl_compiler.rdflib_terms import graph_of, to_rdflib

__all__ = [
    "FOREIGN_TERMS",
    "GROUPED",
    "NODES",
    "PATTERNS",
    "PREFIXES",
    "RULE",
    "as_written",
    "both",
    "by_reference",
    "graphs",
    "grouped_query",
    "patterns",
    "query_of",
    "seeking",
    "shapes",
    "targets",
    "told",
    "webs",
]

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:x:> .
:prefixes sh:declare [ sh:prefix "" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
"""
NODES = [f":n{number}" for number in range(5)]
PREDICATES = [":p", ":q", ":r"]
CLASSES = [":A", ":B", ":C"]
# No boolean and no date: pySHACL takes them for less than 3, where SPARQL's operators, by which SHACL has it, cannot
# compare them.
LITERALS = [
    *("1", "2", "3", '"one"', '"two"', '"one"@en', '"two"@en', '"deux"@fr'),
    '"abc"^^xsd:integer',
]
VALUES = NODES + LITERALS


@st.composite
def graphs(draw: st.DrawFn) -> str:
    """A graph in Turtle: a few things with classes, one class below another, and values of every sort."""
    lines = [":B rdfs:subClassOf :A ."] if draw(st.booleans()) else []
    triple = st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(VALUES))
    lines += [" ".join(one) + " ." for one in draw(st.lists(triple, max_size=14))]
    typed = st.tuples(st.sampled_from(NODES), st.sampled_from(CLASSES))
    lines += [f"{node} a {of} ." for node, of in draw(st.lists(typed, min_size=1, max_size=5))]
    return "\n".join(lines)


predicates = st.sampled_from(PREDICATES)
paths = st.recursive(
    predicates,
    lambda inner: st.one_of(
        # Along the inverse of a sequence pySHACL finds nothing.
        inner.filter(lambda one: "(" not in one).map(lambda one: f"[ sh:inversePath {one} ]"),
        st.tuples(inner, inner).map(lambda two: f"( {two[0]} {two[1]} )"),
        st.tuples(inner, inner).map(lambda two: f"[ sh:alternativePath ( {two[0]} {two[1]} ) ]"),
        predicates.map(lambda one: f"[ sh:zeroOrMorePath {one} ]"),
        predicates.map(lambda one: f"[ sh:oneOrMorePath {one} ]"),
        inner.map(lambda one: f"[ sh:zeroOrOnePath {one} ]"),
    ),
    max_leaves=3,
)
tests_of_values = st.one_of(
    st.sampled_from(CLASSES).map(lambda one: f"sh:class {one}"),
    st.sampled_from(["xsd:integer", "xsd:string", "xsd:date"]).map(lambda one: f"sh:datatype {one}"),
    st.sampled_from(["IRI", "Literal", "BlankNodeOrIRI"]).map(lambda one: f"sh:nodeKind sh:{one}"),
    st.sampled_from(["sh:minInclusive 2", "sh:maxExclusive 3", "sh:minExclusive 1", "sh:maxInclusive 2"]),
    st.sampled_from(["sh:minLength 3", "sh:maxLength 3", 'sh:pattern "^T" ; sh:flags "i"', 'sh:pattern "o"']),
    st.just('sh:languageIn ( "en" )'),
    st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(lambda some: f"sh:in ( {' '.join(some)} )"),
    st.tuples(st.sampled_from(["equals", "disjoint"]), predicates).map(lambda two: f"sh:{two[0]} {two[1]}"),
)
counts = st.tuples(st.sampled_from(["minCount", "maxCount"]), st.integers(0, 3)).map(
    lambda two: f"sh:{two[0]} {two[1]}"
)
of_properties = st.one_of(
    counts,
    st.just("sh:uniqueLang true"),
    predicates.map(lambda one: f"sh:lessThan {one}"),
    predicates.map(lambda one: f"sh:lessThanOrEquals {one}"),
    st.sampled_from(VALUES).map(lambda one: f"sh:hasValue {one}"),
)


def a_property(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(paths, st.one_of(tests_of_values, of_properties, inner)).map(
        lambda two: f"[ sh:path {two[0]} ; {two[1]} ]"
    )


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Constraints that hold other constraints."""
    shape = st.one_of(inner.map(lambda one: f"[ {one} ]"), a_property(inner))
    several = st.lists(shape, min_size=1, max_size=2).map(" ".join)
    counted = st.tuples(paths, shape, st.sampled_from(["Min", "Max"]), st.integers(0, 2), st.booleans())
    return st.one_of(
        shape.map(lambda one: f"sh:not {one}"),
        inner.map(lambda one: f"sh:node [ {one} ]"),
        several.map(lambda some: f"sh:and ( {some} )"),
        several.map(lambda some: f"sh:or ( {some} )"),
        several.map(lambda some: f"sh:xone ( {some} )"),
        a_property(inner).map(lambda one: f"sh:property {one}"),
        counted.map(
            lambda five: (
                f"sh:property [ sh:path {five[0]} ; sh:qualifiedValueShape {five[1]} ; "
                f"sh:qualified{five[2]}Count {five[3]} ]"
            )
        ),
    )


constraints = st.recursive(
    st.one_of(
        tests_of_values,
        st.sampled_from(VALUES).map(lambda one: f"sh:hasValue {one}"),
        st.just("sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> :p )"),
    ),
    deeper,
    max_leaves=5,
)
targets = st.one_of(
    st.sampled_from(CLASSES).map(lambda one: f"sh:targetClass {one}"),
    st.sampled_from(NODES).map(lambda one: f"sh:targetNode {one}"),
    predicates.map(lambda one: f"sh:targetSubjectsOf {one}"),
    predicates.map(lambda one: f"sh:targetObjectsOf {one}"),
)
severities = st.sampled_from(["sh:Violation", "sh:Warning", ":severe"])
PATTERNS = [
    "$this :p ?value",
    "$this :p/:q ?value FILTER(isIRI(?value))",
    "{ $this :p ?value } UNION { ?value :q $this }",
    "$this :p ?x OPTIONAL { $this :q ?value FILTER(?value != $this) } FILTER(!BOUND(?value))",
    "{ FILTER($this = :n1) BIND(:n1 AS ?value) } UNION { $this :q ?value }",
    "$this :p ?x OPTIONAL { ?value :q ?x FILTER(?value != $this) }",
    "$this :p ?x OPTIONAL { ?value :q ?x FILTER NOT EXISTS { $this :q ?value } FILTER(isIRI($this)) }",
    "$this :p ?x OPTIONAL { ?y :q ?x BIND($this AS ?value) }",
    "$this :p ?x OPTIONAL { ?x :q ?y OPTIONAL { ?value :p ?y FILTER(?value != $this) } }",
    "$this :p ?x OPTIONAL { ?x :q ?y OPTIONAL { ?value :p ?y ; :q $this } }",
    "$this :p ?x OPTIONAL { ?x :q ?y OPTIONAL { SELECT $this ?value WHERE { $this :q ?value } } }",
    "$this :p ?x { ?x :q ?y OPTIONAL { ?value :p $this, ?y } } UNION { ?x :q $this }",
    "OPTIONAL { ?value :p ?x FILTER(?value != $this) }",
    "$this a ?c FILTER NOT EXISTS { $this :p ?y . ?y :q ?z }",
    "$this a ?c FILTER EXISTS { ?y :p/:q $this ; a :A }",
    "{ SELECT $this (COUNT(DISTINCT ?y) AS ?value) WHERE { $this :p ?y } GROUP BY $this } FILTER(?value > 1)",
    "$this :p ?x . ?value :q ?x ; a :A",
    "$this :p ?x OPTIONAL { ?value :p ?x ; a :B FILTER(?value != $this) }",
    "{ SELECT $this (COUNT(?y) AS ?value) WHERE { $this :p ?x . ?y :p ?x ; a :A } GROUP BY $this } FILTER(?value > 1)",
    "BIND(STR($this) AS ?value) FILTER(STRENDS(?value, '1'))",
    "$this a ?c OPTIONAL { $this :q ?value } OPTIONAL { ?value :p $this } FILTER(?value != 1)",
]
patterns = st.sampled_from(PATTERNS)


def query_of(pattern: str) -> str:
    """A constraint in SPARQL with this pattern."""
    select = f'sh:select """SELECT $this ?value WHERE {{ {pattern} }}"""'
    return f'sh:sparql [ sh:prefixes :prefixes ; sh:message "{{?value}}" ; {select} ]'


queries = patterns.map(query_of)


@st.composite
def shapes(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.one_of(constraints, constraints, queries), min_size=1, max_size=2, unique=True))
    # Terms that may stand once stand in shapes of their own.
    lines = []
    for number, part in enumerate(parts):
        aim = " ; ".join(draw(st.lists(targets, min_size=1, max_size=2, unique=True)))
        lines.append(f":s{number} a sh:NodeShape ; {aim} ; sh:severity {draw(severities)} ; {part} .")
    return PREFIXES + "\n".join(lines)


# Terms that SHACL passes over.
FOREIGN_TERMS = ["sh:dataType xsd:string", "sh:flags 'i'", "sh:maxcount 1", "sh:select 'x'"]
GROUPED = [
    "SELECT $this ?value WHERE { $this :p ?x . ?x :q ?value } GROUP BY ?value HAVING (COUNT(?x) > 1)",
    "SELECT $this ?value WHERE { { SELECT $this ?value WHERE { $this :p/:q ?value } GROUP BY ?value } }",
]
RULE = """:rule a sh:NodeShape ; sh:targetSubjectsOf :p ;
  sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate :q ; sh:object :n4 ] ."""


def grouped_query(select: str) -> str:
    """A constraint in SPARQL with this SELECT, as others write them."""
    return f'sh:sparql [ sh:severity sh:Info ; sh:prefixes :prefixes ; sh:select """{select}""" ]'


@st.composite
def webs(draw: st.DrawFn) -> str:
    """A graph of a few things, most of which lead to others."""
    triple = st.tuples(st.sampled_from(NODES[:4]), st.sampled_from(PREDICATES[:2]), st.sampled_from(NODES[:4]))
    return "\n".join(" ".join(one) + " ." for one in draw(st.lists(triple, min_size=4, max_size=10)))


def told(result: Result) -> tuple[str, ...]:
    """A result without its messages, which are each validator's own for Core constraints, and blank nodes' labels."""
    shape = "" if isinstance(result.shape, ox.BlankNode) else str(result.shape)
    return (str(result.focus), str(result.path), str(result.value), str(result.component), str(result.severity), shape)


def by_reference(data: Graph, shapes: Graph, advanced: bool = False) -> Counter[tuple[str, ...]]:
    from pyshacl import validate as reference

    try:
        _, report, text = reference(data, shacl_graph=shapes, inplace=True, do_owl_imports=False, advanced=advanced)
    except TypeError as error:
        # Of literals that it cannot order pySHACL says nothing: no example.
        assume("not supported between instances" not in str(error))
        raise
    assert isinstance(report, Graph), text
    return Counter(told(one) for one in results_in(report))


def seeking(examples: int) -> settings:
    """So many examples, always the same, to find one that shows a planted fault: whichever, and not the smallest."""
    every = list(HealthCheck)
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=every,
    )


def as_written(text: str) -> Graph:
    """A graph whose literals are as they are written; rdflib's own parser would change some."""
    quads = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
    return graph_of((quad.subject, quad.predicate, quad.object) for quad in quads)


def both(data: str, shapes: str) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """What the compiler finds, and what pySHACL finds."""
    if "lessThan" in shapes:
        # Of two addresses, which SPARQL's operators cannot compare, pySHACL says which is less.
        data = "\n".join(line for line in data.split("\n") if not re.search(r":[pqr] :n", line))
    store = ox.Store()
    store.load((PREFIXES + data).encode(), format=ox.RdfFormat.TURTLE)
    graph, rules = Graph(), Graph().parse(data=shapes, format="turtle")
    for quad in store:
        graph.add(tuple(to_rdflib(term) for term in quad.triple))  # type: ignore[arg-type]
    found = validate(store, rules, fallback=False)
    return Counter(told(one) for one in found.results), by_reference(graph, rules)
