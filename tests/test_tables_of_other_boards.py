"""Tables of boards that nobody has seen: what is plainly printed is read right, and what is not is left to a person.

Each way to print something stands beside one that looks like it and means something else, or two things.
"""

from __future__ import annotations

import pytest
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import MATCHED, NOT_SAID, TO_DECIDE
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from layout_examples import known


def column(text: str, board: str, kind: str, name: str) -> list[str]:
    """The values of a column, row after row: a question mark for what a person says, a stroke for what is not said."""
    document = document_of_text("paper.txt", PaperText(text, "0" * 64))
    paper = PaperInLayout(document, board, known().names, known().schema)
    marks = {MATCHED: "", TO_DECIDE: "?", NOT_SAID: "-"}
    cells = cells_of(read_layouts(paper), paper)
    return [marks[cell.status] + cell.value for at, cell in cells.items() if (at.kind, at.column) == (kind, name)]


PLAN = """Fife Integration Joint Board
Proposal\tAgreed action\tOwner\tTarget date\tCurrent position
2.1 Money\tDraw up a plan\t{lead}\t{time}\tIt was drawn up and sent to
{below}
2.2 Budgets\tSet a budget\tChief Officer\tMay 2032\tNot started
"""


def of_plan(name: str, *, lead: str = "Chief Officer", time: str = "May 2032", below: str = "") -> str:
    """A column of the first action of a plan of Fife."""
    text = PLAN.format(lead=lead, time=time, below=below).replace("\n\n", "\n")
    return column(text, "fife", "improvement-actions", name)[0]


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("End of June 2032", "2032-06"),
        ("By the end of June 2032", "2032-06"),
        ("Baseline set by end June 2032", "2032-06"),
        ("Draft agreed by 30 June 2032 if staff are found", "2032-06-30"),
        ("Ongoing (with each budget)", "ongoing"),
        # A year has no last month that is due; what begins or comes again is not due then.
        ("End of 2032", "?2032"),
        ("From the end of June 2032", "?2032-06"),
        ("Annually by 30 June 2032", "?2032-06-30"),
        ("Ongoing since June 2032", "?2032-06"),
        ("By end of June 2032 or of May 2033", "?2032-06; 2033-05"),
        ("Not before the end of June 2032", "?2032-06"),
        ("Early June 2032", "?2032-06"),
    ],
)
def test_due_by_the_words_beside_a_time(printed: str, due: str) -> None:
    assert of_plan("due", time=printed) == due


@pytest.mark.parametrize(
    ("printed", "leads"),
    [
        ("Chief Officer, supported by the Planning Team", "Chief Officer"),
        ("Chief Officer with support from NHS Fife", "Chief Officer"),
        ("Chief Officer as part of the wider group", "Chief Officer"),
        ("Chief Executive NHS Fife IJB Chief Officer", "Chief Executive, NHS Fife; IJB Chief Officer"),
        # Whoever works with somebody leads too; a body after a whole post may be that of another.
        ("Chief Officer with NHS Fife", "Chief Officer; NHS Fife"),
        ("NHS Fife Chief Executive Fife Council", "?NHS Fife Chief Executive; Fife Council"),
        ("The team, supported by the Chief Officer", "?"),
    ],
)
def test_leads_by_what_stands_beside_them(printed: str, leads: str) -> None:
    assert of_plan("leads", lead=printed) == leads


def test_a_body_that_is_holders_of_posts_has_no_posts() -> None:
    text = PLAN.format(lead="Chief Officer Chief Executives", time="May 2032", below="").replace("Fife", "Edinburgh")
    assert column(text, "edinburgh", "improvement-actions", "leads")[0] == "Chief Officer; Chief Executives"


@pytest.mark.parametrize(
    ("below", "lead", "due"),
    [
        # A page ends: what has nothing more on the next one is whole, whichever row the rest is of.
        ("\n\tAsk the town.\t\t\tthe board.", "Chief Officer", "2032-05"),
        ("\n\tAsk the town.\tHead of Finance\t\tthe board.", "?Chief Officer", "2032-05"),
        ("\n\tAsk the town.\t\tJune 2032\tthe board.", "Chief Officer", "?2032-05; 2032-06"),
    ],
)
def test_what_a_page_break_leaves_whole(below: str, lead: str, due: str) -> None:
    again = "\nProposal\tAgreed action\tOwner\tTarget date\tCurrent position"
    text = PLAN.replace("{below}", f"{again}{below[1:] and below}").format(lead="Chief Officer", time="May 2032")
    assert column(text, "fife", "improvement-actions", "leads")[0] == lead
    assert column(text, "fife", "improvement-actions", "due")[0] == due


def test_a_cell_may_end_with_a_word_that_stands_for_a_thing() -> None:
    text = PLAN.format(lead="Chief Officer", time="May 2032", below="").replace(
        "2.1 Money\tDraw up a plan\t", "2.1 Money\tSet up a group and report on this\t"
    )
    assert column(text, "fife", "improvement-actions", "proposal") == ["2.1", "2.2"]


RESERVES = """Fife Integration Joint Board
Reserves

{sentence}

\t£000
Winter\t310
"""


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The fund was made in 2030-31. It stood as at 31 March 2032 as follows:", "2032-03-31"),
        ("What was kept back in 2031/32 is shown at 30th June 2032:", "2032-06-30"),
        ("The fund was made in 2030-31 and looked at by the board on 31 March 2032:", "?2032-03-31"),
        ("Between 1 April 2031 and what is held at 31 March 2032:", "?2031-04-01"),
    ],
)
def test_the_day_of_reserves_beside_other_times(sentence: str, day: str) -> None:
    assert column(RESERVES.format(sentence=sentence), "fife", "reserves", "as_at") == [day]


DIRECTIONS = """Orkney Islands Integration Joint Board

Ref\tDirection title\tFull text\tDelegated function
S1a\tFerries\t{sentence}\tClinics
S1b\tCars\tNHS Orkney to hold drives.\tClinics
"""


@pytest.mark.parametrize(
    ("sentence", "addressees"),
    [
        ("NHS Orkney, which runs the wards, should open one.", "NHS Orkney"),
        ("All partners that aim to move care should plan.", "?"),
        ("NHS Orkney, which Orkney Islands Council must help, opens one.", "?NHS Orkney"),
        ("NHS Orkney, which runs the wards, and Orkney Islands Council should open one.", "?"),
        ("NHS Orkney, which the council should pay, runs it.", "?NHS Orkney"),
    ],
)
def test_addressees_with_a_clause_of_their_own(sentence: str, addressees: str) -> None:
    found = column(DIRECTIONS.format(sentence=sentence), "orkney-islands", "directions", "addressees")[0]
    assert found == addressees or (addressees == "?" and found.startswith("?"))


@pytest.mark.parametrize(
    ("sentence", "partners"),
    [
        ("NHS Orkney to work with Orkney Islands Council to open a ward.", "Orkney Islands Council"),
        ("NHS Orkney should work closely with the third sector through a group.", "third sector"),
        ("NHS Orkney to open a ward, working in partnership with Orkney Islands Council and other partners.",
         "Orkney Islands Council"),
        # Who works with somebody else, or not with him; and bodies that are named and may be partners too.
        ("NHS Orkney to train staff working with Orkney Islands Council.", "?"),
        ("NHS Orkney to open a ward and no longer to work with Orkney Islands Council.", "?"),
        ("NHS Orkney to work with Orkney Islands Council and its carers.", "?"),
        ("NHS Orkney to work with Orkney Islands Council to help NHS Shetland.", "?"),
        ("NHS Orkney to work with NHS Orkney.", "?"),
        ("All of them to work with Orkney Islands Council to open a ward.", "?"),
    ],
)  # fmt: skip
def test_with_whom_those_who_are_directed_work(sentence: str, partners: str) -> None:
    found = column(DIRECTIONS.format(sentence=sentence), "orkney-islands", "directions", "partners")[0]
    assert found == partners or (partners == "?" and found.startswith("?"))


RECOMMENDATIONS = """Fife Integration Joint Board
Audit Scotland recommendation\tOur action\tResponsible body\tCross reference to MSG proposals
<b>Money</b>\t\t\t
Agree budgets early\tA plan is made\t1. COSLA\t{codes}
{below}
Share what is learnt\tA note is kept\t1. COSLA\t5.2
"""


@pytest.mark.parametrize(
    ("codes", "below", "proposals", "responsible"),
    [
        ("See national update 4.4 5.1", "", "4.4; 5.1", "COSLA"),
        ("1.2 2.1", "\t\t\t3.1", "1.2; 2.1; 3.1", "COSLA"),
        # Codes out of their order, or with other cells, may be of another row.
        ("1.2 4.1", "\t\t\t3.1", "?1.2; 4.1", "COSLA"),
        ("1.2 2.1", "\tMore\t\t3.1", "?1.2; 2.1", "COSLA"),
        ("See page 4.4", "", "?4.4", "COSLA"),
    ],
)
def test_what_takes_up_a_recommendation(codes: str, below: str, proposals: str, responsible: str) -> None:
    text = RECOMMENDATIONS.format(codes=codes, below=below).replace("\n\n", "\n")
    assert column(text, "fife", "recommendations", "proposals")[0] == proposals
    assert column(text, "fife", "recommendations", "responsible")[0] == responsible


NATIONAL = """Fife Integration Joint Board
{heading}
1(i) Leaders learn\tA
2(ii) Budgets are agreed\tG
6(i) Communities are asked\tR
"""


@pytest.mark.parametrize(
    ("heading", "timescale", "due"),
    [
        ("Proposals to be completed by June 2031", "June 2031", "2031-06"),
        ("Proposals due for delivery by the end of June 2031", "the end of June 2031", "2031-06"),
        ("Proposals to be delivered within a year, in June 2031", "within a year, in June 2031", "2031-06"),
        ("Proposals to be completed by June 2031 and then each June", "June 2031 and then each June", "?2031-06"),
        ("Proposals to be completed when staff are found", "?when staff are found", "?"),
    ],
)
def test_a_heading_that_says_by_when(heading: str, timescale: str, due: str) -> None:
    text = NATIONAL.format(heading=heading)
    assert column(text, "fife", "national-progress", "timescale") == [timescale] * 3
    assert column(text, "fife", "national-progress", "due") == [due] * 3


COVER = """Fife Integration Joint Board
{first}
SUBJECT: Winter
RECOMMENDATIONS
The IJB is asked to:
a) note the report
POLICY IMPLICATIONS
None
RISK
None
EQUALITIES
None
{last}
"""


@pytest.mark.parametrize(
    ("first", "last", "made_by", "author"),
    [
        ("REPORT BY: Chief Officer", "AUTHOR'S NAME\tChief Finance Officer", "Chief Officer",
         "Chief Officer; Chief Finance Officer"),
        ("REPORT BY: Chief Officer", "AUTHOR'S NAME\tJo Unknown", "Chief Officer", "?"),
        ("AUTHOR: Chief Officer", "REPORT BY\tChief Finance Officer", "Chief Officer; Chief Finance Officer",
         "Chief Officer; Chief Finance Officer"),
    ],
)  # fmt: skip
def test_who_recommends_and_who_has_written(first: str, last: str, made_by: str, author: str) -> None:
    text = COVER.format(first=first, last=last)
    assert column(text, "fife", "officer-recommendations", "made_by") == [made_by]
    found = column(text, "fife", "agenda-items", "author")[0]
    assert found == author or (author == "?" and found.startswith("?"))
