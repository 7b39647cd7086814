"""A table of recommendations that a body has made: what is done, whom they ask, and the proposals that take them up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell, words_cell
from ijb_graph.read.tables.find_tables import TableRow, TableSection, find_tables, in_doubt, joined_rows
from ijb_graph.read.tables.headers import TableForm

__all__ = ["FORM", "read"]

FORM = TableForm(
    columns={
        "recommendation": "...scotland action|...recommendation|recommendation",
        "actions": "...ijb action|action taken|response|our action|what we do",
        "responsible": "responsible organisation|responsible body|responsible|for",
        "proposals": "cross reference...|msg proposal|related proposal",
    },
    needs=["recommendation", "responsible", "proposals"],
)

_ITEM = re.compile(r"(?:^|\s)(\d{1,2})[.)]\s+(?=[A-Z])")
_CODES = re.compile(r"(?:\d\.\d[\s,;]*)+")
_UPDATE = re.compile(r"\W*see (?:\w+ ){0,2}update\W*(?P<codes>(?:\d\.\d[\s,;]*)*)", re.IGNORECASE)
_AS_ABOVE = re.compile(r"\W*as above\W*", re.IGNORECASE)


def _made_by(section: TableSection, paper: PaperInLayout) -> DraftCell:
    place = section.header.columns["recommendation"]
    head, line = plain_text(section.header.text(place)), str(min(section.header_lines))
    body = re.sub(r"\s*(?:actions?|recommendations?)\W*$", "", head, flags=re.IGNORECASE)
    if not body:
        return to_decide("who made them?", line)
    return names_cell(body, line, paper.names, paper.board)


def _responsible(row: TableRow, paper: PaperInLayout) -> DraftCell:
    """Whom it asks: a numbered list, whose numbers are all there."""
    printed = row["responsible"]
    if not printed:
        return row.sure(not_said(row.place))
    numbers = [int(number) for number in _ITEM.findall(printed.text)]
    text = "; ".join(part.strip(" •") for part in _ITEM.sub("\n", printed.text).split("\n") if part.strip(" •"))
    cell = names_cell(text, printed.lines, paper.names, paper.board)
    if numbers != list(range(1, len(numbers) + 1)):
        return to_decide("a number of the list is lost", printed.lines, cell.value)
    return row.sure(cell, "responsible")


def _taken_up(row: TableRow) -> dict[str, DraftCell]:
    """The proposals that take it up, or what stands in their place."""
    printed = row["proposals"]
    lines = printed.lines or row.place
    codes = "; ".join(re.findall(r"(?<![\d.])\d\.\d(?![\d.])", printed.text))
    no, yes = (row.sure(DraftCell(value, MATCHED, lines)) for value in ("false", "true"))
    nothing = row.sure(not_said(lines))
    if _CODES.fullmatch(printed.text):
        found = row.sure(DraftCell(codes, MATCHED, lines), "proposals")
        return {"proposals": found, "national_update": no, "as_above": no, "update": nothing}
    if update := _UPDATE.fullmatch(printed.text):
        found = row.sure(DraftCell(codes, MATCHED, lines), "proposals") if update["codes"] else nothing
        return {"proposals": found, "national_update": yes, "as_above": no, "update": nothing}
    above = to_decide("what does the row above say?", lines)
    if _AS_ABOVE.fullmatch(printed.text):
        return {"proposals": above, "national_update": above, "as_above": yes, "update": nothing}
    other = to_decide("other words stand there", lines)
    return {
        "proposals": to_decide("other words stand there", lines, codes),
        "national_update": other,
        "as_above": other,
        "update": other,
    }


def _is_rest(row: TableRow) -> bool:
    """Whether a row goes on from the one above: it has no recommendation, or one that begins in a sentence."""
    return not row["recommendation"] or row["recommendation"].text[0].islower()


def _whole(rows: list[TableRow]) -> list[TableRow]:
    """The rows that begin a recommendation; in doubt where one below goes on with it."""
    found: list[TableRow] = []
    for row in rows:
        if not _is_rest(row):
            found.append(row)
        elif found and _has_only_more_codes(found[-1], row):
            found[-1] = joined_rows(found[-1], row)
        elif found:
            found[-1] = in_doubt(found[-1], row, "the row below goes on with it")
    return found


def _has_only_more_codes(above: TableRow, below: TableRow) -> bool:
    """Whether a row has nothing but codes that follow, in their order, those of the row above."""
    if [name for name in below.cells if below[name]] != ["proposals"]:
        return False
    texts = above["proposals"].text, below["proposals"].text
    codes = re.findall(r"\d\.\d", " ".join(texts))
    return all(map(_CODES.fullmatch, texts)) and codes == sorted(set(codes))


def _rows(section: TableSection, made_by: DraftCell, first: int, paper: PaperInLayout) -> Iterator[DraftRow]:
    number = first
    for row in _whole(section.rows):
        heading = row.headings[-1] if row.headings else None
        cells = {
            "number": DraftCell(str(number), MATCHED, row.place),
            "made_by": made_by,
            "heading": words_cell(heading.text, heading.lines) if heading else to_decide("no heading", row.place),
            "recommendation": summary_cell(row["recommendation"].lines),
            "responsible": _responsible(row, paper),
            **_taken_up(row),
        }
        yield DraftRow("recommendations", cells, row.lines)
        for place, _ in enumerate(row["actions"].items, start=1):
            about = {
                "recommendation": DraftCell(str(number), MATCHED, row.place),
                "number": DraftCell(str(place), MATCHED, row.place),
                "action": summary_cell(row["actions"].lines),
            }
            yield DraftRow("recommendation-actions", about, row.lines)
        number += 1


def read(paper: PaperInLayout) -> Found:
    """The recommendations of such a table, and the actions on each."""
    found = Found()
    for section in find_tables(paper.document, FORM):
        found.skipped |= dict.fromkeys(section.header_lines, "table-header")
        first = 1 + sum(row.kind == "recommendations" for row in found.rows)
        found.rows += _rows(section, _made_by(section, paper), first, paper)
    return found
