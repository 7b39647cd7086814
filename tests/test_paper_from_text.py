"""A paper that nobody has seen, from its text to its findings: what is planted in it is found, and nothing else.

The paper is made up: forms with labels of their own, of which some have a fault, and some what looks like one.
"""

from __future__ import annotations

from datetime import date

import pytest
from conftest import PROJECT
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.library import build
from ijb_graph.project import GRAPH_FILE
from ijb_graph.read.drafts.cells import CONFIRMED, NOT_SAID
from ijb_graph.read.drafts.draft import Decision, Place
from ijb_graph.read.drafts.drafting import draft_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.review.finishing import finish
from ijb_graph.read.review.review import Review, open_review
from layout_examples import known
from project_copy import linked_project

BOARD, DAY = "dumfries-and-galloway", date(2031, 9, 30)
COMMITTEE = "Beacon Committee"
FORM = """DIRECTION
Direction number: {code}
Linked report: {code}: a report
Approved by the IJB on: 30 September 2031
Comes into force: {effect}
Directed to: {to}
Replaces earlier direction: {earlier}
Services covered: {functions}
What has to be done: {text}
Budget: {budget}
How progress is monitored: {report}
Review date: {review}

"""
# What is in order, and what each form has instead.
SOUND = {
    "effect": "1 October 2031",
    "to": "NHS Dumfries and Galloway",
    "earlier": "No",
    "functions": "General medicine; geriatric medicine",
    "text": "NHS Dumfries and Galloway is directed to open twelve beds by 30 November 2031.",
    "budget": "£0.640m for 2031/32 from the winter allocation",
    "report": f"Quarterly report to the IJB {COMMITTEE}",
    "review": "31 March 2032",
}
FORMS = {
    "DG-01": {},
    # Another authority by its short name, a method instead of a sum, an earlier direction that it revises.
    "DG-02": {"to": "The Council", "budget": "Within the delegated budget", "earlier": "Yes, it revises DG-30-05"},
    # In effect on the day of its issue, for all functions, its review in the month of its end.
    "DG-03": {"effect": "30 September 2031", "functions": "All", "review": "March 2032"},
    # In effect before it is issued; its review before both.
    "DG-04": {"effect": "1 April 2031", "review": "30 June 2031"},
    # To nobody that it can be given to; without money; watched by nobody.
    "DG-05": {"to": "Dumfries and Galloway HSCP"},
    "DG-06": {"budget": ""},
    "DG-07": {"report": ""},
    # Due on the day before it takes effect; without a date.
    "DG-08": {"text": "NHS Dumfries and Galloway is directed to open a ward by 30 September 2031."},
    "DG-09": {"text": "NHS Dumfries and Galloway is directed to keep the beds under review."},
}
PLANTED = {
    ("direction-days-in-order", "DG-04"),
    ("direction-addressee-named", "DG-05"),
    ("direction-money-stated", "DG-06"),
    ("direction-overseer-named", "DG-07"),
    ("direction-report-route", "DG-07"),
    ("direction-due-before-meeting", "DG-08"),
    ("direction-measure", "DG-09"),
}
TEXT = "Dumfries and Galloway Integration Joint Board\n" + "".join(
    FORM.format(code=code, **(SOUND | own)) for code, own in FORMS.items()
)
# What the person who reviews says of what is open, by column; of the rest, what is suggested, or that it is not said.
SAID = {
    "read_by": "R. Reader",
    "title": "Directions",
    "kind": "directions",
    "directions_as_issued": "true",
    "functions_given": "true",
    "suite": "",
    "report": "progress report",
    "summary": "To be carried out.",
    "milestone": "done",
    "method": "within the budget that is delegated",
    "source": "",
}


def decision(review: Review, at: Place) -> Decision:
    """What the person says of a cell."""
    cell = review.cells[at]
    value = SAID.get(at.column, cell.value)
    amount = review.cells.get(Place("direction-funding", at.row, "amount_k"))
    if at.column == "method" and (at.kind == "directions" or (amount and amount.value)):
        value = ""
    return Decision(at, value, CONFIRMED if value else NOT_SAID)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """The rules that find something in the paper, each with the direction that it is about."""
    # A project with some other paper: one without any is refused.
    root = linked_project(PROJECT.root, tmp_path_factory.mktemp("unseen"), "reference", "kinds", "midlothian")
    (root / "paper.txt").write_text(TEXT, encoding="utf-8")
    paper = PaperInLayout(read_document(root / "paper.txt"), BOARD, known().names, known().schema)
    draft = draft_of(paper, DAY, "directions")
    draft.write(root / "draft")
    review = open_review(root / "draft", root / "data")
    new = [("name", COMMITTEE), ("kind", "standing-group")]
    names = [Decision(Place("bodies", 1, column), value, CONFIRMED) for column, value in new]
    review.decide(*names, *(decision(review, at) for at in review.open()))
    while places := review.open():
        review.decide(*(decision(review, at) for at in places))
    finish(review, lambda data, texts, out: build(data, out, papers=texts), root / "texts")
    build(root / "data", root / "built", papers=root / "texts")
    findings = check(Embedded(root / "built" / GRAPH_FILE), read_rules(PROJECT.shapes))
    return {(one.rule, one.subject.split(" ")[0]) for one in findings if (one.board, one.section) == (BOARD, "main")}


def test_all_forms_are_read(found: set[tuple[str, str]]) -> None:
    assert {subject for _, subject in PLANTED} <= {subject for _, subject in found}


def test_what_is_planted_is_found_and_nothing_else(found: set[tuple[str, str]]) -> None:
    assert found == PLANTED
