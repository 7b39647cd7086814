"""From a document to a draft: all that the layouts find; a cell that nothing has looked for is left to a person."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ijb_graph.read.document import Document
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, DraftCell, to_decide
from ijb_graph.read.drafts.draft import Draft, Place
from ijb_graph.read.layouts import Found, PaperInLayout, read_layouts
from ijb_graph.records.line_account import SKIPPED, as_text, ranges
from ijb_graph.records.schema import Kind, Schema

__all__ = ["cells_of", "draft_of"]

# Columns that follow when a draft is finished.
_FOLLOW = ("lines", "basis", "note")


def cells_of(found: Found, schema: Schema) -> dict[Place, DraftCell]:
    """The cells of what was found, kind after kind, with one to decide wherever a kind has a column without a cell."""
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
                    cells[Place(kind, number, column.name)] = cell
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
    cells = cells_of(read_layouts(paper), paper.schema)
    return Draft(
        paper.board, meeting_date, subject, document.name, document.form, document.sha256, document.text, cells
    )
