"""A cell that says why it is empty: lost by the export, or not applicable."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import csv_rows, run_in_process
from ijb_graph.records.schema import read_schema
from made_up import CLEAN, compose
from places import PROJECT

DIRECTIONS = Path("falkirk") / "2031-03-21-directions" / "directions.csv"
GROUPS = Path("falkirk") / "2031-03-21-directions" / "direction-groups.csv"
MEASURES = Path("falkirk") / "2031-03-21-directions" / "measures.csv"
DATED = Path("clackmannanshire-and-stirling") / "2031-03-25-directions"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compose(tmp_path_factory.mktemp("lost") / "data")


@pytest.fixture
def project(clean: Path, tmp_path: Path) -> Path:
    """The clean project, in which no rule finds anything."""
    shutil.copytree(clean, tmp_path / "data")
    for part in ("ontology", "queries", "shapes"):
        (tmp_path / part).symlink_to(PROJECT.root / part)
    return tmp_path


def put(file: Path, column: str, text: str) -> None:
    """Write a text into a column of the first row."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    rows[0][column] = text
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def found(project: Path, rule: str) -> list[str]:
    """The messages of what a rule finds."""
    assert run_in_process("build", cwd=project).returncode == 0
    return [row["message"] for row in csv_rows(project, "check", "--rule", rule)]


CELLS = [
    (DIRECTIONS, "addressees", "direction-addressee-named"),
    (DIRECTIONS, "functions", "direction-function-named"),
    (MEASURES, "target", "measure-target"),
]


# What does not apply is said by the paper, and is not lost.
@pytest.mark.parametrize(("said", "times"), [("(lost)", 0), ("", 1), ("(not applicable)", 1)])
def test_no_rule_finds_silence_where_the_words_are_lost(project: Path, said: str, times: int) -> None:
    for file, column, _ in not_empty(CELLS):
        put(project / "data" / file, column, said)
    # Nor does the heading over the direction say whom it directs.
    put(project / "data" / GROUPS, "addressees", "")
    assert run_in_process("build", cwd=project).returncode == 0
    for _, _, rule in not_empty(CELLS):
        assert len(csv_rows(project, "check", "--rule", rule)) == times, rule


@pytest.mark.parametrize(("said", "times"), [("(lost)", 0), ("", 1)])
def test_a_step_whose_date_is_lost_had_one(project: Path, said: str, times: int) -> None:
    put(project / "data" / DATED / "measures.csv", "due", "")
    put(project / "data" / DATED / "milestones.csv", "due", said)
    assert len(found(project, "direction-date-or-frequency")) == times


def test_every_other_cell_of_a_record_can_be_lost(project: Path) -> None:
    """All of them at once, in the first row of every file: it builds, and is checked."""
    kinds = read_schema(PROJECT.data).kinds
    for path in not_empty(sorted(CLEAN.glob("*/*/*.csv"))):
        target = project / "data" / path.relative_to(CLEAN)
        header = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
        # The names that a paper introduces are reference data.
        kind = kinds.get(path.stem)
        for name in set(header) & kind.places.keys() - kind.never_lost if kind else ():
            put(target, name, "(lost)")
    done = run_in_process("build", cwd=project)
    assert done.returncode == 0, done.stderr
    assert run_in_process("check", cwd=project).returncode in (0, 1)


def test_what_names_a_record_is_never_lost(project: Path) -> None:
    columns = ("code", "lines", "basis")
    for column in not_empty(columns):
        put(project / "data" / DIRECTIONS, column, "(lost)")
    done = run_in_process("build", cwd=project)
    assert done.returncode == 2
    for column in not_empty(columns):
        assert f"directions.csv, row 2, column {column}: found '(lost)'; expected a value" in done.stderr
    assert done.stderr.count("[wrong-cell]") == len(columns)


def test_reference_data_lose_nothing(project: Path) -> None:
    put(project / "data" / "reference" / "legislation.csv", "number", "(lost)")
    done = run_in_process("build", cwd=project)
    assert done.returncode == 2
    assert "legislation.csv, row 2, column number: found '(lost)'" in done.stderr


@pytest.mark.parametrize(
    "cells",
    [
        {"summary": "(Lost)", "partners": "Falkirk Council; (lost)"},
        {"summary": "( not  applicable )", "partners": "(lost); (lost)"},
    ],
)
def test_a_reason_written_otherwise_is_no_text(project: Path, cells: dict[str, str]) -> None:
    for column, text in not_empty(cells.items()):
        put(project / "data" / DIRECTIONS, column, text)
    done = run_in_process("build", cwd=project)
    assert done.returncode == 2
    for column, text in not_empty(cells.items()):
        said = f"directions.csv, row 2, column {column}: found {text!r}; expected (lost) or (not applicable)"
        assert said in done.stderr
