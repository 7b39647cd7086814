"""A reading is compared with reviewed records: what is decided otherwise is a fault, whatever else is right."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Run
from ijb_graph.read.comparison.compare import ComparedCell, group_of, score
from layout_examples import EXAMPLE, FOLDERS, known
from places import PROJECT
from project_copy import linked_project

RATINGS = """proposal,partner,rating,lines,basis,note
1.1,,established,6,printed,
1.2,NHS Orkney,partly-established,7,printed,
1.2,Orkney Islands Council,established,7,printed,
2.1,,partly-established,8,mended,a tilde in place of a tick
2.2,,unreadable,9,mended,no tick is left
2.3,,unreadable,10,mended,each level has a mark
"""


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """A paper of records beside the text of the example of ratings."""
    root = linked_project(PROJECT.root, tmp_path, "kinds", "reference")
    folder = root / "data" / "orkney-islands" / "2031-05-01-ratings"
    folder.mkdir(parents=True)
    raw = (FOLDERS["rating_table"] / EXAMPLE).read_bytes()
    (tmp_path / "paper.txt").write_bytes(raw)
    (folder / "paper.toml").write_text(
        'board = "orkney-islands"\nmeeting_date = 2031-05-01\ntitle = "Ratings"\nkind = "self-evaluation"\n\n'
        f'[text]\nfile = "paper.txt"\nsha256 = "{sha256(raw).hexdigest()}"\nlines = {len(raw.splitlines())}\n'
    )
    (folder / "ratings.csv").write_text(RATINGS)
    return folder


def compare(ijb: Run, reviewed: Path, *more: str) -> tuple[int, str]:
    paper, data = str(reviewed.parents[2] / "paper.txt"), str(reviewed.parents[1])
    done = ijb("read", paper, "--data", data, "--against", str(reviewed), *more)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_says_what_is_right_and_what_is_left_to_a_person(reviewed: Path, ijb: Run) -> None:
    code, told = compare(ijb, reviewed, "--format", "json")
    paper = json.loads(told)["orkney-islands/2031-05-01-ratings"]
    of_kind = paper["kinds"]["ratings"]
    assert (of_kind["printed"], of_kind["found"], of_kind["offered"], of_kind["wrong"]) == (14, 11, 1, 0)
    ratings = [one for one in paper["differences"] if one["kind"] == "ratings" and one["column"] == "rating"]
    # Of the tilde the right level is offered; of no tick, and of four, nothing is.
    assert [(one["status"], one["value"], one["reviewed"]) for one in ratings] == [("to-decide", "", "unreadable")] * 2
    # Rows of forms that nobody has reviewed are rows too many.
    assert code == 1


def test_a_cell_that_is_decided_otherwise_stands_first(reviewed: Path, ijb: Run) -> None:
    file = reviewed / "ratings.csv"
    file.write_text(file.read_text().replace("1.1,,established", "1.1,,exemplary"))
    _, told = compare(ijb, reviewed)
    faults = told.split("\n\n")[0]
    assert "ratings, column rating, lines 6: matched established; reviewed, row 2: exemplary" in faults
    rows = list(csv.DictReader(io.StringIO(compare(ijb, reviewed, "--format", "csv")[1])))
    assert [row["is_fault"] for row in rows] == sorted((row["is_fault"] for row in rows), reverse=True)
    fault = next(row for row in rows if row["kind"] == "ratings" and row["is_fault"] == "true")
    assert (fault["column"], fault["value"], fault["reviewed"]) == ("rating", "established", "exemplary")


def test_a_row_that_was_not_found_counts(reviewed: Path, ijb: Run) -> None:
    file = reviewed / "ratings.csv"
    file.write_text(file.read_text() + "3.4,,established,11,printed,\n")
    paper = json.loads(compare(ijb, reviewed, "--format", "json")[1])["orkney-islands/2031-05-01-ratings"]
    lost = [one for one in paper["differences"] if one["reviewed_row"] == 8]
    assert {(one["column"], one["status"], one["reviewed"]) for one in lost} == {
        ("proposal", "", "3.4"),
        ("rating", "", "established"),
    }


def test_names_are_compared_by_what_they_mean(reviewed: Path, ijb: Run) -> None:
    file = reviewed / "ratings.csv"
    file.write_text(file.read_text().replace("NHS Orkney,", "the Health Board,"))
    paper = json.loads(compare(ijb, reviewed, "--format", "json")[1])["orkney-islands/2031-05-01-ratings"]
    assert not [one for one in paper["differences"] if one["column"] == "partner" and one["reviewed_row"]]


def test_needs_records_and_a_text(reviewed: Path, ijb: Run) -> None:
    assert "no-such-paper" in ijb("read", "--against", "data/orkney/nothing").stderr
    bare = reviewed.parents[2] / "other.txt"
    bare.write_text("Orkney Islands\n")
    assert "no-records-to-check" in ijb("read", str(bare), "--against").stderr
    assert "no-text-to-check" in ijb("read", "2019-10-31-directions", "--against").stderr


CELL = ComparedCell("k", "c", "codes", "l", "matched", 1, 2, "A", "A", "1", is_same=True, is_printed=True)


def test_scores_count_what_is_matched_and_what_is_offered() -> None:
    wrong = replace(CELL, value="B", is_same=False)
    offered = replace(CELL, status="to-decide")
    lost = replace(CELL, status="", value="", is_same=False)
    one = score([CELL, wrong, offered, lost])
    assert (one.printed, one.found, one.offered, one.matched, one.wrong) == (4, 1, 1, 2, 1)
    assert (one.precision, one.recall) == (0.5, 0.25)
    assert one.f1 == pytest.approx(1 / 3)
    assert one.offered_f1 == pytest.approx(2 * (2 / 3) * 0.5 / (2 / 3 + 0.5))
    assert wrong.is_fault and not offered.is_fault and not lost.is_fault
    assert replace(lost, status="not-said").is_fault


@pytest.mark.parametrize(
    ("kind", "column", "group"),
    [
        ("directions", "code", "codes"),
        ("directions", "addressees", "addressees"),
        ("directions", "partners", "names"),
        ("directions", "functions", "functions"),
        ("directions", "title", "printed words"),
        ("directions", "summary", "own words"),
        ("directions", "status", "choices"),
        ("budget-lines", "amount_k", "money"),
        ("measures", "due", "dates"),
        ("ratings", "proposal", "codes"),
        ("action-responses", "percent", "figures"),
    ],
)
def test_a_column_belongs_to_a_group(kind: str, column: str, group: str) -> None:
    of_kind = known().schema.kinds[kind]
    assert group_of(of_kind.columns[of_kind.places[column]], of_kind) == group
