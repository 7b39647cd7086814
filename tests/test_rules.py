"""Every rule: its valid case passes, its invalid case gives just the approved report, and its words fit its level."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import shacl_compiler
from conftest import PROJECT
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.findings import Result
from ijb_graph.check.rules import JUDGED, LEVELS, read_rules, rule_folders
from ijb_graph.check.validators import ValidationData, results, validate_rule
from ijb_graph.errors import InputError
from rdflib import RDF, SH, Graph, URIRef
from shacl_compiler import validate

FOLDERS = rule_folders(PROJECT.shapes)
RULES = {rule.id: rule for rule in read_rules(PROJECT.shapes)}
COLUMNS = ["focus", "path", "value", "message"]


def store_of(case: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=str(case), format=pyoxigraph.RdfFormat.TURTLE)
    return store


@cache
def found_in_case(rule: str, case: str) -> list[Result]:
    """What a rule finds in one of its cases."""
    return sorted(
        validate_rule(ValidationData(store_of(RULES[rule].path.parent / case)), RULES[rule].graph, rule), key=str
    )


def report(rule: str, case: str) -> str:
    """The same, as CSV."""
    prefix = "https://w3id.org/ijb/id/case/"
    rows = sorted(
        [one.focus.removeprefix(prefix), one.path, one.value.removeprefix(prefix), one.message]
        for one in found_in_case(rule, case)
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    return out.getvalue()


each_rule = pytest.mark.parametrize("rule", RULES)
each_case = pytest.mark.parametrize("case", ["valid.ttl", "invalid.ttl"])


@each_rule
def test_a_valid_case_gives_nothing(rule: str) -> None:
    assert report(rule, "valid.ttl") == ",".join(COLUMNS) + "\n"


@each_rule
def test_an_invalid_case_gives_the_approved_report(rule: str, approve: bool) -> None:
    found, approved = report(rule, "invalid.ttl"), RULES[rule].path.with_name("report.csv")
    assert found.count("\n") > 1, "the rule finds nothing in its invalid case"
    if approve:
        approved.write_text(found, encoding="utf-8")
    assert found == approved.read_text(encoding="utf-8")


@each_rule
@each_case
def test_pyshacl_finds_the_same_in_the_cases(rule: str, case: str) -> None:
    path = RULES[rule].path.with_name(case)
    assert found_in_case(rule, case) == sorted(results(Graph().parse(path), RULES[rule].graph, case), key=str)


@each_rule
def test_every_rule_is_compiled_and_judges_something(rule: str) -> None:
    compiled = shacl_compiler.compile_shapes(RULES[rule].graph)
    assert (compiled.refused, compiled.warnings) == ({}, ())


@pytest.fixture(scope="module")
def papers_judged(merged: pyoxigraph.Store) -> ValidationData:
    return ValidationData(merged)


# pySHACL runs a query for each thing that a rule judges: all of them would take it an hour. Here it judges at most so
# many of what ours finds, and as many others, spread over the papers.
SPREAD = 2


def spread(nodes: Iterable[str]) -> list[str]:
    every = sorted(nodes)
    return every[:: -(-len(every) // SPREAD) or 1]


@each_rule
def test_pyshacl_finds_the_same_in_the_papers(rule: str, papers_judged: ValidationData) -> None:
    shapes, graph = shapes_of(RULES[rule], BASE, None), papers_judged.graph
    found = validate_rule(papers_judged, shapes, rule)
    shape = URIRef(f"https://w3id.org/ijb/shape/{rule}")
    judged = {str(one) for of in shapes.objects(shape, SH.targetClass) for one in graph.subjects(RDF.type, of)}
    judged |= {str(one) for of in shapes.objects(shape, SH.targetSubjectsOf) for one in graph.subjects(of, None)}
    offending = {one.focus for one in found}
    among = spread(offending) + spread(judged - offending)
    if among:
        expected = results(graph, shapes, rule, among)
        assert sorted((one for one in found if one.focus in among), key=str) == sorted(expected, key=str)
    else:
        assert found == []


def test_what_is_not_compiled_goes_to_pyshacl_and_what_is_broken_is_told() -> None:
    """A rule is never skipped: what the compiler refuses pySHACL finds, and a rule that judges nothing is an error."""
    start = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x:> . :s a sh:NodeShape ; "
    store = pyoxigraph.Store()
    store.load(b"<urn:x:a> a <urn:x:C> ; <urn:x:p> 'no' .", format=pyoxigraph.RdfFormat.TURTLE)

    def found(shape: str) -> list[str]:
        shapes = Graph().parse(data=start + shape, format="turtle")
        return [one.value for one in validate_rule(ValidationData(store), shapes, "a rule")]

    # A look-ahead: no regular expression of XPath's, and one of pySHACL's.
    pattern = 'sh:targetClass :C ; sh:property [ sh:path :p ; sh:pattern "(?=y)yes" ] .'
    compiled = shacl_compiler.compile_shapes(Graph().parse(data=start + pattern, format="turtle"))
    assert [one.value for one in compiled.refused] == ["urn:x:s"]
    assert found(pattern) == ["no"]
    for broken in (
        'sh:targetClass :C ; sh:sparql [ sh:select "SELECT $this WHERE { $this :p ?v FILTER(" ] .',
        "sh:targetClass :C ; sh:property [ sh:path :p ; sh:dataType :d ] .",
        "sh:property [ sh:path :p ; sh:minCount 1 ] .",
    ):
        with pytest.raises(InputError, match="a rule: found"):
            found(broken)


@each_rule
@each_case
def test_what_stands_in_two_graphs_is_found_once(rule: str, case: str) -> None:
    """A union of named graphs may give a statement of two papers twice: a rule that counts or sums says DISTINCT."""
    store = pyoxigraph.Store()
    for quad in store_of(RULES[rule].path.with_name(case)):
        for graph in ("urn:paper:1", "urn:paper:2"):
            store.add(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(graph)))
    twice = validate(store, RULES[rule].graph, union=True).results
    once = validate(store_of(RULES[rule].path.with_name(case)), RULES[rule].graph).results
    assert len(twice) == len(once)
    assert {one.key() for one in twice} == {one.key() for one in once}


def test_a_rule_that_counts_twice_is_found_out() -> None:
    """The planted fault of the test above."""
    text = """@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:sparql [
      sh:select "SELECT $this WHERE { $this <urn:p> ?v } GROUP BY $this HAVING(COUNT(?v) > 1)" ; sh:message "two" ] ."""
    shapes, store = Graph().parse(data=text, format="turtle"), pyoxigraph.Store()
    for graph in ("urn:paper:1", "urn:paper:2"):
        node = [pyoxigraph.NamedNode(one) for one in ("urn:a", "urn:p", "urn:v", graph)]
        store.add(pyoxigraph.Quad(*node))
        assert bool(validate(store, shapes, union=True).results) == (graph == "urn:paper:2")


@each_rule
def test_every_constraint_of_a_rule_bites(rule: str) -> None:
    """Without one of its constraints the rule no longer gives the approved report: none is there for show."""
    shape, data = URIRef(f"https://w3id.org/ijb/shape/{rule}"), store_of(RULES[rule].path.with_name("invalid.ttl"))
    constraints = [(p, o) for p in (SH.property, SH["or"], SH.sparql) for o in RULES[rule].graph.objects(shape, p)]
    assert constraints, "no constraint that this test knows"
    whole = [one.key() for one in validate(data, RULES[rule].graph).results]
    for predicate, constraint in constraints:
        without = Graph() + RULES[rule].graph
        without.remove((shape, predicate, constraint))
        assert [one.key() for one in validate(data, without).results] != whole, f"{predicate} changes nothing"


@each_rule
def test_level_verb_and_placeholders(rule: str) -> None:
    """MUST, SHOULD or MAY stands in what the rule demands and in what it says; nothing is left to fill in."""
    title, level, graph = RULES[rule].title, RULES[rule].level, RULES[rule].graph
    messages = [str(message) for message in graph.objects(None, SH.message)]
    for text in (title, *messages):
        assert level.upper() in text.split(), text
        assert not any(other.upper() in text.split() for other in LEVELS if other != level), text
        assert "FILL IN" not in text
        assert text.count(".") or text == title


@each_rule
def test_messages_leave_no_variable_open(rule: str) -> None:
    assert "{?" not in report(rule, "invalid.ttl")


def test_rule_ids_are_unique_and_begin_with_what_they_judge() -> None:
    assert len({folder.name for folder in FOLDERS}) == len(FOLDERS)
    assert {folder.name.split("-")[0] for folder in FOLDERS} <= set(JUDGED)


def test_a_must_rule_rests_on_statute_or_on_the_data_itself() -> None:
    with (PROJECT.data / "reference" / "legal-basis.csv").open(encoding="utf-8") as file:
        status = {row["id"]: row["status"] for row in csv.DictReader(file)}
    for rule in RULES.values():
        lawful = {status[basis] for basis in rule.bases} <= {"statute", "data-integrity"}
        assert lawful == (rule.level == "must"), f"{rule.id} rests on {rule.bases}"


def test_shapes_target_something() -> None:
    for rule in RULES.values():
        shape = URIRef(f"https://w3id.org/ijb/shape/{rule.id}")
        assert (shape, RDF.type, SH.NodeShape) in rule.graph
        assert any(
            rule.graph.value(shape, target) for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        ), rule.id
