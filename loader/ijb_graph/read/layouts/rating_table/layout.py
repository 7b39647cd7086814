"""Ratings of proposals: a row a proposal with a tick under one of four levels, or a form a proposal with its levels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.rating_table.points import Points
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell
from ijb_graph.read.tables.find_tables import TableRow, TableSection, find_tables
from ijb_graph.read.tables.headers import TableForm
from ijb_graph.read.tables.unmarked_items import Capitals

__all__ = ["FORM", "LEVELS", "proposal_in", "read"]

LEVELS = ("not-yet-established", "partly-established", "established", "exemplary")

FORM = TableForm(
    columns={
        "proposal": (
            "feature supporting integration|summary of recommendation|proposal|recommendation|"
            "feature|rating descriptor|rating|our rating|msg proposal|summary of proposal|descriptor"
        ),
        **{level: level.replace("-", " ") for level in LEVELS},
    },
    needs=["proposal", "partly-established", "established", "exemplary"],
    key="proposal",
    key_pattern=r"\s*\d\.\d.*",
    has_narrow_rows=True,
)

# What stands for a tick in texts that come from PDF: a tick, a root, an Arabic seven, a v, a dot.
_TICK = re.compile(r"[✓✔√٧☑✅Vv•●xX]")
_NUMBER = re.compile(r"\s*(?:proposal\s+)?(\d\.\d)\b", re.IGNORECASE)
_CAPTION = re.compile(r"\b(?:proposal|indicator|recommendation)\s+(\d\.\d)\b", re.IGNORECASE)
_LABELS = {
    "rating": re.compile(r"(?:our|self)?\s*rating", re.IGNORECASE),
    "levels": re.compile(r"indicators?", re.IGNORECASE),
    "evidence": re.compile(r"evidence\b.*", re.IGNORECASE),
    "actions": re.compile(r"proposed improvement actions?|improvement actions?", re.IGNORECASE),
}
# The kinds of record whose rows are the items beside a label.
_POINTS = {"evidence": "evidence", "actions": "improvement-actions"}


def proposal_in(text: str) -> str:
    """The number of the proposal that a text begins with; empty where it begins otherwise."""
    found = _NUMBER.match(text)
    return found[1] if found else ""


def _marked(row: TableRow) -> dict[str, str]:
    return {level: row[level].text for level in LEVELS if row[level]}


def _rating(row: TableRow) -> DraftCell:
    """The level that has the only mark of a row, if the mark is a tick."""
    marked = _marked(row)
    if len(marked) == 1:
        ((level, mark),) = marked.items()
        lines = row[level].lines
        if _TICK.fullmatch(mark.strip()):
            return row.sure(DraftCell(level, MATCHED, lines), level)
        return to_decide(f"is {mark!r} a tick?", lines, level)
    return to_decide("no level has a tick" if not marked else "several levels have a mark", row.place)


def _of_partners(row: TableRow, paper: PaperInLayout) -> Iterator[tuple[DraftCell, DraftCell]]:
    """The partner and rating of each mark, where each has a partner's name beside it."""
    for level, text in _marked(row).items():
        lines = row[level].lines
        named = _TICK.sub("", text, count=1).strip()
        yield (
            names_cell(named, lines, paper.names, paper.board),
            DraftCell(level, MATCHED, lines) if _TICK.match(text) else to_decide("is it a tick?", lines, level),
        )


def _ratings(row: TableRow, number: str, paper: PaperInLayout) -> Iterator[DraftRow]:
    proposal = DraftCell(number, MATCHED, row["proposal"].lines)
    marks = list(_marked(row).values())
    if len(marks) > 1 and all(re.search(r"\w{2,}", _TICK.sub("", mark, count=1)) for mark in marks):
        for partner, rating in _of_partners(row, paper):
            cells = {"proposal": proposal, "partner": row.sure(partner), "rating": row.sure(rating)}
            yield DraftRow("ratings", cells, row.lines)
        return
    cells = {"proposal": proposal, "partner": not_said(row.place), "rating": _rating(row)}
    if len(marks) != 1 or cells["rating"].status != MATCHED:
        cells["partner"] = to_decide("do partners rate apart?", row.place) if len(marks) > 1 else cells["partner"]
    yield DraftRow("ratings", cells, row.lines)


def _form_number(section: TableSection) -> tuple[str, str]:
    """The proposal that a form is about, by the line above it, and that line."""
    for block in reversed(section.captions):
        if found := _CAPTION.search(plain_text(block.text)):
            return found[1], str(block.line)
    return "", str(min(section.header_lines))


def _form(section: TableSection, paper: PaperInLayout, capitals: Capitals) -> Iterator[DraftRow]:
    number, line = _form_number(section)
    # A form that has no tick is not filled in: what stands beside its labels is no evidence of the board's.
    is_filled = any(_marked(row) and _LABELS["rating"].fullmatch(row["proposal"].text) for row in section.rows)
    if not number or not is_filled:
        return
    proposal = DraftCell(number, MATCHED, line)
    points = Points(paper, capitals, proposal)
    label = ""
    for row in section.rows:
        text = row["proposal"].text
        label = next((name for name, words in _LABELS.items() if words.fullmatch(text)), "" if text else label)
        if label == "rating" and (text and (_marked(row) or "our" in text.casefold())):
            yield DraftRow("detailed-ratings", {"proposal": proposal, "rating": _rating(row)}, row.lines)
        elif label == "levels":
            for level in _marked(row):
                lines = row[level].lines
                cells = {
                    "proposal": proposal,
                    "rating": DraftCell(level, MATCHED, lines),
                    "meaning": summary_cell(lines),
                }
                yield DraftRow("rating-levels", cells, row.lines)
        elif label in _POINTS and (printed := next((row[one] for one in LEVELS if row[one]), None)):
            points.read(_POINTS[label], printed, row.lines, bool(row["proposal"]))
    yield from points.rows


def _places(columns: dict[str, int]) -> dict[str, int]:
    """The column before that of the proposals may hold their numbers, whatever heads it."""
    before = columns["proposal"] - 1
    return columns | ({"number": before} if before >= 0 and before not in columns.values() else {})


def _beside(row: TableRow) -> str:
    """The number of a proposal that stands alone in the cell before it."""
    number = proposal_in(row["number"].text)
    return number if number and row["number"].text.strip(" .") == number else ""


def read(paper: PaperInLayout) -> Found:
    """The ratings of proposals in tables, and in a form for each."""
    found = Found()
    capitals = Capitals(paper.document)
    for section in find_tables(paper.document, FORM, _places):
        numbered = [(row, proposal_in(row["proposal"].text) or _beside(row)) for row in section.rows]
        if any(number for _, number in numbered):
            for row, number in numbered:
                found.rows += _ratings(row, number, paper) if number else ()
        else:
            found.rows += _form(section, paper, capitals)
        found.skipped |= dict.fromkeys(section.header_lines, "table-header")
    return found
