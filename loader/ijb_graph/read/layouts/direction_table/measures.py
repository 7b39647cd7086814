"""The measures of a direction: a cell with one or with several, each of which may begin with its date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.printed.dates import printed_times
from ijb_graph.read.printed.printed_cells import period_cell, summary_cell
from ijb_graph.read.tables.find_tables import TableRow

__all__ = ["read_measures"]

_BY = re.compile(
    r"By (?:the )?(?:end (?:of )?)?(?:[A-Z][a-z]+ )?\d{4}(?:[/-]\d{2,4})?(?=[\s,])|By year-end \d[\d, and-]*\d"
)
# A longer text is a sentence, for a person to put in other words.
_LONGEST_SOURCE = 12
_START = re.compile(r"\s*[•▪]\s*|(?<=[.\s])(?=By (?:the )?(?:end |year|[A-Z][a-z]+ \d{4}))")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _START.split(text) if len(part.strip()) > 3]


def _target(text: str, lines: str) -> DraftCell:
    shares = re.findall(r"\d+(?:\.\d+)?%", text)
    if len(set(shares)) == 1:
        return DraftCell(shares[0], MATCHED, lines)
    return to_decide("which target is set, if any?", lines)


def _told(row: TableRow, column: str, are_several: bool) -> DraftCell:
    printed = row[column]
    if not printed:
        return row.sure(not_said(row.place))
    if are_several:
        return to_decide("of which of the measures of its cell?", printed.lines, printed.text)
    if (column == "source" and len(printed.text.split()) <= _LONGEST_SOURCE) or re.fullmatch(
        r"[\d.,]+\s?%?", printed.text
    ):
        return row.sure(DraftCell(printed.text, MATCHED, printed.lines), column)
    return summary_cell(printed.lines)


def read_measures(row: TableRow, code: DraftCell) -> Iterator[DraftRow]:
    """The measures of a row of directions."""
    printed = row["measure"]
    parts = _parts(printed.text)
    for part in parts:
        lines = printed.lines
        by = _BY.match(part)
        cells = {
            "direction": code,
            "measure": summary_cell(lines),
            "due_printed": (
                row.sure(DraftCell(by[0], MATCHED, lines), "measure") if by else _no_date(part, lines, as_printed=True)
            ),
            "due": row.sure(period_cell(by[0], lines), "measure") if by else _no_date(part, lines),
            "target": row.sure(_target(part, lines), "measure"),
        }
        for column in ("progress", "source"):
            if column in row.cells:
                cells[column] = _told(row, column, len(parts) > 1)
        yield DraftRow("measures", cells, row.lines)


def _no_date(part: str, lines: str, as_printed: bool = False) -> DraftCell:
    found = period_cell(part, lines)
    if as_printed and found.value:
        words = "; ".join(words for words, _ in printed_times(part))
        return to_decide("is it the date of the measure?", lines, words)
    return to_decide("is it the date of the measure?", lines, found.value) if found.value else not_said(lines)
