"""What stands at the top or foot of most pages, a title or a number: it is read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from ijb_graph.read.formats.pdf.page_tables import RuledTable
from ijb_graph.read.formats.pdf.page_words import PageLine, PageWord, lines_of

__all__ = ["without_repeats"]

# How much of a page's height is margin.
_MARGIN = 0.12
# The number of a page. Any other number may be what the line is about.
_NUMBER = re.compile(r"\bpage\s*\d+(?:\s*(?:of|/)\s*\d+)?\b|^\W*\d{1,4}(?:\s*(?:of|/)\s*\d+)?\W*$", re.IGNORECASE)


class _HasWords(Protocol):
    """A page."""

    @property
    def words(self) -> list[PageWord]: ...

    @property
    def tables(self) -> list[RuledTable]: ...

    @property
    def height(self) -> float: ...


def _in_margins(words: Sequence[PageWord], height: float) -> list[PageLine]:
    """The lines in the margins of a page that a gap parts from the text: the header of a table stands close to it."""
    lines = lines_of(words)
    gaps = [below.whole.top - above.whole.bottom > above.whole.size for above, below in pairwise(lines)]
    top = [at for at, gap in enumerate(gaps) if gap and lines[at].whole.bottom < _MARGIN * height]
    foot = [at for at, gap in enumerate(gaps, start=1) if gap and lines[at].whole.top > (1 - _MARGIN) * height]
    return [*(lines[: top[-1] + 1] if top else ()), *(lines[foot[0] :] if foot else ())]


def _mark(line: PageLine) -> str:
    """What a line says, whatever the number of its page."""
    return _NUMBER.sub("#", line.whole.text)


def without_repeats(pages: Sequence[_HasWords]) -> list[list[PageWord]]:
    """The words of each page, without the lines in its margins that a page before has already.

    The number of the page is left aside. Only what stands on at least three pages, and on half of them, is such a line;
    what stands in a table with lines is none.
    """
    margins = [
        _in_margins([word for word in page.words if not any(one.holds(word) for one in page.tables)], page.height)
        for page in pages
    ]
    counts = Counter(mark for lines in margins for mark in {_mark(line) for line in lines})
    running = {mark for mark, count in counts.items() if count >= max(3, len(pages) / 2)}
    seen: set[str] = set()
    kept = []
    for page, lines in zip(pages, margins, strict=True):
        again = {id(word) for line in lines if _mark(line) in running & seen for word in line.whole.words}
        seen |= {_mark(line) for line in lines}
        kept.append([word for word in page.words if id(word) not in again])
    return kept
