"""A table of directions: a row each, with its code, title, text, functions and oversight, or its measures.

Above a part of the table stands the heading of a group: whom its directions are for, on what, and the group's budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.direction_table.addressees import addressees_cell
from ijb_graph.read.layouts.direction_table.group_heading import read_groups
from ijb_graph.read.layouts.direction_table.listed_functions import functions_cell, functions_of
from ijb_graph.read.layouts.direction_table.measures import read_measures
from ijb_graph.read.layouts.direction_table.partners import partners_cell
from ijb_graph.read.layouts.direction_table.terms import TERMS, read_funding, read_terms
from ijb_graph.read.printed.printed_cells import code_cell, money_cell, names_cell, summary_cell, words_cell
from ijb_graph.read.tables.code_shapes import is_odd
from ijb_graph.read.tables.find_tables import TableRow, TableSection, find_tables
from ijb_graph.read.tables.headers import TableForm
from ijb_graph.records.values import LineRange

__all__ = ["CODE", "FORM", "group_of_code", "read"]

# D11b, 3.1, SO4: a code of a direction stands alone in its cell.
CODE = r"[A-Za-z]{0,6}[ -]?\d{1,4}(?:[./-]\d{1,3})*[A-Za-z]{0,2}[.:]?"

FORM = TableForm(
    columns={
        "code": (
            "no|number|code|ref|reference|direction no|direction number|direction ref|id|"
            "direction reference|direction code|ref no"
        ),
        "title": "title|direction title|name|subject|service area|heading",
        "text": (
            "direction|full text|text|text of direction|direction text|description|"
            "full text of direction|detail of direction|details of direction|wording"
        ),
        "functions": (
            "related function|function|delegated function|functions covered|function covered|"
            "functions covered by direction|related delegated function"
        ),
        "link": "link|related document|background",
        "oversight": "oversight|monitoring|governance|oversight and monitoring|performance monitoring",
        "addressees": "direction to|to|issued to|directed to|body|partner|addressee|recipient",
        "measure": (
            "measure|performance measure|measure and metric|measures and metric|"
            "how will it be measured|key performance indicator|success measure"
        ),
        "progress": "progress|progress...|update|current position",
        "source": "source|data source|source of data|evidence source",
        "status": "status|new or revised|new revised or continuing",
        "replaces": "supersede|supersedes|replaces|replaced direction",
        **TERMS,
    },
    needs=["code", "text", "title|functions|oversight|addressees|measure"],
    key="code",
    key_pattern=CODE,
)

_MARK = re.compile(r"\(\s*((?:new|revis|continu|updat|unchang|amend)[^()]*)\)", re.IGNORECASE)
_STATUS = {"new": "new", "revis": "revised", "updat": "revised", "amend": "revised", "continu": "continuing"}
_TOTAL = re.compile(r"\btotal\b\D{0,12}(£?\s?\d[\d.,]*\s?\w*)", re.IGNORECASE)
_REPLACES = re.compile(r"\breplac(?:es|ing)\s+(?:direction\s+)?([A-Za-z]{0,6}\d[\w.]*\w|\d)", re.IGNORECASE)
_ENDS_ANOTHER = re.compile(r"\b(?:supersede[ds]?|superseding|(?:revok|cancel|rescind)\w*)\b", re.IGNORECASE)
_NOTHING = re.compile(r"\W*(?:none|no|nil|n/?a|not applicable)?\W*", re.IGNORECASE)


def group_of_code(code: str) -> str:
    """The part of a code that the codes of a group share: D11 of D11b, 3 of 3.1; empty where it has no such part."""
    if found := re.fullmatch(r"([A-Za-z]*\d+)[A-Za-z]", code):
        return found[1]
    found = re.fullmatch(r"([A-Za-z]*\d+)[.]\d+", code)
    return found[1] if found else ""


def _code(row: TableRow, every: list[str]) -> DraftCell:
    """The code of a row; to be decided where it is written otherwise than nearly all the others: D15I for D15l."""
    cell = code_cell(row["code"].text, row["code"].lines or row.place)
    if cell.status != MATCHED:
        return to_decide(cell.reason or "no code is printed", row.place, cell.value)
    if is_odd(cell.value, every):
        return to_decide("it is written otherwise than the other codes", cell.lines, cell.value)
    return row.sure(cell, "code") if "code" in row.doubled else cell


def _status(row: TableRow, are_marked: bool) -> DraftCell:
    printed = row["status"] or row["text"]
    found = [mark[1] for mark in _MARK.finditer(printed.text)] or ([printed.text] if row["status"] else [])
    values = {value for mark in found for word, value in _STATUS.items() if mark.casefold().startswith(word)}
    if len(values) == 1:
        return row.sure(DraftCell(values.pop(), MATCHED, printed.lines or row.place))
    if row["status"]:
        return to_decide("which status is that?", printed.lines or row.place)
    if values or are_marked:
        return to_decide("no mark of it, which other rows have" if not values else "several marks", row.place)
    return not_said(row.place)


def _replaces(row: TableRow) -> DraftCell:
    printed = row["replaces"] or row["text"]
    codes = list(dict.fromkeys(found[1] for found in _REPLACES.finditer(printed.text)))
    if row["replaces"] and not codes:
        if _NOTHING.fullmatch(printed.text):
            return row.sure(not_said(printed.lines))
        return to_decide("which codes?", row["replaces"].lines, row["replaces"].text)
    if not codes and _ENDS_ANOTHER.search(f"{printed.text} {row['status'].text}"):
        return to_decide("does its text replace another?", printed.lines or row.place)
    return row.sure(DraftCell("; ".join(codes), MATCHED, printed.lines) if codes else not_said(row.place))


def _addressees(row: TableRow, paper: PaperInLayout) -> DraftCell:
    """Whom the row's own column names, and else its text; to be decided where its text directs somebody else."""
    names, board, printed, text = paper.names, paper.board, row["addressees"], row["text"]
    in_text = addressees_cell(text.text, text.lines or row.place, names, board)
    if not printed:
        return row.sure(in_text, "text")
    cell = names_cell(printed.text, printed.lines or row.place, names, board)
    if cell.status == in_text.status == MATCHED and _things(cell, paper) != _things(in_text, paper):
        return to_decide(f"its text directs {in_text.value}", cell.lines, cell.value)
    return row.sure(cell, "addressees")


def _things(cell: DraftCell, paper: PaperInLayout) -> set[object]:
    return {paper.names.resolve(name, paper.board) for name in cell.value.split("; ")}


def _group(code: DraftCell) -> DraftCell:
    group = group_of_code(code.value)
    if not group:
        return to_decide("which group is it in?", code.lines)
    return DraftCell(group, code.status, code.lines, reason=code.reason)


def _directions(section: TableSection, paper: PaperInLayout, every: list[str]) -> Iterator[DraftRow]:
    names, board = paper.names, paper.board
    functions = functions_of(paper.document)
    are_marked = any(_MARK.search(row["text"].text) for row in section.rows)
    above = ""
    for row in section.rows:
        code = _code(row, every)
        text = row["text"]
        if not code.value and not text:
            if row["measure"]:
                yield from read_measures(row, to_decide("it may go on from the row above", row.place, above))
            continue
        above = code.value
        addressees = _addressees(row, paper)
        cells = {
            "code": code,
            "status": _status(row, are_marked),
            "group": _group(code),
            "addressees": addressees,
            "partners": row.sure(partners_cell(text.text, text.lines or row.place, addressees, names, board), "text"),
            "replaces": _replaces(row),
            "summary": summary_cell(text.lines or row.place),
        }
        if "title" in section.header.columns:
            cells["title"] = row.read("title", words_cell)
        if "functions" in section.header.columns:
            cells["functions"] = row.sure(functions_cell(row["functions"], functions, row.place), "functions")
        yield DraftRow("directions", cells, row.lines)
        if row["oversight"]:
            about = {"direction": code, "summary": summary_cell(row["oversight"].lines)}
            yield DraftRow("oversight", about, row.lines)
        yield from read_terms(section, row, code)
        yield from read_funding(section, row, code)
        if "measure" in section.header.columns:
            yield from read_measures(row, code)


def read(paper: PaperInLayout) -> Found:
    """The directions of a paper's tables, their groups, oversight and measures."""
    found = Found()
    sections = list(find_tables(paper.document, FORM))
    every = [row["code"].text for section in sections for row in section.rows if row["code"]]
    for section in sections:
        rows = list(_directions(section, paper, every))
        found.rows += _totals(section)
        found.skipped |= dict.fromkeys(section.header_lines, "table-header")
        found.rows += read_groups(section, [row for row in rows if row.kind == "directions"], paper)
        found.rows += rows
    found.rows = _asked_once(_first_of_groups(found.rows))
    return found


def _totals(section: TableSection) -> Iterator[DraftRow]:
    """The total of all groups, where it stands above them."""
    for block in section.near:
        if total := _TOTAL.search(block.text):
            lines = str(block.line)
            cells = {
                "of": DraftCell("direction-groups", MATCHED, lines),
                "place": to_decide("where does it stand?", lines, "head of the directions tables"),
                "amount_k": money_cell(total[1], lines),
            }
            yield DraftRow("totals", cells, (LineRange(block.line, block.line),))


def _asked_once(rows: list[DraftRow]) -> list[DraftRow]:
    """The rows without the column of groups where no code tells one: it is then asked for once, not in each row."""
    if any(row.cells["group"].value for row in rows if row.kind == "directions"):
        return rows
    return [
        replace(row, cells={name: cell for name, cell in row.cells.items() if name != "group"})
        if row.kind == "directions"
        else row
        for row in rows
    ]


def _first_of_groups(rows: list[DraftRow]) -> list[DraftRow]:
    """A heading that stands above several parts of a table makes one row."""
    kept, seen = [], set()
    for row in rows:
        key = row.cells["group"].value if row.kind == "direction-groups" else ""
        if not key or key not in seen:
            kept.append(row)
        if key:
            seen.add(key)
    return kept
