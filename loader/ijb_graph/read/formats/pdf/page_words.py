"""Words with their places on a page, and the lines that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = [
    "LINE_END_HYPHEN",
    "Box",
    "Item",
    "PageLine",
    "PagePart",
    "PageWord",
    "box_of",
    "join_lines",
    "lines_of",
    "text_of",
]

# Left, top, right and bottom, in points from the upper left corner.
Box = tuple[float, float, float, float]

# A gap between words of a line that is wider than this, in heights of a letter, parts columns.
_GAP = 0.6
# A hyphen at the end of a line: of a word that has one, or of one that the line has cut.
LINE_END_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class PageWord:
    """A word with its place; ``size`` is the height of its letters in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Item:
    """A paragraph, or a row of a table with its cells."""

    cells: tuple[str, ...]
    box: Box
    is_heading: bool = False
    # Where the columns of a table without lines begin.
    columns: tuple[float, ...] = ()


@dataclass
class PagePart:
    """Words of one line that stand together."""

    words: list[PageWord]

    @property
    def text(self) -> str:
        """Its words as one text."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where it begins, in points from the left."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        """Its upper edge, in points from the top."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The usual height of its letters, in points."""
        return median(word.size for word in self.words)

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.is_bold for word in self.words)


@dataclass
class PageLine:
    """Parts beside each other."""

    parts: list[PagePart]

    @property
    def whole(self) -> PagePart:
        """All its parts as one."""
        return PagePart([word for part in self.parts for word in part.words])


def lines_of(words: Iterable[PageWord]) -> list[PageLine]:
    """Words by line, from top to bottom; each line in parts with wide gaps between them."""
    rows: list[list[PageWord]] = []
    for word in sorted(words, key=lambda one: (one.middle[1], one.left)):
        height = word.bottom - word.top
        if rows and word.middle[1] - median(one.middle[1] for one in rows[-1][-8:]) < 0.5 * max(height, 1):
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        row.sort(key=lambda one: one.left)
        parts = [PagePart([row[0]])]
        for before, word in pairwise(row):
            if word.left - before.right > _GAP * max(word.size, before.size):
                parts.append(PagePart([word]))
            else:
                parts[-1].words.append(word)
        lines.append(PageLine(parts))
    return lines


def join_lines(parts: Iterable[str]) -> str:
    """Lines of one text; a hyphen at the end of a line is marked, as it may be none of the word's."""
    text = ""
    for part in parts:
        if re.search(r"[^\W\d_]-$", text) and part[:1].islower():
            text = f"{text[:-1]}{LINE_END_HYPHEN}{part}"
        else:
            text = f"{text} {part}" if text else part
    return text


def text_of(words: Sequence[PageWord]) -> str:
    """The words of a cell, line by line."""
    return join_lines(line.whole.text for line in lines_of(words))


def box_of(parts: Sequence[PagePart]) -> Box:
    """The place of several parts together."""
    return (
        min(one.left for one in parts),
        min(one.top for one in parts),
        max(one.right for one in parts),
        max(one.bottom for one in parts),
    )
