"""Layouts of running text and forms: what is printed is read, an error planted in it is never read past.

A planted error changes the example of a layout: a digit, an addressee, a label, a tick. The cell then says what is
printed now, or it is left to a person.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from assertions import not_empty
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import LOST, MATCHED, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Place
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout, layouts, read_layouts
from ijb_graph.read.whose_paper import boards_of
from ijb_graph.records.known_names import AUTHORITIES
from layout_examples import EXAMPLE, FOLDERS, as_paper, known
from places import SHARED

Cells = dict[Place, DraftCell]
OF_TEXT = ("briefing", "cover_report", "direction_form", "finance_report", "minute", "numbered_sentences")


def read_text(text: str, board: str) -> Cells:
    document = document_of_text("paper.txt", PaperText(text, ""))
    paper = PaperInLayout(document, board, known().names, known().schema)
    return cells_of(read_layouts(paper), paper)


def example(name: str) -> tuple[str, str]:
    """The text of the example of a layout, and its board."""
    path = FOLDERS[name] / EXAMPLE
    return path.read_text(encoding="utf-8"), as_paper(read_document(path)).board


@dataclass(frozen=True)
class Planted:
    """An error: ``old`` becomes ``new`` once; the cell then has ``value``, or the status ``to-decide`` or ``lost``."""

    layout: str
    old: str
    new: str
    kind: str
    row: int
    column: str
    value: str

    def __str__(self) -> str:
        return f"{self.layout}-{self.kind}-{self.column}-{self.new.strip()[:30]}"


FORM, SENTENCES, BRIEFING, MINUTE, COVER, FINANCE = (
    "direction_form", "numbered_sentences", "briefing", "minute", "cover_report", "finance_report",
)  # fmt: skip
PLANTED = [
    Planted(FORM, "FIJB/2031/07", "FIJB/2031/17", "directions", 1, "code", "FIJB/2031/17"),
    Planted(FORM, "Direction Reference: FIJB/2031/07", "Direction Reference:", "directions", 1, "code", TO_DECIDE),
    Planted(FORM, "Day services for older", "Day services for younger", "directions", 1, "title",
            "Day services for younger people"),
    Planted(FORM, "issue: 18 June", "issue: 19 June", "direction-terms", 1, "issued", "2031-06-19"),
    Planted(FORM, "issue: 18 June", "issue: 31 June", "direction-terms", 1, "issued", TO_DECIDE),
    Planted(FORM, "1 September 2031", "11 September 2031", "direction-terms", 1, "effective", "2031-09-11"),
    Planted(FORM, "Effective date: ", "", "direction-terms", 1, "effective", TO_DECIDE),
    Planted(FORM, "to: Fife Council", "to: NHS Fife", "directions", 1, "addressees", "NHS Fife"),
    Planted(FORM, "to: Fife Council", "to: Fife Cuoncil", "directions", 1, "addressees", TO_DECIDE),
    Planted(FORM, "to: Fife Council", "to: Fife Council or NHS Fife", "directions", 1, "addressees", TO_DECIDE),
    Planted(FORM, "Direction to: Fife Council\n", "", "directions", 1, "addressees", TO_DECIDE),
    Planted(FORM, "it revokes", "it supersedes", "direction-effects", 1, "effect", "supersedes"),
    Planted(FORM, "FIJB/2029/03", "FIJB/2028/03", "direction-effects", 2, "earlier", "FIJB/2028/03"),
    Planted(FORM, "it revokes FIJB/2029/02 and supersedes", "it revokes in part or supersedes FIJB/2029/02,",
            "direction-effects", 1, "effect", TO_DECIDE),
    Planted(FORM, "£1.250m", "£1.350m", "direction-funding", 1, "amount_k", "1350"),
    Planted(FORM, "£1.250m", "£1.2505m", "direction-funding", 1, "amount_k", TO_DECIDE),
    Planted(FORM, "£1.250m in 2031/32", "£1.250m in 2034/35", "direction-funding", 1, "year", "2034-35"),
    Planted(FORM, "£1.250m in 2031/32", "£1.250m in 2031/33", "direction-funding", 1, "year", TO_DECIDE),
    Planted(FORM, "£0.900m in 2032/33", "£0.900m later", "direction-funding", 1, "year", TO_DECIDE),
    Planted(FORM, "(non-recurring)", "(recurring)", "direction-funding", 1, "recurring", "yes"),
    Planted(FORM, "outcomes 2 and 7", "outcomes 2 and 8", "direction-terms", 1, "outcomes", "2; 8"),
    Planted(FORM, "outcomes 2 and 7", "outcomes 2 and 17", "direction-terms", 1, "outcomes", TO_DECIDE),
    Planted(FORM, "outcomes 2 and 7", "outcomes 2 to 7", "direction-terms", 1, "outcomes", TO_DECIDE),
    Planted(FORM, "; Day services", "; Night services", "directions", 1, "functions",
            "Services for older people; Night services"),
    Planted(FORM, "; Day services", ", Day services", "directions", 1, "functions", TO_DECIDE),
    Planted(FORM, "every six months", "every year", "report-routes", 1, "frequency", "yearly"),
    Planted(FORM, "delegated to Fife IJB", "delegated by Fife Council", "direction-terms", 2, "all_functions_of",
            "Fife Council"),
    Planted(FORM, "delegated to Fife IJB", "except podiatry", "directions", 2, "functions", "not-said"),
    Planted(FORM, "All functions delegated to Fife IJB", "All podiatry functions", "directions", 2, "functions",
            TO_DECIDE),
    Planted(SENTENCES, "2.3 Find", "2.5 Find", "directions", 6, "code", "2.5"),
    Planted(SENTENCES, "by 31 March 2032", "by 30 March 2032", "milestones", 1, "due", "2032-03-30"),
    Planted(SENTENCES, "by 31 March 2032", "by 32 March 2032", "milestones", 1, "due", TO_DECIDE),
    Planted(SENTENCES, "by June 2032.", "by", "milestones", 2, "due", LOST),
    Planted(SENTENCES, "1.1 NHS Tayside", "1.1 Angus Council", "directions", 1, "addressees", "Angus Council"),
    Planted(SENTENCES, "1.1 NHS Tayside", "1.1 NHS Tayseid", "directions", 1, "addressees", TO_DECIDE),
    Planted(SENTENCES, "Angus Council and NHS Tayside are", "Angus Council are", "directions", 3, "addressees",
            "Angus Council"),
    Planted(SENTENCES, "1.1 NHS Tayside must", "1.1 By NHS Tayside, Angus Council, NHS Tayside must", "directions", 1,
            "addressees", TO_DECIDE),
    Planted(SENTENCES, "1. Staying well", "1. Staying ill", "direction-groups", 1, "title", "Staying ill"),
    Planted(BRIEFING, "Agenda Item 4", "Agenda Item 7", "decisions", 1, "item", "7"),
    Planted(BRIEFING, "MIJB 12/32", "MIJB 13/32", "agenda-items", 1, "report", "MIJB 13/32"),
    Planted(BRIEFING, "(Report MIJB 12/32)", "(Report MIJB 2032/33)", "agenda-items", 1, "report", TO_DECIDE),
    Planted(BRIEFING, "IJB noted that", "IJB approved that", "decisions", 1, "kind", "approved"),
    Planted(BRIEFING, "on 27 May", "on 28 May", "decisions", 1, "date", "2032-05-28"),
    Planted(BRIEFING, "on 27 May 2032", "in May 2032", "decisions", 1, "date", TO_DECIDE),
    Planted(BRIEFING, "asked the Chief Officer", "asked the Chief Clerk", "decisions", 2, "to", TO_DECIDE),
    Planted(BRIEFING, "by 30 September", "by 29 September", "decisions", 2, "due", "2032-09-29"),
    Planted(MINUTE, "(ii) to instruct", "(ii) to request", "decisions", 2, "kind", "requested"),
    Planted(MINUTE, "(ii) to instruct", "(ii) to consider with", "decisions", 2, "kind", TO_DECIDE),
    Planted(MINUTE, "a report by the Chief Officer asking", "a report by the Chief Finance Officer asking",
            "agenda-items", 1, "author", "Chief Finance Officer"),
    Planted(MINUTE, "NHS Fife (Vice Chair)", "NHS Fife", "attendance", 2, "capacity", "voting-member"),
    Planted(MINUTE, "Voting Members:", "Present:", "attendance", 2, "capacity", TO_DECIDE),
    Planted(MINUTE, "items 4 and 5 as", "items 4 and 6 as", "declared-interests", 1, "items", "4; 6"),
    Planted(MINUTE, "at 2.00 pm", "at 2.30 pm", "meetings", 1, "time", "2.30 pm"),
    Planted(COVER, "Falkirk Council\t✓", "Falkirk Council", "implications", 1, "declared", TO_DECIDE),
    Planted(COVER, "No direction required", "No direction required\t✓", "implications", 1, "declared", TO_DECIDE),
    Planted(COVER, "Not applicable.", "None.", "implications", 3, "declared", "none"),
    Planted(COVER, "There are no financial implications", "There are financial implications", "implications", 2,
            "declared", TO_DECIDE),
    Planted(COVER, "BY: Chief Finance Officer", "BY: Chief Officer", "agenda-items", 1, "author", "Chief Officer"),
    Planted(COVER, "b) instruct", "c) instruct", "officer-recommendations", 2, "letter", TO_DECIDE),
    Planted(FINANCE, "33,120", "33,130", "finance-lines", 5, "amount_k", "33130"),
    Planted(FINANCE, "£'000", "£m", "finance-lines", 5, "amount_k", TO_DECIDE),
    Planted(FINANCE, "£'000", "thousands", "finance-lines", 5, "amount_k", TO_DECIDE),
    Planted(FINANCE, "at 31 July 2033", "at 30 July 2033", "finance-lines", 5, "as_at", "2033-07-30"),
    Planted(FINANCE, "Annual budget\tActual to date", "Actual to date\tAnnual budget", "finance-lines", 5, "measure",
            "budget"),
    Planted(FINANCE, "for 2033/34", "for 2033/34 and 2034/35", "finance-lines", 5, "year", TO_DECIDE),
]  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_error_is_read_as_printed_or_left_to_a_person(planted: Planted) -> None:
    text, board = example(planted.layout)
    assert planted.old in text
    at = Place(planted.kind, planted.row, planted.column)
    before = read_text(text, board)[at]
    cell = read_text(text.replace(planted.old, planted.new, 1), board)[at]
    if planted.value in (TO_DECIDE, LOST, "not-said"):
        assert cell.status == planted.value, cell
    else:
        assert (cell.value, cell.status) == (planted.value, MATCHED), cell
    assert (before.value, before.status) != (cell.value, cell.status) or planted.value == "not-said"


# Forms and sentences in other words and orders: per direction what has to be read of it.
NUMBERED = """Dundee
1.   Date issued          2 February 2030
2.   Reference number     DIJB-3
3.   Issued to            NHS Tayside
4.   Revises              DIJB-1
5.   Functions            Podiatry
6.   Full text            NHS Tayside is directed to merge clinics.
7.   Budget               £0.5m
8.   Review date          February 2031
1.   Date issued          3 February 2030
2.   Reference number     DIJB-4
3.   Issued to            NHS Tayside and Dundee City Council
4.   Revises              -
5.   Functions            Dental services
6.   Full text            Go on.
7.   Budget               £1.5m in 2030/31 and £1.6m in 2031/32
8.   Review date          2031/32
"""
BELOW = """Dundee Health and Social Care Partnership

Direction issued by the Dundee City Integration Joint Board

Reference
DIJB-12

Issued
4 May 2033

To
NHS Tayside

Supersedes
DIJB-2

Functions
Community nursing

Text
NHS Tayside is to run
community nursing in the evening.

Funding
£300k in 2033/34, £310k in 2034/35

Review
May 2034
"""
TABLE = """Dundee
Direction number\tD-7
Title\tMeals
Functions concerned\tMeals at home; Lunch clubs
Addressed to\tDundee City Council only
Date direction takes effect\t1 April 2031
Issue date\t1 March 2031
Does this direction vary or revoke an earlier direction?\tYes - it varies D-5
Resources\t£2.400m in 2031/32
Date of next review\t31 March 2032
Direction text\tThe Council is directed to supply meals.
Direction number\tD-8
Title\tTaxis
Functions concerned\tTransport
Addressed to\tDundee City Council and NHS Tayside jointly
Date direction takes effect\t1 April 2031
Issue date\t1 March 2031
Does this direction vary or revoke an earlier direction?\tNo
Resources\tNone
Date of next review\tMarch 2033
Direction text\tGo on.
"""
SENTENCES_OF_OTHERS = """Dundee City IJB: Directions 2030-31
Direction 1: NHS Tayside shall open a clinic no later than 30 June 2030.
Direction 2: Dundee City Council and NHS Tayside are required to agree a plan by December 2030.
Direction 3: To support carers, Dundee City Council should offer breaks.
"""
VARIANTS: dict[str, tuple[str, dict[tuple[str, int, str], str]]] = {
    "numbered labels in two columns": (NUMBERED, {
        ("directions", 1, "code"): "DIJB-3", ("directions", 2, "code"): "DIJB-4",
        ("directions", 1, "addressees"): "NHS Tayside",
        ("directions", 2, "addressees"): "NHS Tayside; Dundee City Council",
        ("directions", 1, "functions"): "Podiatry", ("directions", 2, "functions"): "Dental services",
        ("direction-terms", 1, "issued"): "2030-02-02", ("direction-terms", 2, "issued"): "2030-02-03",
        ("direction-terms", 1, "review"): "2031-02", ("direction-terms", 2, "review"): "2031-04/2032-03",
        ("direction-effects", 1, "effect"): "varies", ("direction-effects", 1, "earlier"): "DIJB-1",
        ("direction-funding", 1, "amount_k"): "500", ("direction-funding", 2, "amount_k"): "1500",
        ("direction-funding", 2, "year"): "2030-31", ("direction-funding", 3, "amount_k"): "1600",
        ("direction-funding", 3, "year"): "2031-32",
    }),
    "label on one line, value on the next": (BELOW, {
        ("directions", 1, "code"): "DIJB-12", ("directions", 1, "addressees"): "NHS Tayside",
        ("directions", 1, "functions"): "Community nursing", ("direction-terms", 1, "issued"): "2033-05-04",
        ("direction-terms", 1, "review"): "2034-05", ("direction-effects", 1, "effect"): "supersedes",
        ("direction-effects", 1, "earlier"): "DIJB-2", ("direction-funding", 1, "amount_k"): "300",
        ("direction-funding", 1, "year"): "2033-34", ("direction-funding", 2, "amount_k"): "310",
        ("direction-funding", 2, "year"): "2034-35",
    }),
    "a table without numbers, in another order": (TABLE, {
        ("directions", 1, "code"): "D-7", ("directions", 2, "code"): "D-8",
        ("directions", 1, "title"): "Meals", ("directions", 2, "title"): "Taxis",
        ("directions", 1, "addressees"): "Dundee City Council",
        ("directions", 2, "addressees"): "Dundee City Council; NHS Tayside",
        ("directions", 1, "functions"): "Meals at home; Lunch clubs", ("directions", 2, "functions"): "Transport",
        ("direction-terms", 1, "issued"): "2031-03-01", ("direction-terms", 2, "issued"): "2031-03-01",
        ("direction-terms", 1, "effective"): "2031-04-01", ("direction-terms", 2, "effective"): "2031-04-01",
        ("direction-terms", 1, "review"): "2032-03-31", ("direction-terms", 2, "review"): "2033-03",
        ("direction-effects", 1, "effect"): "varies", ("direction-effects", 1, "earlier"): "D-5",
        ("direction-funding", 1, "amount_k"): "2400", ("direction-funding", 1, "year"): "2031-32",
    }),
    "sentences with other words": (SENTENCES_OF_OTHERS, {
        ("directions", 1, "code"): "1", ("directions", 2, "code"): "2", ("directions", 3, "code"): "3",
        ("directions", 1, "addressees"): "NHS Tayside",
        ("directions", 2, "addressees"): "Dundee City Council; NHS Tayside",
        ("directions", 3, "addressees"): "Dundee City Council",
        ("milestones", 1, "due"): "2030-06-30", ("milestones", 2, "due"): "2030-12",
    }),
}  # fmt: skip
MEASURED = {"code", "title", "addressees", "functions", "issued", "effective", "review", "effect", "earlier",
            "amount_k", "year", "due"}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_another_board_writes_it_otherwise(variant: str) -> None:
    """What has to be read is all that is matched: F1 is 1."""
    text, expected = VARIANTS[variant]
    cells = read_text(text, "dundee-city")
    matched = {
        (at.kind, at.row, at.column): cell.value
        for at, cell in cells.items()
        if cell.status == MATCHED and at.column in MEASURED
    }
    assert matched == expected


def test_forms_that_nobody_can_tell_apart_have_no_matched_cell() -> None:
    """Without numbers, gaps, and a field that each form begins with, a field may be that of the form beside it."""
    text = "\n".join(
        [
            "Fife",
            *("Issued: 2 February 2030", "Text: Go on.", "Functions: Podiatry", "To: NHS Fife", "Review: May 2031"),
            *("Reference: F-2", "Issued: 3 February 2030", "Text: Go on.", "Functions: Eyes", "To: NHS Fife"),
        ]
    )
    cells = read_text(text, "fife")
    codes = [cell for at, cell in cells.items() if at.column == "code"]
    assert {cell.status for cell in not_empty(codes)} == {TO_DECIDE}


@pytest.mark.parametrize("name", OF_TEXT)
def test_a_layout_finds_nothing_in_the_examples_of_others(name: str) -> None:
    read = dict(layouts())[name]
    for other in not_empty(set(FOLDERS) - {name}):
        paper = as_paper(read_document(FOLDERS[other] / EXAMPLE))
        assert read(paper).rows == [], other


@pytest.mark.parametrize("name", sorted(set(OF_TEXT) - {COVER}))
def test_nothing_is_found_in_papers_of_other_layouts(name: str, papers: Path) -> None:
    read = dict(layouts())[name]
    areas = {row.text("slug"): row.text("authority") for row in known().shared[AUTHORITIES]}
    for file in not_empty(papers.glob("*.txt")):
        document = read_document(file)
        board = boards_of(document, areas)[0]
        assert read(PaperInLayout(document, board, known().names, known().schema)).rows == [], file


# The cells that a person decides, from the draft to the records: with each that a program can decide, fewer.
DECISIONS = {"midlothian-2024-25-directions-page.txt": 11, "made-up-direction-forms.txt": 12}


@pytest.mark.skipif(not (SHARED / "unseen").is_dir(), reason="the unseen papers are not on this machine")
@pytest.mark.parametrize("file", DECISIONS)
def test_few_cells_of_an_unseen_paper_are_left_to_a_person(file: str) -> None:
    paper = as_paper(read_document(SHARED / "unseen" / file))
    cells = cells_of(read_layouts(paper), paper)
    assert sum(cell.status == TO_DECIDE for cell in cells.values()) == DECISIONS[file]


@pytest.mark.parametrize(
    "line",
    ["1.2 To do " + "a thing, " * 3000, "Item 3 - x" + " " * 20000 + "y", "Present: " + "Mr Aaa Bbb " * 2000,
     "A report by the " + "Chief " * 4000, "Functions: all " + "the functions delegated " * 3000, "(" * 20000],
    ids=lambda line: line[:12],
)  # fmt: skip
def test_a_line_without_end_takes_no_time_without_end(line: str) -> None:
    head = "Directions\nMinute\n1.1 NHS Tayside must go on.\nThe Board resolved:-\nFinance report as at 3 May 2030\n"
    start = time.process_time()
    read_text(f"{head}{line}\n", "angus")
    assert time.process_time() - start < 20


def test_forms_below_the_cover_of_their_report_are_told_from_it() -> None:
    """The cover has labels too, without numbers; the labels of the forms have them."""
    cover, _ = example(COVER)
    text = cover.replace("Falkirk", "Dundee City").replace("NHS Forth Valley", "NHS Tayside") + "\n" + NUMBERED
    cells = read_text(text, "dundee-city")
    codes = [cell.value for at, cell in cells.items() if (at.kind, at.column) == ("directions", "code")]
    assert codes == ["DIJB-3", "DIJB-4"]
    assert cells[Place("agenda-items", 1, "title")].value == "Plan for day care"
