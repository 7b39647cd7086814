"""Times by which something is to be done, as running text prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import LOST, MATCHED, DraftCell, to_decide
from ijb_graph.read.printed.dates import printed_times
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import period_cell, summary_cell, words_cell

__all__ = ["deadline_cell", "deadlines_in", "loses_deadline", "steps_in"]

_BEFORE = r"by|before|no later than|not later than"
_DEADLINE = re.compile(
    rf"\b(?:{_BEFORE})\s+(?:the\s+)?(?:(?:end|close|start|beginning)\s+(?:of\s+)?)?(?:the\s+)?(?:financial\s+year\s+)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?")
# A word that is no month before the year: by Septembr 2026.
_ODD_MONTH = re.compile(r"[A-Z][a-z]+\s+(?:19|20)[0-9]{2}\b")
_LOST = re.compile(rf"\b(?:{_BEFORE})\s*(?:the\s*|end\s*(?:of\s*)?)*(?:\[[^\]]*\]|\u2026|\.\.\.)?\s*$", re.IGNORECASE)


def loses_deadline(text: str) -> bool:
    """Whether a text breaks off where the time should come."""
    return bool(_LOST.search(text))


def deadlines_in(text: str) -> Iterator[str]:
    """The times by which something is to be done, each as printed with the word before it: by 31 March 2032."""
    plain = plain_text(text)
    for found in _DEADLINE.finditer(plain):
        rest = plain[found.end() : found.end() + 60]
        words = next((words for words, _ in printed_times(rest)), None)
        # A day that there is not stands apart from its month: 31 June.
        day = _DAY.match(rest)
        starts = (0, day.end() if day else 0)
        if words and (odd := _ODD_MONTH.match(rest, starts[-1])) and odd[0].endswith(f" {words}"):
            yield plain[found.start() : found.end()] + rest[: odd.end()]
            continue
        if words and any(rest.startswith(words, start) for start in starts):
            yield plain[found.start() : found.end()] + rest[: rest.index(words)] + words


def deadline_cell(printed: str, lines: str) -> DraftCell:
    """The time that a deadline prints; to be decided where a word that is no month stands before its year."""
    cell = period_cell(printed, lines)
    if cell.status == MATCHED and cell.value.isdigit() and _ODD_MONTH.search(printed):
        return to_decide(f"which time is {printed!r}", lines, cell.value)
    return cell


def steps_in(text: str, lines: str) -> Iterator[dict[str, DraftCell]]:
    """The cells of what is to be done by a time, for each time that a text prints; a time that is cut off is lost."""
    for printed in deadlines_in(text):
        due = deadline_cell(printed, lines)
        yield {"milestone": summary_cell(lines), "due_printed": words_cell(printed, lines), "due": due}
    if loses_deadline(text):
        lost = DraftCell("", LOST, lines)
        yield {"milestone": summary_cell(lines), "due_printed": lost, "due": lost}
