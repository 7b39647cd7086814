"""From the words of a page, each with its place, to paragraphs and rows of tables in the order in which they are read.

Tables with lines around their cells are known by these. The others are known by gaps between words that lie one below
the other over several lines; such gaps also part the columns of a text, which are read one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ijb_graph.read.broken_rows import begins_anew, goes_on

__all__ = ["Box", "Item", "PageWord", "RuledTable", "lay_out"]

# Left, top, right and bottom, in points from the upper left corner.
Box = tuple[float, float, float, float]

# A gap between words of a line that is wider than this, in heights of a letter, parts columns.
_GAP = 0.85
# A label of a list item alone: a bullet, 1. or 2.1 or (a) or iv).
_LABEL = re.compile(r"[•·▪■◦●○➢*–—-]|\(?(?:[ivxIVX]{1,5}|[A-Za-z]|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?")
_ITEM = re.compile(rf"(?:{_LABEL.pattern})\s")
_SENTENCE_END = re.compile(r"[.!?:;][)”’\"']?$")


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
class RuledTable:
    """A table with lines around its cells: the place of each cell by row and column, None where it is merged."""

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]


@dataclass(frozen=True)
class Item:
    """A paragraph, or a row of a table with its cells."""

    cells: tuple[str, ...]
    box: Box
    is_heading: bool = False
    # Where the columns of a table without lines begin.
    columns: tuple[float, ...] = ()


@dataclass
class _Part:
    """Words of one line that stand together."""

    words: list[PageWord]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @property
    def is_bold(self) -> bool:
        return all(word.is_bold for word in self.words)


@dataclass
class _Line:
    """Parts beside each other."""

    parts: list[_Part]

    @property
    def whole(self) -> _Part:
        return _Part([word for part in self.parts for word in part.words])


@dataclass
class _Gap:
    """A gap between columns, and how many lines cross it, as a merged cell does."""

    left: float
    right: float
    crossed: int = 0


@dataclass
class _Grid:
    """Lines with common gaps."""

    lines: list[_Line]
    gaps: list[_Gap] = field(default_factory=list)

    def take(self, line: _Line) -> bool:
        """Add a line, if it leaves the gaps free; returns whether it does."""
        if len(line.parts) == 1 and not self._has_column_of(line.parts[0]):
            return False
        narrowest = 0.5 * line.whole.size
        gaps: list[_Gap] = []
        for gap in self.gaps:
            free = _free((gap.left, gap.right), line, narrowest)
            gaps += [_Gap(left, right, gap.crossed) for left, right in free]
            if not free:
                gaps.append(_Gap(gap.left, gap.right, gap.crossed + 1))
        crossed = sum(gap.crossed for gap in gaps) - sum(gap.crossed for gap in self.gaps)
        if crossed and (len(line.parts) < 2 or crossed * 2 > len(self.gaps)):
            return False
        self.lines.append(line)
        self.gaps = gaps
        return True

    def _has_column_of(self, part: _Part) -> bool:
        """Whether a part is set as one above it is: at its left, its right or its middle, and as large."""
        places = (part.left, part.right, (part.left + part.right) / 2)
        for line in self.lines:
            for one in line.parts:
                others = (one.left, one.right, (one.left + one.right) / 2)
                is_aligned = any(abs(here - there) < 3 for here, there in zip(places, others, strict=True))
                if is_aligned and abs(one.size - part.size) < 0.12 * one.size:
                    return True
        return False


def _lines(words: Iterable[PageWord]) -> list[_Line]:
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
        parts = [_Part([row[0]])]
        for before, word in pairwise(row):
            if word.left - before.right > _GAP * max(word.size, before.size):
                parts.append(_Part([word]))
            else:
                parts[-1].words.append(word)
        lines.append(_Line(parts))
    return lines


def _join_lines(parts: Iterable[str]) -> str:
    """Lines of one text; a word with a hyphen at the end of a line keeps it."""
    text = ""
    for part in parts:
        has_hyphen = re.search(r"[^\W\d_]-$", text) and part[:1].islower()
        text = f"{text}{part}" if has_hyphen or not text else f"{text} {part}"
    return text


def _text_of(words: Sequence[PageWord]) -> str:
    """The words of a cell, line by line."""
    return _join_lines(line.whole.text for line in _lines(words))


def _box(parts: Sequence[_Part]) -> Box:
    return (
        min(one.left for one in parts),
        min(one.top for one in parts),
        max(one.right for one in parts),
        max(one.bottom for one in parts),
    )


def _is_in(word: PageWord, box: Box) -> bool:
    across, down = word.middle
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _rows_of_ruled(table: RuledTable, words: Sequence[PageWord]) -> tuple[list[Item], set[int]]:
    """The rows of a table with lines, and which words (by position) they hold."""
    inside = [at for at, word in enumerate(words) if _is_in(word, table.box)]
    taken: set[int] = set()
    rows: list[tuple[list[str], Box]] = []
    for row in table.rows:
        texts = []
        for box in row:
            held = [] if box is None else [at for at in inside if at not in taken and _is_in(words[at], box)]
            taken |= set(held)
            texts.append(_text_of([words[at] for at in held]))
        boxes = [box for box in row if box is not None]
        if boxes:
            place = (boxes[0][0], min(box[1] for box in boxes), boxes[-1][2], max(box[3] for box in boxes))
            rows.append((texts, place))
    # A column without a word is a gap between two lines.
    width = max((len(texts) for texts, _ in rows), default=0)
    filled = [at for at in range(width) if any(at < len(texts) and texts[at] for texts, _ in rows)]
    if len(filled) < 2:
        return [], set()
    items = [
        Item(tuple(texts[at] if at < len(texts) else "" for at in filled), place) for texts, place in rows if any(texts)
    ]
    return items, taken


def _free(gap: tuple[float, float], line: _Line, narrowest: float) -> list[tuple[float, float]]:
    """What a line leaves free of a gap."""
    pieces = [gap]
    for part in line.parts:
        left, right = part.left, part.right
        pieces = [
            piece
            for start, end in pieces
            for piece in ((start, min(end, left)), (max(start, right), end))
            if piece[1] - piece[0] >= narrowest
        ]
    return pieces


def _gaps_of(line: _Line) -> list[_Gap]:
    return [_Gap(one.right, other.left) for one, other in pairwise(line.parts)]


def _leading(lines: Sequence[_Line]) -> float:
    """The usual distance from the top of a line to that of the next."""
    steps = [b.whole.top - a.whole.top for a, b in pairwise(lines)]
    steps = sorted(step for step in steps if step > 1)
    return steps[len(steps) // 4] if steps else 12.0


def _grids(lines: Sequence[_Line], known: Sequence[float]) -> Iterator[_Grid]:
    """Lines in runs: those with common gaps together, and those of plain text by themselves."""
    leading = _leading(lines)
    current: _Grid | None = None
    for at, line in enumerate(lines):
        size = line.whole.size
        if current is not None:
            step = line.whole.top - current.lines[-1].whole.top
            is_near = step < (3.5 if len(line.parts) > 1 else 1.8) * max(leading, size * 1.2)
            if is_near and current.take(line):
                continue
            yield current
            current = None
        is_known = at == 0 and len(known) > 1 and all(_nearest(known, part.left) is not None for part in line.parts)
        if is_known and any(_nearest(known, part.left) for part in line.parts):
            current = _Grid([line], _gaps_of_known(known, line))
        elif len(line.parts) > 1:
            current = _Grid([line], _gaps_of(line))
        else:
            yield _Grid([line])
    if current is not None:
        yield current


def _nearest(known: Sequence[float], left: float) -> int | None:
    return next((at for at, one in enumerate(known) if abs(one - left) < 3), None)


def _gaps_of_known(known: Sequence[float], line: _Line) -> list[_Gap]:
    gaps = []
    for left in known[1:]:
        before = max((part.right for part in line.parts if part.left < left - 3), default=left - 20)
        if before < left:
            gaps.append(_Gap(max(before, left - 20), left))
    return gaps


def _columns(grid: _Grid, known: Sequence[float]) -> list[float]:
    """Where the columns of a grid begin."""
    parts = [part for line in grid.lines for part in line.parts]
    first = min(part.left for part in parts)
    lefts = [first]
    for gap in sorted(grid.gaps, key=lambda one: one.left):
        begins = [part.left for part in parts if part.left >= gap.right - 0.1]
        is_real = gap.crossed * 3 <= len(grid.lines) and any(part.right <= gap.left + 0.1 for part in parts)
        if begins and is_real:
            lefts.append(min(begins))
    lefts = sorted(set(lefts))
    if len(known) >= len(lefts) and all(_nearest(known, left) is not None for left in lefts):
        return list(known)
    return lefts


def _by_column(line: _Line, lefts: Sequence[float]) -> list[list[_Part]]:
    found: list[list[_Part]] = [[] for _ in lefts]
    for part in line.parts:
        at = max((number for number, left in enumerate(lefts) if left <= part.left + 3), default=0)
        found[at].append(part)
    return found


def _cell(parts: Iterable[_Part]) -> str:
    return " ".join(part.text for part in parts)


def _row_starts(grid: _Grid, lefts: Sequence[float], rules: Sequence[Box]) -> list[int]:
    """At which lines of a grid its rows begin."""
    lines = grid.lines
    size = median(line.whole.size for line in lines)
    width = max(line.whole.right for line in lines) - lefts[0]
    gaps = [b.whole.top - a.whole.bottom for a, b in pairwise(lines)]

    def is_ruled(at: int) -> bool:
        above, below = lines[at - 1].whole, lines[at].whole
        middles = ((above.top + above.bottom) / 2, (below.top + below.bottom) / 2)
        return any(middles[0] < rule[1] < middles[1] and rule[2] - rule[0] > 0.5 * width for rule in rules)

    ruled = [at for at in range(1, len(lines)) if is_ruled(at)]
    if len(ruled) > 1 or (ruled and len(lines) < 4):
        return [0, *ruled]
    narrow = min(gaps, default=0.0)
    if narrow > 0.6 * size:
        return list(range(len(lines)))
    wide = [at for at, gap in enumerate(gaps, start=1) if gap > narrow + max(0.3 * size, 2)]
    cells = [[_cell(parts) for parts in _by_column(line, lefts)] for line in lines]
    if wide:
        return [0, *wide]
    starts = [0]
    above = list(cells[0])
    for at in range(1, len(lines)):
        below = cells[at]
        is_key = bool(below[0]) and not goes_on(above[0], below[0])
        if is_key or begins_anew(above, below):
            starts.append(at)
            above = list(below)
        else:
            above = [" ".join(filter(None, pair)) for pair in zip(above, below, strict=True)]
    return starts


def _is_prose(grid: _Grid, lefts: Sequence[float], starts: Sequence[int]) -> bool:
    """Whether the columns are those of a text and not of a table: two or three, full of words, without rows."""
    if not 2 <= len(lefts) <= 3 or len(grid.lines) < 5:
        return False
    widths = []
    for at in range(len(lefts)):
        parts = [column[at] for line in grid.lines if (column := _by_column(line, lefts))[at]]
        texts = [_Part([word for part in one for word in part.words]) for one in parts]
        if len(texts) < 4:
            return False
        widths.append(max(one.right - one.left for one in texts))
        full = sum(1 for one in texts if one.right - one.left > 0.75 * widths[-1])
        words = sum(len(one.words) for one in texts) / len(texts)
        if full < 0.55 * len(texts) or words < 3.5:
            return False
    return max(widths) < 1.5 * min(widths) and len(starts) <= 1 + len(grid.lines) / 6


def _paragraphs(lines: Sequence[_Part], usual: float) -> Iterator[Item]:
    """Lines of a text that stand one below the other, as paragraphs."""
    if not lines:
        return
    edge = max(line.right for line in lines)
    start = min(line.left for line in lines)
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top - a.top > 1)
    leading = steps[len(steps) // 4] if steps else 12.0
    held: list[_Part] = []
    for line in lines:
        if held and not _goes_on_in(held, line, edge - start, edge, leading):
            yield _paragraph(held, usual)
            held = []
        held.append(line)
    yield _paragraph(held, usual)


def _goes_on_in(held: Sequence[_Part], line: _Part, width: float, edge: float, leading: float) -> bool:
    """Whether a line is more of the paragraph above it."""
    before = held[-1]
    if line.top - before.top > 1.35 * max(leading, before.size * 1.1) or _ITEM.match(line.text + " "):
        return False
    if abs(line.size - before.size) > 0.12 * before.size or (line.is_bold != before.is_bold and len(held) < 2):
        return False
    is_full = before.right > edge - 0.15 * width
    if line.text[:1].islower():
        return is_full or not _SENTENCE_END.search(before.text)
    return is_full


def _paragraph(parts: Sequence[_Part], usual: float) -> Item:
    text = _join_lines(part.text for part in parts)
    size = median(part.size for part in parts)
    is_bold = all(part.is_bold for part in parts)
    is_heading = len(text) < 150 and (size > 1.15 * usual or (is_bold and not text.endswith(".")))
    return Item((text,), _box(parts), is_heading)


def _rows(grid: _Grid, lefts: Sequence[float], starts: Sequence[int]) -> Iterator[Item]:
    for start, end in zip(starts, [*starts[1:], len(grid.lines)], strict=True):
        columns: list[list[str]] = [[] for _ in lefts]
        for line in grid.lines[start:end]:
            for at, parts in enumerate(_by_column(line, lefts)):
                if parts:
                    columns[at].append(_cell(parts))
        parts = [part for line in grid.lines[start:end] for part in line.parts]
        yield Item(tuple(map(_join_lines, columns)), _box(parts), columns=tuple(lefts))


def _flow(words: Sequence[PageWord], rules: Sequence[Box], known: Sequence[float], usual: float) -> Iterator[Item]:
    """Paragraphs and tables without lines, of words that no table with lines holds."""
    lines = _lines(words)
    plain: list[_Part] = []
    for grid in _grids(lines, known):
        lefts = _columns(grid, known) if grid.gaps else []
        is_label = len(lefts) == 2 and all(
            not columns[0] or _LABEL.fullmatch(_cell(columns[0]))
            for columns in (_by_column(line, lefts) for line in grid.lines)
        )
        is_alone = len(grid.lines) == 1 and len(grid.lines[0].parts) < 3 and tuple(lefts) != tuple(known)
        if len(lefts) < 2 or is_label or is_alone:
            plain += [line.whole for line in grid.lines]
            continue
        yield from _paragraphs(plain, usual)
        plain = []
        starts = _row_starts(grid, lefts, rules)
        if _is_prose(grid, lefts, starts):
            for at in range(len(lefts)):
                columns = [_by_column(line, lefts)[at] for line in grid.lines]
                texts = [_Part([word for part in parts for word in part.words]) for parts in columns if parts]
                yield from _paragraphs(texts, usual)
        else:
            yield from _rows(grid, lefts, starts)
    yield from _paragraphs(plain, usual)


def lay_out(
    words: Sequence[PageWord],
    tables: Sequence[RuledTable],
    rules: Sequence[Box] = (),
    known: Sequence[float] = (),
) -> list[Item]:
    """What stands on a page, in the order in which it is read.

    ``rules`` are lines across the page; ``known`` is where the columns begin of a table without lines that the page
    before ends with, as its rest may stand at the top.
    """
    if not words:
        return []
    usual = median(word.size for word in words)
    taken: set[int] = set()
    ruled: list[list[Item]] = []
    for table in sorted(tables, key=lambda one: (one.box[1], one.box[0])):
        items, held = _rows_of_ruled(table, words)
        if items:
            ruled.append(items)
            taken |= held
    left = [word for at, word in enumerate(words) if at not in taken]
    # Between tables stands what is below the one and above the next.
    found: list[Item] = []
    for items in ruled:
        top = min(item.box[1] for item in items)
        above = [word for word in left if word.middle[1] < top]
        left = [word for word in left if word.middle[1] >= top]
        found += _flow(above, rules, () if found else known, usual)
        found += items
    found += _flow(left, rules, () if found else known, usual)
    return found
