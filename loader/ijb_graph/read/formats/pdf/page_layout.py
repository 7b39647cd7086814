"""From the words of a page, each with its place, to paragraphs and rows of tables in the order in which they are read.

Tables with lines around their cells are known by these. The others are known by gaps between words that lie one below
the other over several lines; such gaps also part the columns of a text, which are read one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ijb_graph.read.formats.pdf.page_tables import (
    RuledTable,
    by_column,
    columns_of,
    grids_of,
    is_prose,
    row_starts,
    rows_of_grid,
    rows_of_ruled,
    text_of_parts,
)
from ijb_graph.read.formats.pdf.page_words import Box, Item, PagePart, PageWord, box_of, join_lines, lines_of

__all__ = ["lay_out"]

# A label of a list item alone: a bullet, 1. or 2.1 or (a) or iv).
_LABEL = re.compile(r"[•·▪■◦●○➢*–—\ufffd-]|\(?(?:[ivxIVX]{1,5}|[A-Za-z]|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?")
_ITEM = re.compile(rf"(?:{_LABEL.pattern})\s")
_SENTENCE_END = re.compile(r"[.!?:;][)”’\"']?$")


# No table without lines goes on from the page before.
_NO_TABLE: tuple[Sequence[float], Sequence[str]] = ((), ())


def _paragraphs(lines: Sequence[PagePart], usual: float) -> Iterator[Item]:
    """Lines of a text that stand one below the other, as paragraphs."""
    if not lines:
        return
    edge = max(line.right for line in lines)
    start = min(line.left for line in lines)
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top - a.top > 1)
    leading = steps[len(steps) // 4] if steps else 12.0
    held: list[PagePart] = []
    for line in lines:
        if held and not _goes_on_in(held, line, edge - start, edge, leading):
            yield _paragraph(held, usual)
            held = []
        held.append(line)
    yield _paragraph(held, usual)


def _goes_on_in(held: Sequence[PagePart], line: PagePart, width: float, edge: float, leading: float) -> bool:
    """Whether a line is more of the paragraph above it."""
    before = held[-1]
    if line.top - before.top > 1.35 * max(leading, before.size * 1.1) or _ITEM.match(line.text + " "):
        return False
    if abs(line.size - before.size) > 0.12 * before.size or (line.is_bold != before.is_bold and len(held) < 2):
        return False
    is_full = before.right > edge - 0.15 * width
    if line.top - before.top > 1.65 * before.size:
        # Paragraphs of one line each, or lines with much room: a sentence that goes on is in one paragraph.
        return is_full and line.text[:1].islower()
    if line.text[:1].islower():
        return is_full or not _SENTENCE_END.search(before.text)
    return is_full


def _paragraph(parts: Sequence[PagePart], usual: float) -> Item:
    text = join_lines(part.text for part in parts)
    size = median(part.size for part in parts)
    is_bold = all(part.is_bold for part in parts)
    is_heading = len(text) < 150 and (size > 1.15 * usual or (is_bold and not text.endswith(".")))
    return Item((text,), box_of(parts), is_heading)


def _flow(
    words: Sequence[PageWord], rules: Sequence[Box], before: tuple[Sequence[float], Sequence[str]], usual: float
) -> Iterator[Item]:
    """Paragraphs and tables without lines, of words that no table with lines holds."""
    known, header = before
    lines = lines_of(words)
    plain: list[PagePart] = []
    for grid in grids_of(lines, known):
        lefts = columns_of(grid, known) if grid.gaps else []
        is_label = len(lefts) == 2 and all(
            not columns[0] or _LABEL.fullmatch(text_of_parts(columns[0]))
            for columns in (by_column(line, lefts) for line in grid.lines)
        )
        is_alone = len(grid.lines) == 1 and len(grid.lines[0].parts) < 3 and tuple(lefts) != tuple(known)
        if len(lefts) < 2 or is_label or is_alone:
            plain += [line.whole for line in grid.lines]
            continue
        yield from _paragraphs(plain, usual)
        plain = []
        starts = row_starts(grid, lefts, rules, header if tuple(lefts) == tuple(known) else ())
        if is_prose(grid, lefts, starts):
            for at in range(len(lefts)):
                columns = [by_column(line, lefts)[at] for line in grid.lines]
                texts = [PagePart([word for part in parts for word in part.words]) for parts in columns if parts]
                yield from _paragraphs(texts, usual)
        else:
            yield from rows_of_grid(grid, lefts, starts)
    yield from _paragraphs(plain, usual)


def lay_out(
    words: Sequence[PageWord],
    tables: Sequence[RuledTable],
    rules: Sequence[Box] = (),
    before: tuple[Sequence[float], Sequence[str]] = _NO_TABLE,
) -> list[Item]:
    """What stands on a page, in the order in which it is read.

    ``rules`` are lines across the page; ``before`` is where the columns begin of a table without lines that the page
    before ends with, and its header, as its rest may stand at the top.
    """
    if not words:
        return []
    usual = median(word.size for word in words)
    taken: set[int] = set()
    ruled: list[list[Item]] = []
    for table in sorted(tables, key=lambda one: (one.box[1], one.box[0])):
        items, held = rows_of_ruled(table, words)
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
        found += _flow(above, rules, _NO_TABLE if found else before, usual)
        found += items
    found += _flow(left, rules, _NO_TABLE if found else before, usual)
    return found
