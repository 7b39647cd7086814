"""A closed grammar of the times that papers print: days, months, quarters, seasons, years, and ends of them.

A time is an interval of days. One whose year is not printed says nothing of days: which year is meant is inferred.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ijb_graph.read.printed.figures import plain_text

__all__ = ["PrintedTime", "printed_times", "times_in"]

_MONTHS = [name.casefold() for name in calendar.month_name[1:]]
_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_AFTER = r"(?![0-9%]|[.:][0-9]|st\b|nd\b|rd\b|th\b)"
_SHORT = rf"(?:(?P<year>(?:19|20)[0-9]{{2}})|'?(?P<short>[0-9]{{2}})){_AFTER}"
# Without a day before it, the number after a month may be a day or a number of things. It is a year where it is above
# 31, has an apostrophe or ends a cell or a part of a sentence.
_ENDS = r"[^\S\t\n]*(?:$|[\t\n|,;.()/&-]|(?:onwards?|to|and|or)\b)"
_BARE = (
    rf"(?:(?P<year>(?:19|20)[0-9]{{2}})|(?P<short>(?<=')[0-9]{{2}}|3[2-9]|[4-9][0-9]|[0-9]{{2}}(?={_ENDS}))){_AFTER}"
)
# Not from one column of a table to the next.
_GAP = r"(?:[^\S\t]|-)"
_DAY = r"(?P<day>[0-9]{1,2})\s?(?:st|nd|rd|th)?"

_FORMS = [
    rf"\b{_DAY}(?:\s+of)?{_GAP}+{_MONTH}(?:,?{_GAP}*{_SHORT})?",
    rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
    rf"\b(?<!\bon\s){_MONTH}{_GAP}*'?{_BARE}",
    rf"\b{_MONTH}",
    rf"\b{_YEAR}-(?P<number>[0-9]{{2}})-(?P<day>[0-9]{{2}})\b",
    r"\b(?P<day>[0-9]{1,2})[./](?P<number>[0-9]{1,2})[./](?:(?P<year>(?:19|20)[0-9]{2})|(?P<short>[0-9]{2}))\b",
    rf"\b(?:q|quarter\s)(?P<quarter>[1-4])\b(?:\s*(?:of\s+)?(?P<financial>{_YEAR}[/-](?:20)?[0-9]{{2}})\b)?",
    rf"\b(?P<season>{'|'.join(_SEASONS)})\b(?:\s+(?:of\s+)?{_YEAR}\b)?",
    rf"\b(?P<financial>{_YEAR}\s?[/-]\s?(?:20)?[0-9]{{2}})\b(?![/-])",
    rf"(?<![\w£]){_YEAR}\b",
]
_PATTERNS = [re.compile(form, re.IGNORECASE) for form in _FORMS]
# What before a time makes it a part of it: end of March 2020.
_PART = re.compile(
    r"(?P<part>end|later?|beginning|start|early|mid|middle|first half|second half)(?:\s+(?:of|in))?(?:\s+the)?[\s-]+$",
    re.IGNORECASE,
)
# What joins two times of which the second has the year of both.
_JOINED = re.compile(r"\s*(?:to|until|till|and|or|&|,|-|/)\s*(?:the\s+)?(?:end\s+(?:of\s+)?)?", re.IGNORECASE)
_LATE, _EARLY = ("end", "late", "later", "second half"), ("beginning", "start", "early", "first half")


@dataclass(frozen=True)
class PrintedTime:
    """An interval of days that a text prints.

    ``has_year`` is false where no year is printed: the days are then those of the year 2000. ``part`` says which
    part of it is meant: ``late``, ``early``, ``middle``; empty where all of it is.
    """

    start: date
    end: date
    has_year: bool
    part: str = ""

    def means(self, start: date, end: date) -> bool:
        """Whether an interval is the one that is printed, or the part of it that is."""
        if (start, end) == (self.start, self.end):
            return True
        inside = self.start <= start <= end <= self.end
        if self.part == "late":
            return inside and end == self.end
        if self.part == "early":
            return inside and start == self.start
        return inside and self.part == "middle"


def _month_span(year: int, first: int, last: int) -> tuple[date, date]:
    """From the first day of one month to the last of another, which may be in the next year."""
    last_year = year + (last < first)
    return date(year, first, 1), date(last_year, last, calendar.monthrange(last_year, last)[1])


def _span(found: dict[str, str | None], any_year: int) -> tuple[date, date, bool]:
    """The days of what a pattern found; ValueError where there is no such day."""
    short, month, number = found.get("short"), found.get("month"), found.get("number")
    year_text = found.get("year") or (f"20{short}" if short else None)
    year = int(year_text) if year_text else any_year
    if quarter := found.get("quarter"):
        first = 4 + 3 * (int(quarter) - 1)
        start_year, first = (year + 1, first - 12) if first > 12 else (year, first)
        return *_month_span(start_year, first, first + 2), bool(year_text)
    if season := found.get("season"):
        return *_month_span(year, *_SEASONS[season.casefold()]), bool(year_text)
    if financial := found.get("financial"):
        if (year + 1) % 100 != int(financial[-2:]):
            raise ValueError
        return *_month_span(year, 4, 3), True
    if month or number:
        place = (
            int(number)
            if number
            else 1 + next(i for i, one in enumerate(_MONTHS) if one[:3] == (month or "")[:3].casefold())
        )
        if day := found.get("day"):
            one = date(year, place, int(day))
            return one, one, bool(year_text)
        return *_month_span(year, place, place), bool(year_text)
    return date(year, 1, 1), date(year, 12, 31), True


def _read(text: str) -> Iterator[tuple[int, int, PrintedTime]]:
    """The times that a text prints, each with where it begins and ends; of two in one place the longer one."""
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            first, last = match.span()
            # The month of May has a capital letter; whatever may be has none.
            if any(taken[first:last]) or match[0] in ("may", "march"):
                continue
            try:
                start, end, has_year = _span(match.groupdict(), 2000)
            except ValueError:
                continue
            taken[first:last] = b"\1" * (last - first)
            before = _PART.search(text[max(0, first - 40) : first])
            word = before["part"].casefold() if before else ""
            part = "late" if word in _LATE else "early" if word in _EARLY else "middle" if word else ""
            yield first, last, PrintedTime(start, end, has_year, part)


def printed_times(text: str) -> Iterator[tuple[str, PrintedTime]]:
    """The times that a text prints, each with its words. Of two that are joined, such as January to April 2020, one may
    have the year.
    """
    text = plain_text(text)
    read = sorted(_read(text), key=lambda found: found[0])
    for place, (first, last, time) in enumerate(read):
        words = text[first:last]
        if not time.has_year and place + 1 < len(read):
            begins, _, following = read[place + 1]
            if following.has_year and _JOINED.fullmatch(text, last, begins):
                yield words, _of_year(time, following)
                continue
        yield words, time


def times_in(text: str) -> Iterator[PrintedTime]:
    """The times that a text prints."""
    return (time for _, time in printed_times(text))


def _of_year(time: PrintedTime, following: PrintedTime) -> PrintedTime:
    """A time without a year, of the year of the one that follows it, or of the year before."""
    year = following.end.year
    try:
        start = time.start.replace(year=year if time.start.replace(year=year) <= following.end else year - 1)
    except ValueError:
        return time
    # What is longer than a day ends with a month; how long February is depends on the year.
    last_year = start.year + (time.end.year - time.start.year)
    end = start if time.start == time.end else _month_span(last_year, time.end.month, time.end.month)[1]
    return PrintedTime(start, end, True, time.part)
