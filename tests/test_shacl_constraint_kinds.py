"""Each kind of constraint by itself: the compiler finds what pySHACL finds, and no slip in its query would pass unseen.

A slip is a mutation of the query that the kind is compiled to: a negation lost, ``<`` for ``<=``, ``&&`` for ``||``,
another number. Each has to change what is found in data that hold every sort of value; a query that is no SPARQL any
more shows nothing, and fails the test.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pyoxigraph as ox
import pytest
from prepared_queries import prepared_queries
from quick import quick_of_each_kind, words_of_query
from rdflib import SH, Graph
from shacl_compiler import CompiledConstraint, compile_shapes, validate
from shacl_compiler.data import OxigraphData, classes_below
from shacl_compiler.rdflib_terms import to_rdflib
from shacl_examples import PATTERNS, PREFIXES, by_reference, query_of, told

# Several of a kind where it has several ways to be compiled.
CONSTRAINTS = [
    "sh:class :A",
    "sh:class :A, :C",
    "sh:datatype xsd:integer",
    "sh:datatype xsd:date",
    *(f"sh:nodeKind sh:{one}" for one in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral")),
    "sh:nodeKind sh:IRIOrLiteral",
    *("sh:minInclusive 2", "sh:minExclusive 2", "sh:maxInclusive 2", "sh:maxExclusive 2"),
    *("sh:minLength 3", "sh:maxLength 3"),
    *('sh:pattern "^T" ; sh:flags "i"', 'sh:pattern "o"'),
    'sh:languageIn ( "en" "fr" )',
    *("sh:in ( :common 1 )", "sh:in ( 1 2 )", "sh:in ( :common :other )"),
    *("sh:equals :q", "sh:disjoint :q"),
    *("sh:hasValue 1", "sh:hasValue :common"),
    *("sh:not [ sh:class :A ]", "sh:not [ sh:path :q ; sh:maxCount 1 ]", "sh:node [ sh:class :A ]"),
    "sh:and ( [ sh:class :A ] [ sh:nodeKind sh:IRI ] )",
    "sh:or ( [ sh:class :A ] [ sh:nodeKind sh:Literal ] )",
    "sh:xone ( [ sh:class :A ] [ sh:class :C ] )",
    "sh:property [ sh:path :q ; sh:minCount 1 ]",
    "sh:closed true ; sh:ignoredProperties ( :p )",
]
OF_PROPERTIES = [
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1"),
    "sh:uniqueLang true",
    *("sh:lessThan :q", "sh:lessThanOrEquals :q"),
    *(f"sh:qualifiedValueShape [ sh:class :A ] ; sh:qualified{one}" for one in ("MinCount 1", "MinCount 2")),
    "sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMaxCount 1",
]
PATHS = [
    "[ sh:inversePath :p ]",
    "( :p :q )",
    "[ sh:alternativePath ( :p :q ) ]",
    *(f"[ sh:{one} :p ]" for one in ("zeroOrOnePath", "zeroOrMorePath", "oneOrMorePath")),
]
TARGETS = [
    *("sh:targetClass :A", "sh:targetClass :C", "sh:targetSubjectsOf :p", "sh:targetObjectsOf :p"),
    "sh:targetNode :common",
    "sh:targetNode :common ; sh:targetClass :C",
    "sh:targetSubjectsOf :q ; sh:targetObjectsOf :r",
]
# Of a node shape the values are judged, literals too, of a property shape what has them.
SHAPES = [
    *(f"sh:targetObjectsOf :p ; {one}" for one in CONSTRAINTS),
    *(f"sh:targetSubjectsOf :p ; sh:property [ sh:path :p ; {one} ]" for one in CONSTRAINTS[:-1]),
    *(f"sh:targetSubjectsOf :q ; sh:property [ sh:path :p ; {one} ]" for one in OF_PROPERTIES),
    *(f"sh:targetSubjectsOf :q ; sh:property [ sh:path {one} ; sh:class :A ]" for one in PATHS),
    *(f"sh:targetSubjectsOf :q ; sh:not [ sh:path {one} ; sh:class :A ]" for one in PATHS),
    *(f"{one} ; sh:class :B ; sh:property [ sh:path :p ; sh:minCount 1 ]" for one in TARGETS),
    *(f"sh:targetSubjectsOf :p ; {query_of(one)}" for one in PATTERNS),
]

LITERALS = [
    *("1", "2", "3", "4", '"one"', '"Two"', '"two"', '"one"@en', '"two"@en', '"Three"@en-GB', '"THREE"@en-gb'),
    *('"deux"@fr', '"zwei"@de', '"abc"^^xsd:integer', '"2020-01-31"'),
]
# pySHACL takes a date for less than 3, where SPARQL's operators, by which SHACL has it, cannot compare the two.
DATES = [f'"{one}"^^xsd:date' for one in ("2020-01-31", "2020-02-31", "2020-02-29Z", "2020", "x2020-01-31")]


# Of two things that one leads to, the next step is there for one alone.
FORKED = ":f :p :g . :g :q :h, :i . :j :p :h ; :q :f . :k :q :l, :m . :k :p :l ."
# All that one leads to is of one class.
ALIKE = ":u :p :v, :w ; :q :v . :v a :A . :w a :B ."


def generated(values: list[str], graphs: int = 40, blank: bool = True) -> str:
    """Small graphs in one, each with nodes of its own and two that all share."""
    chance, lines = random.Random(1), [":B rdfs:subClassOf :A .", FORKED, ALIKE]
    for number in range(graphs):
        own = [*(f":n{number}_{place}" for place in range(4)), *([f"_:b{number}"] if blank else [])]
        nodes = [*own, ":common", ":other"]
        for _ in range(chance.randint(6, 14)):
            predicate = chance.choice([":p", ":p", ":q", ":q", ":r"])
            lines.append(
                f"{chance.choice(own)} {predicate} {chance.choice([*nodes * (1 + number % 2 * 3), *values])} ."
            )
        of_one_language = ('"one"@en', '"two"@en') if number % 2 else ('"Three"@en-GB', '"THREE"@en-gb')
        lines += [f"{own[0]} :p {one} ." for one in of_one_language if number % 3]
        lines += [f"{chance.choice(nodes)} a {chance.choice([':A', ':B', ':C'])} ." for _ in range(6)]
    return PREFIXES + "\n".join(lines)


def loaded(text: str) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return store


NUMBERS = loaded(generated(["1", "2", "3", "4"]))
ORDERED = ox.Store()
ORDERED.extend(quad for quad in NUMBERS if isinstance(quad.object, ox.Literal) or "type" in str(quad.predicate))
MIXED = loaded(generated(LITERALS))
DATED = loaded(generated([*LITERALS, *DATES]))
# pySHACL asks a query for each focus node, and some of these join everything with everything. Without blank nodes: STR
# of one is an error in SPARQL, and its label, another each time, in rdflib.
FEW = loaded(generated(LITERALS, 12, blank=False))


def data_for(shape: str) -> ox.Store:
    """Data that both validators can judge with a shape."""
    if "lessThan" in shape:
        # Of two addresses, which SPARQL's operators cannot compare, pySHACL says which is less.
        return ORDERED
    return DATED if "datatype" in shape else FEW if "sh:sparql" in shape else MIXED


def compiled(shape: str) -> tuple[CompiledConstraint, ...]:
    return compile_shapes(as_graph(shape)).constraints


def as_graph(shape: str) -> Graph:
    return Graph().parse(data=f"{PREFIXES} :s a sh:NodeShape ; {shape} .", format="turtle")


each_shape = pytest.mark.parametrize("shape", SHAPES)
# pySHACL asks this of each focus node, and it joins everything with everything.
COSTLY = [shape for shape in SHAPES if "WHERE { OPTIONAL {" in shape]


def for_pyshacl() -> list[object]:
    """The shapes: quick are those with a constraint, path, target or word of SPARQL of another kind; no costly one."""
    cheap = quick_of_each_kind([shape for shape in SHAPES if shape not in COSTLY], words_of_query)
    return [*cheap, *(pytest.param(shape, marks=pytest.mark.slow) for shape in COSTLY)]


@pytest.fixture(autouse=True, scope="module")
def _prepared() -> Iterator[None]:
    with prepared_queries():
        yield


@cache
def in_rdflib(store: ox.Store) -> Graph:
    """The same data for pySHACL, which does not change them."""
    graph = Graph()
    for quad in store:
        graph.add(tuple(to_rdflib(term) for term in quad.triple))  # type: ignore[arg-type]
    return graph


@pytest.mark.parametrize("shape", for_pyshacl())
def test_the_same_as_pyshacl(shape: str) -> None:
    store = data_for(shape)
    graph = in_rdflib(store)
    found = Counter(told(one) for one in validate(store, as_graph(shape), fallback=False).results)
    assert found
    assert found == by_reference(graph, as_graph(shape))


def test_every_kind_is_among_them() -> None:
    """Of all that SHACL has, but for two that only pySHACL runs."""
    every = {str(name) for name in dir(SH) if name.endswith("ConstraintComponent")}
    every -= {str(SH.ConstraintComponent), str(SH.sourceConstraintComponent)}
    every -= {str(SH.ExpressionConstraintComponent), str(SH.JSConstraintComponent)}
    # Its results are those of the shape it leads to, and are told of that.
    every -= {str(SH.PropertyConstraintComponent)}
    found = {one.component.value for shape in SHAPES for one in compiled(shape)}
    assert found == every, found ^ every


# What is looked for in a query, and what it is replaced by; each place by itself.
MUTATIONS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"!(?=\(|EXISTS|COALESCE|sameTerm|BOUND|is[A-Z])", ""),
    (r"(?<=FILTER )EXISTS \{", "NOT EXISTS {"),
    (r"NOT EXISTS", "EXISTS"),
    (r"(?<![!A-Z])(?<!FILTER )(?<!NOT )EXISTS \{", "!EXISTS {"),
    *((f" {one} ", f" {other} ") for one, other in ((">=", ">"), (">", ">="), ("<=", "<"), ("<", "<="), ("=", "!="))),
    (" != ", " = "),
    ("&&", "||"),
    (r"\|\|", "&&"),
    (r"(?<!NOT )\bIN \(", "NOT IN ("),
    ("NOT IN", "IN"),
    (r"\bisIRI", "isLITERAL"),
    (r"\bisLITERAL", "isIRI"),
    (r"\bisBLANK", "isIRI"),
    (" UNION ", " "),
    (r"OPTIONAL \{", "{"),
    ("LCASE", "STR"),
    (r"(?<=[ ,(])\d+(?=[),]| \}|$)", lambda number: str(int(number[0]) + 1)),
    (r'(?<=")\d+(?="\^\^)', lambda number: str(int(number[0]) + 1)),
    (r'(?<=\), ")[^"]+(?=")', lambda text: f"{text[0]}x"),
    (r'"i"', '"s"'),
    (r"\)\*", ")+"),
    (r"\)\+", ")*"),
    (r", false\)", ", true)"),
]

# Mutations that change nothing: a part of the shape, and of what the mutation does.
SAME = [
    # What has no datatype is not of its form either.
    ("sh:datatype xsd:date", "#date>[, false) -> "),
    # Oxigraph keeps every language in small letters.
    ("sh:uniqueLang", "[LCASE -> STR]"),
    # Whether it is asked for once for each ?y or not at all, $this has the same values.
    ("OPTIONAL { SELECT $this", "[OPTIONAL { -> {] SELECT"),
    # A path of no step is a branch of its own.
    ("sh:zeroOrMorePath", "[)* -> )+]"),
    ("sh:zeroOrMorePath", "[)+ -> )*]"),
]


def mutants(query: str) -> Iterator[tuple[str, str]]:
    """Every mutation of a query, with what it does."""
    for pattern, replacement in MUTATIONS:
        for found in re.finditer(pattern, query):
            new = replacement(found) if callable(replacement) else replacement
            before, after = query[: found.start()], query[found.end() :]
            yield f"{before[-25:]}[{found[0]} -> {new}]{after[:25]}", before + new + after


def rows(data: OxigraphData, query: str) -> Counter[str]:
    """What a query finds; SyntaxError where it is none."""
    return Counter(str(row) for row in data.select(query))


@each_shape
def test_every_mutation_of_its_query_is_found(shape: str) -> None:
    data = OxigraphData(DATED)
    below, tried, unseen = classes_below(data), 0, []
    for constraint in compiled(shape):
        query = constraint.query(below)
        right = rows(data, query)
        for what, mutant in mutants(query):
            tried += 1
            if rows(data, mutant) == right and not any(one in shape and part in what for one, part in SAME):
                unseen.append(what)
    # Some queries of the examples have nothing that these mutations are about.
    assert tried or "sh:sparql" in shape
    assert unseen == []
