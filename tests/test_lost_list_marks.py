"""Lists in forms whose marks a text has lost: an item begins where that is plain, and whatever is not is left open.

Beside each item that begins stands a capital letter that begins none: of a name, of a word before its noun.
"""

from __future__ import annotations

import pytest
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import MATCHED, NOT_SAID, TO_DECIDE
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from ijb_graph.read.tables.unmarked_items import Capitals
from layout_examples import known

# How the paper writes its words within sentences.
PROSE = """The staff meet each partner in the town. They review the plan, and the carers read it in a group.
It works with each partner to draw up a plan for the staff. The leaders of the wards consider what staff need.
They write reports in spring about the work that they do. Later the Council reads them, and the head of a ward may ask.
The discussion about links was held in the town, and partners in the area heard of it.
"""


def items(text: str) -> list[str]:
    """The items of a text: one that is open has a question mark before it."""
    document = document_of_text("paper.txt", PaperText(PROSE, "0" * 64))
    return ["?" * is_open + item for item, is_open in Capitals(document).items(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("All staff draw up a plan Discussion with partners is held", ["All staff draw up a plan", "Discussion with "]),
        ("Staff were asked in the town We review the plan each year", ["Staff were asked in the town", "We review "]),
        ("A plan was made in 2031 Partners will read what it says", ["A plan was made in 2031", "Partners will "]),
        ("Staff heard about the plan The Council reads it in spring", ["Staff heard about the plan", "The Council "]),
        ("Staff heard about the plan There are reports of their work", ["Staff heard about the plan", "There are "]),
        ("Staff heard about the plan A Council came to town too", ["Staff heard about the plan", "A Council "]),
    ],
)
def test_an_item_begins_with_a_word_that_has_no_capital_letter_else(text: str, found: list[str]) -> None:
    first, second = items(text)
    assert [first, second[: len(found[1])]] == found


@pytest.mark.parametrize(
    "text",
    [
        # After a word that no item ends with, or that is said of a noun, a capital letter is one of style.
        "A review of other Reports from the wards has been made",
        "The plan is drawn up by Partners who meet in town",
        "They asked participating Partners about the plan in the town",
        "They met in the early Spring weeks of the year",
        # A number may count what follows.
        "They meet in 3 Wards that the staff of the town lead",
        # A post, a name, a title.
        "They are led by the Head of a ward in town",
        "They draw up the plan for The Promise in the town",
        "They heard what the plan A Fairer Town means for them",
        "It was the plan that NHS Fife had in the town",
    ],
)
def test_a_capital_letter_in_a_sentence_begins_no_item(text: str) -> None:
    assert [item.removeprefix("?") for item in items(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Staff heard about the plan NHS Fife will read it",
        "Staff read what is in the plan Talks were held",
    ],
)
def test_what_may_be_two_items_is_open(text: str) -> None:
    assert items(text) == [f"?{text}"]


FORM = (
    """Fife Integration Joint Board
"""
    + PROSE
    + """
Proposal 2.1 Money is understood
Rating\tNot yet established\tPartly established\tEstablished\tExemplary
Our Rating\t\t✓\t\t
Evidence\t<ul>{evidence}\t\t\t
\t<ul>{more}\t\t\t
Improvement actions\t<ul>{actions}\t\t\t
"""
)


def column(kind: str, name: str, *, evidence: str = "A plan", more: str = "", actions: str = "A plan") -> list[str]:
    """A column of what a form says, row after row: a question mark for what a person says, a stroke for nothing."""
    text = FORM.format(evidence=evidence, more=more, actions=actions).replace("\t<ul>\t\t\t\n", "")
    paper = PaperInLayout(
        document_of_text("paper.txt", PaperText(text, "0" * 64)), "fife", known().names, known().schema
    )
    marks = {MATCHED: "", TO_DECIDE: "?", NOT_SAID: "-"}
    cells = cells_of(read_layouts(paper), paper)
    return [marks[cell.status] + cell.value for at, cell in cells.items() if (at.kind, at.column) == (kind, name)]


@pytest.mark.parametrize(
    ("more", "proposals", "lines"),
    [
        # On the next page an item begins with a mark, goes on with a numbered list, or may be either.
        ("• A plan • A group", ["2.1", "2.1", "2.1"], ["10", "11", "11"]),
        ("2. what staff need • A group", ["2.1", "2.1"], ["10-11", "11"]),
        ("A group was set up", ["2.1", "?2.1"], ["10", "11"]),
    ],
)
def test_a_list_that_goes_on_without_a_label(more: str, proposals: list[str], lines: list[str]) -> None:
    assert column("evidence", "proposal", more=more) == proposals
    assert column("evidence", "lines", more=more) == lines


def test_a_list_within_an_item_is_a_part_of_it() -> None:
    evidence = "A plan is drawn up as follows: <ol> A talk with staff of the wards A talk with carers in the town"
    assert column("evidence", "proposal", evidence=evidence) == ["2.1"]


@pytest.mark.parametrize(
    ("action", "leads"),
    [
        ("NHS Fife will review the plan", "NHS Fife"),
        ("The Chief Officer to report on it", "Chief Officer"),
        ("NHS Fife and Fife Council must draw up a plan", "NHS Fife; Fife Council"),
        ("A review will be carried out by the Chief Officer, helped by staff", "Chief Officer"),
        # Nobody does what is done to them, nor what others do.
        ("NHS Fife will be asked about the plan", "?"),
        ("NHS Fife and others will review the plan", "?"),
        ("Partners of NHS Fife will review the plan", "?"),
        ("A review of what NHS Fife will do", "?"),
        ("A review will be carried out by staff of the Chief Officer", "?"),
    ],
)
def test_who_leads_by_the_words_of_an_action(action: str, leads: str) -> None:
    assert [one.replace("The ", "") for one in column("improvement-actions", "leads", actions=f"• {action}")] == [leads]


def test_an_item_that_may_be_two_leaves_those_below_to_a_person() -> None:
    actions = "• Staff heard about the plan NHS Fife will read it • NHS Fife will review the plan"
    assert column("improvement-actions", "proposal", actions=actions) == ["2.1", "2.1"]
    assert column("improvement-actions", "leads", actions=actions) == ["?", "?NHS Fife"]
    assert column("improvement-actions", "number", actions=actions) == ["1", "?2"]


@pytest.mark.parametrize(
    ("action", "points_to", "refers_to"),
    [
        ("As per 3.4", "3.4", "-"),
        ("Apply what comes of the review set out at 5.1.", "-", "5.1"),
        # What is said as another proposal says it may be nothing of its own; what stands beside others is open.
        ("Talks about money as set out at 1.2", "?1.2", "?1.2"),
        ("Apply the review set out at 5.1 and 5.2", "?5.1; 5.2", "?5.1; 5.2"),
        ("Draw up a plan", "-", "-"),
    ],
)
def test_other_proposals_in_an_action(action: str, points_to: str, refers_to: str) -> None:
    assert column("improvement-actions", "points_to", actions=f"• {action}") == [points_to]
    assert column("improvement-actions", "refers_to", actions=f"• {action}") == [refers_to]
