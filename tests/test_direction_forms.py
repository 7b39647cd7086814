"""Directions given one by one, each by a form: every field has a place, and nothing lawful is found wrong."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from command_line import run_in_process
from ijb_graph.records.schema import read_schema
from places import PROJECT

BOARD, PAPER = "glasgow-city", "2025-03-26-made-up-forms"

MANIFEST = f"""board = "{BOARD}"
meeting_date = 2025-03-26
title = "Alcohol and drug recovery services: redesign"
kind = "directions"
suite = "2024-25"

[text]
file = "made-up.txt"
sha256 = "{"0" * 64}"
lines = 30

[[suites]]
period = "2024-25"
from = 2024-04-01
until = 2025-03-31
in_force_from = 2024-04-01
directions_as_issued = true
functions_given = true
"""

# Two made-up forms, field by field: the fields of each, by kind of record.
FORMS: dict[str, list[dict[str, str]]] = {
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
            "earlier_suite": "2024-25",
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
    "report-routes": [
        {
            "direction": "260325-8-b",
            "report": "report to the committee",
            "to": "Glasgow City Integration Joint Board",
            "frequency": "six-monthly",
        }
    ],
}


def rows(project: Path, *arguments: str) -> list[dict[str, str]]:
    done = run_in_process(*arguments, "--format", "csv", cwd=project)
    assert done.returncode in (0, 1), done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's kinds, reference data, rules and questions, with the forms as its only paper."""
    root = tmp_path_factory.mktemp("forms") / "project"
    for part in ("kinds", "reference"):
        shutil.copytree(PROJECT.data / part, root / "data" / part)
    for part in ("ontology", "queries", "shapes"):
        (root / part).symlink_to(PROJECT.root / part)
    folder = root / "data" / BOARD / PAPER
    folder.mkdir(parents=True)
    (folder / "paper.toml").write_text(MANIFEST, encoding="utf-8")
    kinds = read_schema(PROJECT.data).kinds
    for name, fields in FORMS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in kinds[name].columns])
            writer.writeheader()
            writer.writerows(row | {"lines": "9", "basis": "printed"} for row in fields)
    done = run_in_process("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def test_nothing_lawful_is_found_wrong(project: Path) -> None:
    """Replacing within the year, all functions, money of a direction's own, and an authority with another."""
    found = rows(project, "check", "--paper", PAPER)
    assert [row for row in found if row["level"] == "must"] == []
    assert {row["rule"] for row in found if row["level"] == "should"} <= {
        "direction-date-or-frequency",
        "direction-function-delegated",
        "direction-measure",
        "direction-overseer-named",
        "direction-plan-action",
        "direction-report-route",
        "direction-status-told",
    }


def test_every_field_is_in_a_register(project: Path) -> None:
    [first, second] = rows(project, "ask", "direction-terms")
    assert (first["issued"], first["effective"], first["review"]) == ("2025-03-26", "2025-04-01", "2026-03")
    assert (first["outcomes"], first["review_by"]) == ("1; 4; 9", "2026-03-31")
    assert second["all_functions_of"] == "Glasgow City Integration Joint Board"
    [effect] = rows(project, "ask", "direction-effects")
    assert (effect["effect"], effect["earlier"], effect["from"]) == ("supersedes", "270324-9", "2025-04-01")
    money = [(row["code"], row["amount_k"], row["year"]) for row in rows(project, "ask", "direction-funding")]
    assert money == [
        ("260325-8-a", "4250", "2025-26"),
        ("260325-8-a", "4100", "2026-27"),
        ("260325-8-b", "1900", ""),
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
        assert rows(project, "check", "--out", "without", "--rule", rule)
    finally:
        file.write_text(kept, encoding="utf-8")
