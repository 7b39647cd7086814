"""What a draft tells of its paper as a whole is not asked, and only that."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from conftest import PROJECT, SHARED, Run
from ijb_graph.paper_text import PaperText
from ijb_graph.read.drafts.cells import CONFIRMED, MATCHED, NOT_SAID, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Decision, Draft, Place
from ijb_graph.read.review.paper_entry import manifest, paper_place
from ijb_graph.read.review.review import Review, open_review

ACT = "http://www.legislation.gov.uk/id/asp/2014/9"
CODE = Place("directions", 1, "code")
ISSUED = Place("direction-terms", 1, "issued")


def review_of(
    folder: Path, text: str, *, board: str = "falkirk", code: str = "300404-1", subject: str = "paper"
) -> Review:
    """A review of a draft of one direction, whose day of issue is 2 May 2030: it stands in line 1."""
    text = f"Direction {code} of 2 May 2030\n{text}\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    cells = {
        CODE: DraftCell(code, MATCHED, "1"),
        Place("directions", 1, "lines"): DraftCell("1", MATCHED, "1"),
        Place("direction-terms", 1, "direction"): DraftCell(code, MATCHED, "1"),
        ISSUED: DraftCell("2030-05-02", MATCHED, "1"),
        Place("direction-terms", 1, "lines"): DraftCell("1", MATCHED, "1"),
    }
    paper = PaperText(text, sha256)
    Draft(board, date(2030, 4, 4), subject, "paper.txt", "text", sha256, paper, cells).write(folder)
    return open_review(folder, PROJECT.data)


def entry(review: Review, name: str) -> tuple[str, str]:
    cell = review.cells[paper_place(name)]
    return cell.value, cell.status


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("Meeting of 4 April 2030", "", NOT_SAID),
        ("Date of report: 3 April 2030", "2030-04-03", MATCHED),
        ("Report date: 2 May 2030", "2030-05-02", MATCHED),
        ("Report date: 3 April 2030\nReport date: 5 April 2030", "", TO_DECIDE),
        ("Report date: 3 April", "", TO_DECIDE),
        ("Signed on 3 April 2030", "", TO_DECIDE),
    ],
)
def test_the_day_of_a_paper_is_not_said_where_no_other_is_printed(
    text: str, value: str, status: str, tmp_path: Path
) -> None:
    assert entry(review_of(tmp_path / "draft", text), "written") == (value, status)


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("Nothing is cited. The boards act together.", "", NOT_SAID),
        ("By the Public Bodies (Joint\nWorking) (Scotland) Act 2014 it can.", ACT, MATCHED),
        ("By the Public Bodies (Joint Working) (Scotland) Act 2014 and another Act", ACT, TO_DECIDE),
        ("By the Carers (Scotland) Act 2016", "", TO_DECIDE),
        ("By SSI 2014/326", "", TO_DECIDE),
    ],
)
def test_legislation_is_matched_by_its_whole_title(text: str, value: str, status: str, tmp_path: Path) -> None:
    assert entry(review_of(tmp_path / "draft", text), "cites") == (value, status)


def test_no_suite_is_asked_for_where_neither_day_nor_code_needs_one(tmp_path: Path) -> None:
    review = review_of(tmp_path / "draft", "A report")
    assert entry(review, "suite") == ("", NOT_SAID)
    assert entry(review, "declares") == ("directions_as_issued", TO_DECIDE)
    review.decide(Decision(ISSUED, "", NOT_SAID))
    assert entry(review, "suite") == ("", TO_DECIDE)
    assert entry(review, "declares") == ("", TO_DECIDE)


def test_a_suite_is_asked_for_where_a_year_is_printed_or_a_code_comes_again(tmp_path: Path) -> None:
    assert entry(review_of(tmp_path / "one", "Directions 2030/31"), "suite") == ("2030-31", TO_DECIDE)
    assert entry(review_of(tmp_path / "two", "A report", board="midlothian", code="1.1"), "suite") == ("", TO_DECIDE)
    assert entry(review_of(tmp_path / "three", "A report", board="falkirk", code="1.1"), "suite") == ("", NOT_SAID)


def test_the_sort_is_the_name_of_the_folder_where_other_papers_are_of_it(tmp_path: Path) -> None:
    known, unknown = (review_of(tmp_path / name, "", subject=name) for name in ("half-year-report", "scan-7"))
    assert entry(known, "kind") == ("half-year-report", MATCHED)
    assert entry(unknown, "kind") == ("scan-7", TO_DECIDE)


def test_one_decision_says_what_is_declared_and_one_the_days_of_a_suite(tmp_path: Path) -> None:
    review = review_of(tmp_path / "draft", "Directions 2030/31")
    declares, suite = (paper_place(name) for name in ("declares", "suite"))
    review.decide(
        Decision(declares, "lists_all_directions; functions_given", CONFIRMED), Decision(suite, "2030-31", CONFIRMED)
    )
    assert entry(review, "suite_days") == ("2030-04-01/2031-03-31", TO_DECIDE)
    written = manifest(review.draft, review.cells, "paper.txt", "none")
    assert "\nfrom = 2030-04-01\nuntil = 2031-03-31\n" in written
    assert "lists_all_directions = true\ndirections_as_issued = false\nfunctions_given = true\n" in written


# The papers that nothing was made from, with the decisions that each may ask of a person: cells, and texts among them.
UNSEEN = {
    "made-up-direction-forms.txt": ("glasgow-city", "2025-03-26", 15),
    "midlothian-2024-25-directions-page.txt": ("midlothian", "2024-04-01", 21),
}


@pytest.mark.skipif(not (SHARED / "unseen").is_dir(), reason=f"the unseen papers are not at {SHARED}")
@pytest.mark.parametrize("name", UNSEEN)
def test_a_form_is_decided_in_few_decisions(name: str, ijb: Run, project: Path) -> None:
    board, day, most = UNSEEN[name]
    done = ijb(
        "read", str(SHARED / "unseen" / name), "--draft", "--board", board, "--day", day, "--subject", "directions"
    )
    assert done.returncode == 0, done.stderr
    review = open_review(project / "drafts" / board / f"{day}-directions", project / "data")
    assert len(review.open()) <= most
