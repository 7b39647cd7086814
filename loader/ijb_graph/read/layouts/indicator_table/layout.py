"""A table of indicators: numbered groups of columns with a baseline year, a baseline, a change and what is expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import number_cell
from ijb_graph.records.line_account import as_text
from ijb_graph.records.values import LineRange

__all__ = ["read"]

_GROUP = re.compile(r"(?P<number>[1-6])[.)]\s+(?P<name>\S.*)")
_COLUMNS = {
    "baseline_year": re.compile(r"baseline year", re.IGNORECASE),
    "baseline": re.compile(r"baseline (?:total|%|value|figure)", re.IGNORECASE),
    "change": re.compile(r"%? ?change", re.IGNORECASE),
    "expected": re.compile(r"(?:expected|target)\b.*", re.IGNORECASE),
}
_YEAR = re.compile(r"(?:19|20)\d\d/\d\d")


def _groups(block: Block) -> list[tuple[str, str]]:
    found = [_GROUP.fullmatch(plain_text(cell).strip()) for cell in block.cells if cell]
    return [(one["number"], one["name"]) for one in found if one] if all(found) else []


def _places(block: Block) -> list[dict[str, int]]:
    """The places of the columns of each group: a group begins with each baseline year."""
    found: list[dict[str, int]] = []
    for place, cell in enumerate(block.cells):
        name = next((name for name, words in _COLUMNS.items() if words.fullmatch(plain_text(cell).strip())), "")
        if name == "baseline_year":
            found.append({})
        if name and found and name not in found[-1]:
            found[-1][name] = place
    return found


def _number(row: Block, place: int | None, lines: str) -> DraftCell:
    if place is None or place >= len(row.cells):
        return to_decide("no such column", lines)
    return number_cell(row.cells[place], lines)


def _row(group: tuple[str, str], places: dict[str, int], rows: Sequence[Block]) -> DraftRow:
    head, columns, values = rows
    at, lines = str(values.line), (LineRange(head.line, values.line),)
    place = places["baseline_year"]
    year = values.cells[place] if place < len(values.cells) else ""
    shown = [columns.cells[places["baseline"]]] if "baseline" in places else []
    shown += [
        values.cells[places[name]] for name in ("baseline", "expected") if places.get(name, 99) < len(values.cells)
    ]
    percents = ["%" in one for one in shown]
    unit = "percent" if all(percents) else "" if any(percents) else "count"
    cells = {
        "indicator": DraftCell(group[0], MATCHED, str(head.line)),
        "name": DraftCell(group[1], MATCHED, str(head.line)),
        "unit": DraftCell(unit, MATCHED, as_text(lines)) if unit else to_decide("counts or per cent?", as_text(lines)),
        "baseline_year": DraftCell(year, MATCHED, at) if _YEAR.fullmatch(year) else to_decide("which year?", at, year),
        "baseline": _number(values, places.get("baseline"), at),
        "change": _number(values, places.get("change"), at),
        "change_kind": to_decide("of the baseline, or percentage points?", at),
        "expected": _number(values, places.get("expected"), at),
    }
    return DraftRow("indicators", cells, lines)


def _tables(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block, Block]]:
    for (head, columns), (_, values) in pairwise(pairwise(blocks)):
        if head.is_row and columns.is_row and values.is_row and columns.line == head.line + 1 == values.line - 1:
            yield head, columns, values


def read(paper: PaperInLayout) -> Found:
    """The indicators of each such table."""
    found = Found()
    for head, columns, values in _tables(paper.document.blocks):
        groups, places = _groups(head), _places(columns)
        # Where a group of columns was lost nobody can tell which name the others have.
        if groups and len(groups) == len(places):
            found.rows += [_row(group, of, (head, columns, values)) for group, of in zip(groups, places, strict=True)]
    return found
