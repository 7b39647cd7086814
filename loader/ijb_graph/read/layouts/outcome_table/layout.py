"""A table of what became of the directions of the year before: a code and an outcome, under headings of groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.printed_cells import words_cell, years_cell
from ijb_graph.read.tables.find_tables import Printed, TableRow, TableSection, find_tables
from ijb_graph.read.tables.headers import TableForm

__all__ = ["FORM", "read"]

FORM = TableForm(
    columns={
        "heading": "direction|previous direction|group of direction|heading",
        "outcome": "outcome|status|outcome of direction|position",
    },
    needs=["heading", "outcome"],
    lacks=["text", "code"],
)

_ENTRY = re.compile(r"(?P<code>[A-Z]{1,4}\d{1,3}[A-Za-z]?|\d{1,2}\.\d{1,2})\s*[-–—:]\s*")
_OUTCOMES = {
    "in process": "in-process",
    "in progress": "in-process",
    "ongoing": "in-process",
    "achieved": "achieved",
    "complete": "achieved",
    "completed": "achieved",
    "retire": "retired",
    "retired": "retired",
    "no longer relevant": "no-longer-relevant",
    "replaced": "replaced",
    "superseded": "replaced",
}
_FORM = re.compile(
    rf"(?P<outcome>{'|'.join(sorted(_OUTCOMES, key=len, reverse=True))})\b\s*(?P<rest>.*)", re.IGNORECASE
)
_BY = re.compile(r"(?:with|by)\b.*?\b([A-Z]{1,4}\d{1,3}[A-Za-z]?|\d{1,2}\.\d{1,2})$")


def _told(text: str, row: TableRow, lines: str) -> dict[str, DraftCell]:
    """The outcome, what is added to it, and what replaces the direction."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        open_cell = to_decide(f"which outcome is {text.strip()[:60]!r}?", lines)
        return {"outcome": open_cell, "qualifier": open_cell, "replaced_by": open_cell}
    outcome = _OUTCOMES[match["outcome"].casefold()]
    rest = match["rest"].strip(" -–—.")
    by = _BY.search(rest) if outcome == "replaced" else None
    words = rest.strip("()") if not by else ""
    return {
        "outcome": row.sure(DraftCell(outcome, MATCHED, lines)),
        "qualifier": row.sure(words_cell(words, lines)),
        "replaced_by": row.sure(DraftCell(by[1], MATCHED, lines) if by else not_said(lines)),
    }


def _headings(section: TableSection) -> dict[int, tuple[Printed, str]]:
    """The heading of each row by its place, with what is doubtful: one ends with a colon, and may take several rows."""
    has_colons = sum(row["heading"].text.endswith(":") for row in section.rows)
    ends = has_colons * 2 > sum(bool(row["heading"]) for row in section.rows)
    found: dict[int, tuple[Printed, str]] = {}
    waiting: list[int] = []
    current, doubt = Printed("", ""), ""
    for place, row in enumerate(section.rows):
        printed = row["heading"]
        if printed and ends and not printed.text.endswith(":"):
            waiting.append(place)
            current, doubt = printed, "its heading is broken"
        elif printed and waiting:
            whole = Printed(f"{current.text} {printed.text}", f"{current.lines}; {printed.lines}")
            for one in waiting:
                found[one] = (whole, "its heading stands in two rows")
            waiting, current, doubt = [], whole, "its heading stands in two rows"
        elif printed:
            current, doubt = printed, ""
        found[place] = (current, doubt)
    return found


def _rows(section: TableSection) -> Iterator[DraftRow]:
    head = section.header.text(section.header.columns["heading"])
    line = str(min(section.header_lines))
    suite = years_cell(head, line)
    headings = _headings(section)
    for place, row in enumerate(section.rows):
        printed = row["outcome"]
        entries = list(_ENTRY.finditer(printed.text))
        heading, doubt = headings[place]
        text = heading.text.rstrip(": ")
        title = words_cell(text, heading.lines or row.place)
        if doubt and title.value:
            title = to_decide(doubt, heading.lines, text)
        for entry, end in zip(entries, [*(one.start() for one in entries), len(printed.text)][1:], strict=True):
            yield DraftRow(
                "outcomes",
                {
                    "suite": suite,
                    "code": row.sure(DraftCell(entry["code"], MATCHED, printed.lines)),
                    "heading": row.sure(title),
                    **_told(printed.text[entry.end() : end], row, printed.lines),
                },
                row.lines,
            )


def read(paper: PaperInLayout) -> Found:
    """The outcomes of earlier directions."""
    found = Found()
    for section in find_tables(paper.document, FORM):
        rows = list(_rows(section))
        # Other tables have a column for a status too: in this one codes stand in it.
        if rows:
            found.rows += rows
            found.skipped |= dict.fromkeys(section.header_lines, "table-header")
    return found
