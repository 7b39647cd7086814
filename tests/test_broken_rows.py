"""Rows of tables that pages have broken, put together: made-up tables, as they stand in a paper's text.

A line is a row with ``|`` between its cells; ``===`` is where a page ends.
"""

from __future__ import annotations

import pytest
from ijb_graph.read.documents.document import Block
from ijb_graph.read.tables.broken_rows import LogicalRow, logical_rows

_HEADER = "Action | Progress | Lead | By"


def _blocks(text: str) -> list[Block]:
    """The lines of a table; each page ends with an empty line."""
    blocks = []
    for number, line in enumerate(text.strip().split("\n"), start=1):
        if line.strip() != "===":
            blocks.append(Block(number, tuple(cell.strip() for cell in line.split("|"))))
    return blocks


def _rows(text: str) -> list[LogicalRow]:
    return [row for row in logical_rows(_blocks(text)) if not row.is_header]


def _cells(text: str) -> list[str]:
    return [" | ".join(row.cells) for row in _rows(text)]


_JOINED = {
    "in the middle of a sentence": (
        "1.1 Open a day centre | Plans were drawn up and sent to the | Ada Muir | May 2031",
        " | council for approval. | | ",
        "1.1 Open a day centre | Plans were drawn up and sent to the council for approval. | Ada Muir | May 2031",
    ),
    "two cells at once": (
        "1.1 Open a day centre | Plans were drawn up and | Ada Muir, Head of | May 2031",
        " | sent to the council. | Community Care | ",
        "1.1 Open a day centre | Plans were drawn up and sent to the council. | Ada Muir, Head of Community Care "
        "| May 2031",
    ),
    "in the first cell": (
        "1.1 Open a day centre for the | Plans were drawn up and | Ada Muir | May 2031",
        "people of Nairnton | sent to the council. | | ",
        "1.1 Open a day centre for the people of Nairnton | Plans were drawn up and sent to the council. | Ada Muir "
        "| May 2031",
    ),
    "at the end of a sentence": (
        "1.1 Open a day centre | Plans were drawn up. | Ada Muir | May 2031",
        " | The council will see them. | | ",
        "1.1 Open a day centre | Plans were drawn up. The council will see them. | Ada Muir | May 2031",
    ),
    "with a date cut": (
        "1.1 Open a day centre | Plans were drawn up and | Ada Muir | 31 May",
        " | sent to the council. | | 2031",
        "1.1 Open a day centre | Plans were drawn up and sent to the council. | Ada Muir | 31 May 2031",
    ),
    "with a first cell that is printed again": (
        "1.1 Open a day centre | Plans were drawn up and | Ada Muir | May 2031",
        "1.1 Open a day centre | sent to the council. | | ",
        "1.1 Open a day centre | Plans were drawn up and sent to the council. | Ada Muir | May 2031",
    ),
    "with a first cell that is continued": (
        "1.1 Open a day centre | Plans were drawn up. | Ada Muir | May 2031",
        "1.1 Open a day centre (cont'd) | The council will see them. | | ",
        "1.1 Open a day centre | Plans were drawn up. The council will see them. | Ada Muir | May 2031",
    ),
    "a column too far to the right": (
        "1.1 Open a day centre | Plans were drawn up and sent to the | Ada Muir | May 2031",
        " | | council for approval. | ",
        "1.1 Open a day centre | Plans were drawn up and sent to the council for approval. | Ada Muir | May 2031",
    ),
    "with a cell that begins on the next page": (
        "1.1 Open a day centre for the | Plans were drawn up and | | ",
        "people of Nairnton | sent to the council. | Ada Muir | May 2031",
        "1.1 Open a day centre for the people of Nairnton | Plans were drawn up and sent to the council. | Ada Muir "
        "| May 2031",
    ),
    "in the middle of a word": (
        "1.1 Open a day centre | Plans were drawn up by the part | Ada Muir | May 2031",
        " | nership with care. | | ",
        "1.1 Open a day centre | Plans were drawn up by the partnership with care. | Ada Muir | May 2031",
    ),
    "at a hyphen of the page": (
        "1.1 Open a day centre | Plans were drawn up by the part- | Ada Muir | May 2031",
        " | nership with care. | | ",
        "1.1 Open a day centre | Plans were drawn up by the partnership with care. | Ada Muir | May 2031",
    ),
    "at a hyphen of the word": (
        "1.1 Open a day centre | Plans were drawn up for self- | Ada Muir | May 2031",
        " | directed support. | | ",
        "1.1 Open a day centre | Plans were drawn up for self-directed support. | Ada Muir | May 2031",
    ),
}
# Where `nership` is a part of a word and `part` a word, another row has the whole word.
_OTHER = "1.2 Meet in the town | Each partnership is asked. | Ewan Orr | June 2031"


@pytest.mark.parametrize("has_header", [True, False], ids=["header", "no-header"])
@pytest.mark.parametrize("case", _JOINED)
def test_a_row_that_a_page_breaks_is_one(case: str, has_header: bool) -> None:
    first, rest, whole = _JOINED[case]
    again = [_HEADER] if has_header else []
    text = "\n".join([_HEADER, first, "===", *again, rest, _OTHER])
    rows = [row for row in logical_rows(_blocks(text)) if row.cells != tuple(_HEADER.split(" | "))]
    assert [" | ".join(row.cells) for row in rows] == [whole, _OTHER]
    assert [str(place) for place in rows[0].lines] == ["2", "5" if has_header else "4"]


_APART = {
    "the next row has a first cell of its own": [
        "1.1 Open a day centre | Plans were drawn up | Ada Muir | May 2031",
        "===",
        "1.2 Close a hospital | Plans were drawn up | Ada Muir | May 2031",
    ],
    "a further action of the same first cell": [
        "1.1 Open a day centre | Plans were drawn up. | Ada Muir | May 2031",
        "===",
        "| Staff were asked. | Ewan Orr | June 2031",
    ],
    "rows of codes, each under an empty first cell": ["Hospitals: | D01h - In Process", "===", "| D01i - Retired"],
    "codes that end in a letter that is a word": ["D11a | Admissions", "===", "D11b | Bed days"],
    "a heading between rows": [
        "1.1 Open a day centre | Plans were drawn up | Ada Muir | May 2031",
        "===",
        "2 Money | | | ",
    ],
    "items of a list": ["Themes | • homes", "===", "| • hospitals", "| • roads"],
}


@pytest.mark.parametrize("case", _APART)
def test_rows_that_are_whole_stay_apart(case: str) -> None:
    lines = _APART[case]
    expected = [" | ".join(cell.strip() for cell in line.split("|")) for line in lines if line != "==="]
    assert _cells("\n".join(lines)) == expected


def test_a_header_has_the_lines_of_all_its_repetitions() -> None:
    text = f"{_HEADER}\n1.1 One | a | b | c\n===\n{_HEADER}\n1.2 Two | a | b | c\n===\n{_HEADER}\n1.3 Three | a | b | c"
    rows = logical_rows(_blocks(text))
    assert [(row.is_header, "; ".join(map(str, row.lines))) for row in rows] == [
        (True, "1; 4; 7"),
        (False, "2"),
        (False, "5"),
        (False, "8"),
    ]


def test_each_cell_has_the_lines_that_it_stands_in() -> None:
    text = f"{_HEADER}\n1.1 One | sent to the | Ada Muir | May 2031\n===\n{_HEADER}\n| council. | | "
    row = _rows(text)[0]
    assert ["; ".join(map(str, lines)) for lines in row.cell_lines] == ["2", "2; 5", "2", "2"]


def test_what_is_not_sure_is_said() -> None:
    text = f"{_HEADER}\n1.1 One | sent to the | Ada Muir | May 2031\n===\n{_HEADER}\n| council. | Ewan Orr | June 2031"
    row = _rows(text)[0]
    assert row.doubt == "some of its cells may be of another row"


def test_a_first_cell_that_spans_rows_is_whole_in_the_first_of_them() -> None:
    text = (
        "1.1 Open a day centre for the | Plans were drawn up. | Ada Muir | May 2031\n"
        "people of Nairnton | Staff were asked. | Ewan Orr | June 2031"
    )
    assert _cells(text) == [
        "1.1 Open a day centre for the people of Nairnton | Plans were drawn up. | Ada Muir | May 2031",
        " | Staff were asked. | Ewan Orr | June 2031",
    ]
    assert [bool(row.doubt) for row in _rows(text)] == [True, True]


def test_cells_that_are_too_many_are_kept_and_said() -> None:
    text = f"{_HEADER}\n1.1 One | a | b | c\n===\n{_HEADER}\n1.2 Two | a | b | c | d"
    row = _rows(text)[-1]
    assert row.cells == ("1.2 Two", "a", "b", "c", "d")
    assert row.doubt == "it has 5 cells and the table 4"


def test_no_lines_are_no_rows() -> None:
    assert logical_rows([]) == []
