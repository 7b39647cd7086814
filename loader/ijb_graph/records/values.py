"""The forms of value that a cell can hold, and how each is read from text."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

__all__ = [
    "ONGOING",
    "UNDECIDED",
    "LineRange",
    "Period",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_lines",
    "parse_period",
    "parse_years",
]

# Times without days.
ONGOING, UNDECIDED = "ongoing", "undecided"

_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_PERIOD = re.compile(rf"{_DAY}(/{_DAY})?")
_CANONICAL_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")


# Papers repeat the lines and times they name: one value serves for all who write the same.
_repeated = lru_cache(maxsize=1 << 13)


@dataclass(frozen=True, order=True)
class LineRange:
    """Lines of a paper's text, counted from 1, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        """As it is written in a record: ``490`` or ``510-511``."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Period:
    """A time as a paper means it.

    ``earliest`` and ``latest`` are None where it has no such end (ongoing, undecided).
    """

    text: str
    earliest: date | None
    latest: date | None

    def __str__(self) -> str:
        """As it is written in a record: ``2020-01`` or ``ongoing``."""
        return self.text


def parse_integer(text: str) -> int:
    """A whole number in plain digits; ValueError otherwise."""
    if not re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", text):
        raise ValueError("a whole number in plain digits, such as 32725")
    return int(text)


def parse_decimal(text: str) -> Decimal:
    """A decimal number in plain digits; ValueError otherwise."""
    if not _CANONICAL_DECIMAL.fullmatch(text):
        raise ValueError("a number in plain digits, such as -5 or 2.82")
    return Decimal(text)


def parse_date(text: str) -> date:
    """A day as ``2019-10-31``; ValueError otherwise."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day of the calendar, such as 2019-10-31") from None


@_repeated
def parse_lines(text: str) -> LineRange:
    """``490`` or ``510-511``; ValueError where it is neither or runs backwards."""
    match = re.fullmatch(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", text)
    if not match or int(match[2] or match[1]) < int(match[1]):
        raise ValueError("a line or a rising range of lines, such as 490 or 510-511")
    return LineRange(int(match[1]), int(match[2] or match[1]))


def _span(text: str) -> tuple[date, date]:
    parts = text.split("-")
    year = int(parts[0])
    if len(parts) == 1:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(parts[1])
    if len(parts) == 2:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, int(parts[2])), date(year, month, int(parts[2]))


@_repeated
def parse_period(text: str) -> Period:
    """``2019-10-31``, ``2020-01``, ``2020``, an interval ``2020-01/2020-04``, ``ongoing`` or ``undecided``.

    Years, months and days as in ISO 8601, never more exact than the paper. ValueError where it is none of these.
    """
    if text in (ONGOING, UNDECIDED):
        return Period(text, None, None)
    try:
        if not _PERIOD.fullmatch(text):
            raise ValueError
        start, _, end = text.partition("/")
        earliest, latest = _span(start)[0], _span(end or start)[1]
        if latest < earliest:
            raise ValueError
    except (ValueError, calendar.IllegalMonthError):
        raise ValueError(
            "a day, month or year such as 2020-01, an interval such as 2020-04/2021-03 for a financial year, "
            "ongoing or undecided"
        ) from None
    return Period(text, earliest, latest)


def parse_years(text: str) -> str:
    """Two years, one after the other, as ``2019-20``; ValueError otherwise."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) or (int(text[:4]) + 1) % 100 != int(text[5:]):
        raise ValueError("two years, one after the other, such as 2019-20")
    return text
