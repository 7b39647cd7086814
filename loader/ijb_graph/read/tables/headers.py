"""The headers of tables: which column a header cell means, in one row of cells or in several, one above the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ijb_graph.read.documents.document import Block
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.lines import as_words

__all__ = ["Header", "TableForm", "header_at"]

# A year beside a header: 2018-19 directions, outcome 2024/25.
_YEARS = re.compile(r" (?:(?:19|20)\d\d)(?: \d\d)? ")
# So many rows can a header have, and so many characters its cells.
_MOST_ROWS, _LONGEST = 4, 90


@dataclass(frozen=True)
class TableForm:
    """A table, as its header shows it.

    ``columns`` gives each column the phrases that head it, between ``|``, in any case and number; one that ends in
    ``...`` begins a header that goes on (``progress...``), one that begins so ends it. ``needs`` are the columns
    without which it is another table, ``kpi|outcome`` where one of two will do; ``lacks`` those with which it is
    another. ``key`` is the column that has something in each row, by which a row is told from a heading, of the form
    ``key_pattern`` where it has one. A header has at most ``most_rows`` rows. ``has_narrow_rows``: whether a row can
    have fewer cells than the header, as one cell goes over several columns.
    """

    columns: Mapping[str, str]
    needs: Sequence[str]
    lacks: Sequence[str] = ()
    key: str = ""
    key_pattern: str = ""
    most_rows: int = 2
    has_narrow_rows: bool = False

    @cached_property
    def _phrases(self) -> list[tuple[str, str, bool, bool]]:
        return [
            (as_words(one.strip(".")), name, one.endswith("..."), one.startswith("..."))
            for name, phrases in self.columns.items()
            for one in phrases.split("|")
        ]

    def meaning(self, text: str) -> str:
        """The column that a header cell means; empty where that is none, or more than one."""
        words = as_words(plain_text(text))
        if not words.strip() or len(text) > _LONGEST:
            return ""
        return self._meant(words) or self._meant(_YEARS.sub(" ", words))

    def _meant(self, words: str) -> str:
        whole = {name for phrase, name, *_ in self._phrases if phrase == words}
        part = {
            name
            for phrase, name, is_begin, is_end in self._phrases
            if (is_begin and words.startswith(phrase)) or (is_end and words.endswith(phrase))
        }
        found = whole or part
        return found.pop() if len(found) == 1 else ""

    def is_met(self, names: Sequence[str]) -> bool:
        """Whether these columns make such a table."""
        has = all(any(one in names for one in need.split("|")) for need in self.needs)
        return has and not any(one in names for one in self.lacks)


@dataclass(frozen=True)
class Header:
    """A header: for each column its place in a row; ``doubled`` are the columns that two places mean.

    ``rows`` are the blocks that it is made of.
    """

    columns: Mapping[str, int]
    doubled: frozenset[str]
    rows: tuple[Block, ...]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.rows[0].cells)

    def text(self, place: int) -> str:
        """All that is printed above a column."""
        return " ".join(row.cells[place] for row in self.rows if place < len(row.cells) and row.cells[place])


def _texts(rows: Sequence[Block], place: int) -> Iterator[str]:
    """What may be the header of a column: all its cells together, then each, the lowest first."""
    cells = [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]
    yield " ".join(cells)
    yield from reversed(cells)


def _read(rows: Sequence[Block], form: TableForm) -> Header:
    columns: dict[str, int] = {}
    doubled: set[str] = set()
    for place in range(max(len(row.cells) for row in rows)):
        name = next(filter(None, map(form.meaning, _texts(rows, place))), "")
        if name in columns:
            doubled.add(name)
        elif name:
            columns[name] = place
    return Header(columns, frozenset(doubled), tuple(rows))


def _run(blocks: Sequence[Block], at: int) -> list[Block]:
    """The rows from ``at`` that follow one another line by line, as many as a header can have."""
    run = [blocks[at]]
    for block in blocks[at + 1 : at + _MOST_ROWS]:
        if not block.is_row or block.line != run[-1].line + 1:
            break
        run.append(block)
    return run


def header_at(blocks: Sequence[Block], at: int, form: TableForm) -> Header | None:
    """The header of a table of this form that begins with a block; None where there is none."""
    if not blocks[at].is_row:
        return None
    run = _run(blocks, at)
    for size in range(1, min(form.most_rows, len(run)) + 1):
        if size > 1 and form.is_met(list(_read(run[size - 1 : size], form).columns)):
            # The rows above a whole header are none of it.
            return None
        header = _read(run[:size], form)
        if not form.is_met(list(header.columns)) or not any(map(form.meaning, _first_texts(run))):
            continue
        if size < len(run):
            below = [cell for cell in run[size].cells if cell]
            longer = _read(run[: size + 1], form)
            is_more = bool(below) and all(map(form.meaning, below)) and form.is_met(list(longer.columns))
            if is_more and set(header.columns) <= set(longer.columns):
                return longer
        return header
    return None


def _first_texts(run: Sequence[Block]) -> list[str]:
    """What the first row can add to a header: its own cells, and those with what stands below them."""
    first = run[0].cells
    below = run[1].cells if len(run) > 1 else ()
    joined = [f"{cell} {below[place]}" for place, cell in enumerate(first) if cell and place < len(below)]
    return [*(cell for cell in first if cell), *joined]
