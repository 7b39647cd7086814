"""Rows: a CSV file read against its kind, every cell checked, every fault of the file reported at once."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from ijb_graph.errors import Problem, nearest, shown, unnamed
from ijb_graph.records.names import Name, Names
from ijb_graph.records.schema import Column, Kind
from ijb_graph.records.values import (
    LineRange,
    Period,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_lines,
    parse_period,
)

__all__ = ["Row", "read_rows"]

_T = TypeVar("_T")

# The texts of a file's cells by column, and its faults by row.
_Columns = dict[str, list[str]]
_Faults = defaultdict[int, list[Problem]]

# The characters of Unicode's category Cc.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": parse_integer,
    "decimal": parse_decimal,
    "date": parse_date,
    "lines": parse_lines,
    "period": parse_period,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One record. ``number`` is its row in the file, the header being row 1.

    ``cells`` holds every value as a tuple; ``texts_printed`` the cells as they stand in the file, in the kind's order.
    """

    kind: Kind
    file: str
    number: int
    cells: dict[str, tuple[Any, ...]]
    texts_printed: tuple[str, ...]

    def _all(self, column: str, form: type[_T]) -> tuple[_T, ...]:
        # All values of a column have one form: the first tells whether it is the one asked for.
        values = self.cells[column]
        assert not values or isinstance(values[0], form), f"{self.kind.name}.{column} does not hold {form}"
        return values

    def _one(self, column: str, form: type[_T]) -> _T | None:
        values = self._all(column, form)
        return values[0] if values else None

    def text(self, column: str) -> str:
        """The text of a cell; empty where the paper does not say."""
        values = self.cells[column]
        if not values:
            return ""
        assert isinstance(values[0], str), f"{self.kind.name}.{column} does not hold text"
        return values[0]

    def printed(self, column: str) -> str:
        """A cell as it stands in the file."""
        return self.texts_printed[self.kind.places[column]]

    def texts(self, column: str) -> tuple[str, ...]:
        """The texts of a cell that may hold several."""
        return self._all(column, str)

    def integer(self, column: str) -> int | None:
        """The whole number of a cell."""
        return self._one(column, int)

    def decimal(self, column: str) -> Decimal | None:
        """The number of a cell."""
        return self._one(column, Decimal)

    def boolean(self, column: str) -> bool | None:
        """The truth of a column whose values are ``true`` and ``false``; None where the cell is empty."""
        return self.text(column) == "true" if self.text(column) else None

    def day(self, column: str) -> date | None:
        """The day of a cell."""
        return self._one(column, date)

    def name(self, column: str) -> Name | None:
        """The body or post that a cell names."""
        return self._one(column, Name)

    def names(self, column: str) -> tuple[Name, ...]:
        """The bodies and posts that a cell names."""
        return self._all(column, Name)

    def periods(self, column: str) -> tuple[Period, ...]:
        """The times of a cell."""
        return self._all(column, Period)

    def lines(self) -> tuple[LineRange, ...]:
        """Where the record stands in its paper; nothing for reference data."""
        return self._all("lines", LineRange) if "lines" in self.cells else ()


def _read_text(path: Path, problems: list[Problem]) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.append(
            unnamed(shown(path), f"no readable file ({error.strerror})", "a CSV file", "Check its permissions.")
        )
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        problems.append(
            unnamed(
                shown(path),
                f"byte {raw[error.start]:#04x}, which is no UTF-8",
                "text in UTF-8",
                "Save the file as CSV UTF-8.",
                row=row,
            )
        )
        return None


def _check_header(kind: Kind, header: list[str], file: str, problems: list[Problem]) -> bool:
    names = [column.name for column in kind.columns]
    before = len(problems)
    for name in names:
        if name not in header:
            problems.append(
                unnamed(
                    file,
                    f"the columns {', '.join(header) or '(none)'}",
                    f"a column {name}",
                    f"Add it: {next(c.description for c in kind.columns if c.name == name)}.",
                    row=1,
                    column=name,
                )
            )
    for name in header:
        if name not in names:
            problems.append(
                unnamed(
                    file,
                    f"a column {name!r}",
                    f"only the columns {', '.join(names)}",
                    f"{nearest(name, names)}Rename or remove it.",
                    row=1,
                    column=name,
                )
            )
        elif header.count(name) > 1 and not any(p.column == name for p in problems[before:]):
            problems.append(
                unnamed(
                    file,
                    f"the column {name!r} {header.count(name)} times",
                    "each column once",
                    "Remove all but one.",
                    row=1,
                    column=name,
                )
            )
    return len(problems) == before


def _pattern_fault(column: Column, text: str) -> tuple[str, str] | None:
    """What the column's pattern expects and how to fix it; None where the text fits or its parser says it better."""
    if not column.pattern or column.pattern.fullmatch(text):
        return None
    choices = column.pattern.pattern.split("|")
    if len(choices) > 1 and all(choice.replace("-", "").isalpha() for choice in choices):
        return f"one of {', '.join(choices)}", f"{nearest(text, choices)}Choose one of them."
    if column.form in ("name", "string"):
        return f"{column.description}, in the form {column.pattern.pattern}", "Write it in that form."
    return None


def _read_name(text: str, names: Names, board: str) -> tuple[Name | None, str, str]:
    """The body or post of this name, and where there is none, what was expected and how to fix it."""
    fix = "Correct it, or add it to bodies.csv, posts.csv, people.csv or aliases.csv in reference/."
    known = names.resolve(text, board)
    if known is None:
        return None, "a body, post or person that reference/ knows", names.suggestion(text, board) + fix
    return known, "", ""


def _read_value(column: Column, text: str, names: Names | None, board: str) -> tuple[Any, str, str]:
    """A cell's value, and where it has none, what was expected and how to fix it."""
    fault = _pattern_fault(column, text)
    if fault:
        return None, *fault
    if column.form == "name":
        return (text, "", "") if names is None else _read_name(text, names, board)
    try:
        return _PARSERS[column.form](text), "", ""
    except ValueError as error:
        return None, str(error), "Write it in that form; leave the cell empty where the paper does not say."


def _read_cell(
    column: Column, text: str, names: Names | None, board: str
) -> tuple[tuple[Any, ...], list[tuple[str, str, str]]]:
    """A cell's values, and its faults as (found, expected, fix)."""
    if not text:
        if column.required:
            return (), [("an empty cell", column.description, "Fill it in: this column may not be empty.")]
        return (), []
    if text != text.strip():
        return (), [(repr(text), "no space at either end", "Remove it.")]
    if not text.isprintable() and _CONTROL.search(text):
        return (), [(repr(text), "text in one line without control characters", "Remove them.")]
    separator = column.separator
    if separator and text.count(separator.strip()) != text.count(separator):
        return (), [(repr(text), f"several values joined by {separator!r}", "Write a space after each.")]
    values, faults = [], []
    for part in text.split(separator) if separator else [text]:
        value, expected, fix = _read_value(column, part, names, board)
        if value is None:
            faults.append((repr(part), expected, fix))
        else:
            values.append(value)
    return tuple(values), faults


def _read_table(path: Path, kind: Kind, file: str, problems: list[Problem]) -> tuple[list[str], dict[int, list[str]]]:
    """The header of a CSV file and its rows by their numbers, without those that have too many or too few cells."""
    text = _read_text(path, problems)
    if text is None:
        return [], {}
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        problems.append(
            unnamed(file, f"text that is no CSV ({error})", "comma-separated values", "Check the quotation marks.")
        )
        return [], {}
    if not table:
        problems.append(unnamed(file, "an empty file", "a header row", "Write the column names, or remove the file."))
        return [], {}
    header = table[0]
    if not _check_header(kind, header, file, problems):
        return [], {}
    rows = dict(enumerate(table[1:], start=2))
    for number in [number for number, cells in rows.items() if len(cells) != len(header)]:
        problems.append(
            unnamed(
                file,
                f"{len(rows.pop(number))} cells",
                f"{len(header)} cells, as in the header",
                "Quote cells that hold a comma; remove empty rows.",
                row=number,
            )
        )
    return header, rows


def _check_notes(file: str, numbers: Iterable[int], printed: _Columns, faulty: _Faults) -> None:
    """A row that is not just printed says why."""
    bases = printed.get("basis", [])
    for number, basis, note in zip(numbers, bases, printed.get("note", [""] * len(bases)), strict=False):
        if basis in ("mended", "inferred") and not note:
            faulty[number].append(
                unnamed(
                    file,
                    f"no note on a row that is {basis}",
                    "a note that says why",
                    "Say what was mended or how it was inferred.",
                    row=number,
                    column="note",
                )
            )


def _check_keys(file: str, kind: Kind, numbers: Iterable[int], printed: _Columns, faulty: _Faults) -> None:
    """No two rows have the same key."""
    seen: dict[tuple[str, ...], int] = {}
    for number, key in zip(numbers, zip(*(printed[name] for name in kind.key), strict=True), strict=True):
        first = seen.setdefault(key, number)
        if first != number:
            faulty[number].append(
                unnamed(
                    file,
                    f"{' '.join(filter(None, key))!r} again (first in row {first})",
                    f"each {', '.join(kind.key)} once",
                    "Remove or correct one of the rows.",
                    row=number,
                    column=kind.key[-1],
                )
            )


def read_rows(path: Path, kind: Kind, names: Names | None, board: str, problems: list[Problem]) -> list[Row]:
    """Read one CSV file of a kind; add every fault to ``problems`` and leave the rows that have one out.

    ``names`` resolves the names of bodies in a paper of ``board``; None keeps them as text, for the files that define
    them.
    """
    file = shown(path)
    header, table = _read_table(path, kind, file, problems)
    if not table:
        return []
    # A column at a time: what several of its cells say is read once.
    printed: _Columns = {}
    values: dict[str, list[tuple[Any, ...]]] = {}
    faulty: _Faults = defaultdict(list)
    for column in kind.columns:
        place = header.index(column.name)
        texts = [cells[place] for cells in table.values()]
        read = {text: _read_cell(column, text, names, board) for text in dict.fromkeys(texts)}
        printed[column.name], values[column.name] = texts, [read[text][0] for text in texts]
        if any(faults for _, faults in read.values()):
            for number, text in zip(table, texts, strict=True):
                for found, expected, fix in read[text][1]:
                    faulty[number].append(unnamed(file, found, expected, fix, row=number, column=column.name))
    _check_notes(file, table, printed, faulty)
    _check_keys(file, kind, table, printed, faulty)
    problems += [problem for number in sorted(faulty) for problem in faulty[number]]
    by_row = zip(table, zip(*values.values(), strict=True), zip(*printed.values(), strict=True), strict=True)
    return [
        Row(kind, file, number, dict(zip(values, cells, strict=True)), texts_printed)
        for number, cells, texts_printed in by_row
        if number not in faulty
    ]
