"""Cells: the text of one, read by its column into the values it holds, or the faults it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ijb_graph.errors import Problem, nearest
from ijb_graph.errors.records import AmbiguousName, EmptyCell, UnknownName, WrongCell
from ijb_graph.records.names import Names
from ijb_graph.records.schema import EMPTY_BECAUSE, Column
from ijb_graph.records.values import parse_date, parse_decimal, parse_integer, parse_lines, parse_period, parse_years
from ijb_graph.text_safety import deceptive, personal_contact

__all__ = ["Faults", "read_cell", "unresolved"]

# The problems of a cell, without its file and row. None: the cell cannot be checked, since the files that say what
# names mean have faults of their own.
Faults = list[Problem | None]

_PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": parse_integer,
    "decimal": parse_decimal,
    "date": parse_date,
    "lines": parse_lines,
    "period": parse_period,
    "years": parse_years,
}

# What is meant to say why a cell is empty, however it is written.
_REASON = re.compile(r"\(\s*(lost|not\s+applicable)\s*\)", re.IGNORECASE)


def _wrong(column: Column, text: str, form: str, fix: str) -> Problem:
    return WrongCell("", column=column.name, text=text, form=form, fix_by=fix)


def _misses_pattern(column: Column, text: str) -> Problem | None:
    """The fault of a text that does not fit the column's pattern; None where it fits or its parser says it better."""
    if column.pattern is None or column.pattern.fullmatch(text):
        return None
    if column.choices:
        form = f"one of {', '.join(column.choices)}"
        return _wrong(column, text, form, f"{nearest(text, column.choices)}Choose one of them.")
    if column.form in ("name", "string"):
        form = f"{column.description}, in the form {column.pattern.pattern}"
        return _wrong(column, text, form, "Write it in that form.")
    return None


def unresolved(column: str, text: str, names: Names, board: str) -> Problem:
    """The fault of a name that stands for nothing in a paper of ``board``, or for more than one thing."""
    if meanings := sorted(name.label for name in names.meanings(text, board)):
        return AmbiguousName("", column=column, name=text, meanings=" or ".join(meanings), first=meanings[0])
    return UnknownName("", column=column, name=text, hint=names.suggestion(text, board))


def _read_value(column: Column, text: str, names: Names | None, board: str, faults: Faults) -> Any:
    """A value of a cell; None where it has none, with its fault."""
    if fault := _misses_pattern(column, text):
        faults.append(fault)
        return None
    if column.form == "string":
        return text
    if column.form == "name":
        known = text if names is None else names.resolve(text, board)
        if known is None:
            assert names is not None
            faults.append(unresolved(column.name, text, names, board) if names.complete else None)
        return known
    if column.form == "boolean":
        return text == (column.choices or ("true",))[0]
    try:
        return _PARSERS[column.form](text)
    except ValueError as error:
        fix = "Write it in that form; leave the cell empty where the paper does not say."
        faults.append(_wrong(column, text, str(error), fix))
        return None


def _unsuitable(column: Column, text: str) -> Problem | None:
    """The fault of a text that no cell may hold, whatever its form; None where there is none."""
    separator = column.separator
    if text != text.strip():
        return _wrong(column, text, "no space at either end", "Remove it.")
    if fault := deceptive(text) or personal_contact(text):
        return _wrong(column, text, *fault)
    if separator and text.count(separator.strip()) != text.count(separator):
        return _wrong(column, text, f"several values joined by {separator!r}", "Write a space after each.")
    if any(map(_REASON.fullmatch, text.split(separator) if separator else [text])):
        form = f"{' or '.join(EMPTY_BECAUSE)} alone in the cell"
        return _wrong(column, text, form, "Write it so, or what is printed.")
    return None


def read_cell(column: Column, text: str, names: Names | None, board: str) -> tuple[tuple[Any, ...], Faults]:
    """The values of a cell in a paper of ``board``, and its faults.

    ``names`` resolves the names of bodies; None keeps them as text, for the files that define them. A cell that says
    why it is empty has no values.
    """
    if not text:
        return (), [EmptyCell("", column=column.name, description=column.description)] if column.required else []
    if text in EMPTY_BECAUSE:
        return (), []
    if unsuitable := _unsuitable(column, text):
        return (), [unsuitable]
    faults: Faults = []
    parts = text.split(column.separator) if column.separator else [text]
    values = [_read_value(column, part, names, board, faults) for part in parts]
    return tuple(value for value in values if value is not None), faults
