"""A row of a draft that refers to what is not there is open at its cell as soon as that can be known."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from conftest import PROJECT, Run
from drafts_to_review import BOARD, write_draft
from ijb_graph.errors import InputError
from ijb_graph.paper_text import PaperText
from ijb_graph.read.drafts.cells import CONFIRMED, EVERY_ROW, MATCHED, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Decision, Draft, Place
from ijb_graph.read.review.review import Review, open_review

CODE, DIRECTION = Place("directions", 2, "code"), Place("direction-terms", 2, "direction")
SUITE = Place("paper", 1, "suite")
FOLDER = f"drafts/{BOARD}/2030-04-01-directions"


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return open_review(write_draft(tmp_path / "drafts"), PROJECT.data)


def of_paper(folder: Path, board: str, cells: dict[Place, DraftCell]) -> Review:
    """A review of a draft with these cells, all of one line."""
    text = "Rows 1.1 and 9.9\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    draft = Draft(board, date(2030, 4, 1), "paper", "paper.txt", "text", sha256, PaperText(text, sha256), cells)
    draft.write(folder)
    return open_review(folder, PROJECT.data)


def test_the_cell_is_open_and_says_what_is_expected_and_how_to_fix_it(review: Review) -> None:
    assert DIRECTION not in review.open()
    review.drop(CODE)
    assert DIRECTION in review.open()
    cell = review.cells[DIRECTION]
    assert (cell.value, cell.status) == ("1.2", TO_DECIDE)
    assert cell.reason == (
        "found '1.2'; expected a value of code in directions.csv where board falkirk. Did you mean '1.1'? "
        "Correct it, or add what it refers to."
    )
    review.undo()
    assert DIRECTION not in review.open()


def test_a_row_whose_key_is_open_may_be_what_is_missing(review: Review) -> None:
    new = review.add_row("directions", "4")
    review.drop(CODE)
    assert DIRECTION not in review.open()
    review.decide(Decision(Place("directions", new.row, "code"), "3.1", CONFIRMED, "inferred", "It is the next."))
    assert DIRECTION in review.open()


def test_a_cell_that_is_open_itself_refers_to_nothing_yet(review: Review) -> None:
    review.decide(Decision(DIRECTION, "1.2", TO_DECIDE))
    review.drop(CODE)
    assert review.dangling == {}


def test_the_second_reader_reads_what_is_printed(review: Review) -> None:
    second = open_review(review.folder, PROJECT.data, reader=2)
    second.decide(Decision(DIRECTION, "3.1", CONFIRMED))
    assert review.dangling == {}


def test_a_decision_that_would_dangle_is_refused_unless_the_row_comes_with_it(review: Review) -> None:
    wrong = Decision(DIRECTION, "3.1", CONFIRMED, "inferred", "It is the next.")
    with pytest.raises(InputError) as raised:
        review.decide(wrong)
    assert [one.id() for one in raised.value.problems] == ["unknown-reference"]
    row = [
        Decision(Place("directions", 3, column), value, CONFIRMED, "inferred", "It is the next.")
        for column, value in (("lines", "4"), ("code", "3.1"))
    ]
    review.decide(wrong, *row)
    assert review.dangling == {}


def test_a_reference_of_every_row_is_open_where_it_was_decided(tmp_path: Path) -> None:
    cells = {
        Place("ratings", EVERY_ROW, "proposal"): DraftCell("9.9", MATCHED, "1"),
        Place("ratings", 1, "lines"): DraftCell("1", MATCHED, "1"),
    }
    review = of_paper(tmp_path / "draft", "falkirk", cells)
    assert [*review.dangling] == [Place("ratings", EVERY_ROW, "proposal")]


def test_a_row_that_leads_to_itself_is_open(tmp_path: Path) -> None:
    lines = {Place("finance-lines", row, "lines"): DraftCell("1", MATCHED, "1") for row in (1, 2)}
    keys = {
        Place("finance-lines", row, column): DraftCell(value, MATCHED, "1")
        for row, number, other in ((1, "1", "2"), (2, "2", "1"))
        for column, value in (("number", number), ("part_of", other))
    }
    review = of_paper(tmp_path / "draft", "falkirk", {**lines, **keys})
    assert {at.column for at in review.dangling} == {"part_of"}


@pytest.mark.parametrize(("suite", "is_there"), [("2023-24", True), ("2024-25", False), (None, True)])
def test_what_dangles_in_one_suite_alone_waits_for_the_suite(suite: str | None, is_there: bool, tmp_path: Path) -> None:
    """A direction of an earlier suite of the board may be meant, until it is decided which suite it is."""
    cells = {
        Place("measures", row, column): DraftCell(value, MATCHED, "1")
        for row, code in ((1, "1.1"), (2, "9.9"))
        for column, value in (("direction", code), ("lines", "1"))
    }
    review = of_paper(tmp_path / "draft", "midlothian", cells)
    assert review.cells[SUITE].status == TO_DECIDE
    if suite:
        review.decide(Decision(SUITE, suite, CONFIRMED))
    assert (Place("measures", 1, "direction") in review.dangling) is not is_there
    assert Place("measures", 2, "direction") in review.dangling


@pytest.mark.parametrize(
    ("status", "code", "is_there"), [(MATCHED, "1.1", True), (MATCHED, "9.9", False), (TO_DECIDE, "9.9", True)]
)
def test_a_row_can_name_the_suite_itself(status: str, code: str, is_there: bool, tmp_path: Path) -> None:
    """Of the draft, whose suite is to be decided; while its own is to be decided nothing is known."""
    cells = {
        Place("directions", 1, "code"): DraftCell("1.1", MATCHED, "1"),
        Place("decisions", 1, "suite"): DraftCell("2030-31", status, "1"),
        Place("decisions", 1, "directions"): DraftCell(code, MATCHED, "1"),
    }
    review = of_paper(tmp_path / "draft", "falkirk", cells)
    assert (Place("decisions", 1, "directions") in review.dangling) is not is_there


# ---- the command and the page


def test_the_list_has_it_and_nothing_is_finished(ijb: Run, project: Path) -> None:
    folder = write_draft(project / "drafts")
    open_review(folder, project / "data").drop(CODE)
    done = ijb("review", FOLDER, "--list", "--format", "csv")
    [row] = [one for one in csv.DictReader(io.StringIO(done.stdout)) if one["column"] == "direction"]
    assert (row["kind"], row["row"], row["value"], row["lines"]) == ("direction-terms", "2", "1.2", "4")
    assert "expected a value of code in directions.csv" in row["reason"]
    done = ijb("review", FOLDER, "--finish")
    assert f"{FOLDER}, direction-terms, row 2, column direction: found '1.2'; expected" in done.stderr
    assert "[unknown-reference]" in done.stderr


def test_accepting_it_at_the_terminal_is_refused_with_the_reason(ijb: Run, project: Path) -> None:
    folder = write_draft(project / "drafts")
    open_review(folder, project / "data").drop(CODE)
    done = ijb("review", FOLDER, "--cell", "direction-terms/2/direction", stdin="a\nq\n")
    assert "direction-terms, row 2, column direction: found '1.2'" in done.stdout
    assert DIRECTION in open_review(folder, project / "data").open()
