"""The rules as they are written: well-formed, compiled, with words that fit the level and a basis that bears it."""

from __future__ import annotations

import csv
from datetime import date

import pyoxigraph
import pytest
import shacl_compiler
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.check.compiled_rules import compiled
from ijb_graph.check.findings import Basis, Finding
from ijb_graph.check.legal_bases import demanded_on, legal_bases_of
from ijb_graph.check.rules import LEVELS, SUBJECTS, rule_folders
from ijb_graph.check.validators import ValidationData, validate_rule
from ijb_graph.errors import InputError
from rdflib import RDF, SH, Graph, URIRef
from rule_cases import RULES, each_rule, report_of_case

FOLDERS = rule_folders(PROJECT.shapes)


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
    partly = shacl_compiler.compile_shapes(Graph().parse(data=start + pattern, format="turtle"))
    assert [one.value for one in partly.refused] == ["urn:x:s"]
    assert found(pattern) == ["no"]
    for broken in (
        'sh:targetClass :C ; sh:sparql [ sh:select "SELECT $this WHERE { $this :p ?v FILTER(" ] .',
        "sh:targetClass :C ; sh:property [ sh:path :p ; sh:dataType :d ] .",
        "sh:property [ sh:path :p ; sh:minCount 1 ] .",
    ):
        with pytest.raises(InputError, match="a rule: found"):
            found(broken)


@each_rule
def test_a_rule_is_compiled_and_its_words_fit_its_level(rule: str) -> None:
    """MUST, SHOULD or MAY stands in what the rule demands and in what it says; nothing is left to fill in."""
    shapes = compiled(RULES[rule].graph, rule)
    assert (shapes.refused, shapes.warnings) == ({}, ())
    title, level, graph = RULES[rule].title, RULES[rule].level, RULES[rule].graph
    messages = [str(message) for message in graph.objects(None, SH.message)]
    for text in (title, *messages):
        assert level.upper() in text.split(), text
        assert not any(other.upper() in text.split() for other in LEVELS if other != level), text
        assert "FILL IN" not in text
        assert text.count(".") or text == title
    assert "{?" not in report_of_case(rule, "invalid.ttl"), "a message leaves a variable open"


def test_rule_ids_are_unique_and_begin_with_what_they_judge() -> None:
    assert len({folder.name for folder in FOLDERS}) == len(FOLDERS)
    assert {folder.name.split("-")[0] for folder in FOLDERS} <= set(SUBJECTS)


def test_a_must_rule_rests_on_statute_or_on_the_data_itself() -> None:
    with (PROJECT.data / "reference" / "legal-basis.csv").open(encoding="utf-8") as file:
        status = {row["id"]: row["status"] for row in csv.DictReader(file)}
    for rule in not_empty(RULES.values()):
        lawful = {status[basis] for basis in rule.bases} <= {"statute", "data-integrity"}
        assert lawful == (rule.level == "must"), f"{rule.id} rests on {rule.bases}"


@pytest.mark.parametrize(
    ("day", "demand", "bases"),
    [
        (date(2019, 12, 31), "good-practice", ["G1"]),
        (date(2020, 1, 1), "guidance", ["G1", "L16"]),
        (date(2030, 5, 31), "guidance", ["G1", "L16"]),
        (date(2030, 6, 1), "good-practice", ["G1"]),
        (None, "guidance", ["G1", "L16"]),
    ],
)
def test_guidance_demands_nothing_of_an_older_paper(day: date | None, demand: str, bases: list[str]) -> None:
    rule = RULES["direction-overseer-named"]
    known = {
        "G1": Basis("G1", "What a reader expects.", "a reader", "good-governance", ()),
        "L16": Basis(
            "L16", "Directions record who decided.", "guidance", "current-guidance", (), "2020-01-01", "2030-06-01"
        ),
    }
    found, rests_on = demanded_on(day, rule, legal_bases_of(rule, known))
    assert (found, [one.id for one in rests_on]) == (demand, bases)


def test_no_finding_rests_on_a_text_that_is_younger_than_its_paper(all_findings: tuple[Finding, ...]) -> None:
    issued = [(basis.issued, one.paper) for one in all_findings for basis in one.bases if basis.issued]
    for day, paper in not_empty(issued):
        assert day <= paper


def test_shapes_target_something() -> None:
    for rule in not_empty(RULES.values()):
        shape = URIRef(f"https://w3id.org/ijb/shape/{rule.id}")
        assert (shape, RDF.type, SH.NodeShape) in rule.graph
        assert any(
            rule.graph.value(shape, target) for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        ), rule.id
