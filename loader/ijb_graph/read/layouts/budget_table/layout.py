"""A table of a budget: services under parts of the budget, each with a sum and the directions that it pays for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.printed_cells import choice_cell, money_cell, words_cell
from ijb_graph.read.tables.find_tables import Printed, TableRow, TableSection, find_tables
from ijb_graph.read.tables.headers import TableForm
from ijb_graph.records.schema import Column
from ijb_graph.records.values import LineRange

__all__ = ["FORM", "read", "unit_of"]

# The third column is headed by its unit, with a year or a word such as budget or amount.
FORM = TableForm(
    columns={
        "category": "category|part of budget|budget heading|fund",
        "service": "service|service area|budget line|function or service",
        "amount": (
            "k|000|m|amount k|amount 000|budget k|budget 000|amount|budget|amount m|budget m|"
            "annual budget|annual budget k|annual budget 000"
        ),
        "refs": "direction|related direction|direction ref|direction reference|direction no",
        "text": (
            "direction to|directed to|issued to|addressee|recipient|full text|full text of direction|text of direction|"
            "direction text|wording"
        ),
    },
    needs=["amount", "refs"],
    lacks=["service", "text"],
    most_rows=4,
)
NAMED = TableForm(columns=FORM.columns, needs=["service", "amount", "refs"], lacks=["text"])

_CATEGORIES = {
    "core": "core",
    "social[ -]?care": "social-care",
    "hosted(?: services)?": "hosted",
    "set[ -]?aside": "set-aside",
}
_CODES = re.compile(r"\(?[A-Z]{1,4}\d+[a-z]{0,2}\)?(?:\s*[,;&]?\s*\(?[A-Z]{1,4}\d+[a-z]{0,2}\)?)*")
_CODE = re.compile(r"(?<!\w)\(?[A-Z]{1,4}\d+[a-z]{0,2}(?!\w)|^\W*\d{1,3}(?:\.\d{1,3})*\W*$")
_UNITS = {"k": Decimal(1), "000": Decimal(1), "m": Decimal(1000)}


def unit_of(header: str) -> Decimal | None:
    """How many thousands of pounds one of a column's sums is, by the words above it; None where they do not say."""
    found = {match[1].casefold() for match in re.finditer(r"£['’]?\s?(k|000|m)\b", header, re.IGNORECASE)}
    return _UNITS[found.pop()] if len(found) == 1 else None


@dataclass(frozen=True)
class _Part:
    """The part of the budget that rows below belong to, until the next is printed; ``lines`` are those of the last."""

    printed: Printed
    lines: tuple[LineRange, ...]
    is_sure: bool = True

    def below(self, row: TableRow) -> _Part:
        """The part of a row below: not sure from where the table breaks, as another may begin in what is lost."""
        if row["category"]:
            return _Part(row["category"], row.lines)
        return _Part(self.printed, row.lines, self.is_sure and row.lines[0].first == self.lines[-1].last + 1)


def _category(row: TableRow, part: _Part, column: Column) -> DraftCell:
    """The part of the budget: printed in the first row of those that it holds."""
    if not part.printed:
        return to_decide("no part of the budget is printed above", row.place)
    read = choice_cell(part.printed.text, part.printed.lines, column, _CATEGORIES)
    if not part.is_sure:
        return to_decide("the part may have changed where the table breaks", row.place, read.value)
    return row.sure(read)


def _refs(printed: Printed, row: TableRow) -> dict[str, DraftCell]:
    lines = printed.lines or row.place
    if not printed:
        return {"refs_printed": not_said(lines), "direction_refs": not_said(lines)}
    words = row.sure(words_cell(printed.text, lines))
    if not _CODES.fullmatch(printed.text):
        return {"refs_printed": words, "direction_refs": to_decide("codes and other words", lines)}
    codes = re.findall(r"[A-Z]{1,4}\d+[a-z]{0,2}", printed.text)
    return {"refs_printed": words, "direction_refs": row.sure(DraftCell("; ".join(codes), MATCHED, lines))}


def _total(place: str, amount: DraftCell, lines: tuple[LineRange, ...]) -> DraftRow:
    where = to_decide("where does it stand?", amount.lines, place)
    return DraftRow(
        "totals", {"of": DraftCell("budget", MATCHED, amount.lines), "place": where, "amount_k": amount}, lines
    )


def _rows(section: TableSection, paper: PaperInLayout) -> Iterator[DraftRow]:
    header = section.header
    kind = paper.schema.kinds["budget-lines"]
    column = next(one for one in kind.columns if one.name == "category")
    place = header.columns["amount"]
    unit = unit_of(header.text(place)) or unit_of(" ".join(block.text for block in section.captions))
    for block in header.rows:
        if place < len(block.cells) and re.fullmatch(r"£?[\d,.]{4,}", block.cells[place]):
            amount = money_cell(block.cells[place], str(block.line), unit)
            yield _total("head of the budget table", amount, (LineRange(block.line, block.line),))
    part = _Part(Printed("", ""), section.rows[0].lines if section.rows else ())
    for row in section.rows:
        part = part.below(row)
        if not row["amount"]:
            continue
        amount = row.read("amount", lambda text, at: money_cell(text, at, unit))
        if re.search(r"\btotal\b", f"{row['category'].text} {row['service'].text}", re.IGNORECASE):
            yield _total("foot of the budget table", amount, row.lines)
            continue
        service = row["service"]
        cells = {
            "category": _category(row, part, column),
            "service": row.sure(words_cell(service.text, service.lines)) if service else to_decide("none", row.place),
            "amount_k": amount,
            **_refs(row["refs"], row),
        }
        yield DraftRow("budget-lines", cells, row.lines)


def _names_directions(section: TableSection) -> bool:
    """Whether codes stand in the column of directions: where their texts do, it is no table of a budget."""
    filled = [row["refs"].text for row in section.rows if row["refs"]]
    return not filled or sum(bool(_CODE.search(text)) for text in filled) >= len(filled) / 2


def read(paper: PaperInLayout) -> Found:
    """The lines of a budget and its totals."""
    found = Found()
    for form in (FORM, NAMED):
        for section in find_tables(paper.document, form, _places if form is FORM else None):
            if not _names_directions(section):
                continue
            found.rows += _rows(section, paper)
            found.skipped |= dict.fromkeys(section.header_lines, "table-header")
    return found


def _places(columns: dict[str, int]) -> dict[str, int]:
    """The places of the columns that no words head: what stands before the sum is the service, and its part first."""
    free = [place for place in range(columns["amount"]) if place not in columns.values()]
    return columns | dict(zip(("service", "category"), reversed(free), strict=False))
