"""A delivery plan: actions with what shows them, their time and the directions that they carry out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.direction_table.layout import FORM as DIRECTIONS
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell
from ijb_graph.read.printed.times import due_cell, times_cell
from ijb_graph.read.tables.code_shapes import is_odd
from ijb_graph.read.tables.find_tables import Printed, TableRow, TableSection, find_tables, joined_to_above
from ijb_graph.read.tables.headers import TableForm
from ijb_graph.read.tables.same_text import best_match

__all__ = ["FORM", "read"]

FORM = TableForm(
    columns={
        "action": "key action|action|what we will do|deliverable|planned action|activity|task",
        "kpi": (
            "key performance indicator|kpi|performance indicator|how we will measure|success measure|"
            "measure of success|indicator|measure|performance measure"
        ),
        "timeframe": "timeframe|time frame|timescale|by when|when|due date|target date|deadline",
        "codes": (
            "related direction or other policy driver|related direction|direction|linked direction|"
            "direction ref|direction reference|related direction and other policy driver|"
            "direction code"
        ),
        "outcome": "outcome|expected outcome|intended outcome|impact",
    },
    needs=["action", "timeframe", "codes"],
)

# A code of a direction: letters, digits and a small letter, so that no number of a plan or a ward is one.
_CODE = re.compile(r"(?<![\w.])[A-Z]{1,3}\d{1,3}[A-Za-z](?![\w])")
_MARK = re.compile(r"\(\s*((?:new|revis|continu|updat|unchang|amend)[^()]{0,40})\)", re.IGNORECASE)
_REPLACES = re.compile(r"replac(?:es|ing)\s+$", re.IGNORECASE)


def _codes(printed: Printed) -> list[tuple[str, str]]:
    """The codes that a cell prints, each with the text that follows; not those of directions that are replaced."""
    found = [one for one in _CODE.finditer(printed.text) if not _REPLACES.search(printed.text[: one.start()])]
    ends = [*(one.start() for one in found), len(printed.text)][1:]
    return [(one[0], printed.text[one.end() : end]) for one, end in zip(found, ends, strict=True)]


def _begins_with_code(row: TableRow) -> bool:
    return bool(_CODE.match(row["codes"].text))


def _direction_cells(row: TableRow, texts: Mapping[str, str], above: str) -> dict[str, DraftCell]:
    """The codes as printed, and the directions that are meant: by their text, where the paper has the directions."""
    printed = row["codes"]
    lines = printed.lines or row.place
    codes = _codes(printed)
    if not printed:
        return {
            "codes_printed": row.sure(not_said(lines)),
            "codes": to_decide("the cell is empty: does that of the row above go on?", lines, above),
        }
    if not codes or not printed.text.startswith(codes[0][0]):
        found = "; ".join(code for code, _ in codes)
        near = found or best_match(printed.text, texts)
        reason = "its text does not begin with a code"
        return {"codes_printed": to_decide(reason, lines, found), "codes": to_decide(reason, lines, near)}
    value = "; ".join(dict.fromkeys(code for code, _ in codes))
    meant = [best_match(text, texts) if texts and len(text.split()) > 5 else code for code, text in codes]
    shown = row.sure(DraftCell(value, MATCHED, lines), "codes")
    if odd := [code for code, _ in codes if is_odd(code, texts)]:
        return {"codes_printed": shown, "codes": to_decide(f"{odd[0]} is not written like the others", lines, value)}
    if all(one == code and (not texts or one in texts) for one, (code, _) in zip(meant, codes, strict=True)):
        return {"codes_printed": shown, "codes": shown}
    guess = "; ".join(dict.fromkeys(one or code for one, (code, _) in zip(meant, codes, strict=True)))
    return {
        "codes_printed": shown,
        "codes": to_decide("the text beside the code is of another direction", lines, guess),
    }


def _words(row: TableRow, column: str) -> DraftCell:
    """Words for a person to put otherwise; one cell often goes for several rows, so an empty one says nothing."""
    if row[column]:
        return summary_cell(row[column].lines)
    return to_decide("the cell is empty: does that of the row above go on?", row.place)


def _status(row: TableRow) -> DraftCell:
    printed = row["codes"]
    marks = list(dict.fromkeys(_MARK.findall(printed.text)))
    if len(marks) == 1:
        return row.sure(DraftCell(marks[0].strip(), MATCHED, printed.lines), "codes")
    return to_decide("several marks" if marks else "no mark in its cell", printed.lines or row.place)


def _board(section: TableSection, paper: PaperInLayout, above: DraftCell | None) -> DraftCell:
    """Who carries the plan: the heading above the table, or that of the part before."""
    captions = [block for block in section.near if len(block.text.split()) <= 12]
    if not captions:
        return above or to_decide("no heading says who carries it", str(min(section.header_lines)))
    last = captions[-1]
    return names_cell(plain_text(last.text).strip(" :"), str(last.line), paper.names, paper.board)


def _rows(section: TableSection, board: DraftCell, texts: Mapping[str, str]) -> Iterator[DraftRow]:
    above = ""
    for row in joined_to_above(section.rows, "action", _begins_with_code):
        told = _direction_cells(row, texts, above)
        above = told["codes"].value or above
        yield DraftRow(
            "plan-actions",
            {
                "change_board": board,
                "action": summary_cell(row["action"].lines or row.place),
                "kpi": _words(row, "kpi"),
                **told,
                "timeframe": row.read("timeframe", times_cell),
                "due": row.read("timeframe", due_cell),
                "outcome": _words(row, "outcome"),
                "status_printed": _status(row),
            },
            row.lines,
        )


def read(paper: PaperInLayout) -> Found:
    """The actions of a delivery plan."""
    texts = {
        row["code"].text: row["text"].text
        for section in find_tables(paper.document, DIRECTIONS)
        for row in section.rows
        if row["code"] and row["text"]
    }
    found = Found()
    board: DraftCell | None = None
    for section in find_tables(paper.document, FORM):
        board = _board(section, paper, board)
        found.rows += _rows(section, board, texts)
        found.skipped |= dict.fromkeys(section.header_lines, "table-header")
    found.rows = [
        replace(row, cells={"number": DraftCell(str(number), MATCHED, str(row.lines[0])), **row.cells})
        for number, row in enumerate(found.rows, start=1)
    ]
    return found
