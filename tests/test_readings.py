"""Our readings lie in ``data/editorial/`` alone, and everything stands without them."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import csv_rows, run_in_process
from conftest import PROJECT
from ijb_graph.ask.questions import read_questions
from ijb_graph.check.findings import Finding
from ijb_graph.check.readings import terms_needed, terms_of_readings
from ijb_graph.check.rules import SHAPE, rule_folders
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.project import GRAPH_FILE
from ijb_graph.publish.register_tables import GROUP
from ijb_graph.records.schema import KINDS, Schema, read_schema
from project_copy import linked_project
from rule_cases import RULES, found_in_case

# What readings state with words that other records use too.
SHARED = {
    "dcterms:identifier",
    "dcterms:requires",
    "ijb:concernsFunction",
    "ijb:functionName",
    "ijb:hasBasis",
    "ijb:isStatedIn",
    "ijb:lines",
    "rdf:type",
    "rdfs:label",
    "skos:broadMatch",
    "skos:editorialNote",
    "skos:exactMatch",
    "skos:narrowMatch",
}
# Rules that go by the words that papers print where no reading says more: they find more without readings, or say less.
BY_PRINTED_WORDS = {
    "action-dates-possible",
    "action-has-update",
    "action-marks-told",
    "action-overdue",
    "action-row-complete",
    "action-same-work-agrees",
    "action-stalled",
    "budget-line-directed",
    "decision-date-possible",
    "decision-one-date",
    "direction-function-addressee",
    "direction-function-delegated",
    "direction-heading-agrees",
    "direction-oversight-own",
    "function-direction-clear",
    "function-has-direction",
    "function-service-directed",
    "indicator-in-plan",
    "rating-borne-out",
}


def properties(schema: Schema, editorial: bool) -> set[str]:
    """The properties that the kinds of our readings, or those of papers' records, state."""
    return {
        column["propertyUrl"]
        for name, kind in schema.kinds.items()
        if name.startswith("editorial/") == editorial and not name.startswith("reference/")
        for column in kind.declared["columns"]
        if "propertyUrl" in column
    }


def readings_in_papers(schema: Schema) -> set[str]:
    """Readings that a kind of papers' records holds: by its properties, or by what it says of a column."""
    of_papers = [kind for name, kind in schema.kinds.items() if "/" not in name]
    said = {
        f"{kind.name}.{column.get('name')}"
        for kind in of_papers
        for column in kind.declared["columns"]
        if re.search(r"\b(our|by our) reading\b", column.get("dc:description", ""))
    }
    return said | ((properties(schema, editorial=True) - SHARED) & properties(schema, editorial=False))


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the folder of our readings gone, built."""
    root = tmp_path_factory.mktemp("without") / "project"
    linked_project(PROJECT.root, root, *(one.name for one in PROJECT.data.iterdir() if one.name != "editorial"))
    assert run_in_process("build", cwd=root).returncode == 0
    return root


def test_no_kind_of_papers_records_holds_a_reading() -> None:
    assert readings_in_papers(read_schema(PROJECT.data)) == set()


@pytest.mark.parametrize(
    "column",
    [
        {"name": "stance", "dc:description": "what it tells", "propertyUrl": "ijb:hasStance"},
        {"name": "guess", "dc:description": "what it means by our reading"},
    ],
)
def test_a_reading_in_a_papers_record_is_found(column: dict[str, str], tmp_path: Path) -> None:
    """The sentinel: the test above would see a column that comes back."""
    shutil.copytree(PROJECT.data / KINDS, tmp_path / KINDS)
    path = tmp_path / KINDS / "reserves.json"
    kind = json.loads(path.read_text(encoding="utf-8"))
    kind["columns"].insert(0, column)
    path.write_text(json.dumps(kind), encoding="utf-8")
    assert len(readings_in_papers(read_schema(tmp_path))) == 1


def test_every_reading_says_its_kind_and_its_reason(engine: Embedded) -> None:
    untold = engine.query(
        """PREFIX ijb: <https://w3id.org/ijb/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?reading WHERE {
          GRAPH <https://w3id.org/ijb/id/graph/editorial> { ?reading skos:editorialNote ?reason }
          OPTIONAL { ?reading ijb:hasReadingKind ?kind ; ijb:isReadingOf ?record . ?record a ?class }
          FILTER(!BOUND(?class) || STRLEN(?reason) < 10)
        }""",
        "test",
    ).rows
    assert [row[0].value for row in untold if row[0]] == []


def test_a_rule_that_rests_on_a_reading_says_so() -> None:
    schema = read_schema(PROJECT.data)
    own = sorted((properties(schema, editorial=True) - SHARED) - {"ijb:isReadingOf"})
    resting = {
        folder: (folder / SHAPE).read_text(encoding="utf-8")
        for folder in rule_folders(PROJECT.shapes)
        if any(re.search(rf"\b{one}\b", (folder / SHAPE).read_text(encoding="utf-8")) for one in own)
    }
    assert len(resting) > 20
    assert [folder.name for folder, text in resting.items() if not re.search(r"\b[Rr]eadings?\b", text)] == []


def findings(root: Path, *options: str) -> Iterator[tuple[str, ...]]:
    """What is found, without what its report says of it: its place follows from what else is found."""
    for row in csv_rows(root, "check", *options):
        yield tuple(value for column, value in row.items() if column not in ("item", "rank", "by_reading"))


def test_no_finding_rests_on_readings_that_are_not_there(without: Path, built: Built) -> None:
    assert "/def#Reading>" not in re.sub(
        r"(?m)^.*/graph/ontology> \.$", "", (without / "build" / GRAPH_FILE).read_text(encoding="utf-8")
    )
    left = set(findings(without))
    known = set(findings(PROJECT.root, "--out", str(built.path.parent)))
    assert left
    assert {row[0] for row in left - known} <= BY_PRINTED_WORDS
    assert len(known - left) > 50, "what rests on a reading is missing"


def test_every_question_answers_without_readings(without: Path, engine: Embedded) -> None:
    """Asked in one reading of each graph."""
    without_readings = Embedded(without / "build" / GRAPH_FILE)
    for question in not_empty(read_questions(PROJECT.queries)):
        answered = without_readings.query(question.sparql, question.name).rows
        if question.group == GROUP:
            assert len(answered) == len(engine.query(question.sparql, question.name).rows), question.name


# What these rules find rests on there being no reading, on one of what their findings do not name, or on what several
# readings have in common.
WITHOUT_REASON = {
    "action-carried-on",
    "action-dates-possible",
    "paper-national-delay-colour",
    "paper-theme-served",
    "rating-evidence-agrees",
}


def test_a_finding_that_rests_on_a_reading_says_why_we_read_it_so(all_findings: tuple[Finding, ...]) -> None:
    resting = [one for one in all_findings if one.by_reading]
    assert {one.rule for one in not_empty(resting) if not one.reasons} <= WITHOUT_REASON
    assert not any(one.reasons for one in all_findings if not one.by_reading)
    told = {row["reason"] for path in (PROJECT.data / "editorial").glob("*.csv") for row in read_csv_rows(path)}
    assert {reason for one in resting for reason in one.reasons} <= told
    # Of the readings of a row, only those of what the rule looks at: here of its time, and not of its state.
    (milestone,) = [one for one in resting if one.subject == "phase 3 finally completed"]
    assert len(milestone.reasons) == 2, "one of the milestone, one of the row of the plan"


def read_csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("rule", "focus", "rests"),
    [
        # What is told as done is left out by our reading: what is found needs none.
        ("action-overdue", "b", False),
        ("action-carried-on", "c", True),
        # One rule, two constraints: a rating without an action later; an action that no other continues.
        ("action-carried-on", "r", False),
    ],
)
def test_a_finding_rests_on_a_reading_that_it_needs(rule: str, focus: str, rests: bool, engine: Embedded) -> None:
    (message,) = {one.message for one in found_in_case(rule, "invalid.ttl") if one.focus.endswith(f"/{focus}")}
    assert bool(terms_needed(RULES[rule], message, terms_of_readings(engine))) is rests
