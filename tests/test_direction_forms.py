"""Directions given one by one, each by a form: every field has a place, and nothing lawful is found wrong."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from command_line import csv_rows, run_in_process
from ijb_graph.check.findings import Finding
from ijb_graph.records.schema import read_schema
from places import PROJECT
from project_copy import linked_project

BOARD, EARLIER, PAPER = "glasgow-city", "2024-03-27-made-up-form", "2025-03-26-made-up-forms"

# No suite: each report issues its own directions.
MANIFEST = f"""board = "{BOARD}"
meeting_date = %s
title = "Made-up forms"
kind = "directions"
directions_as_issued = true
functions_given = true

[text]
file = "made-up.txt"
sha256 = "{"0" * 64}"
lines = 30
"""

Records = dict[str, list[dict[str, str]]]

# A year before: the direction that is then superseded.
EARLIER_FORM: Records = {
    "directions": [
        {
            "code": "270324-9",
            "addressees": "NHS Greater Glasgow and Clyde",
            "functions": "Alcohol and drug recovery services",
            "summary": "Run the services as they are.",
            "method": "the budget of the year before",
        }
    ],
    "plan-actions": [
        {
            "number": "1",
            "change_board": "Glasgow City Integration Joint Board",
            "action": "run the services",
            "codes": "270324-9",
            "kpi": "services run",
            "timeframe": "March 2025",
            "due": "2025-03",
        }
    ],
    "direction-terms": [{"direction": "270324-9", "issued": "2024-03-27", "effective": "2024-04-01"}],
    "functions": [
        {"delegated_by": "NHS Greater Glasgow and Clyde", "function": "Alcohol and drug recovery services"},
        {"delegated_by": "Glasgow City Council", "function": "Carers support services"},
    ],
}

# Two made-up forms, field by field: the fields of each, by kind of record.
FORMS: Records = {
    "directions": [
        {
            "code": "260325-8-a",
            "addressees": "NHS Greater Glasgow and Clyde",
            "functions": "Alcohol and drug recovery services",
            "summary": "Redesign the services as the report has it.",
        },
        {
            "code": "260325-8-b",
            "addressees": "Glasgow City Council; NHS Greater Glasgow and Clyde",
            "summary": "Carry out the commissioning plan.",
            "sharing": "The council leads the tender.",
        },
    ],
    "direction-terms": [
        {
            "direction": "260325-8-a",
            "issued": "2025-03-26",
            "effective": "2025-04-01",
            "review": "2026-03",
            "report": "Alcohol and drug recovery services: redesign",
            "outcomes": "1; 4; 9",
            "monitoring": "by the performance framework of board and partnership",
            "engagement": "service users; staff partnership forum",
        },
        {
            "direction": "260325-8-b",
            "issued": "2025-03-26",
            "effective": "2025-03-26",
            "review": "2026-03-26",
            "report": "Alcohol and drug recovery services: redesign",
            "all_functions_of": "Glasgow City Integration Joint Board",
        },
    ],
    "direction-effects": [
        {
            "direction": "260325-8-a",
            "effect": "supersedes",
            "earlier": "270324-9",
            "from": "2025-04-01",
        }
    ],
    "direction-funding": [
        {
            "direction": "260325-8-a",
            "number": "1",
            "amount_k": "4250",
            "year": "2025-26",
            "source": "£0.3m of it from earmarked reserves",
        },
        {"direction": "260325-8-a", "number": "2", "amount_k": "4100", "year": "2026-27"},
        {
            "direction": "260325-8-b",
            "number": "1",
            "amount_k": "1900",
            "method": "the budget that the council delegated",
            "source": "the council",
        },
    ],
    "decisions": [
        {
            "number": "1",
            "date": "2025-03-26",
            "body": "Glasgow City Integration Joint Board",
            "kind": "agreed",
            "what": "redesign of the services",
            "directions": "260325-8-a",
        }
    ],
    "budget-lines": [{"category": "core", "service": "Addiction", "amount_k": "4250"}],
    "plan-actions": [
        {
            "number": "1",
            "change_board": "Glasgow City Integration Joint Board",
            "action": "tender the services",
            "codes": "260325-8-b",
            "kpi": "contract let",
            "timeframe": "March 2026",
            "due": "2026-03",
        }
    ],
    "indicators": [
        {
            "indicator": "1",
            "name": "Emergency admissions",
            "unit": "count",
            "baseline_year": "2023/24",
            "baseline": "100",
            "change": "-10",
            "change_kind": "relative",
            "expected": "90",
        }
    ],
    "report-routes": [
        {
            "direction": "260325-8-b",
            "report": "report to the committee",
            "to": "Glasgow City Integration Joint Board",
            "frequency": "six-monthly",
        }
    ],
}


def write_paper(root: Path, paper: str, manifest: str, records: Records) -> Path:
    folder = root / "data" / BOARD / paper
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "paper.toml").write_text(manifest, encoding="utf-8")
    kinds = read_schema(PROJECT.data).kinds
    for name, fields in records.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in kinds[name].columns])
            writer.writeheader()
            writer.writerows({"lines": "9", "basis": "printed"} | row for row in fields)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's kinds, reference data, rules and questions, with the forms as its only papers."""
    root = tmp_path_factory.mktemp("forms") / "project"
    linked_project(PROJECT.root, root, "kinds", "reference")
    for paper, records in ((EARLIER, EARLIER_FORM), (PAPER, FORMS)):
        write_paper(root, paper, MANIFEST % paper[:10], records)
    done = run_in_process("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def test_nothing_lawful_is_found_wrong(project: Path) -> None:
    """Replacing within the year, all functions, money of a direction's own, and an authority with another."""
    found = csv_rows(project, "check", "--paper", PAPER)
    assert [row for row in found if row["level"] == "must"] == []
    assert {row["rule"] for row in found if row["level"] == "should"} <= {
        "direction-date-or-frequency",
        "direction-function-delegated",
        "direction-measure",
        "direction-overseer-named",
        "direction-plan-action",
        "direction-report-route",
        "direction-lineage-told",
    }


def test_a_budget_a_plan_and_targets_need_no_suite(project: Path) -> None:
    """They are of the paper then: the next paper's are others, and no restatement."""
    [line] = csv_rows(project, "ask", "budget-lines")
    assert (line["suite"], line["service"], line["amount_k"], line["paper"]) == ("", "Addiction", "4250", PAPER)
    first, second = csv_rows(project, "ask", "plan-actions")
    assert [(one["suite"], one["action"], one["paper"]) for one in (first, second)] == [
        ("", "run the services", EARLIER),
        ("", "tender the services", PAPER),
    ]
    assert PAPER in second["uri"]
    [target] = csv_rows(project, "ask", "indicators")
    assert (target["indicator"], target["expected"], target["paper"]) == ("1", "90", PAPER)
    [reckoned] = csv_rows(project, "ask", "indicator-targets")
    assert (reckoned["suite"], reckoned["directions"]) == ("", "")


def test_every_field_is_in_a_register(project: Path) -> None:
    [first, second, _] = csv_rows(project, "ask", "direction-terms")
    assert (first["issued"], first["effective"], first["review"]) == ("2025-03-26", "2025-04-01", "2026-03")
    assert (first["outcomes"], first["review_by"]) == ("1; 4; 9", "2026-03-31")
    assert second["all_functions_of"] == "Glasgow City Integration Joint Board"
    [effect] = csv_rows(project, "ask", "direction-effects")
    assert (effect["effect"], effect["earlier"], effect["from"]) == ("supersedes", "270324-9", "2025-04-01")
    money = [(row["code"], row["amount_k"], row["year"]) for row in csv_rows(project, "ask", "direction-funding")]
    assert money == [
        ("260325-8-a", "4250", "2025-26"),
        ("260325-8-a", "4100", "2026-27"),
        ("260325-8-b", "1900", ""),
    ]


@pytest.mark.parametrize(
    "register", ["directions", "direction-terms", "direction-effects", "direction-funding", "report-routes"]
)
def test_a_register_has_directions_without_a_suite(project: Path, register: str) -> None:
    found = csv_rows(project, "ask", register)
    assert {row["code"] for row in found} & {"260325-8-a", "260325-8-b"}
    assert {row["suite"] for row in found} == {""}


def test_other_questions_have_them_too(project: Path) -> None:
    thread = csv_rows(project, "ask", "direction-thread", "--board", BOARD, "--suite", "none", "--code", "260325-8-a")
    assert [row["answer"] for row in thread if row["link"] == "addressee"] == ["NHS Greater Glasgow and Clyde"]
    assert {row["code"] for row in csv_rows(project, "ask", "completeness")} == {"270324-9", "260325-8-a", "260325-8-b"}
    assert [row["answer"] for row in thread if row["link"] == "decision"] == [
        "2025-03-26 Glasgow City Integration Joint Board agreed: redesign of the services"
    ]
    acting = {row["addressee"]: row["codes"] for row in csv_rows(project, "ask", "who-must-act")}
    assert acting["Glasgow City Council"] == "260325-8-b"
    page = run_in_process("check", "--format", "html", cwd=project)
    assert "260325-8-a" in page.stdout


def test_their_addresses_have_no_suite(project: Path) -> None:
    addresses = {row["uri"] for row in csv_rows(project, "ask", "direction-terms")}
    assert "https://w3id.org/ijb/id/direction/glasgow-city/260325-8-a/terms" in addresses
    graph = (project / "build" / "graph.nq").read_text(encoding="utf-8")
    assert "<https://w3id.org/ijb/id/suite/" not in graph


def in_force(project: Path, day: str) -> list[tuple[str, str]]:
    return [(row["function"][:7], row["code"]) for row in csv_rows(project, "ask", "in-force", "--date", day)]


def test_an_effect_ends_a_direction_on_its_day(project: Path) -> None:
    """Superseded within the year: each day has its own answer, and a direction for all functions counts for each."""
    assert in_force(project, "2024-03-31") == []
    assert in_force(project, "2025-03-25") == [("Alcohol", "270324-9")]
    assert in_force(project, "2025-03-26") == [
        ("Carers ", "260325-8-b"),
        ("Alcohol", "260325-8-b"),
        ("Alcohol", "270324-9"),
    ]
    assert in_force(project, "2025-04-01") == [
        ("Carers ", "260325-8-b"),
        ("Alcohol", "260325-8-a"),
        ("Alcohol", "260325-8-b"),
    ]
    without = csv_rows(project, "ask", "functions-without-direction", "--date", "2024-04-01")
    assert [row["function"] for row in without] == ["Carers support services"]


def test_an_effect_of_an_undecided_day_ends_nothing(project: Path) -> None:
    file = project / "data" / BOARD / PAPER / "direction-effects.csv"
    kept = file.read_text(encoding="utf-8")
    assert "2025-04-01" in kept
    file.write_text(kept.replace("2025-04-01", "undecided"), encoding="utf-8")
    try:
        assert run_in_process("build", "--out", "undecided", cwd=project).returncode == 0
        found = csv_rows(project, "ask", "in-force", "--date", "2025-04-01", "--out", "undecided")
        assert "270324-9" in {row["code"] for row in found}
    finally:
        file.write_text(kept, encoding="utf-8")


@pytest.mark.parametrize(
    ("effective", "day", "reason"),
    [
        ("undecided", "2030-01-01", None),
        ("ongoing", "2024-03-26", None),
        ("ongoing", "2024-03-27", "in force from 2024-03-27 (it was issued; it says that it is in effect"),
        ("2024-04", "2024-03-31", None),
        ("2024-04", "2024-04-29", "perhaps in force, from 2024-04-01 at the earliest (it takes effect on a day of"),
        ("2024-04", "2024-04-30", "in force by 2024-04-30 (it takes effect on a day of 2024-04)"),
        ("2024", "2024-12-30", "perhaps in force, from 2024-01-01 at the earliest"),
    ],
)
def test_a_direction_whose_day_is_not_exact(project: Path, effective: str, day: str, reason: str | None) -> None:
    file = project / "data" / BOARD / EARLIER / "direction-terms.csv"
    kept = file.read_text(encoding="utf-8")
    assert "2024-04-01" in kept
    file.write_text(kept.replace("2024-04-01", effective), encoding="utf-8")
    try:
        assert run_in_process("build", "--out", "imprecise", cwd=project).returncode == 0
        found = csv_rows(project, "ask", "in-force", "--date", day, "--out", "imprecise")
    finally:
        file.write_text(kept, encoding="utf-8")
    reasons = [row["why"] for row in found if row["code"] == "270324-9"]
    assert [reason is not None and reason in one for one in reasons] == ([True] if reason else [])


def test_a_later_paper_states_a_direction_again(project: Path) -> None:
    """A report on it, which does not give it as issued: the direction is the same, its status is the report's."""
    report: Records = {
        "directions": [{"code": "260325-8-a", "status": "continuing", "summary": "Go on."}],
        "measures": [{"direction": "260325-8-a", "measure": "waits", "due": "2026-03", "target": "9", "progress": "5"}],
    }
    manifest = MANIFEST.replace("directions_as_issued = true", "directions_as_issued = false")
    folder = write_paper(project, "2025-09-24-made-up-report", manifest % "2025-09-24", report)
    try:
        assert run_in_process("build", "--out", "again", cwd=project).returncode == 0
        changed = csv_rows(project, "ask", "what-changed", "--out", "again")
        assert ("260325-8-a", "status", "continuing") in {(row["code"], row["what"], row["later"]) for row in changed}
        assert [row["code"] for row in csv_rows(project, "ask", "measures", "--out", "again")] == ["260325-8-a"]
    finally:
        shutil.rmtree(folder)


def test_one_code_on_two_days_is_refused(project: Path) -> None:
    """A code that comes again means another direction: of which, no address could tell."""
    again = {name: FORMS[name] for name in ("directions",)}
    folder = write_paper(project, "2026-03-25-made-up-forms", MANIFEST % "2026-03-25", again)
    try:
        done = run_in_process("build", "--out", "refused", cwd=project)
        assert done.returncode == 2
        assert "row 2, column code: found a direction 260325-8-a, which 2025-03-26-made-up-forms gives" in done.stderr
        assert "Name a suite" in done.stderr
    finally:
        shutil.rmtree(folder)


# The page of numbered sentences of a board whose codes come again each year: a suite, of which no day is known.
PAGE: Records = {
    "directions": [
        {"code": code, "addressees": "services delegated to Midlothian IJB", "summary": "Show it in service plans."}
        for code in ("1.1", "1.2", "2.1", "2.2", "3.1")
    ],
    "direction-terms": [
        {"direction": code, "all_functions_of": "Midlothian IJB"} for code in ("1.1", "1.2", "2.1", "2.2", "3.1")
    ],
    "milestones": [
        {
            "direction": code,
            "milestone": "shown in service plans",
            "due_printed": "by January 2025",
            "due": "2025-01",
        }
        for code in ("1.1", "1.2", "2.1", "2.2")
    ],
}


def test_a_suite_may_have_no_day(tmp_path: Path, all_findings: tuple[Finding, ...]) -> None:
    """Nothing is in force from a day that nobody knows, and nothing is found wrong because of it."""
    linked_project(PROJECT.root, tmp_path)
    manifest = MANIFEST.replace(BOARD, "midlothian").replace(
        "directions_as_issued = true\nfunctions_given = true\n", ""
    )
    manifest = manifest.replace('kind = "directions"', 'kind = "directions"\nsuite = "2024-25"')
    manifest += '\n[[suites]]\nperiod = "2024-25"\nfrom = 2024-04-01\nuntil = 2025-03-31\n'
    paper = write_paper(tmp_path, "2024-10-01-made-up-page", manifest % "2024-10-01", PAGE)
    shutil.move(paper, tmp_path / "data" / "midlothian")
    (tmp_path / "data" / BOARD).rmdir()
    done = run_in_process("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    # What all delegated services have to do, both authorities have to do, as in its paper of the year before.
    found = csv_rows(tmp_path, "check", "--paper", "2024-10-01-made-up-page")
    assert [row["rule"] for row in found if row["level"] == "must"] == []
    assert found
    report = "2023-09-21-directions-half-year-report"
    with_page = [row for row in csv_rows(tmp_path, "check", "--paper", report) if row["level"] != "may"]
    alone = [one for one in all_findings if (one.paper, one.level != "may") == (report, True)]
    assert [(row["rule"], row["lines"], row["message"]) for row in with_page] == [
        (one.rule, one.lines, one.message) for one in alone
    ]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("direction-funding", "direction-money-stated"),
        ("direction-terms", "direction-function-named"),
    ],
)
def test_without_a_field_its_rule_finds_something(project: Path, kind: str, rule: str) -> None:
    file = project / "data" / BOARD / PAPER / f"{kind}.csv"
    kept = file.read_text(encoding="utf-8")
    file.write_text(kept.splitlines()[0] + "\n", encoding="utf-8")
    try:
        assert run_in_process("build", "--out", "without", cwd=project).returncode == 0
        assert csv_rows(project, "check", "--out", "without", "--rule", rule)
    finally:
        file.write_text(kept, encoding="utf-8")


def test_a_kind_whose_address_needs_a_suite_says_so(tmp_path: Path) -> None:
    root = linked_project(PROJECT.root, tmp_path / "project", "kinds", "reference")
    write_paper(root, PAPER, MANIFEST % PAPER[:10], {"budget-lines": FORMS["budget-lines"]})
    kind = root / "data" / "kinds" / "budget-lines.json"
    kind.write_text(kind.read_text(encoding="utf-8").replace("/{of}", "/{suite}"), encoding="utf-8")
    done = run_in_process("build", cwd=root)
    assert done.returncode == 2
    assert "column suite: found no suite; expected the suite that budget-lines.csv belongs to" in done.stderr
