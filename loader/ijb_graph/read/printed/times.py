"""The times of a plan as tables print them: one or several in a cell, with words beside them or without."""

from __future__ import annotations

import re

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.printed.cells import as_period, period_cell
from ijb_graph.read.printed.dates import printed_times
from ijb_graph.read.printed.figures import plain_text

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
    if times and times[0].has_year and times[0].part == "late":
        return to_decide("the end of a time", lines, as_period(times[0]))
    if times and not _only_times(text):
        return to_decide("a time with other words", lines, period_cell(text, lines).value)
    if not times and _ONGOING.match(text) and not re.fullmatch(r"\W*on-?going\W*", text, re.IGNORECASE):
        return to_decide("ongoing, with other words", lines, "ongoing")
    return period_cell(text, lines)
