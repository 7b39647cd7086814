"""The tables of a page: by the lines around their cells, or by gaps that lie one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ijb_graph.read.formats.pdf.page_words import Box, Item, PageLine, PagePart, PageWord, box_of, join_lines, text_of
from ijb_graph.read.tables.broken_rows import begins_anew, goes_on

__all__ = [
    "Grid",
    "RuledTable",
    "by_column",
    "columns_of",
    "grids_of",
    "is_prose",
    "row_starts",
    "rows_of_grid",
    "rows_of_ruled",
    "text_of_parts",
]


# In points: no column of words is narrower.
_NARROW = 8
_MOST_HEADER_LINES = 6


@dataclass(frozen=True)
class RuledTable:
    """A table with lines around its cells: the place of each cell by row and column, None where it is merged."""

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]

    def holds(self, word: PageWord) -> bool:
        """Whether a word stands in it."""
        return _is_in(word, self.box)


@dataclass
class _Gap:
    """A gap between columns, and how many lines cross it, as a merged cell does."""

    left: float
    right: float
    crossed: int = 0


@dataclass
class Grid:
    """Lines with common gaps."""

    lines: list[PageLine]
    gaps: list[_Gap] = field(default_factory=list)

    def take(self, line: PageLine) -> bool:
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
        more = [gap for gap in _gaps_of(line) if not any(gap.left < one.right and one.left < gap.right for one in gaps)]
        if len(more) > len(gaps):
            return False
        for gap in more:
            free = [(gap.left, gap.right)]
            for other in self.lines:
                free = [piece for one in free for piece in _free(one, other, narrowest)]
            gaps += [_Gap(left, right) for left, right in free]
        self.lines.append(line)
        self.gaps = gaps
        return True

    def _has_column_of(self, part: PagePart) -> bool:
        """Whether a part is set as one above it is: at its left, its right or its middle, and as large."""
        places = (part.left, part.right, (part.left + part.right) / 2)
        for line in self.lines:
            for one in line.parts:
                others = (one.left, one.right, (one.left + one.right) / 2)
                is_aligned = any(abs(here - there) < 3 for here, there in zip(places, others, strict=True))
                if is_aligned and abs(one.size - part.size) < 0.12 * one.size:
                    return True
        return False


def _is_in(word: PageWord, box: Box) -> bool:
    across, down = word.middle
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def rows_of_ruled(table: RuledTable, words: Sequence[PageWord]) -> tuple[list[Item], set[int]]:
    """The rows of a table with lines, and which words (by position) they hold."""
    inside = [at for at, word in enumerate(words) if _is_in(word, table.box)]
    taken: set[int] = set()
    rows: list[tuple[list[str], Box]] = []
    for row in table.rows:
        texts = []
        for box in row:
            held = [] if box is None else [at for at in inside if at not in taken and _is_in(words[at], box)]
            taken |= set(held)
            texts.append(text_of([words[at] for at in held]))
        boxes = [box for box in row if box is not None]
        if boxes:
            place = (boxes[0][0], min(box[1] for box in boxes), boxes[-1][2], max(box[3] for box in boxes))
            rows.append((texts, place))
    # A narrow column without a word is a gap between two lines.
    width = max((len(texts) for texts, _ in rows), default=0)
    filled = [
        at
        for at in range(width)
        if any(at < len(texts) and texts[at] for texts, _ in rows)
        or any(at < len(row) and (box := row[at]) is not None and box[2] - box[0] > _NARROW for row in table.rows)
    ]
    if len(filled) < 2:
        return [], set()
    items = [
        Item(tuple(texts[at] if at < len(texts) else "" for at in filled), place) for texts, place in rows if any(texts)
    ]
    return items, taken


def _free(gap: tuple[float, float], line: PageLine, narrowest: float) -> list[tuple[float, float]]:
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


def _gaps_of(line: PageLine) -> list[_Gap]:
    return [_Gap(one.right, other.left) for one, other in pairwise(line.parts)]


def _leading(lines: Sequence[PageLine]) -> float:
    """The usual distance from the top of a line to that of the next."""
    steps = [b.whole.top - a.whole.top for a, b in pairwise(lines)]
    steps = sorted(step for step in steps if step > 1)
    return steps[len(steps) // 4] if steps else 12.0


def grids_of(lines: Sequence[PageLine], known: Sequence[float]) -> Iterator[Grid]:
    """Lines in runs: those with common gaps together, and those of plain text by themselves."""
    leading = _leading(lines)
    current: Grid | None = None
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
            current = Grid([line], _gaps_of_known(known, line))
        elif len(line.parts) > 1:
            current = Grid([line], _gaps_of(line))
        else:
            yield Grid([line])
    if current is not None:
        yield current


def _nearest(known: Sequence[float], left: float) -> int | None:
    return next((at for at, one in enumerate(known) if abs(one - left) < 3), None)


def _gaps_of_known(known: Sequence[float], line: PageLine) -> list[_Gap]:
    gaps = []
    for left in known[1:]:
        before = max((part.right for part in line.parts if part.left < left - 3), default=left - 20)
        if before < left:
            gaps.append(_Gap(max(before, left - 20), left))
    return gaps


def columns_of(grid: Grid, known: Sequence[float]) -> list[float]:
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


def by_column(line: PageLine, lefts: Sequence[float]) -> list[list[PagePart]]:
    """The parts of a line by the column that they begin in."""
    found: list[list[PagePart]] = [[] for _ in lefts]
    for part in line.parts:
        at = max((number for number, left in enumerate(lefts) if left <= part.left + 3), default=0)
        found[at].append(part)
    return found


def text_of_parts(parts: Iterable[PagePart]) -> str:
    """Parts beside each other as one text."""
    return " ".join(part.text for part in parts)


def _header_lines(cells: Sequence[Sequence[str]], header: Sequence[str]) -> int:
    """How many lines at the top of a table are its header again."""
    for count in range(1, min(len(cells), _MOST_HEADER_LINES) + 1):
        joined = [join_lines(filter(None, column)) for column in zip(*cells[:count], strict=True)]
        if joined == list(header):
            return count
    return 0


def row_starts(grid: Grid, lefts: Sequence[float], rules: Sequence[Box] = (), header: Sequence[str] = ()) -> list[int]:
    """At which lines of a grid its rows begin; ``header`` is that of the table on the page before."""
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
    cells = [[text_of_parts(parts) for parts in by_column(line, lefts)] for line in lines]
    first = _header_lines(cells, header)
    if wide:
        return sorted({0, first % len(lines), *wide})
    starts = [0]
    above = list(cells[0])
    for at in range(1, len(lines)):
        below = cells[at]
        is_key = at == first or (bool(below[0]) and not goes_on(above[0], below[0]))
        if is_key or begins_anew(above, below):
            starts.append(at)
            above = list(below)
        else:
            above = [" ".join(filter(None, pair)) for pair in zip(above, below, strict=True)]
    return starts


def is_prose(grid: Grid, lefts: Sequence[float], starts: Sequence[int]) -> bool:
    """Whether the columns are those of a text and not of a table: two or three, full of words, without rows."""
    if not 2 <= len(lefts) <= 3 or len(grid.lines) < 5:
        return False
    widths = []
    for at in range(len(lefts)):
        parts = [column[at] for line in grid.lines if (column := by_column(line, lefts))[at]]
        texts = [PagePart([word for part in one for word in part.words]) for one in parts]
        if len(texts) < 4:
            return False
        widths.append(max(one.right - one.left for one in texts))
        full = sum(1 for one in texts if one.right - one.left > 0.75 * widths[-1])
        words = sum(len(one.words) for one in texts) / len(texts)
        if full < 0.55 * len(texts) or words < 3.5:
            return False
    return max(widths) < 1.5 * min(widths) and len(starts) <= 1 + len(grid.lines) / 6


def rows_of_grid(grid: Grid, lefts: Sequence[float], starts: Sequence[int]) -> Iterator[Item]:
    """The rows of a table without lines; ``starts`` says at which of its lines they begin."""
    for start, end in zip(starts, [*starts[1:], len(grid.lines)], strict=True):
        columns: list[list[str]] = [[] for _ in lefts]
        for line in grid.lines[start:end]:
            for at, parts in enumerate(by_column(line, lefts)):
                if parts:
                    columns[at].append(text_of_parts(parts))
        parts = [part for line in grid.lines[start:end] for part in line.parts]
        yield Item(tuple(map(join_lines, columns)), box_of(parts), columns=tuple(lefts))
