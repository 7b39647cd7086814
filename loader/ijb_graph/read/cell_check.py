"""Cells held against their lines: what a row says stands in the lines that it cites, or somebody has said why not.

A code, a number, a time or a name is looked for by what it means, whatever its spelling. Of text in our own words the
numbers, times and codes are looked for. ``ijb:stands`` in the schema of a kind says where it is otherwise.

What says which thing a row is about may stand above its lines: in a heading, or in the row above where one cell of a
table goes for several rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ijb_graph.paper_text import PaperText
from ijb_graph.read.printed.lines import PrintedLines
from ijb_graph.read.printed.value_tests import Test, ValueTests
from ijb_graph.records.line_account import SKIPPED, records_of
from ijb_graph.records.names import Name, Names
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import Column

__all__ = ["FAULT", "CellCheck", "Difference", "absent_values", "check_cells"]

# What a difference is where the row calls itself printed.
FAULT = "fault"

# Why lines are skipped that say what the lines below them are about.
_HEADINGS = ("heading", "table-header")


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
    stands: Test
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
        self.paper, self.tests = paper, ValueTests(names, paper.board, paper.suite)
        self.printed = [PrintedLines(line) for line in text.text.split("\n")]
        self.given = {str(one) for one in (paper.meeting_date, paper.written, paper.title) if one}
        self.headings = {
            number for row in paper.rows.get(SKIPPED, ()) if row.text("reason") in _HEADINGS for number in _numbers(row)
        }

    def looks(self, rows: list[Row]) -> Iterator[_Look]:
        """How the columns of a file are looked for, those of which something is printed."""
        cited = frozenset(number for row in rows for number in _numbers(row))
        for column in rows[0].kind.columns:
            if stands := self.tests.test_of(column):
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


def absent_values(
    paper: Paper, text: PaperText, names: Names, kind: str, column: str, rows: set[int]
) -> dict[int, str]:
    """The first value of a column that does not stand in the lines of its row, by the number of the row.

    Of the rows of a kind, which the paper has, those of these numbers are looked at.
    """
    check, every = _PaperCheck(paper, text, names), paper.rows.get(kind, [])
    absent: dict[int, str] = {}
    for look in (one for one in (check.looks(every) if every else ()) if one.column.name == column):
        for row in (one for one in every if one.number in rows):
            missing = [value for value in row.cells[column] if not check.stands(row, value, look)]
            if missing:
                absent[row.number] = _difference(row, look.column, missing[0]).value
    return absent
