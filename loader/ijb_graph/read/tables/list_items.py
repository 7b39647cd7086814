"""The items of the list that a cell holds, by their marks; and by their capital letters where the marks are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.tables.unmarked_items import Capitals

__all__ = ["ListItem", "cleaned", "items_in"]

# What begins or ends an item, and a list.
_ITEM = re.compile(r"<li>\s*•?|[•▪➢]|</li>", re.IGNORECASE)
_LIST = re.compile(r"<[uo]l\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class ListItem:
    """An item: its text as one line without marks of HTML, and whether a mark of its own begins it.

    ``inner`` is the list within it, which is a part of its text. ``is_of_list`` says that it stands in a list at all,
    ``is_open`` that it may be more than one.
    """

    text: str
    is_marked: bool = False
    inner: str = ""
    is_of_list: bool = False
    is_open: bool = False

    def parted(self, capitals: Capitals) -> Iterator[ListItem]:
        """The items that it is made of, where marks between them are lost."""
        own = self.text.removesuffix(self.inner).strip()
        parts = capitals.items(own) if self.is_of_list and own else [(own, False)]
        for place, (part, is_open) in enumerate(parts):
            is_last = place == len(parts) - 1
            text = f"{part} {self.inner}".strip() if is_last else part
            inner = self.inner if is_last else ""
            yield ListItem(text, self.is_marked or place > 0, inner, self.is_of_list, is_open)


def cleaned(text: str) -> str:
    """A text as one line, without marks of HTML."""
    return " ".join(plain_text(text).replace("*", " ").split())


def items_in(cell: str) -> Iterator[ListItem]:
    """The items of a cell by their marks: one where it holds no list."""
    is_of_list = bool(_LIST.search(cell) or _ITEM.search(cell))
    at, is_marked = 0, False
    for mark in [*_ITEM.finditer(cell), None]:
        raw = cell[at : mark.start() if mark else len(cell)]
        if text := cleaned(raw):
            inner = next((one for one in _LIST.finditer(raw) if cleaned(raw[: one.start()])), None)
            yield ListItem(text, is_marked, cleaned(raw[inner.end() :]) if inner else "", is_of_list)
        if mark:
            at, is_marked = mark.end(), not mark[0].startswith("</")
