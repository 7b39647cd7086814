"""Rows: a CSV file read against its kind, every cell checked, every fault of the file reported at once."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from ijb_graph.errors import Problems, nearest, shown
from ijb_graph.errors.records import (
    BrokenKind,
    IllFormedFile,
    MissingColumn,
    UnknownColumn,
    WrongCellCount,
)
from ijb_graph.input_files import decode, read_bytes
from ijb_graph.records.cells import read_cell
from ijb_graph.records.names import Name, Names
from ijb_graph.records.row_checks import RowFaults, Table, check_rows
from ijb_graph.records.schema import Kind
from ijb_graph.records.values import LineRange

__all__ = ["RecordProblems", "Row", "read_rows"]

_T = TypeVar("_T")

_NOTHING: Mapping[str, str] = {}


class RecordProblems(Problems):
    """The problems of the records, and the files of which rows were left out: what refers to those cannot be checked.

    ``incomplete`` holds the kind of each, and the board of its paper, empty for all boards and for shared data.
    """

    def __init__(self) -> None:
        super().__init__()
        self.incomplete: set[tuple[str, str]] = set()

    def lacks_rows(self, kind: str, board: str) -> bool:
        """Whether rows of a kind were left out that a record of this board may refer to."""
        return (kind, board) in self.incomplete or (kind, "") in self.incomplete


@dataclass(frozen=True, slots=True)
class Row:
    """One record. ``number`` is its row in the file, the header being row 1.

    ``cells`` holds every value as a tuple; ``texts_printed`` the cells as they stand in the file, in the kind's order;
    ``given`` what its paper gives it (``schema.GIVEN``), nothing for reference and editorial data.
    """

    kind: Kind
    file: str
    number: int
    cells: dict[str, tuple[Any, ...]]
    texts_printed: tuple[str, ...]
    given: Mapping[str, str]

    def _all(self, column: str, form: type[_T]) -> tuple[_T, ...]:
        # All values of a column have one form: the first tells whether it is the one asked for.
        values = self.cells.get(column)
        if values is None or (values and not isinstance(values[0], form)):
            reason = f"no column {column} with values that the build can use ({form.__name__})"
            raise BrokenKind(self.kind.file, reason, "").error()
        return values

    def _one(self, column: str, form: type[_T]) -> _T | None:
        values = self._all(column, form)
        return values[0] if values else None

    def text(self, column: str) -> str:
        """The text of a cell; empty where the paper does not say."""
        return self._one(column, str) or ""

    def integer(self, column: str) -> int | None:
        """The whole number of a cell."""
        return self._one(column, int)

    def date(self, column: str) -> date | None:
        """The day of a cell."""
        return self._one(column, date)

    def name(self, column: str) -> Name | None:
        """The body or post that a cell names."""
        return self._one(column, Name)

    def lines(self) -> tuple[LineRange, ...]:
        """Where the record stands in its paper; nothing for reference data."""
        return self._all("lines", LineRange) if "lines" in self.cells else ()


def _check_header(kind: Kind, header: list[str], file: str, problems: Problems) -> bool:
    before, known = len(problems), list(kind.places)
    # A column that may be empty can be left out; beside an unknown one it is rather misspelt.
    is_misspelt = not set(header) <= set(known)
    for column in kind.columns:
        if column.name not in header and (column.required or is_misspelt):
            there, wanted = ", ".join(header) or "(none)", column.description
            problems.append(MissingColumn(file, row=1, column=column.name, header=there, description=wanted))
    for name in dict.fromkeys(header):
        if name not in known or header.count(name) > 1:
            printed = repr(name) if name not in known else f"{name!r} {header.count(name)} times"
            hint = nearest(name, set(known) - {name})
            problems.append(UnknownColumn(file, row=1, column=name, name=printed, known=", ".join(known), hint=hint))
    return len(problems) == before


def _read_table(path: Path, kind: Kind, file: str, problems: Problems) -> tuple[list[str], dict[int, list[str]]]:
    """The header of a CSV file and its rows by their numbers, without those that have too many or too few cells."""
    text = ""
    before = len(problems)
    with problems.collected():
        text = decode(read_bytes(path, "a CSV file"), file).removeprefix("\ufeff")
    if len(problems) > before:
        return [], {}
    content = "comma-separated values under a row of column names"
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        longest = csv.field_size_limit()
        reason = f"a cell of more than {longest} characters" if "field limit" in str(error) else error
        problems.append(IllFormedFile(file, reason=f"CSV ({reason})", content=content))
        return [], {}
    if not table:
        problems.append(IllFormedFile(file, reason="CSV (an empty file)", content=content))
        return [], {}
    header = table[0]
    if not _check_header(kind, header, file, problems):
        return [], {}
    rows = dict(enumerate(table[1:], start=2))
    for number in [number for number, cells in rows.items() if len(cells) != len(header)]:
        problems.append(WrongCellCount(file, row=number, cells=len(rows.pop(number)), columns=len(header)))
    return header, rows


def read_rows(
    path: Path, kind: Kind, names: Names | None, problems: RecordProblems, given: Mapping[str, str] = _NOTHING
) -> list[Row]:
    """Read one CSV file of a kind; add every fault to ``problems`` and leave the rows that have one out.

    ``names`` resolves the names of bodies in a paper of the board that ``given`` says; None keeps them as text, for
    the files that define them.
    """
    file, board, before = shown(path), given.get("board", ""), len(problems)
    header, table = _read_table(path, kind, file, problems)
    # A column at a time: what several of its cells say is read once.
    printed: dict[str, list[str]] = {}
    values: dict[str, list[tuple[Any, ...]]] = {}
    # The faults by row; a row that cannot be checked has none, and is left out.
    faulty: RowFaults = defaultdict(list)
    for column in kind.columns if table else ():
        place = header.index(column.name) if column.name in header else None
        texts = ["" if place is None else cells[place] for cells in table.values()]
        read = {text: read_cell(column, text, names, board) for text in dict.fromkeys(texts)}
        printed[column.name], values[column.name] = texts, [read[text][0] for text in texts]
        if any(faults for _, faults in read.values()):
            for number, text in zip(table, texts, strict=True):
                for fault in read[text][1]:
                    faulty[number] += [fault.at(file, number)] if fault else []
    if table:
        check_rows(Table(file, kind, header, list(table), printed, values), faulty)
    problems += [problem for number in sorted(faulty) for problem in faulty[number]]
    if faulty or len(problems) > before:
        problems.incomplete.add((kind.name, board))
    by_row = zip(table, zip(*values.values(), strict=True), zip(*printed.values(), strict=True), strict=False)
    return [
        Row(kind, file, number, dict(zip(values, cells, strict=True)), texts_printed, given)
        for number, cells, texts_printed in by_row
        if number not in faulty
    ]
