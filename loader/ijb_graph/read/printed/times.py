"""The times of a plan as tables print them: one or several in a cell, with words beside them or without."""

from __future__ import annotations

import re

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.printed.dates import PrintedTime, printed_times
from ijb_graph.read.printed.deadlines import deadlines_in
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import as_period, period_cell

__all__ = ["due_cell", "times_cell"]

_LONGEST = 10
_OPEN = re.compile(r"\W*(?:tb[cda]|to be (?:confirmed|decided|determined|agreed|advised))\W*", re.IGNORECASE)
_ONGOING = re.compile(r"\bon-?going\b|\bcontinuous\b", re.IGNORECASE)
# Times without a day: a state, a frequency, a place where the time stands.
_WORDS = re.compile(
    r"\bon-?going\b|\bcontinuous\b|\bcompleted?\b|\b(?:annual|year|month|quarter|week|dai)ly\b|\bimmediate(?:ly)?\b"
    r"|^see \d|\bn/a\b",
    re.IGNORECASE,
)
# Ongoing, with no more than a remark beside it.
_ONLY_ONGOING = re.compile(r"\W*(?:on-?going|continuous)\s*\([^()]*\)\W*", re.IGNORECASE)
# Words before a time by which something is done again and again, or only begins.
_NO_DEADLINE = re.compile(
    r"\b(?:on-?going|continuous|annual|each|every|from|since|until|start|begin|commenc|reviewed|reported"
    r"|(?:annual|year|month|quarter|week)ly)",
    re.IGNORECASE,
)
_END = re.compile(r"\b(?:by|the|end|of)\b", re.IGNORECASE)
_REVISED = re.compile(r"\W*\(?\brevised\b\)?\W*$", re.IGNORECASE)


def _only_times(text: str) -> list[str]:
    """The times of a text that holds nothing else, as printed; none where it has other words."""
    words = [words for words, _ in printed_times(text)]
    rest = plain_text(text)
    for one in words:
        rest = rest.replace(one, " ", 1)
    return words if not re.search(r"\w", rest) else []


def times_cell(printed: str, lines: str) -> DraftCell:
    """The words of a cell of times, several times apart; to be decided where it holds whole sentences."""
    text = " ".join(plain_text(printed).split())
    if not text:
        return not_said(lines)
    if times := _only_times(text):
        return DraftCell("; ".join(times), MATCHED, lines)
    annually = re.sub(r"\W*\b(?:annually|monthly|quarterly)\b\W*$", "", text, flags=re.IGNORECASE)
    if annually != text and (times := _only_times(annually)):
        return DraftCell("; ".join([*times, text[len(annually) :].strip(" ,;")]), MATCHED, lines)
    if len(text.split()) > _LONGEST:
        return to_decide("more than a time is printed", lines, text)
    is_time = any(True for _ in printed_times(text)) or _WORDS.search(text) or _OPEN.fullmatch(text)
    return DraftCell(text, MATCHED, lines) if is_time else to_decide("no time is printed", lines, text)


def due_cell(printed: str, lines: str) -> DraftCell:
    """The times that are meant: matched where a cell prints whole times alone, each with its year."""
    text = _REVISED.sub("", plain_text(printed)).strip()
    if printed.strip() and not text:
        return to_decide("the time stands elsewhere", lines)
    if _OPEN.fullmatch(text):
        return DraftCell("undecided", MATCHED, lines)
    times = [time for _, time in printed_times(text)]
    if len(times) < 2:
        return _one_due(text, lines)
    value = "; ".join(as_period(time) for time in times if time.has_year)
    whole = all(time.has_year and not time.part for time in times)
    if whole and _only_times(text):
        return DraftCell(value, MATCHED, lines)
    return to_decide("several times with other words", lines, value)


def _one_due(text: str, lines: str) -> DraftCell:
    """The time of a text that prints one, or none."""
    times = [time for _, time in printed_times(text)]
    if not times:
        if _ONLY_ONGOING.fullmatch(text):
            return DraftCell("ongoing", MATCHED, lines)
        is_more = _ONGOING.match(text) and not re.fullmatch(r"\W*on-?going\W*", text, re.IGNORECASE)
        return to_decide("ongoing, with other words", lines, "ongoing") if is_more else period_cell(text, lines)
    if _is_by_end_of_month(times[0], text):
        return DraftCell(as_period(times[0]), MATCHED, lines)
    if times[0].has_year and times[0].part == "late":
        return to_decide("the end of a time", lines, as_period(times[0]))
    if _only_times(text) or _is_only_deadline(text):
        return period_cell(text, lines)
    return to_decide("a time with other words", lines, period_cell(text, lines).value)


def _is_by_end_of_month(time: PrintedTime, text: str) -> bool:
    """Whether a text says the end of a month: what is due in that month is due by its last day."""
    is_month = (time.start.year, time.start.month) == (time.end.year, time.end.month) and time.start != time.end
    if not (is_month and time.has_year and time.part == "late"):
        return False
    return bool(_only_times(_END.sub(" ", text))) or _is_only_deadline(text)


def _is_only_deadline(text: str) -> bool:
    """Whether a text says, with other words, by when something is done, and no other time."""
    deadlines = [one for one in deadlines_in(text) if one.casefold().startswith(("by", "no"))]
    return len(deadlines) == 1 and not _NO_DEADLINE.search(plain_text(text).partition(deadlines[0])[0])
