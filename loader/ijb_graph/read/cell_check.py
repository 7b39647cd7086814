"""Cells held against their lines: what a row says stands in the lines that it cites, or somebody has said why not.

A code, a number, a time or a name is looked for by what it means, whatever its spelling. Of text in our own words the
numbers, times and codes are looked for. ``ijb:stands`` in the schema of a kind says where it is otherwise.

What says which thing a row is about may stand above its lines: in a heading, or in the row above where one cell of a
table goes for several rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from ijb_graph.paper_text import PaperText
from ijb_graph.read.printed_lines import PrintedLines, as_words, in_own_words
from ijb_graph.records.line_account import SKIPPED, records_of
from ijb_graph.records.names import Name, Names
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import Column
from ijb_graph.records.values import Period

__all__ = ["FAULT", "CellCheck", "Difference", "check_cells"]

# What a difference is where the row calls itself printed.
FAULT = "fault"

# Why lines are skipped that say what the lines below them are about.
_HEADINGS = ("heading", "table-header")

_Test = Callable[[PrintedLines, Any], bool]


@dataclass(frozen=True)
class Difference:
    """A cell whose value does not stand in the lines of its row.

    ``status`` is ``mended`` or ``inferred`` where the row says so of itself, ``fault`` where it calls itself printed;
    ``value`` is what was looked for, ``lines`` and ``note`` are those of the row.
    """

    file: str
    row: int
    column: str
    value: str
    lines: str
    status: str
    note: str


@dataclass(frozen=True)
class CellCheck:
    """How many values were held against their lines, and which do not stand there."""

    values: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Look:
    """How values of a column are looked for: ``every`` value it has in a file, whose rows cite the lines ``cited``."""

    column: Column
    stands: _Test
    every: frozenset[Any]
    cited: frozenset[int]
    printed: list[PrintedLines]

    @cached_property
    def having(self) -> list[int]:
        """The lines in which any value of the column stands, from the last to the first."""
        numbered = reversed(list(enumerate(self.printed, start=1)))
        return [number for number, line in numbered if any(self.stands(line, value) for value in self.every)]


def _numbers(row: Row) -> Iterator[int]:
    for place in row.lines():
        yield from range(place.first, place.last + 1)


def _identifying(row: Row) -> set[str]:
    """The columns that say which thing a row is about: its key, and what refers to other rows."""
    kind = row.kind
    return {*kind.key, *(name for reference in kind.references for name in reference.columns)}


class _PaperCheck:
    """The check of the cells of one paper against its text."""

    def __init__(self, paper: Paper, text: PaperText, names: Names) -> None:
        self.paper, self.names = paper, names
        self.printed = [PrintedLines(line) for line in text.text.split("\n")]
        self.given = {str(one) for one in (paper.meeting_date, paper.written, paper.title) if one}
        self.headings = {
            number for row in paper.rows.get(SKIPPED, ()) if row.text("reason") in _HEADINGS for number in _numbers(row)
        }

    def looks(self, rows: list[Row]) -> Iterator[_Look]:
        """How the columns of a file are looked for, those of which something is printed."""
        cited = frozenset(number for row in rows for number in _numbers(row))
        for column in rows[0].kind.columns:
            if stands := self.test_of(column):
                every = frozenset(value for row in rows for value in row.cells[column.name])
                yield _Look(column, stands, every, cited, self.printed)

    def stands(self, row: Row, value: Any, look: _Look) -> bool:
        """Whether a value of a row stands where it may stand."""
        return self.is_given(value) or look.stands(self.lines_of(row), value) or self.stands_above(row, value, look)

    def is_given(self, value: Any) -> bool:
        """Whether a value is one of the paper itself, as paper.toml says: its board, days or title."""
        if isinstance(value, Name):
            return value.sort == "authority" and value.key == self.paper.board
        return str(value) in self.given

    def lines_of(self, row: Row) -> PrintedLines:
        """What the lines of a row print."""
        return self.joined(tuple((place.first, place.last) for place in row.lines()))

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - the check of a paper does not outlive it
    def joined(self, places: tuple[tuple[int, int], ...]) -> PrintedLines:
        """What the lines of several ranges print."""
        lines = (one.text for first, last in places for one in self.printed[first - 1 : last])
        return PrintedLines("\n".join(lines))

    def stands_above(self, row: Row, value: Any, look: _Look) -> bool:
        """Whether a heading above has the value, or the row above where a cell goes for several rows.

        That is the nearest heading with any value of the column, or the nearest line that no row of the file cites.
        Where the row's own lines have no value of the column at all, it is the nearest line above whatever that is.
        """
        of_thing = look.column.form in ("name", "years", "date") or look.column.stands == "words"
        if not (of_thing or look.column.name in _identifying(row)):
            return False
        has_none = not any(look.stands(self.lines_of(row), one) for one in look.every)
        nearest: set[int] = set()
        for place in row.lines():
            above = [number for number in look.having if number < place.first]
            nearest |= {*above[: 1 if has_none else 0]}
            nearest |= {*[number for number in above if number in self.headings][:1]}
            nearest |= {*[number for number in above if number not in look.cited][:1]}
        return any(look.stands(self.printed[number - 1], value) for number in nearest)

    def test_of(self, column: Column) -> _Test | None:
        """How a value of a column is looked for; None where none of its values is printed."""
        if column.name in ("lines", "basis", "note") or column.choices or column.stands == "no":
            return None
        if column.stands == "words":
            return PrintedLines.have_words
        if column.form in ("integer", "decimal"):
            of_money = column.name.endswith("_k")
            test = PrintedLines.have_thousands if of_money else PrintedLines.have_number
            return lambda lines, value: test(lines, Decimal(value))
        tests: dict[str, _Test] = {
            "name": self.has_name,
            "date": self.has_day,
            "period": self.has_period,
            "years": self.has_years,
            "string": self.has_facts,
        }
        return tests.get(column.form)

    def has_facts(self, lines: PrintedLines, text: str) -> bool:
        """The numbers, times and codes of a text in our own words, but for the suite that the paper is about."""
        own = in_own_words(text.replace(self.paper.suite, " ") if self.paper.suite else text)
        return (
            all(one.value in lines.values for one in own.digits)
            and all(code in lines.codes or lines.have_words(code) for code in own.codes)
            and own.months <= lines.months
        )

    def has_name(self, lines: PrintedLines, name: Name) -> bool:
        """Any of the names that the thing has; or of a part of another thing the name of that and the rest."""
        return any(all(words in lines.words for words in parts) for parts in self.forms_of(name, name.printed))

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - as above
    def forms_of(self, name: Name, printed: str) -> set[tuple[str, ...]]:
        """The ways to write a name, each as the words that have to stand: Chief Executive, NHS Lothian in two parts."""
        known = {one for one in (printed, name.label, *self.names.aliases(name)) if one}
        forms: set[tuple[str, ...]] = {(as_words(one),) for one in known}
        for one in known:
            words = one.split(" ")
            for cut in range(1, len(words)):
                start, end = " ".join(words[:cut]), " ".join(words[cut:])
                wholes = [(start, end), *([(end, start[:-1])] if start.endswith(",") else [])]
                for whole, rest in wholes:
                    thing = self.names.resolve(whole, self.paper.board)
                    if thing is not None and thing != name:
                        others = {whole, thing.label, *self.names.aliases(thing)}
                        forms |= {(as_words(other), as_words(rest)) for other in others}
        return forms

    def has_day(self, lines: PrintedLines, day: date) -> bool:
        """A day."""
        return lines.have_interval(day, day)

    def has_period(self, lines: PrintedLines, period: Period) -> bool:
        """The days of a time; ongoing and undecided are readings of words."""
        if period.earliest is None or period.latest is None:
            return True
        return lines.have_interval(period.earliest, period.latest)

    def has_years(self, lines: PrintedLines, years: str) -> bool:
        """Two years, one after the other, however they are joined."""
        first = int(years[:4])
        return lines.have_interval(date(first, 4, 1), date(first + 1, 3, 31))


def _difference(row: Row, column: Column, value: Any) -> Difference:
    basis = row.text("basis")
    shown = value.printed or value.label if isinstance(value, Name) else str(value)
    return Difference(
        file=row.file,
        row=row.number,
        column=column.name,
        value=shown,
        lines="; ".join(map(str, row.lines())),
        status=FAULT if basis == "printed" else basis,
        note=row.text("note"),
    )


def check_cells(paper: Paper, text: PaperText, names: Names) -> CellCheck:
    """Hold the values of a paper's records against the lines they cite; the differences by file and row."""
    check = _PaperCheck(paper, text, names)
    files: dict[str, list[Row]] = {}
    for row in records_of(paper):
        files.setdefault(row.file, []).append(row)
    values, differences = 0, list[Difference]()
    for rows in files.values():
        for look in check.looks(rows):
            for row in rows:
                for value in row.cells[look.column.name]:
                    values += 1
                    if not check.stands(row, value, look):
                        differences.append(_difference(row, look.column, value))
    return CellCheck(values, tuple(sorted(differences, key=lambda one: (one.file, one.row))))
