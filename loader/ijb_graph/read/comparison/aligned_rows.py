"""Rows of a draft beside the reviewed rows of the same things: by their keys, by their lines, and by what is alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ijb_graph.read.printed.figures import words_of
from ijb_graph.records.names import Names
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import EMPTY_BECAUSE, Column, Kind
from ijb_graph.records.values import parse_lines

__all__ = ["Side", "Values", "aligned", "is_ours", "reviewed_sides"]


def is_ours(column: Column) -> bool:
    """Whether a column numbers the rows as we do."""
    return column.form == "integer" and column.stands == "no"


class Values:
    """Compares the values of cells by what they mean."""

    def __init__(self, names: Names, board: str) -> None:
        self.names, self.board = names, board

    def parts(self, column: Column, text: str) -> list[object]:
        """The values of a cell, in no order."""
        if text in EMPTY_BECAUSE:
            return [text]
        parts = text.split(column.separator) if column.separator else [text]
        return sorted((self.meant(column, part) for part in parts if part), key=str)

    def meant(self, column: Column, text: str) -> object:
        """What one value means: the thing that a name stands for, a number, the words of a text."""
        if column.form == "name":
            return self.names.resolve(text, self.board) or text.casefold()
        if column.form in ("integer", "decimal"):
            try:
                return Decimal(text)
            except InvalidOperation:
                return text
        if column.form == "string" and not column.choices and column.pattern is None:
            return tuple(words_of(text))
        return text

    def same(self, column: Column, one: str, other: str) -> bool:
        """Whether two cells say the same."""
        return self.parts(column, one) == self.parts(column, other)


def _numbers(lines: str) -> set[int]:
    places = [parse_lines(part) for part in lines.split("; ") if part]
    return {number for place in places for number in range(place.first, place.last + 1)}


@dataclass(frozen=True)
class Side:
    """A row of the draft or of the reviewed records: its number, its texts by column, its lines.

    ``absent`` are the columns of a reviewed row whose value the paper does not print.
    """

    number: int
    texts: Mapping[str, str]
    lines: str
    absent: frozenset[str] = field(default=frozenset())


def reviewed_sides(rows: Iterable[Row], absent: set[tuple[str, int, str]], is_text_of: bool) -> list[Side]:
    """Reviewed rows; ``absent`` are the cells (file, row, column) whose value the paper does not print.

    ``is_text_of``: whether the lines that they cite are lines of the text that was read.
    """
    found = []
    for row in rows:
        texts = dict(zip((column.name for column in row.kind.columns), row.texts_printed, strict=True))
        lost = frozenset(column for file, number, column in absent if (file, number) == (row.file, row.number))
        found.append(Side(row.number, texts, texts.get("lines", "") if is_text_of else "", lost))
    return found


def aligned(kind: Kind, drafts: list[Side], reviewed: list[Side], values: Values) -> dict[int, Side]:
    """The reviewed row of each draft row that has one: the pairs that are most alike first."""
    columns = [column for column in kind.columns if column.name in kind.key]
    others = [column for column in kind.columns if column.name not in (*kind.key, "lines", "basis", "note")]
    is_printed = not any(is_ours(column) for column in columns)
    pairs = []
    for at, draft in enumerate(drafts):
        mine = _numbers(draft.lines)
        for place, row in enumerate(reviewed):
            theirs = _numbers(row.lines)
            shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
            same = sum(values.same(one, draft.texts.get(one.name, ""), row.texts.get(one.name, "")) for one in columns)
            is_key = same == len(columns)
            if shared or (is_key and is_printed):
                alike = sum(
                    values.same(one, draft.texts[one.name], row.texts[one.name])
                    for one in others
                    if draft.texts.get(one.name) and row.texts.get(one.name)
                )
                likeness = (is_key and (shared > 0 or is_printed), shared + same, alike, -abs(at - place))
                pairs.append((likeness, draft.number, row.number))
    by_number = {row.number: row for row in reviewed}
    found: dict[int, Side] = {}
    taken: set[int] = set()
    for _, draft_number, number in sorted(pairs, reverse=True):
        if draft_number not in found and number not in taken:
            found[draft_number] = by_number[number]
            taken.add(number)
    return found
