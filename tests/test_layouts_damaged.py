"""Layouts over damaged text: lines lost, doubled, swapped, cut, joined, with other digits. Nothing fails."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, STATUSES
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.values import parse_lines
from layout_examples import EXAMPLE, FOLDERS, as_paper, known

EXAMPLES = {name: (folder / EXAMPLE).read_text(encoding="utf-8").split("\n") for name, folder in FOLDERS.items()}
# What befalls a line: its number among those of the example, what is done, and where in it.
DAMAGE = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.sampled_from(["drop", "double", "swap", "cut", "join", "digit", "tab", "shift", "blank"]),
        st.integers(0, 400),
    ),
    max_size=12,
)


def damaged(lines: list[str], damage: list[tuple[int, str, int]]) -> str:
    lines = list(lines)
    for number, what, place in damage:
        if not lines:
            break
        at = number % len(lines)
        cut = place % (len(lines[at]) + 1)
        before, after = lines[at][:cut], lines[at][cut:]
        if what == "drop":
            del lines[at]
        elif what == "double":
            lines.insert(at, lines[at])
        elif what == "swap":
            other = place % len(lines)
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "join" and at + 1 < len(lines):
            lines[at] += lines.pop(at + 1)
        else:
            lines[at] = {
                "cut": before,
                "digit": before + re.sub("[0-9]", str(place % 10), after, count=1),
                "tab": f"{before}\t{after}",
                "shift": f"\t{lines[at]}",
                "blank": "",
            }.get(what, lines[at])
    return "\n".join(lines)


def numbers_of(lines: str) -> set[int]:
    places = [parse_lines(part) for part in lines.split("; ") if part]
    return {number for one in places for number in range(one.first, one.last + 1)}


def check(text: str, board: str) -> None:
    """The promises that a draft keeps, whatever the text."""
    document = document_of_text("damaged.txt", PaperText(text, ""))
    paper = PaperInLayout(document, board, known().names, known().schema)
    found = read_layouts(paper)
    cells = cells_of(found, paper)
    reasons = known().schema.kinds[SKIPPED].columns[0].choices
    assert set(found.skipped.values()) <= {*reasons}
    cited = {n for row in found.rows for place in row.lines for n in range(place.first, place.last + 1)}
    assert not cited & set(found.skipped)
    assert cited | set(found.skipped) <= set(document.by_line)
    assert {cell.status for cell in cells.values()} <= {*STATUSES}
    assert {at for at in cells if at.column not in known().schema.kinds[at.kind].places} == set()
    # What is matched is in a row, and stands in a line that has text.
    matched = {at: cell.lines for at, cell in cells.items() if cell.status == MATCHED}
    assert {at for at in matched if at.row == EVERY_ROW} == set()
    assert {at for at, lines in matched.items() if not numbers_of(lines) & set(document.by_line)} == set()


@pytest.mark.parametrize("name", EXAMPLES)
@given(damage=DAMAGE)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_damaged_example_gives_an_honest_draft(name: str, damage: list[tuple[int, str, int]]) -> None:
    board = as_paper(read_document(FOLDERS[name] / EXAMPLE)).board
    check(damaged(EXAMPLES[name], damage), board)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
@given(damage=DAMAGE)
@settings(max_examples=200, deadline=None)
def test_a_damaged_example_gives_an_honest_draft_at_length(name: str, damage: list[tuple[int, str, int]]) -> None:
    board = as_paper(read_document(FOLDERS[name] / EXAMPLE)).board
    check(damaged(EXAMPLES[name], damage), board)


@given(text=st.text(alphabet="DIRECTIONdirection 123.:\t\n£%-✓()byofJanuary2025NHSCouncil", max_size=400))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_any_text_gives_an_honest_draft(text: str) -> None:
    check(text, "angus")
