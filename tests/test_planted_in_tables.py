"""An error planted in a table is read as it is printed, or is left to a person: never put right in silence.

And tables of boards that nobody has seen: with other words, columns and pages, they are read right or left to a person.
"""

from __future__ import annotations

import pytest
from assertions import not_empty
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import MATCHED, NOT_SAID, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Place
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from layout_examples import EXAMPLE, FOLDERS, known

BOARD = "orkney-islands"
Cells = dict[Place, DraftCell]


def cells_in(text: str) -> Cells:
    """What all layouts find in a paper of Orkney."""
    document = document_of_text("paper.txt", PaperText(text, "0" * 64))
    inside = PaperInLayout(document, BOARD, known().names, known().schema)
    return cells_of(read_layouts(inside), inside)


def values(cells: Cells, kind: str, column: str) -> list[tuple[str, str]]:
    """Status and value of each cell of a column, row after row."""
    return [
        (cell.status, cell.value) for at, cell in cells.items() if (at.kind, at.column) == (kind, column) and at.row
    ]


# What is printed in the example of a layout, what is planted in its place, and the cell that has to follow: its value
# before, and after; None where it is left to a person.
PLANTED = [
    ("direction_table", "C1a\tFerry", "C1g\tFerry", "directions", "code", "C1a", "C1g"),
    ("direction_table", "C1a\tFerry", "Cla\tFerry", "directions", "code", "C1a", None),
    ("direction_table", "Ferry Clinics", "Fairy Clinics", "directions", "title", "Ferry Clinics", "Fairy Clinics"),
    (
        "direction_table",
        "NHS Orkney to hold",
        "NHS Borders to hold",
        "directions",
        "addressees",
        "NHS Orkney",
        "NHS Borders",
    ),
    ("direction_table", "NHS Orkney to hold", "Holders to hold", "directions", "addressees", "NHS Orkney", None),
    ("direction_table", "(NEW Direction)", "(revised)", "directions", "status", "new", "revised"),
    ("direction_table", "(NEW Direction)", "(NEVV Direction)", "directions", "status", "new", None),
    ("direction_table", "(NEW Direction)", "", "directions", "status", "new", None),
    ("direction_table", "£4,150k", "£4,750k", "direction-groups", "budget_k", "4150", "4750"),
    ("direction_table", "£4,150k", "£4,150h", "direction-groups", "budget_k", "4150", None),
    (
        "direction_table",
        "to NHS Orkney on",
        "to NHS Fife on",
        "direction-groups",
        "addressees",
        "NHS Orkney",
        "NHS Fife",
    ),
    ("direction_table", "By June 2031", "By July 2031", "measures", "due", "2031-06", "2031-07"),
    ("direction_table", "\t45%\t", "\t54%\t", "measures", "progress", "45%", "54%"),
    ("direction_table", "replaces C1x", "replaces C1y", "directions", "replaces", "C1x", "C1y"),
    ("budget_table", "2,400", "2,700", "budget-lines", "amount_k", "2400", "2700"),
    ("budget_table", "2,400", "2,4OO", "budget-lines", "amount_k", "2400", None),
    ("budget_table", "£000", "£m", "budget-lines", "amount_k", "310", None),
    ("budget_table", "£000", "Budget", "budget-lines", "amount_k", "310", None),
    ("budget_table", "310\tC1", "C1\t310", "budget-lines", "amount_k", "310", None),
    ("budget_table", "C1a, C1b", "C1a, C2b", "budget-lines", "direction_refs", "C1a; C1b", "C1a; C2b"),
    ("budget_table", "C1a, C1b", "C1a, Clb", "budget-lines", "direction_refs", "C1a; C1b", None),
    ("budget_table", "Core\t", "Gore\t", "budget-lines", "category", "core", None),
    ("budget_table", "7,160", "7,610", "totals", "amount_k", "7160", "7610"),
    ("plan_table", "C1a - NHS", "C2a - NHS", "plan-actions", "codes", "C1a", None),
    ("plan_table", "May 2031\tBuy", "May 2037\tBuy", "plan-actions", "due", "2031-05", "2037-05"),
    ("plan_table", "May 2031\tBuy", "May 203l\tBuy", "plan-actions", "due", "2031-05", None),
    ("plan_table", "Chief Officer", "Chef Officer", "plan-actions", "change_board", "Chief Officer", None),
    ("plan_table", "(NEW Direction)", "(Updated)", "plan-actions", "status_printed", "NEW Direction", "Updated"),
    ("rating_table", "together\t\t\t✓", "together\t\t✓\t", "ratings", "rating", "established", "partly-established"),
    ("rating_table", "together\t\t\t✓", "together\t\t\t", "ratings", "rating", "established", None),
    ("rating_table", "together\t\t\t✓", "together\t\t✓\t✓", "ratings", "rating", "established", None),
    ("rating_table", "✓ NHS Orkney", "✓ NHS Mainland", "ratings", "partner", "NHS Orkney", None),
    ("rating_table", "1.1 Leaders", "1.7 Leaders", "ratings", "proposal", "1.1", "1.7"),
    ("action_table", "50% ^", "60% ^", "action-responses", "percent", "50", "60"),
    ("action_table", "50% ^", "5O% ^", "action-responses", "percent", "50", None),
    ("action_table", "50% ^", "50% =", "action-responses", "marker", "progress", "no-change"),
    ("action_table", "50% ^", "50% ~", "action-responses", "marker", "progress", None),
    ("action_table", "\tJune 2031", "\tJune", "improvement-actions", "due", "2031-06", None),
    ("action_table", "\tJune 2031", "\tJune 2031 (revised)", "improvement-actions", "revised", "false", "true"),
    ("action_table", "set\tChief Officer", "set\tChief Offfcer", "improvement-actions", "leads", "Chief Officer", None),
    ("reserve_table", "\t219", "\t291", "reserves", "amount_k", "219", "291"),
    ("reserve_table", "\t219", "\t2l9", "reserves", "amount_k", "219", None),
    ("reserve_table", "31 March 2031", "30 June 2031", "reserves", "as_at", "2031-03-31", "2031-06-30"),
    ("reserve_table", "31 March 2031", "31 March", "reserves", "as_at", "2031-03-31", None),
    ("function_list", "by NHS Orkney", "by NHS Fife", "functions", "delegated_by", "NHS Orkney", "NHS Fife"),
    ("function_list", "by NHS Orkney", "by law", "functions", "delegated_by", "NHS Orkney", None),
    (
        "function_list",
        "District nursing",
        "District curing",
        "functions",
        "function",
        "District nursing services",
        "District curing services",
    ),
    ("indicator_table", "1,250", "1,520", "indicators", "baseline", "1250", "1520"),
    ("indicator_table", "-4%", "4%", "indicators", "change", "-4", "4"),
    ("indicator_table", "2029/30\t1", "2029/3O\t1", "indicators", "baseline_year", "2029/30", None),
    ("national_rating_list", "year\tA", "year\tR", "national-progress", "rag", "amber", "red"),
    ("national_rating_list", "year\tA", "year\tX", "national-progress", "rag", "amber", None),
    ("national_rating_list", "2(ii)", "2(iii)", "national-progress", "proposal", "2.2", "2.3"),
    ("recommendation_table", "1.1 4.3", "1.1 4.8", "recommendations", "proposals", "1.1; 4.3", "1.1; 4.8"),
    ("recommendation_table", "1.1 4.3", "1.1 4,3", "recommendations", "proposals", "1.1; 4.3", None),
    ("outcome_table", "C1a - Achieved", "C1a - Retired", "outcomes", "outcome", "achieved", "retired"),
    ("outcome_table", "C1a - Achieved", "C1a - Archived", "outcomes", "outcome", "achieved", None),
    ("outcome_table", "Direction C2c", "Direction C2d", "outcomes", "replaced_by", "C2c", "C2d"),
    ("outcome_table", "2030-31 D", "2031-32 D", "outcomes", "suite", "2030-31", "2031-32"),
    ("outcome_table", "2030-31 D", "2030-32 D", "outcomes", "suite", "2030-31", None),
]


@pytest.mark.parametrize(("layout", "printed", "planted", "kind", "column", "before", "after"), PLANTED)
def test_a_planted_error_is_read_as_printed_or_left_to_a_person(
    layout: str, printed: str, planted: str, kind: str, column: str, before: str, after: str | None
) -> None:
    text = (FOLDERS[layout] / EXAMPLE).read_text(encoding="utf-8")
    assert text.count(printed) >= 1
    was = values(cells_in(text), kind, column)
    now = values(cells_in(text.replace(printed, planted, 1)), kind, column)
    assert len(now) == len(was)
    place = was.index((MATCHED, before))
    status, value = now[place]
    if after is None:
        assert status == TO_DECIDE
    else:
        assert (status, value) == (MATCHED, after)


DIRECTIONS = """Orkney Islands
Function(s) covered by Direction\tOversight\tWording\tColour\tDirection Reference
District nursing services\tEach month\tNHS Orkney to sail.\tred\tSO1
Day services\tEach year\tOrkney Islands Council shall row.\tblue\tSO2

Page 2

Function(s) covered by Direction\tOversight\tWording\tColour\tDirection Reference
Respite provision\t\tNHS Orkney and Orkney Islands Council must swim
\t\t\t\t

Page 3

Function(s) covered by Direction\tOversight\tWording\tColour\tDirection Reference
\tEach week\tand rest. (revised)\tgreen\tSO3
"""


def test_reads_columns_in_any_order_under_other_words() -> None:
    cells = cells_in(DIRECTIONS)
    assert values(cells, "directions", "code")[:2] == [(MATCHED, "SO1"), (MATCHED, "SO2")]
    assert values(cells, "directions", "functions")[:2] == [
        (MATCHED, "District nursing services"),
        (MATCHED, "Day services"),
    ]
    assert values(cells, "directions", "addressees")[:2] == [
        (MATCHED, "NHS Orkney"),
        (MATCHED, "Orkney Islands Council"),
    ]


def test_a_row_that_pages_have_cut_is_whole_or_left_to_a_person() -> None:
    """The code stands on the next page: nobody may lose the row, or give it a code that is not its own."""
    cells = cells_in(DIRECTIONS)
    codes = values(cells, "directions", "code")
    decided = {value for status, value in codes if status == MATCHED}
    assert decided <= {"SO1", "SO2", "SO3"}
    swimmers = [
        cells[Place("directions", at.row, "code")]
        for at, cell in cells.items()
        if at.kind == "directions" and at.column == "addressees" and "; " in cell.value
    ]
    for code in not_empty(swimmers):
        assert code.status == TO_DECIDE or code.value == "SO3"


OTHER_TABLES = {
    "a status of staff": "Orkney Islands\nName\tDirection\tPost\nA\tNorth\tNurse\nB\tSouth\tDoctor\n",
    "a timetable": "Orkney Islands\nWhen\tWho\tWhat\nMay 2031\tNHS Orkney\tMeets\n",
    "a price list": "Orkney Islands\nNo\tItem\tPrice\n1\tPen\t£2\n2\tInk\t£3\n",
    "votes": "Orkney Islands\nMotion\tFor\tAgainst\tAbstained\n1\t5\t3\t1\n",
    "an accident book": "Orkney Islands\nDate\tNumber\tDescription\n1 May 2031\t7\tA fall\n",
}


@pytest.mark.parametrize("name", OTHER_TABLES)
def test_finds_no_record_in_other_tables(name: str) -> None:
    assert cells_in(OTHER_TABLES[name]) == {}


def test_two_columns_of_one_meaning_are_left_to_a_person() -> None:
    text = (
        "Orkney Islands\nNo\tDirection\tOversight\tTitle\tTitle\n"
        "1.1\tNHS Orkney must sail.\tEach month\tBoats\tShips\n1.2\tNHS Orkney must row.\tEach year\tOars\tPaddles\n"
    )
    assert values(cells_in(text), "directions", "title") == [(TO_DECIDE, "Boats"), (TO_DECIDE, "Oars")]


def test_lost_ticks_are_no_rating() -> None:
    text = (
        "Orkney Islands\nProposal\tNot yet established\tPartly established\tEstablished\tExemplary\n"
        "1.1 Leaders learn\t\t\t\t\n1.2 Partners work\t\t□\t□\t\n"
    )
    assert values(cells_in(text), "ratings", "rating") == [(TO_DECIDE, "")] * 2


def test_levels_in_another_order_keep_their_ticks() -> None:
    text = (
        "Orkney Islands\nExemplary\tEstablished\tPartly established\tNot yet established\tProposal\n"
        "\t✓\t\t\t1.1 Leaders learn\n\t\t\t✓\t1.2 Partners work\n"
    )
    assert values(cells_in(text), "ratings", "rating") == [(MATCHED, "established"), (MATCHED, "not-yet-established")]


def test_a_sum_without_a_unit_is_left_to_a_person() -> None:
    text = "Orkney Islands\nPart\tService\tAmount\tDirections\nCore\tNursing\t240\tC1a\n"
    found = values(cells_in(text), "budget-lines", "amount_k")
    assert found == [(TO_DECIDE, "240")]


def test_an_empty_cell_of_a_plan_says_nothing() -> None:
    """A cell may go for several rows: an empty one is no sign that the paper does not say."""
    text = (
        "Orkney Islands\nActions\tTimescale\tRelated Directions\tOutcomes\n"
        "Sail\tMay 2031\tC1a\tHealth\nRow\tJune 2031\t\t\n"
    )
    cells = cells_in(text)
    assert values(cells, "plan-actions", "codes")[1][0] == TO_DECIDE
    assert values(cells, "plan-actions", "outcome")[1][0] == TO_DECIDE
    assert NOT_SAID not in {status for status, _ in values(cells, "plan-actions", "codes")}
