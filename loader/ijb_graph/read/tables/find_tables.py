"""Finds the tables of one form in a document, and puts their rows together.

A header that comes again, after a page number or at the top of a page, continues the table before it; after a heading
it begins a part of its own. Rows without a header again continue a table where they have its width and only short lines
stand between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ijb_graph.read.documents.document import Block, Document
from ijb_graph.read.drafts.cells import MATCHED, NOT_SAID, DraftCell, to_decide
from ijb_graph.read.tables.broken_rows import LogicalRow, logical_rows
from ijb_graph.read.tables.headers import Header, TableForm, header_at
from ijb_graph.read.tables.list_items import ListItem, cleaned, items_in
from ijb_graph.records.line_account import as_text, ranges
from ijb_graph.records.values import LineRange, parse_lines

__all__ = ["Printed", "TableRow", "TableSection", "find_tables", "in_doubt", "joined_rows", "joined_to_above"]

# What stands between the pages of a table and says nothing: a page number, the word draft, a rule.
_BETWEEN_PAGES = re.compile(r"\W*(?:draft|page|confidential)?\W*\d{0,3}\W*(?:of\W*\d{1,3})?\W*", re.IGNORECASE)
_RULE = re.compile(r"[-=_*\s]*")
# A line that begins something else, however short.
_CAPTION = re.compile(r"(?:table|appendix|annex|figure|section|part)\b|\d+[.)]?\s+\S|[#*]", re.IGNORECASE)
# What broken_rows doubts of the first cell alone.
_OF_FIRST_CELL = ("its first cell spans rows", "the first cell of the row above spans it")
_MOST_WORDS, _MOST_LINES = 6, 8


@dataclass(frozen=True)
class Printed:
    """What stands in a place: its text as one line, without marks of HTML, and its lines as records cite them.

    ``items`` are those of the list that it holds, by their marks: one where it holds no list.
    """

    text: str
    lines: str
    items: tuple[ListItem, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        """Whether anything stands there."""
        return bool(self.text)


@dataclass(frozen=True)
class TableRow:
    """A row of a table: what stands in each column, the headings within the table above it, the nearest last.

    ``after_break`` says that lines without a header stand between it and its table's head. ``doubt`` is what is not
    sure about how its lines were put together; ``whole`` are the columns whose cell has nothing from a line that was
    put there in doubt, so that it is the row's whoever the rest belongs to.
    """

    cells: dict[str, Printed]
    lines: tuple[LineRange, ...]
    doubt: str
    headings: tuple[Printed, ...] = ()
    after_break: bool = False
    doubled: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """Its lines as records cite them."""
        return as_text(self.lines)

    def __getitem__(self, column: str) -> Printed:
        """What stands in a column; nothing where the table has no such column."""
        return self.cells.get(column, Printed("", self.place))

    def read(self, column: str, reader: Callable[[str, str], DraftCell]) -> DraftCell:
        """A cell as a reader of ``printed_cells`` reads it; for a person where the row or the column is doubtful."""
        if column not in self.cells:
            return to_decide("the table has no such column", self.place)
        printed = self.cells[column]
        return self.sure(reader(printed.text, printed.lines or self.place), column)

    def sure(self, cell: DraftCell, column: str = "") -> DraftCell:
        """A cell that is left to a person where the row was put together in doubt, or two columns may be meant."""
        doubt = "" if column in self.whole else self.doubt
        doubt = "two columns may be meant" if column in self.doubled else doubt
        if doubt and cell.status in (MATCHED, NOT_SAID):
            return to_decide(doubt, cell.lines, cell.value)
        return cell


@dataclass
class TableSection:
    """Rows under one header and the lines above it: ``captions`` stand since the rows of the part before."""

    header: Header
    captions: list[Block]
    rows: list[TableRow] = field(default_factory=list)
    header_lines: set[int] = field(default_factory=set)

    @property
    def near(self) -> list[Block]:
        """The captions that stand right above the header: the rows that touch it, or the paragraphs down to a gap."""
        kept: list[Block] = []
        line = min(self.header_lines)
        is_row = bool(self.captions) and self.captions[-1].is_row and self.captions[-1].line == line - 1
        for block in reversed(self.captions):
            if block.line < line - (1 if is_row else 2) or (is_row and not block.is_row):
                break
            kept.insert(0, block)
            line = block.line
        return kept


@dataclass
class _Part:
    header: Header
    captions: list[Block]
    body: list[Block] = field(default_factory=list)
    header_lines: set[int] = field(default_factory=set)
    # The lines after which rows go on without a header.
    breaks: list[int] = field(default_factory=list)
    # How many cells its headers have, with empty ones at their ends and without.
    widths: set[int] = field(default_factory=set)

    @property
    def last(self) -> int:
        """Its last line."""
        return max([*self.header_lines, *(block.line for block in self.body[-1:])])

    @property
    def rows(self) -> list[Block]:
        """The rows with as many cells as the header has, and the lines between them."""
        return [_padded(block, self.header.width) if block.is_row else block for block in self.body]

    def repeat(self, header: Header) -> None:
        """Add a header that comes again."""
        self.header_lines |= {row.line for row in header.rows}
        self.widths |= {len(row.cells) for row in header.rows} | {max(map(_width, header.rows))}


def _padded(block: Block, width: int) -> Block:
    cells = [*block.cells, *[""] * (width - len(block.cells))]
    return replace(block, cells=tuple(cells[: max(width, _width(block))]))


def _width(block: Block) -> int:
    """How many cells a row has without empty ones at its end."""
    return max((place for place, cell in enumerate(block.cells, start=1) if cell), default=0)


def _is_rule(block: Block) -> bool:
    return all(_RULE.fullmatch(cell) for cell in block.cells)


def _is_between_pages(block: Block) -> bool:
    return not block.is_row and (bool(_BETWEEN_PAGES.fullmatch(block.text)) or _is_rule(block))


def _may_go_on(between: Sequence[Block], block: Block, part: _Part, form: TableForm) -> bool:
    """Whether a row belongs to the table above, though lines stand between."""
    if form.has_narrow_rows and not between and len(block.cells) < part.header.width:
        return True
    if not part.widths & {len(block.cells), _width(block)}:
        return not between and block.line == part.last + 1
    short = all(
        len(one.text.split()) <= _MOST_WORDS and not one.is_heading and not _CAPTION.match(one.text.lstrip())
        for one in between
    )
    return len(between) <= _MOST_LINES and short


class _Finder:
    def __init__(self, document: Document, form: TableForm) -> None:
        self.blocks, self.form = [block for block in document.blocks if not _is_rule(block)], form
        self.running = self._running_heads()

    def _running_heads(self) -> set[str]:
        """Lines that stand above nearly every header of the table: they head the pages, and part nothing."""
        headers = [at for at in range(len(self.blocks)) if header_at(self.blocks, at, self.form)]
        above: Counter[str] = Counter()
        for at in headers:
            for block in reversed(self.blocks[max(0, at - _MOST_LINES) : at]):
                if block.is_row:
                    break
                above[block.text] += 1
        return {text for text, times in above.items() if times > 2 and times * 4 >= (len(headers) - 1) * 3}

    def _says_nothing(self, block: Block) -> bool:
        return _is_between_pages(block) or (not block.is_row and block.text in self.running)

    def parts(self) -> Iterator[_Part]:
        part: _Part | None = None
        between: list[Block] = []
        at = 0
        while at < len(self.blocks):
            block = self.blocks[at]
            header = header_at(self.blocks, at, self.form)
            if header is not None:
                taken = self._captions(part, header) if part else []
                captions = [one for one in [*between, *taken] if not self._says_nothing(one)]
                if part is None or captions or header.columns != part.header.columns:
                    if part is not None:
                        yield part
                    part = _Part(header, captions[-_MOST_LINES:])
                part.repeat(header)
                between = []
                at += len(header.rows)
                continue
            if part is not None and block.is_row and _may_go_on(between, block, part, self.form):
                if lines := [one for one in between if not self._says_nothing(one)]:
                    part.breaks.append(block.line)
                    part.body += lines
                part.body.append(block)
                between = []
            else:
                if part is not None and block.is_row:
                    yield part
                    part, between = None, []
                between.append(block)
            at += 1
        if part is not None:
            yield part

    def _captions(self, part: _Part, header: Header) -> list[Block]:
        """The rows just above a header that are no rows of the table before: they have no key."""
        place = header.columns.get(self.form.key)
        if place is None or not self.form.key_pattern:
            return []
        taken: list[Block] = []
        line = header.rows[0].line
        while part.body and part.body[-1].is_row and part.body[-1].line == line - 1:
            cells = part.body[-1].cells
            if place < len(cells) and re.fullmatch(self.form.key_pattern, cells[place]):
                break
            taken.insert(0, part.body.pop())
            line -= 1
        # A row that goes on from the page before begins with nothing.
        if taken and not taken[0].cells[0]:
            part.body += taken
            return []
        return taken


def _printed(row: LogicalRow, place: int) -> Printed:
    if place >= len(row.cells):
        return Printed("", "")
    text = row.cells[place]
    return Printed(cleaned(text), as_text(row.cell_lines[place]), tuple(items_in(text)))


def _is_heading(row: LogicalRow, form: TableForm, header: Header) -> bool:
    """Whether a row is a heading within its table: one cell, where a row of the table has several."""
    filled = [place for place, cell in enumerate(row.cells) if cell.strip()]
    if len(filled) != 1 or len(header.columns) < 2 or len(row.cells) < 2:
        return len(filled) == 1 and len(row.cells) == 1
    has_key = form.key in header.columns and form.key_pattern
    is_key = has_key and re.match(form.key_pattern, row.cells[filled[0]])
    return filled[0] == 0 and not is_key


def _doubt_of_cells(doubt: str) -> str:
    """What is not sure about more than the first cell of a row: that it spans rows concerns no other cell."""
    return "; ".join(part for part in doubt.split("; ") if part not in _OF_FIRST_CELL)


def joined_to_above(rows: Sequence[TableRow], key: str, begins: Callable[[TableRow], bool]) -> list[TableRow]:
    """The rows, where one with nothing in its key column goes on from the one above: in doubt, as it may be its own.

    ``begins`` tells a row that is one of its own none the less.
    """
    joined: list[TableRow] = []
    for row in rows:
        if row[key] or not joined or begins(row):
            joined.append(row)
            continue
        doubtful = in_doubt(joined[-1], row, "rows without a first cell were put to the one above")
        joined[-1] = joined_rows(doubtful, row)
    return joined


def joined_rows(above: TableRow, below: TableRow) -> TableRow:
    """Two parts of a row as one."""
    cells = {name: _both(printed, below[name]) for name, printed in above.cells.items()}
    return replace(above, cells=cells, lines=_lines_of(above, below))


def in_doubt(above: TableRow, below: TableRow, doubt: str) -> TableRow:
    """A row with which the one below may go on: in doubt where that one has something too."""
    whole = (name for name in above.cells if above[name] and not below[name])
    kept = frozenset(name for name in whole if not above.doubt or name in above.whole)
    return replace(above, doubt=doubt, whole=kept)


def _lines_of(*rows: TableRow) -> tuple[LineRange, ...]:
    return ranges(number for row in rows for one in row.lines for number in range(one.first, one.last + 1))


def _both(above: Printed, below: Printed) -> Printed:
    if not above or not below:
        return above or below
    lines = as_text(ranges(line for part in (above, below) for line in _numbers(part.lines)))
    return Printed(f"{above.text} {below.text}", lines, above.items + below.items)


def _numbers(lines: str) -> Iterator[int]:
    for part in lines.split("; "):
        one = parse_lines(part)
        yield from range(one.first, one.last + 1)


def find_tables(
    document: Document, form: TableForm, places: Callable[[dict[str, int]], dict[str, int]] | None = None
) -> Iterator[TableSection]:
    """The tables of a form, each part with its header and the lines above it.

    ``places`` adds to the columns of a header, with their places, those that no words head.
    """
    for part in _Finder(document, form).parts():
        columns = places(dict(part.header.columns)) if places else part.header.columns
        section = TableSection(part.header, part.captions, header_lines=part.header_lines)
        headings: list[Printed] = []
        for row in logical_rows(part.rows):
            if _is_heading(row, form, part.header):
                filled = next(place for place, cell in enumerate(row.cells) if cell.strip())
                headings.append(_printed(row, filled))
                continue
            cells = {name: _printed(row, place) for name, place in columns.items()}
            first = row.lines[0].first
            section.rows.append(
                TableRow(
                    cells,
                    row.lines,
                    _doubt_of_cells(row.doubt),
                    tuple(headings),
                    any(line <= first for line in part.breaks),
                    part.header.doubled,
                    frozenset(name for name, place in columns.items() if cells[name] and place not in row.doubted),
                )
            )
        yield section
