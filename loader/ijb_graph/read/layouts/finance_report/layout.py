"""A finance report: tables with a column for each measure of money, and sums that its sentences name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.finance_report.agreements import Agreement, agreements_in
from ijb_graph.read.layouts.finance_report.sentences import sums_of_sentence
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.figures import numbers_in, plain_text
from ijb_graph.read.printed.meeting_text import decision_cells, kind_of_verb
from ijb_graph.read.printed.printed_cells import money_cell, period_cell, words_cell
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["read"]

_HEAD = 15
# A heading between the rows of a table has at most so many words.
_PART_WORDS = 6
_TITLE = re.compile(
    r"\b(?:financ\w*|revenue|budget)\s+(?:\w+\s+){0,2}(?:report|monitoring|position|update|statement|performance)\b",
    re.IGNORECASE,
)
# How the day is told that the report stands at, the surest first.
_AS_AT = [
    re.compile(rf"\b{words}\s+(?P<day>[^,;.()]{{6,40}})", re.IGNORECASE)
    for words in ("as (?:at|of)", r"position (?:\w+ ){0,2}(?:at|to)", r"(?:months?|period|quarter) (?:to|ended|ending)")
]
_YEARS = re.compile(r"\b20[0-9]{2}-[0-9]{2}\b")
# The measures with the headers that their columns have, in small letters and without unit and year.
_SPENT = r"(?: (?:expenditure|spend|to date|year to date))*"
_WHEN = r"(?: (?:annual|full year|year end))?"
_SIGNS = r"(?:\W*(?:over|under)\W*(?:over|under)\W*)?"
_OVER_UNDER = r"\(?(?:over|under)\)?[- ]?(?:spend)? ?/ ?\(?(?:over|under)\)?[- ]?spend"
_MEASURES = {
    "budget": r"(?:approved |revised |current |total |full year |delegated )*(?:annual )?budget",
    "actual": rf"(?:actuals?|expenditure|spend){_SPENT}|(?:ytd|year to date) actual",
    "projection": rf"(?:projected|forecast|estimated){_WHEN}(?: (?:outturn|expenditure|spend|position))?"
    r"|projection|outturn",
    "variance": rf"(?:projected |forecast )?(?:full year |year end )?(?:variance{_SIGNS}|{_OVER_UNDER})",
    "planned-saving": r"(?:planned|target|approved|required) savings?|savings? (?:target|plan|required)",
    "achieved-saving": r"(?:achieved|delivered) (?:savings?|to date)|savings? (?:achieved|delivered)(?: to date)?",
    "reserve": r"(?:closing |opening )?(?:reserve )?balance|reserves? held",
}
_UNITS = {"000": Decimal(1), "k": Decimal(1), "m": Decimal(1000)}
_UNIT = re.compile(r"\u00a3\s?'?(?P<unit>000s?|k|m)\b", re.IGNORECASE)
_CATEGORIES = {"set-aside": r"\bset[- ]aside\b", "hosted": r"\bhosted\b|\blead partnership\b"}
_EARMARKED = re.compile(r"\bearmarked\b|\bringfenced\b|\bring-fenced\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Header:
    """The columns of a table by the place of each, with the unit of its sums; None where none is printed.

    ``unit_line`` is the line that says that sums are in millions, None where they are not: a sum stands there too.
    """

    unit_line: int | None
    measures: Mapping[int, str]
    units: Mapping[int, Decimal | None]


def read(paper: PaperInLayout) -> Found:
    """The sums of a finance report: nothing where no title calls it one, or it names no day that it stands at."""
    blocks = paper.document.blocks
    is_named = any(_TITLE.search(one.text) for one in blocks[:_HEAD])
    reader = _Finance(paper)
    if not is_named or not reader.day:
        return Found()
    rows = list(reader.rows())
    return Found(rows, reader.skipped if rows else {})


def _measure(header: str) -> str | None:
    """The measure that a column is of."""
    plain = _YEARS.sub("", _UNIT.sub("", plain_text(header)).replace("£", "")).casefold()
    plain = " ".join(plain.split()).strip(" :*-")
    return next((name for name, pattern in _MEASURES.items() if re.fullmatch(pattern, plain)), None)


def _unit(text: str) -> Decimal | None:
    found = {one["unit"].casefold().rstrip("s") for one in _UNIT.finditer(plain_text(text))}
    return _UNITS[found.pop()] if len(found) == 1 else None


class _Finance:
    """Reads a finance report."""

    def __init__(self, paper: PaperInLayout) -> None:
        self.paper, self.number, self.agreed = paper, 0, 0
        self.blocks = paper.document.blocks
        self.day = self._day()
        self.year = self._year()
        self.skipped: dict[int, str] = {}

    def _day(self) -> DraftCell | None:
        """The day that the report stands at: where it names several, a person says which."""
        odd: DraftCell | None = None
        for pattern in _AS_AT:
            days: dict[str, str] = {}
            for block, found in ((one, match) for one in self.blocks for match in pattern.finditer(one.text)):
                times = [one for one in times_in(found["day"]) if one.start == one.end and one.has_year]
                if not times and odd is None and any(True for _ in times_in(found["day"])):
                    # As at 31 November: a day that there is not.
                    odd = to_decide("as at which day?", str(block.line))
                if times:
                    days.setdefault(str(times[0].start), str(block.line))
            if days:
                day, at = next(iter(days.items()))
                return DraftCell(day, MATCHED, at) if len(days) == 1 else to_decide("as at which of the days?", at, day)
        return odd

    def _year(self) -> DraftCell:
        """The financial year of the report: where it names several, a person says which."""
        years: dict[str, str] = {}
        for block in self.blocks:
            for found in _YEARS.findall(plain_text(block.text)):
                years.setdefault(found, str(block.line))
        if not years:
            return to_decide("of which year?", self.day.lines if self.day else "")
        year, at = next(iter(years.items()))
        return DraftCell(year, MATCHED, at) if len(years) == 1 else to_decide("of which of the years?", at, year)

    def rows(self) -> Iterator[DraftRow]:
        """A row for each sum."""
        header: _Header | None = None
        category = ""
        for block in self.blocks:
            if block.is_row:
                found = self.header(block)
                if found:
                    header, category = found, ""
                    if found.unit_line != block.line:
                        self.skipped[block.line] = "table-header"
                elif header:
                    filled = [cell for cell in block.cells if cell]
                    if len(filled) == 1 and block.cells[0]:
                        category = filled[0]
                        self.skipped[block.line] = "heading"
                    else:
                        yield from self.table_row(block, header, category)
            elif header and len(block.text.split()) <= _PART_WORDS and block.text[-1:] not in ".:;":
                category = block.text
                self.skipped[block.line] = "heading"
            else:
                header = None
                yield from self.sentence(block)

    def header(self, block: Block) -> _Header | None:
        """The header of a table, where at least two columns are of measures; units may stand in the line above."""
        measures = {place: measure for place, cell in enumerate(block.cells) if place and (measure := _measure(cell))}
        if len(measures) < 2:
            return None
        near = [one for one in self.blocks if block.line - 3 <= one.line <= block.line]
        whole = _unit(" ".join(one.text for one in near))
        units = {place: _unit(block.cells[place]) or whole for place in measures}
        is_in_millions = _UNITS["m"] in units.values()
        unit_line = max((one.line for one in near if _unit(one.text)), default=None) if is_in_millions else None
        return _Header(unit_line, measures, units)

    def cells(
        self, service: DraftCell, measure: DraftCell, amount: DraftCell, printed: str, at: str
    ) -> dict[str, DraftCell]:
        """The cells that each sum has."""
        self.number += 1
        board = next((one.label for one in self.paper.names.meanings("IJB", self.paper.board)), "")
        empty = ("agreed_by", "agreed_on", "lead", "run_for")
        day = self.day or to_decide("as at which day?", at)
        if measure.value.endswith("reserve"):
            day = to_decide("a reserve stands at the first or last day of the year: which?", at, day.value)
        return {
            "number": DraftCell(str(self.number), MATCHED, at),
            "service": service,
            "measure": measure,
            "of": to_decide("whose money: the board's, or an authority's?", at, board),
            "year": self.year,
            "as_at": day,
            "amount_k": amount,
            "printed": words_cell(printed, at),
        } | {name: not_said(at) for name in empty}

    def table_row(self, block: Block, header: _Header, category: str) -> Iterator[DraftRow]:
        """The sums of a row of a table."""
        at, name = str(block.line), block.cells[0]
        if not name:
            return
        kind = next((one for one, words in _CATEGORIES.items() if re.search(words, f"{category} {name}", re.I)), "")
        for place, measure in header.measures.items():
            printed = block.cells[place] if place < len(block.cells) else ""
            if not printed or not list(numbers_in(printed)):
                continue
            lines = ranges(line for line in (header.unit_line, block.line) if line)
            amount = money_cell(printed, as_text(lines), header.units[place])
            sort = "earmarked-reserve" if measure == "reserve" and _EARMARKED.search(f"{category} {name}") else measure
            is_total = re.fullmatch(r"(?:grand |overall )?totals?", name, re.IGNORECASE)
            service = words_cell("total" if is_total else name, at)
            if is_total and (category or not self.is_last(block)):
                service = to_decide("the total of all, or of a part?", at, "total")
            cells = self.cells(service, DraftCell(sort, MATCHED, at), amount, printed, at)
            cells["category"] = to_decide("which part of the budget?", at, kind) if kind else not_said(at)
            yield DraftRow("finance-lines", cells, lines)

    def is_last(self, block: Block) -> bool:
        """Whether no further row of a table follows."""
        following = next((one for one in self.blocks if one.line > block.line), None)
        return following is None or not following.is_row

    def sentence(self, block: Block) -> Iterator[DraftRow]:
        """The sums of a sentence whose measure stands beside them, and who agreed to money on which day."""
        at = str(block.line)
        agreed = [self.agreement(one, at) for one in agreements_in(block.text)]
        for found in sums_of_sentence(block.text):
            service = to_decide("for which service?", at, found.service)
            if found.service == "total":
                service = words_cell("total", at)
            amount = money_cell(found.printed, at)
            if found.is_short and amount.status == MATCHED:
                amount = to_decide("more is to be spent than there is: with which sign?", at, f"-{amount.value}")
            cells = self.cells(service, DraftCell(found.measure, MATCHED, at), amount, found.printed, at)
            cells["category"] = not_said(at)
            # What one body agreed to stands in the row; of several, a decision says what each did.
            if len(agreed) == 1:
                body, day = agreed[0]["body"].value, agreed[0]["date"].value
                cells |= {
                    "agreed_by": to_decide("is that said?", at, body),
                    "agreed_on": to_decide("is that said?", at, day),
                }
            elif not agreed and re.search(r"\bagree", block.text, re.IGNORECASE):
                cells |= {name: to_decide("is that said?", at) for name in ("agreed_by", "agreed_on")}
            yield DraftRow("finance-lines", cells, ranges([block.line]))
        for cells in agreed:
            yield DraftRow("decisions", cells, ranges([block.line]))

    def agreement(self, told: Agreement, at: str) -> dict[str, DraftCell]:
        """The cells of the decision that an agreement is: a person says who made it, and for which time."""
        names, board = self.paper.names, self.paper.board
        kind = kind_of_verb(told.verb) or ("agreed" if told.verb.startswith("agree") else "")
        said = DraftCell(kind, MATCHED, at) if kind else to_decide("what was done?", at, "agreed")
        words = told.who.split()
        who = next((text for place in range(len(words)) if names.resolve(text := " ".join(words[place:]), board)), "")
        start, _, end = self.year.value.partition("-")
        years = f"{start}-04/{start[:2]}{end}-03" if end else ""
        self.agreed += 1
        return decision_cells(said, "", at, names, board) | {
            "number": DraftCell(str(self.agreed), MATCHED, at),
            "date": period_cell(told.day, at),
            "body": to_decide("who agreed to it?", at, who),
            "decides_for": to_decide("for which time?", at, years),
            "item": not_said(at),
            "recommendations": not_said(at),
        }
