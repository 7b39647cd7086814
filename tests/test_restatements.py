"""A later paper on the same directions: both stand, each judged by its own day."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import csv_rows, run_in_process
from ijb_graph.check.findings import Finding
from ijb_graph.check.report_formats import as_csv
from places import PROJECT
from project_copy import linked_project

FIRST = "2023-09-21-directions-half-year-report"
LATER = "2024-02-16-made-up-full-year-report"

Rows = list[dict[str, str]]

# Registers that are called as their kinds of record.
REGISTERS = ("directions", "measures", "milestones", "overseers", "report-routes")


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edit(path: Path, change: Callable[[Rows], None]) -> None:
    rows = read(path)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def move_on(rows: Rows) -> None:
    """Two figures have grown, and a date has slipped."""
    grown = [row for row in rows if row["progress"] in ("92%", "69%")]
    assert len(grown) >= 2
    for row in grown:
        row["progress"] = "95%"
    rows[1].update(due="2024-03", due_printed="By March 2024")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a report for the full year beside Midlothian's for the half, made from it as it stands."""
    root = tmp_path_factory.mktemp("restated") / "project"
    linked_project(PROJECT.root, root)
    first, later = root / "data" / "midlothian" / FIRST, root / "data" / "midlothian" / LATER
    shutil.copytree(first, later)
    described = (later / "paper.toml").read_text(encoding="utf-8")
    for old, new in (("2023-09-21", "2024-02-16"), ("2023-09-09", "2024-02-05"), ("Half Year", "Full Year")):
        assert old in described
        described = described.replace(old, new)
    (later / "paper.toml").write_text(described, encoding="utf-8")
    edit(later / "measures.csv", move_on)
    edit(later / "milestones.csv", lambda rows: rows[0].update(due="2024-03", due_printed="by March 2024"))
    edit(later / "overseers.csv", lambda rows: rows[0].update(body="NHS Lothian"))
    edit(later / "directions.csv", lambda rows: rows[1].update(status="continuing"))
    assert run_in_process("build", cwd=root).returncode == 0
    return root


@pytest.fixture(scope="module")
def checked(project: Path) -> Rows:
    """The CSV report of that project."""
    return csv_rows(project, "check")


def test_the_earlier_paper_keeps_its_findings(checked: Rows, all_findings: tuple[Finding, ...]) -> None:
    before = list(csv.DictReader(io.StringIO(as_csv(list(all_findings)))))
    old, new = (Counter(tuple(row.values()) for row in rows if row["paper"] != LATER) for rows in (before, checked))
    assert [row for row in before if row["paper"] == FIRST]
    assert old - new == Counter()
    # What only a later paper can tell: it denies what is held elsewhere; a planned meeting is not heard of.
    assert {row[0] for row in new - old} <= {"decision-planned-kept", "paper-claim-not-denied"}


def test_the_later_paper_is_judged_by_its_own_day(checked: Rows) -> None:
    found = [row for row in checked if row["paper"] == LATER]
    # What was due by January 2024 and has no figure is late in February, and was not in September.
    late = [row for row in found if row["rule"] == "measure-progress-told"]
    assert late
    assert {row["paper"] for row in late if "2024-02-16" not in row["message"]} == set()


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_has_what_each_paper_says(project: Path, register: str) -> None:
    rows = csv_rows(project, "ask", register)
    of_paper = Counter(row["paper"] for row in rows)
    for paper in (FIRST, LATER):
        assert of_paper[paper] == len(read(project / "data" / "midlothian" / paper / f"{register}.csv"))


def test_what_has_changed_is_told(project: Path) -> None:
    rows = csv_rows(project, "ask", "what-changed")
    changes = {(row["code"], row["what"], row["first"], row["later"]) for row in rows}
    assert {
        ("1.1", "progress", "92%", "95%"),
        ("1.1", "due", "By January 2024", "By March 2024"),
        ("1.1", "due", "by January 2024", "by March 2024"),
        ("1.1", "overseer", "", "NHS Lothian"),
        ("1.1", "overseer", "Midlothian Integration Joint Board", ""),
        ("1.2", "status", "", "continuing"),
    } <= changes
    assert {what for _, what, *_ in changes} == {"progress", "due", "overseer", "status"}


def test_a_figure_moves_from_paper_to_paper(project: Path) -> None:
    """A measure keeps its identity, and has an observation of each paper that prints a number."""
    rows = csv_rows(project, "ask", "figures-over-time")
    moved = [(row["paper"], row["figure"], row["change"]) for row in rows if row["code"] == "1.1" and row["figure"]]
    assert moved == [(FIRST, "92", ""), (LATER, "95", "3")]
    until = csv_rows(project, "ask", "figures-over-time", "--until", "2023-12-31")
    assert {row["paper"] for row in until} == {FIRST}
