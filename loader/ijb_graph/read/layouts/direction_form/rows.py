"""The rows of records that a form gives."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping

from ijb_graph.read.drafts.cells import MATCHED, NOT_APPLICABLE, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.layouts.direction_form.effects import affected
from ijb_graph.read.layouts.direction_form.forms import Field, Form, lines_of
from ijb_graph.read.layouts.direction_form.funding import YEARS, method_of, recurring, source_of, year_of
from ijb_graph.read.layouts.direction_form.report_route import route_of
from ijb_graph.read.printed.deadlines import steps_in
from ijb_graph.read.printed.printed_cells import (
    code_cell,
    money_cell,
    names_cell,
    period_cell,
    summary_cell,
    words_cell,
)
from ijb_graph.read.printed.sums import PrintedSum, sums_in
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["FormReader", "is_no"]

_NOTHING = re.compile(r"\W*(?:none|nil|no|-|not stated|not specified|tbc|tbd)?\W*", re.IGNORECASE)
_NO = re.compile(r"\W*|\W*(?:none|nil|n/?a)\W*|\W*(?:no|new direction|yes\W+no|no\W+yes)\b[^0-9]*", re.IGNORECASE)
_UNDECIDED = re.compile(r"\W*(?:tbc|tbd|to be (?:confirmed|determined|decided))\W*", re.IGNORECASE)
_INAPPLICABLE = re.compile(r"\W*(?:n/?a|not applicable)\W*", re.IGNORECASE)
# What a printed time may hold beside the time itself.
_OF_TIME = {
    "on",
    "of",
    "the",
    "from",
    "in",
    "by",
    "st",
    "nd",
    "rd",
    "th",
    *(day.casefold() for day in calendar.day_name),
}
_OF_TIME |= {name.casefold() for names in (calendar.month_name, calendar.month_abbr) for name in names if name}
_OPTIONS = re.compile(
    r"[\u2610-\u2612\u2713-\u2718\u221a]|\[\s?[xX]?\s?\]|\bboth\b|\bor\b|\beither\b|\bdelete\b", re.IGNORECASE
)
_BOTH = re.compile(r"both(?: (?:of them|parties|partners|authorities))?\W*", re.IGNORECASE)
_OPEN_FUNCTIONS = re.compile(
    r"\b(?:any|all|except\w*|other than|section|report|appendix|above|below|see|tbc|yes|no)\b|/|,"
    r"|services\b.*\band\b.*\bservices",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\ball\s+(?:of\s+)?(?:the\s+)?(?:board['\u2019]s\s+)?(?:delegated\s+|integrated\s+)?functions\b|^\W*all\W*$",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"\ball\s+functions\s+(?:that\s+are\s+|that\s+have\s+been\s+)?delegated\s+(?:to|by)\s+(.+)", re.IGNORECASE
)
# Whose committee it is goes without saying: the IJB Audit Committee.
_OF_BOARD = re.compile(r"^(?:the )?(?:IJB(?:['\u2019]s)? (?=\S))?", re.IGNORECASE)
_PARTNERS = re.compile(r"\b(?:with|partner\w*|collaborat\w*|alongside|support\w*)\b", re.IGNORECASE)
_REPLACES = re.compile(r"\b(?:replac|superseding|supersede|revok|revis|cancel)\w*", re.IGNORECASE)


def is_no(text: str) -> bool:
    """Whether what stands beside a question says no, or holds both answers, of which a lost tick chose one."""
    return bool(_NO.fullmatch(text))


class FormReader:
    """Reads one form."""

    def __init__(self, form: Form, paper: PaperInLayout) -> None:
        self.form, self.paper = form, paper
        self.code_field = form.fields.get("code")
        if self.code_field is None:
            every = ranges(line for one in form.fields.values() for line in one.lines)
            self.code = to_decide("the form gives no reference", as_text(every))
        else:
            self.code = code_cell(self.code_field.value, lines_of(self.code_field))
            if not self.code.value and self.code.status != MATCHED:
                self.code = to_decide("the form gives no reference", lines_of(self.code_field))

    def field(self, name: str) -> Field | None:
        """A field of the form."""
        return self.form.fields.get(name)

    def text(self, name: str) -> str:
        """What stands in a field; empty where that is nothing, or the form has no such field."""
        one = self.field(name)
        return one.value if one else ""

    def row(self, kind: str, cells: Mapping[str, DraftCell | None], *fields: Field | None) -> DraftRow:
        """A row with the lines of the code and of ``fields``."""
        lines = ranges(line for one in (self.code_field, *fields) if one for line in one.lines)
        kept = {name: cell for name, cell in cells.items() if cell is not None}
        if not self.form.is_sure:
            kept = {name: self.doubted(cell) for name, cell in kept.items()}
        return DraftRow(kind, kept, lines or ranges([self.first_line]))

    @staticmethod
    def doubted(cell: DraftCell) -> DraftCell:
        """A cell of a form that nobody can tell from the next one."""
        reason = cell.reason or "it may stand in the form beside it"
        return to_decide(reason, cell.lines, cell.value)

    @property
    def first_line(self) -> int:
        """The first line of the form."""
        return min(one.lines[0] for one in self.form.fields.values())

    def rows(self) -> Iterator[DraftRow]:
        """The rows that the form gives."""
        yield self.direction()
        yield self.terms()
        yield from self.effects()
        yield from self.money()
        yield from self.steps()
        yield from self.routes()

    def empty(self, name: str) -> DraftCell | None:
        """The cell of a field without a value: not said, or not applicable; None where it has one, or is missing."""
        one = self.field(name)
        if one is None:
            return None
        if _INAPPLICABLE.fullmatch(one.value):
            return DraftCell("", NOT_APPLICABLE, lines_of(one))
        if _UNDECIDED.fullmatch(one.value):
            return None
        return not_said(lines_of(one)) if _NOTHING.fullmatch(one.value) else None

    def direction(self) -> DraftRow:
        """The direction itself."""
        to, functions, text, title = (self.field(name) for name in ("to", "functions", "text", "title"))
        addressees = None
        if to:
            addressees = self.empty("to") or names_cell(to.value, lines_of(to), self.paper.names, self.paper.board)
            if _BOTH.fullmatch(to.value):
                addressees = to_decide("which are the two?", lines_of(to), self.partners_of_board())
            elif to.cells > 1 or _OPTIONS.search(to.value):
                plain = addressees.value if addressees.status == MATCHED else ""
                addressees = to_decide("which of them is meant?", lines_of(to), "" if "\n" in to.value else plain)
        several = addressees is not None and ";" in addressees.value
        cells: dict[str, DraftCell | None] = {
            "code": self.code,
            "addressees": addressees,
            "functions": self.functions(),
            "summary": summary_cell(lines_of(text)) if text else None,
        }
        if title:
            cells["title"] = self.empty("title") or words_cell(title.value, lines_of(title))
        elif not self.form.unknown:
            cells["title"] = not_said()
        if text:
            at, words = lines_of(text), text.value
            cells |= {
                "status": not_said(at),
                "group": not_said(at),
                "partners": to_decide("does its text name partners?", at) if _PARTNERS.search(words) else not_said(at),
                "replaces": to_decide("does its text replace another?", at)
                if _REPLACES.search(words)
                else not_said(at),
                "sharing": to_decide("to be summarised, if its text says it", at) if several else not_said(at),
                "method": to_decide("to be summarised, if its text says it", at)
                if re.search(r"£|\bpay|\bcost|\bfund|\bbudget", words)
                else not_said(at),
            }
        return self.row("directions", cells, title, to, functions, text)

    def partners_of_board(self) -> str:
        """The council and the health board, where the board has one of each."""
        known = [self.paper.names.resolve(one, self.paper.board) for one in ("Council", "Health Board")]
        return "; ".join(one.label for one in known if one) if all(known) else ""

    def functions(self) -> DraftCell | None:
        """The names of the functions; none where it is all of them."""
        one = self.field("functions")
        if one is None:
            return None
        at = lines_of(one)
        if empty := self.empty("functions"):
            return empty
        if _ALL.search(one.value):
            return not_said(at) if _ALL.match(one.value.strip()) else to_decide("all functions, or some?", at)
        parts = [part.strip(" .-•*") for part in re.split(r";|\n", one.value)]
        value = "; ".join(" ".join(part.split()) for part in parts if part)
        if _OPEN_FUNCTIONS.search(value):
            return to_decide("which functions is that, each by its name?", at, value)
        return DraftCell(value, MATCHED, at)

    def all_functions(self) -> DraftCell | None:
        """Whose functions, where it is all of them."""
        one = self.field("functions")
        if one is None:
            return None
        at = lines_of(one)
        if not _ALL.search(one.value):
            return not_said(at)
        if found := _ALL_OF.fullmatch(one.value.strip(" .")):
            return names_cell(found[1], at, self.paper.names, self.paper.board)
        board = next(iter(self.paper.names.meanings("IJB", self.paper.board)), None)
        return to_decide("all functions: whose?", at, board.label if board else "")

    def terms(self) -> DraftRow:
        """What the form says of the direction beside its text."""
        cells: dict[str, DraftCell | None] = {"direction": self.code}
        for name in ("issued", "effective", "ends", "review"):
            one = self.field(name)
            if one:
                cells[name] = self.empty(name) or self.time(one)
        report = self.field("report")
        if report:
            cells["report"] = self.empty("report") or words_cell(report.value, lines_of(report))
        cells["all_functions_of"] = self.all_functions()
        cells["outcomes"] = self.outcomes()
        for name in ("monitoring", "engagement"):
            one = self.field(name)
            if one:
                is_route = name == "monitoring" and route_of(self.text("monitoring")) is not None
                cells[name] = self.empty(name) or (not_said(lines_of(one)) if is_route else summary_cell(lines_of(one)))
        for name in ("ends", "outcomes", "engagement"):
            if cells.get(name) is None and (self.form.is_whole or (name == "ends" and not self.form.unknown)):
                cells[name] = not_said()
        names = ("issued", "effective", "ends", "review", "report", "functions", "outcomes", "monitoring", "engagement")
        return self.row("direction-terms", cells, *map(self.field, names))

    @staticmethod
    def time(one: Field) -> DraftCell:
        """When: a time that is printed; whatever else stands beside it is for a person."""
        at = lines_of(one)
        if _UNDECIDED.fullmatch(one.value):
            return DraftCell("undecided", MATCHED, at)
        cell = period_cell(one.value, at)
        if cell.status == MATCHED and set(re.findall(r"[a-z]+", one.value.casefold())) - _OF_TIME - {"ongoing"}:
            return to_decide("what else is said of the time?", at, cell.value)
        return cell

    def outcomes(self) -> DraftCell | None:
        """The numbers of the national outcomes."""
        one = self.field("outcomes")
        if one is None:
            return None
        at = lines_of(one)
        if empty := self.empty("outcomes"):
            return empty
        numbers = re.findall(r"[0-9]+", one.value)
        plain = re.sub(
            r"[0-9]+|\band\b|\bnational\b|\bhealth\b|\bwellbeing\b|\boutcomes?\b|\bnumbers?\b|\bnos?\b",
            "",
            one.value,
            flags=re.I,
        )
        value = "; ".join(dict.fromkeys(numbers))
        if (
            numbers
            and all(re.fullmatch("[1-9]", number) for number in numbers)
            and not re.search(r"\w|[-\u2013]", plain)
        ):
            return DraftCell(value, MATCHED, at)
        return to_decide(
            "which of the nine national outcomes?", at, value if re.fullmatch(r"[1-9](?:; [1-9])*", value) else ""
        )

    def effects(self) -> Iterator[DraftRow]:
        """What it does to earlier directions."""
        one = self.field("effects")
        if one is None or self.empty("effects") or is_no(one.value):
            return
        at, effective = lines_of(one), self.field("effective")
        starts = self.time(effective) if effective and not self.empty("effective") else not_said(at)
        for effect, earlier in affected(one):
            cells: dict[str, DraftCell | None] = {
                "direction": self.code,
                "effect": effect,
                "earlier": earlier,
                "earlier_suite": not_said(at) if not YEARS.search(one.value) else None,
                "from": starts,
            }
            yield self.row("direction-effects", cells, one, effective)

    def money(self) -> Iterator[DraftRow]:
        """Its money: a row for each sum that is no part of another, or one for how it is worked out."""
        one = self.field("budget")
        if one is None or self.empty("budget"):
            return
        at, sums = lines_of(one), sums_in(one.value)
        whole: list[PrintedSum | None] = [found for found in sums if not found.is_part]
        for number, found in enumerate(whole or [None], start=1):
            cells: dict[str, DraftCell | None] = {
                "direction": self.code,
                "number": DraftCell(str(number), MATCHED, at),
                "amount_k": money_cell(found.text, at) if found else not_said(at),
                "year": year_of(found, one),
                "method": method_of(found, one),
                "source": source_of(one),
                "recurring": recurring(one),
            }
            yield self.row("direction-funding", cells, one)

    def steps(self) -> Iterator[DraftRow]:
        """What its text asks to be done by a time."""
        text = self.field("text")
        for cells in steps_in(text.value, lines_of(text)) if text else ():
            yield self.row("milestones", {"direction": self.code} | cells, text)

    def routes(self) -> Iterable[DraftRow]:
        """The report by which it is watched."""
        one, route = self.field("monitoring"), route_of(self.text("monitoring"))
        if one and route:
            at = lines_of(one)
            cells: dict[str, DraftCell | None] = {
                "direction": self.code,
                "report": to_decide("to be named", at),
                "to": names_cell(_OF_BOARD.sub("", route[0]), at, self.paper.names, self.paper.board),
                "frequency": DraftCell(route[1], MATCHED, at),
                "trigger": not_said(at),
            }
            yield self.row("report-routes", cells, one)
