"""The columns of a list that a page shows: their headings, and by which of them it can be filtered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Column", "column_of", "filled_columns"]

# A column of more different values, or one that nearly each row has for itself, is nothing to choose from.
_MOST = 40


@dataclass(frozen=True)
class Column:
    """A column: its name in a download, its heading, and what its values are.

    ``numbers``: all of them are whole numbers; ``choice``: they are few enough to choose one.
    """

    name: str
    heading: str
    numbers: bool
    choice: bool


def column_of(name: str, cells: Iterable[Sequence[str]]) -> Column:
    """The column of this name; each cell has its values, none where nothing stands there."""
    filled = [cell for cell in cells if cell]
    different = {value for cell in filled for value in cell}
    numbers = bool(different) and all(value.removeprefix("-").isdecimal() for value in different)
    choice = not numbers and 1 < len(different) <= min(_MOST, len(filled) / 2)
    heading = name.replace("_", " ")
    return Column(name, heading[:1].upper() + heading[1:], numbers, choice)


def filled_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[int, Column]]:
    """The columns of an answer in which anything stands, each with its place; a cell has a list where it has "; "."""
    found = []
    for place, name in enumerate(names):
        cells = [row[place].split("; ") if row[place] else [] for row in rows]
        if any(cells):
            found.append((place, column_of(name, cells)))
    return found
