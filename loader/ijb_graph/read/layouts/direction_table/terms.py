"""What a row of a table says of its direction beside the text: its days, its report, its money."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts.budget_table.layout import unit_of
from ijb_graph.read.printed.printed_cells import money_cell, words_cell, years_cell
from ijb_graph.read.printed.times import due_cell
from ijb_graph.read.tables.find_tables import TableRow, TableSection

__all__ = ["TERMS", "read_funding", "read_terms"]

# The columns with the phrases that head them.
TERMS = {
    "issued": "date issued|issue date|date of issue|issued|issued on|date of direction|date direction issued|date made",
    "effective": "effective from|effective date|date effective|with effect from|start date|date of effect",
    "ends": "end date|expiry date|in force until|date of expiry",
    "review": "review date|date of review|review|date for review|next review|date direction will be reviewed",
    "report": "report title|report|report reference|report ref|report no|report number|report name",
    "budget": (
        "budget|budget allocated|budget k|budget 000|budget m|funding|financial resource|allocated budget|"
        "budget allocation|budget allocated k|budget allocated 000|budget allocated m"
    ),
}
_DAYS = ("issued", "effective", "ends", "review")
_NO_SUM = re.compile(r"\W*(?:none|nil|n/?a|not applicable)?\W*", re.IGNORECASE)


def read_terms(section: TableSection, row: TableRow, code: DraftCell) -> Iterator[DraftRow]:
    """The days of a direction and its report, where the table has a column for one of them."""
    columns = [name for name in (*_DAYS, "report") if name in section.header.columns]
    if not any(row[name] for name in columns):
        return
    cells = {"direction": code}
    for name in columns:
        reader = words_cell if name == "report" else due_cell
        # An empty cell may stand in another row, or be that of several rows.
        cells[name] = row.read(name, reader) if row[name] else row.sure(not_said(row.place))
    yield DraftRow("direction-terms", cells, row.lines)


def read_funding(section: TableSection, row: TableRow, code: DraftCell) -> Iterator[DraftRow]:
    """The money of a direction, where the table has a column for it: its unit and year may stand in the header."""
    if "budget" not in section.header.columns or _NO_SUM.fullmatch(row["budget"].text):
        return
    head = section.header.text(section.header.columns["budget"])
    line = str(min(section.header_lines))
    year = years_cell(head, line)
    if re.search(r"\b20[0-9]{2}\b", row["budget"].text):
        year = to_decide("for which year?", row["budget"].lines, year.value)
    unit = unit_of(head)
    cells = {
        "direction": code,
        "number": DraftCell("1", MATCHED, row["budget"].lines),
        "amount_k": row.read("budget", lambda text, at: money_cell(text, at, unit)),
        "year": year,
    }
    yield DraftRow("direction-funding", cells, row.lines)
