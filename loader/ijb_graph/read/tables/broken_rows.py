"""Joins the rows of a table that pages have broken: a table's lines in, its logical rows out, each with all its lines.

A page ends in the middle of a row: the rest stands on the next page, after the header again, with an empty first cell.
Whether a row goes on is seen by its words alone: a cell that ends in the middle of a sentence, one that begins with a
small letter. What the words leave open is joined or not as it is likelier, and the row says so (``doubt``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ijb_graph.read.documents.document import Block
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.records.values import LineRange

__all__ = ["LogicalRow", "begins_anew", "ends_inside", "goes_on", "logical_rows"]

# Words that no sentence ends with.
_INNER_WORD = re.compile(
    r"(?:^|\s)(?:an?|and|any|are|as|at|be|been|between|both|but|by|can|each|for|from|had|has|have|if|in|including|into|is"
    r"|its|may|must|nor|not|of|on|or|our|per|shall|should|such|than|that|the|their|these|this|those|through|to|under"
    r"|upon|via|was|were|when|where|which|while|who|whose|will|with|within|without|would)$",
    re.IGNORECASE,
)
# Words that can stand for a thing named before, so that a sentence may end with them: leadership within this.
_STANDS_FOR = re.compile(r"(?:^|\s)(?:this|that|these|those)$", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?$|\b\d{1,2}(?:st|nd|rd|th)?$", re.IGNORECASE
)
_YEAR_OR_MONTH = re.compile(
    r"(?:19|20)\d\d\b|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"[•·▪■◦●○➢✓✔✗*–—-]\s|\(?(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)]\s")
_CONTINUED = re.compile(r"\s*\(?\b(?:cont(?:inue)?d|cont['’]d|cont)\b\.?\)?\s*$", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]{0,4}[-./]?\d[\w./-]*")
_BEGINS_WITH_CODE = re.compile(r"[A-Z]{0,4}\d+[a-z]?(?:\.\d+)*[.):]?\s")
# A cell that is shorter than this is a name, a day or a state; a longer one is running text.
_SHORT = 40
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True)
class LogicalRow:
    """A row of a table as it was meant, whatever pages it goes over.

    ``lines`` are the lines of all its parts, and ``cell_lines`` those of each cell, none where a cell is empty. A
    header has the lines of all its repetitions. ``doubt`` says what is not sure about how the row was put together;
    empty where nothing is. ``doubted`` are the places of the cells that hold something of which it is not sure.
    """

    cells: tuple[str, ...]
    lines: tuple[LineRange, ...]
    cell_lines: tuple[tuple[LineRange, ...], ...]
    is_header: bool = False
    doubt: str = ""
    doubted: frozenset[int] = frozenset()


@dataclass
class _Row:
    """A row while it grows: for each cell its parts, by line."""

    width: int
    numbers: list[int]
    cells: list[str]
    cell_numbers: list[list[int]]
    page: int | None
    is_header: bool = False
    doubts: list[str] = field(default_factory=list)
    doubted: set[int] = field(default_factory=set)

    @property
    def last(self) -> int:
        return self.numbers[-1]

    def done(self) -> LogicalRow:
        places = tuple(_ranges(numbers) for numbers in self.cell_numbers)
        doubt = "; ".join(dict.fromkeys(self.doubts))
        lines = _ranges(self.numbers)
        return LogicalRow(tuple(self.cells), lines, places, self.is_header, doubt, frozenset(self.doubted))


def _ranges(numbers: Iterable[int]) -> tuple[LineRange, ...]:
    found: list[LineRange] = []
    for number in sorted(set(numbers)):
        if found and found[-1].last + 1 == number:
            found[-1] = LineRange(found[-1].first, number)
        else:
            found.append(LineRange(number, number))
    return tuple(found)


def ends_inside(text: str) -> bool:
    """Whether a text stops where no sentence can end."""
    if text[-1:] in set(",-/&(£+") or text.count("(") > text.count(")") or text.count("“") > text.count("”"):
        return True
    return bool(_INNER_WORD.search(text)) and not text.endswith("A")


def _is_finished(text: str) -> bool:
    return text.rstrip(" )”’\"'")[-1:] in set(".!?;:")


def goes_on(above: str, below: str) -> bool:
    """Whether the words of a cell certainly go on in the cell below."""
    above, below = plain_text(above).strip(), plain_text(below).strip()
    if not above or not below or _LIST_ITEM.match(below):
        return False
    if _MONTH.search(above) and _YEAR_OR_MONTH.match(below):
        return True
    if _CODE.fullmatch(below) or (_STANDS_FOR.search(above) and not below[0].islower()):
        return False
    if ends_inside(above):
        return True
    if below[0] in ",;.)%”’":
        return True
    return below[0].islower() and not _is_finished(above)


def _is_value(text: str) -> bool:
    """Whether a cell is whole by itself: a time, a code, a number or a sum."""
    if re.fullmatch(r"[£(+-]*\d[\d,.]*\)?\s*(?:%|[kKmM]|bn|million)?", text) or _CODE.fullmatch(text):
        return True
    return len(text) < _SHORT and any(time.has_year for time in times_in(text))


@dataclass(frozen=True)
class _Evidence:
    """How many cells of a row certainly go on from those above, are new, stand under empty ones, or may be either.

    ``strength`` counts the certain ones, twice where both parts of a cell show the cut.
    """

    going_on: int
    new: int
    late: int
    open: int
    strength: int


def _evidence(above: Sequence[str], below: Sequence[str]) -> _Evidence:
    going_on = new = late = is_open = strength = 0
    for one, other in zip(above, below, strict=True):
        if not other:
            continue
        if not one:
            late += 1
        elif goes_on(one, other):
            going_on += 1
            strength += 1 + (ends_inside(one) and other[0].islower())
        elif _is_value(other) and (_is_value(one) or len(one) < _SHORT):
            new += 1
        elif one.casefold() == other.casefold():
            # The same lead or the same state again: of another action.
            new += 1
        else:
            is_open += 1
    return _Evidence(going_on, new, late, is_open, strength)


def begins_anew(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line of a table without lines, and without a first cell, certainly begins a row."""
    found = _evidence(above, below)
    starts = [cell for cell in below if cell]
    return found.new > 0 or (not found.going_on and any(_LIST_ITEM.match(cell) or _CODE.match(cell) for cell in starts))


def _fitted(cells: Sequence[str], width: int) -> list[str]:
    """Cells of a row at the table's width: what is empty at an end goes, and what is missing is empty."""
    fitted = list(cells)
    while len(fitted) > width and not fitted[-1]:
        fitted.pop()
    while len(fitted) > width and not fitted[0]:
        fitted.pop(0)
    return fitted + [""] * (width - len(fitted))


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)


def _shifted(cells: Sequence[str], by: int) -> list[str] | None:
    """Cells moved by a column; None where one would be lost."""
    moved = ["", *cells[:-1]] if by > 0 else [*cells[1:], ""]
    return moved if _filled(moved) == _filled(cells) else None


def _is_same_key(above: str, below: str) -> bool:
    return bool(above) and _CONTINUED.sub("", below).casefold() == _CONTINUED.sub("", above).casefold()


class _Joiner:
    """Puts the rows of one table together, line by line."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._rows = [block for block in blocks if any(block.cells)]
        self._headers = self._repeated_headers()
        headers = [len(block.cells) for block in self._rows if self._name(block) in self._headers]
        widths = headers or [len(block.cells) for block in self._rows if block.is_row]
        self._width = max(widths, key=widths.count, default=1)
        self._words = {
            word.casefold() for block in self._rows for cell in block.cells for word in _WORD.findall(cell)[1:-1]
        }
        rows = [block.cells for block in self._rows if self._name(block) not in self._headers]
        keys = [cells[0] for cells in rows if cells[0] and any(cells[1:])]
        coded = sum(1 for key in keys if _BEGINS_WITH_CODE.match(key))
        self._has_coded_keys = coded * 3 >= len(keys) * 2 and coded > 2

    def _repeated_headers(self) -> set[tuple[str, ...]]:
        """The rows that come again at the top of a page, one below the other where a header has several."""
        seen: set[tuple[str, ...]] = set()
        headers: set[tuple[str, ...]] = set()
        after_header = False
        for at, block in enumerate(self._rows):
            name = self._name(block)
            is_again = name in seen and len(name) > 1 and (after_header or self._is_break(at))
            if is_again:
                headers.add(name)
            after_header = is_again
            seen.add(name)
        return headers

    @staticmethod
    def _name(block: Block) -> tuple[str, ...]:
        return tuple(plain_text(cell).strip().casefold() for cell in block.cells if cell)

    def _is_break(self, at: int) -> bool:
        """Whether a page may end before this row: its number says so, or lines between them that are no rows."""
        before, here = self._rows[at - 1], self._rows[at]
        return here.line > before.line + 1 or here.page != before.page

    def rows(self) -> Iterator[LogicalRow]:
        headers: dict[tuple[str, ...], _Row] = {}
        done: list[_Row] = []
        after_header = False
        for at, block in enumerate(self._rows):
            name = self._name(block)
            if name in self._headers:
                if name in headers:
                    self._repeat(headers[name], block)
                else:
                    headers[name] = self._fresh(block)
                    headers[name].is_header = True
                    done.append(headers[name])
                after_header = True
                continue
            is_break = after_header or (at > 0 and self._is_break(at))
            after_header = False
            before = next((row for row in reversed(done) if not row.is_header), None)
            if before is None:
                done.append(self._fresh(block))
            elif not self._join(before, block, is_break):
                done.append(self._fresh(block))
                self._lend_key(before, done[-1], block)
        for row in done:
            yield row.done()

    @staticmethod
    def _repeat(header: _Row, block: Block) -> None:
        header.numbers.append(block.line)
        for numbers in filter(None, header.cell_numbers):
            numbers.append(block.line)

    def _fresh(self, block: Block) -> _Row:
        cells = _fitted(block.cells, self._width) if block.is_row else list(block.cells)
        numbers = [[block.line] if cell else [] for cell in cells]
        row = _Row(self._width, [block.line], cells, numbers, block.page)
        if len(cells) > self._width > 1:
            row.doubts.append(f"it has {len(cells)} cells and the table {self._width}")
            row.doubted.update(range(len(cells)))
        return row

    def _join(self, row: _Row, block: Block, is_break: bool) -> bool:
        """Add a block to a row, if it goes on there; returns whether it does."""
        if not block.is_row:
            return self._join_text(row, block)
        cells = _fitted(block.cells, self._width)
        if len(cells) != len(row.cells):
            return False
        is_more, doubt = self._judge(row.cells, cells, is_break)
        if is_break and not cells[0]:
            strength = _evidence(row.cells, cells).strength if is_more else 0
            for by in (-1, 1):
                moved = _shifted(cells, by)
                if moved is None:
                    continue
                found = _evidence(row.cells, moved)
                if found.strength > max(strength, 1) and not (found.new or found.late or found.open):
                    cells, is_more, doubt = moved, True, "its cells were a column off"
                    break
        if is_more:
            self._add(row, cells, block, doubt)
        return is_more

    def _lend_key(self, row: _Row, fresh: _Row, block: Block) -> None:
        """Where a first cell spans several rows, a further row begins beside the rest of it."""
        if len(fresh.cells) != len(row.cells) or not any(fresh.cells[1:]) or not row.cells[0]:
            return
        if fresh.cells[0] and self._key_goes_on(row.cells[0], fresh.cells[0]):
            key = [fresh.cells[0], *[""] * (len(row.cells) - 1)]
            self._add(row, key, block, "its first cell spans rows")
            fresh.cells[0], fresh.cell_numbers[0] = "", []
            fresh.doubts.append("the first cell of the row above spans it")

    def _key_goes_on(self, above: str, below: str) -> bool:
        """Whether a first cell is the rest of the one above: by its words, or as it lacks the number that all have."""
        if goes_on(above, below):
            return True
        is_bare = self._has_coded_keys and not _BEGINS_WITH_CODE.match(below)
        return is_bare and bool(_BEGINS_WITH_CODE.match(above)) and not _is_finished(above)

    def _judge(self, above: Sequence[str], below: list[str], is_break: bool) -> tuple[bool, str]:
        """Whether a row goes on in the row below it, and what is not sure about that."""
        key, had = below[0], above[0]
        if key and is_break and _is_same_key(had, key):
            rest = _evidence(above[1:], below[1:])
            if rest.going_on or (_CONTINUED.search(key) and not rest.new):
                below[0] = ""
                return True, ""
        if key and (not any(below[1:]) or not self._key_goes_on(had, key)):
            return key != "" and is_break and not any(below[1:]) and goes_on(had, key), ""
        evidence = _evidence(above[1:], below[1:])
        doubt = "some of its cells may be of another row" if evidence.new or evidence.open else ""
        if evidence.going_on or (key and not evidence.new):
            is_sure = is_break or (evidence.going_on + bool(key) > evidence.open and not evidence.new)
            return is_sure, doubt
        # Nothing is certain: what fills most of the columns is a row, what fills few is more of the cells above.
        filled, before = _filled(below[1:]), _filled(above[1:])
        is_part = filled * 2 < before or (is_break and evidence.late == filled and before > 0)
        if is_break and filled * 2 == before and not any(map(_LIST_ITEM.match, below)):
            is_part = True
        return is_part and not evidence.new, "it may be of another row"

    def _join_text(self, row: _Row, block: Block) -> bool:
        """A paragraph between rows goes on in the one cell that it can be the rest of."""
        text = block.cells[0]
        places = [at for at, cell in enumerate(row.cells) if cell and goes_on(cell, text) and text[0].islower()]
        if len(places) != 1 or len(row.cells) < 2:
            return False
        cells = [text if at == places[0] else "" for at in range(len(row.cells))]
        self._add(row, cells, block, "a paragraph was taken for the rest of a cell")
        return True

    def _add(self, row: _Row, cells: Sequence[str], block: Block, doubt: str) -> None:
        row.numbers.append(block.line)
        row.page = block.page
        for at, cell in enumerate(cells):
            if cell:
                row.cells[at] = self._joined(row.cells[at], cell) if row.cells[at] else cell
                row.cell_numbers[at].append(block.line)
        if doubt:
            row.doubts.append(doubt)
            row.doubted.update(at for at, cell in enumerate(cells) if cell)

    def _joined(self, above: str, below: str) -> str:
        """Two parts of a cell as one text: a word that was cut becomes whole where the table has it elsewhere."""
        left, right = re.search(r"[^\W\d_]+-?$", above), re.match(r"[^\W\d_]+", below)
        if left is None or right is None or not below[0].islower():
            return f"{above} {below}"
        start = left.group().removesuffix("-")
        is_word = (start + right.group()).casefold() in self._words
        if left.group().endswith("-"):
            return (above.removesuffix("-") if is_word else above) + below
        is_cut = is_word and not {start.casefold(), right.group().casefold()} <= self._words
        return above + below if is_cut else f"{above} {below}"


def logical_rows(blocks: Sequence[Block]) -> list[LogicalRow]:
    """The rows of one table, whose lines are ``blocks`` in order, put together where pages have broken them.

    The first row is the header where it comes again. A row with an empty first cell that goes on nowhere stays a row:
    what it shares with the row above is for the layout to say. A block of one cell between rows is a row of its own
    (a heading within the table), or the rest of a cell.
    """
    return list(_Joiner(blocks).rows())
