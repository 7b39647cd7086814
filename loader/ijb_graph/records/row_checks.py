"""Checks of the rows of a file beside those of single cells: notes, lost values, keys, what a row has to say, times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ijb_graph.errors import Problem
from ijb_graph.errors.records import EmptyCell, OverlappingTimes, RepeatedKey, WrongCell
from ijb_graph.records.schema import EMPTY_BECAUSE, LOST, Kind

__all__ = ["RowFaults", "Table", "check_rows"]

# The faults of rows by their numbers.
RowFaults = defaultdict[int, list[Problem]]


@dataclass(frozen=True)
class Table:
    """The cells of a CSV file by column: ``printed`` as they stand in it, ``values`` as they were read.

    ``numbers`` are those of the rows in the file, the header being row 1.
    """

    file: str
    kind: Kind
    header: list[str]
    numbers: list[int]
    printed: dict[str, list[str]]
    values: dict[str, list[tuple[Any, ...]]]

    def texts(self, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The number of each row with the texts of its cells in some columns."""
        return zip(self.numbers, zip(*(self.printed[name] for name in columns), strict=True), strict=True)


def _check_notes(table: Table, faulty: RowFaults) -> None:
    """A row that is not just printed says why."""
    for number, (basis, note) in table.texts("basis", "note") if {"basis", "note"} <= table.printed.keys() else ():
        if basis in ("mended", "inferred") and not note:
            expected = f"a note that says why the row is {basis}"
            faulty[number].append(EmptyCell(table.file, row=number, column="note", description=expected))


def _check_reasons(table: Table, faulty: RowFaults) -> None:
    """What a record is named by, and what we say of it, is never lost: nobody could tell which one is meant."""
    for column in (one for one in table.kind.columns if one.name in table.kind.never_lost):
        for number, (text,) in table.texts(column.name):
            if text in EMPTY_BECAUSE:
                facts = {"text": text, "form": f"a value: {column.description}"}
                fix = "Write what can be made out; leave the cell empty where the paper does not say."
                faulty[number].append(WrongCell(table.file, row=number, column=column.name, fix_by=fix, **facts))


def _check_keys(table: Table, faulty: RowFaults) -> None:
    """No two rows have the same key."""
    in_file = [name for name in table.kind.key if name in table.header] or list(table.kind.key)
    seen: dict[tuple[str, ...], int] = {}
    for number, key in table.texts(*table.kind.key):
        first = seen.setdefault(key, number)
        if first != number:
            text, columns = " ".join(filter(None, key)), ", ".join(in_file)
            faulty[number].append(
                RepeatedKey(table.file, row=number, column=in_file[-1], key=text, first=first, columns=columns)
            )


def _check_one_of(table: Table, faulty: RowFaults) -> None:
    """A row says what it is about in one of the columns of its kind for that, or that the export lost it."""
    columns = table.kind.one_of
    for number, texts in table.texts(*columns) if columns else ():
        if not any(text == LOST or (text and text not in EMPTY_BECAUSE) for text in texts):
            expected = f"a value in one of the columns {', '.join(columns)}, or {LOST} where the export lost it"
            faulty[number].append(EmptyCell(table.file, row=number, column=columns[0], description=expected))


def _check_times(table: Table, faulty: RowFaults) -> None:
    """Rows that say the same in the rest of their key are of times that do not overlap."""
    column, rest = table.kind.apart, [name for name in table.kind.key if name != table.kind.apart]
    if not column:
        return
    earlier: defaultdict[tuple[str, ...], list[tuple[int, str, date, date]]] = defaultdict(list)
    keys = (key for _, key in table.texts(*rest)) if rest else (() for _ in table.numbers)
    for number, key, times in zip(table.numbers, keys, table.values[column], strict=True):
        for time in times:
            text, start, end = time.text, time.earliest, time.latest
            if start is None or end is None:
                form, fix = "a time with a first and a last day, such as 2019-04/2020-03", "Write its days."
                faulty[number].append(
                    WrongCell(table.file, row=number, column=column, text=text, form=form, fix_by=fix)
                )
                continue
            for first, other, other_start, other_end in earlier[key]:
                # The same text again is the same key again.
                if other != text and other_start <= end and start <= other_end:
                    facts = {"time": text, "other": other, "first": first, "rest": ", ".join(rest)}
                    faulty[number].append(OverlappingTimes(table.file, row=number, column=column, **facts))
                    break
            earlier[key].append((number, text, start, end))


def check_rows(table: Table, faulty: RowFaults) -> None:
    """Add what is wrong with the rows of a file, beside their single cells, to the faults of each."""
    for check in (_check_notes, _check_reasons, _check_keys, _check_one_of, _check_times):
        check(table, faulty)
