"""Cells: the text of one, read by its column into the values it holds, or the faults it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ijb_graph.errors import Problem, nearest
from ijb_graph.errors.records import EmptyCell, UnknownName, WrongCell
from ijb_graph.records.names import Names
from ijb_graph.records.schema import Column
from ijb_graph.records.values import parse_date, parse_decimal, parse_integer, parse_lines, parse_period
from ijb_graph.text_safety import hidden_character, is_normal, normal

__all__ = ["Fault", "read_cell"]

# What makes the problem of a cell, given its file, row and column. None: the cell cannot be judged, since the files
# that say what names mean have faults of their own.
Fault = Callable[[str, int, str], Problem] | None

_PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": parse_integer,
    "decimal": parse_decimal,
    "date": parse_date,
    "lines": parse_lines,
    "period": parse_period,
}


def _wrong(text: str, form: str, fix: str) -> Fault:
    return lambda file, row, column: WrongCell(file, row=row, column=column, text=text, form=form, fix_by=fix)


def _unknown(name: str, hint: str) -> Fault:
    return lambda file, row, column: UnknownName(file, row=row, column=column, name=name, hint=hint)


def _empty(of: Column) -> Fault:
    return lambda file, row, column: EmptyCell(file, row=row, column=column, description=of.description)


def _pattern_fault(column: Column, pattern: re.Pattern[str], text: str) -> Fault:
    """The fault of a text that does not fit the column's pattern; None where it fits or its parser says it better."""
    if pattern.fullmatch(text):
        return None
    if column.choices:
        return _wrong(
            text, f"one of {', '.join(column.choices)}", f"{nearest(text, column.choices)}Choose one of them."
        )
    if column.form in ("name", "string"):
        form = f"{column.description}, in the form {pattern.pattern}"
        return _wrong(text, form, "Write it in that form.")
    return None


def _read_value(column: Column, text: str, names: Names | None, board: str, faults: list[Fault]) -> Any:
    """A value of a cell; None where it has none, with its fault."""
    if column.pattern is not None and (fault := _pattern_fault(column, column.pattern, text)):
        faults.append(fault)
        return None
    if column.form == "string":
        return text
    if column.form == "name":
        known = text if names is None else names.resolve(text, board)
        if known is None:
            assert names is not None
            faults.append(_unknown(text, names.suggestion(text, board)) if names.complete else None)
        return known
    if column.form == "boolean":
        return text == (column.choices or ("true",))[0]
    try:
        return _PARSERS[column.form](text)
    except ValueError as error:
        fix = "Write it in that form; leave the cell empty where the paper does not say."
        faults.append(_wrong(text, str(error), fix))
        return None


def _unsuitable(text: str, separator: str | None) -> Fault:
    """The fault of a text that no cell may hold, whatever its column; None where there is none."""
    if text != text.strip():
        return _wrong(text, "no space at either end", "Remove it.")
    if hidden := hidden_character(text):
        return _wrong(text, f"text in one line without {hidden}", "Remove that character.")
    if not is_normal(text):
        return _wrong(text, "text in Unicode's normal form C", f"Write {normal(text)!r}: it looks the same.")
    if separator and text.count(separator.strip()) != text.count(separator):
        return _wrong(text, f"several values joined by {separator!r}", "Write a space after each.")
    return None


def read_cell(column: Column, text: str, names: Names | None, board: str) -> tuple[tuple[Any, ...], list[Fault]]:
    """The values of a cell in a paper of ``board``, and its faults.

    ``names`` resolves the names of bodies; None keeps them as text, for the files that define them.
    """
    if not text:
        return (), [_empty(column)] if column.required else []
    separator = column.separator
    if unsuitable := _unsuitable(text, separator):
        return (), [unsuitable]
    faults: list[Fault] = []
    if separator is None or separator not in text:
        value = _read_value(column, text, names, board, faults)
        return () if value is None else (value,), faults
    values = [_read_value(column, part, names, board, faults) for part in text.split(separator)]
    return tuple(value for value in values if value is not None), faults
