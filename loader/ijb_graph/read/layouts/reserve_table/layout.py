"""A table of reserves: a name and a sum in each row, under a unit, below a heading that says reserves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.budget_table.layout import unit_of
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import date_cell, money_cell, words_cell
from ijb_graph.records.values import LineRange

__all__ = ["read"]

_HEADING = re.compile(
    r"(?:\d+(?:\.\d+)*\s+)?(?:(?:general|earmarked|ijb|the)\s+)*reserves?(?: position)?\W*", re.IGNORECASE
)
_AT = re.compile(r"\b(?:as )?at (?:the )?([0-9]{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? [0-9]{4})\b")
_TOTAL = re.compile(r"\W*(?:grand )?total\b.*", re.IGNORECASE)
# So many lines may stand between the heading and the table.
_NEAR = 6


def _table(blocks: Sequence[Block]) -> list[Block]:
    """The rows of two cells that follow a heading of reserves, the one with the unit first; none if there are none."""
    for place, block in enumerate(blocks[:_NEAR]):
        header = [cell for cell in block.cells if cell]
        if block.is_row and len(header) <= 2 and unit_of(header[-1]) is not None:
            rows = [block]
            for row in blocks[place + 1 :]:
                if not row.is_row or len(row.cells) != len(block.cells) or row.line != rows[-1].line + 1:
                    break
                rows.append(row)
            return rows
    return []


def _day(blocks: Sequence[Block], rows: Sequence[Block]) -> DraftCell:
    """The day at which the reserves stand, by the lines between the heading and the table: the only one there."""
    for block in blocks:
        if block.line >= rows[0].line:
            break
        # Other times may stand beside it: the year in which a reserve was made.
        at = _AT.search(plain_text(block.text))
        days = {time.start for time in times_in(block.text) if time.start == time.end and time.has_year}
        cell = date_cell(at[1] if at and len(days) == 1 else block.text, str(block.line))
        if cell.status == MATCHED or cell.value:
            return cell
    return to_decide("for which day?", str(rows[0].line))


def _read(blocks: Sequence[Block], rows: Sequence[Block]) -> Iterator[DraftRow]:
    unit, day = unit_of(rows[0].text), _day(blocks, rows)
    for row in rows[1:]:
        lines, label, printed = str(row.line), row.cells[0], row.cells[-1]
        amount = money_cell(printed, lines, unit)
        if _TOTAL.fullmatch(label):
            place = to_decide("where does it stand?", lines, "foot of the reserves table")
            cells = {"of": DraftCell("reserves", MATCHED, lines), "place": place, "amount_k": amount}
            yield DraftRow("totals", cells, (LineRange(row.line, row.line),))
        else:
            cells = {"reserve": words_cell(label, lines), "as_at": day, "amount_k": amount}
            yield DraftRow("reserves", cells, (LineRange(row.line, row.line),))


def read(paper: PaperInLayout) -> Found:
    """The reserves below a heading that says reserves."""
    found = Found()
    blocks = paper.document.blocks
    for place, block in enumerate(blocks):
        if not block.is_row and _HEADING.fullmatch(block.text):
            rows = _table(blocks[place + 1 :])
            if rows:
                found.rows += _read(blocks[place + 1 :], rows)
                found.skipped |= {block.line: "heading", rows[0].line: "table-header"}
    return found
