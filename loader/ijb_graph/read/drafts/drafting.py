"""From a document to a draft: all that the layouts find; a cell that nothing has looked for is left to a person.

A layout may be wrong about a cell. What it says is matched stands in the lines that it names, as a legal value of its
column, or is left to a person too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ijb_graph.read.documents.document import Document
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, TO_DECIDE, DraftCell, to_decide
from ijb_graph.read.drafts.draft import Draft, Place
from ijb_graph.read.layouts import Found, PaperInLayout, read_layouts
from ijb_graph.read.printed.lines import PrintedLines
from ijb_graph.read.printed.value_tests import ValueTests
from ijb_graph.records.cells import read_cell
from ijb_graph.records.line_account import SKIPPED, as_text, ranges
from ijb_graph.records.schema import Column, Kind
from ijb_graph.records.values import parse_lines

__all__ = ["cells_of", "draft_of"]

# Columns that follow when a draft is finished.
_FOLLOW = ("lines", "basis", "note")


def _numbers(lines: str) -> set[int]:
    places = [parse_lines(part) for part in lines.split("; ") if part]
    return {number for one in places for number in range(one.first, one.last + 1)}


class _Standing:
    """Whether what layouts have matched stands in its lines."""

    def __init__(self, paper: PaperInLayout) -> None:
        self.paper, self.tests = paper, ValueTests(paper.names, paper.board)
        self.printed = paper.document.text.text.split("\n")
        self.by_gaps = {block.line for block in paper.document.blocks if block.is_by_gaps}

    def checked(self, cell: DraftCell, column: Column) -> DraftCell:
        """The cell, to be decided where it is matched and does not stand in its lines, or is no value of its column."""
        if cell.status != MATCHED:
            return cell
        values, faults = read_cell(column, cell.value, self.paper.names, self.paper.board)
        if faults:
            return replace(cell, status=TO_DECIDE, reason=f"no value of the column: {cell.value!r}")
        if self.by_gaps & _numbers(cell.lines):
            return replace(cell, status=TO_DECIDE, reason="gaps alone part the cells of this table")
        # What a machine matches are words of the paper, not of ours.
        is_text = column.form == "string" and not column.choices and column.stands != "no"
        stands = PrintedLines.have_words if is_text else self.tests.test_of(column)
        lines = self.lines_of(cell.lines)
        if not lines.text.strip() or (stands and not all(stands(lines, value) for value in values)):
            return replace(cell, status=TO_DECIDE, reason=f"it does not stand in lines {cell.lines or '(none)'}")
        return cell

    @lru_cache(maxsize=1 << 10)  # noqa: B019 - the check of a paper does not outlive it
    def lines_of(self, lines: str) -> PrintedLines:
        """What the lines of a cell print."""
        places = [parse_lines(part) for part in lines.split("; ") if part]
        return PrintedLines("\n".join(line for one in places for line in self.printed[one.first - 1 : one.last]))


def cells_of(found: Found, paper: PaperInLayout) -> dict[Place, DraftCell]:
    """The cells of what was found, kind after kind, with one to decide wherever a kind has a column without a cell."""
    schema, standing = paper.schema, _Standing(paper)
    cells: dict[Place, DraftCell] = {}
    by_kind = defaultdict(list)
    for row in found.rows:
        by_kind[row.kind].append(row)
    for kind in sorted(by_kind):
        rows = by_kind[kind]
        columns = [column for column in schema.kinds[kind].columns if column.name not in _FOLLOW]
        looked_for = {name for row in rows for name in row.cells}
        for column in columns:
            if column.name not in looked_for and not column.required:
                cells[Place(kind, EVERY_ROW, column.name)] = to_decide("nothing has looked for it", "")
        for number, row in enumerate(rows, start=1):
            lines = as_text(row.lines)
            for column in columns:
                cell = row.cells.get(column.name)
                if cell is None and (column.name in looked_for or column.required):
                    cell = to_decide("nothing was found", lines)
                if cell is not None:
                    cells[Place(kind, number, column.name)] = standing.checked(cell, column)
            cells[Place(kind, number, "lines")] = DraftCell(lines, MATCHED, lines)
    return cells | _skipped(found, schema.kinds.get(SKIPPED))


def _skipped(found: Found, kind: Kind | None) -> dict[Place, DraftCell]:
    """The rows of skipped.csv: one for each reason."""
    reasons = sorted(set(found.skipped.values())) if kind else []
    cells: dict[Place, DraftCell] = {}
    for number, reason in enumerate(reasons, start=1):
        lines = as_text(ranges(line for line, why in found.skipped.items() if why == reason))
        cells[Place(SKIPPED, number, "reason")] = DraftCell(reason, MATCHED, lines)
        cells[Place(SKIPPED, number, "lines")] = DraftCell(lines, MATCHED, lines)
    return cells


def draft_of(paper: PaperInLayout, meeting_date: date, subject: str) -> Draft:
    """The draft of a document."""
    document: Document = paper.document
    cells = cells_of(read_layouts(paper), paper)
    return Draft(
        paper.board, meeting_date, subject, document.name, document.form, document.sha256, document.text, cells
    )
