"""A line of time: where a day stands on it, and which days it names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

__all__ = ["TimeLine"]

# Steps between the named days in months, and the longest time in months for which each is used.
_STEPS = {1: 8, 3: 24, 6: 48, 12: 120, 60: 600, 120: 99_999}


class TimeLine:
    """A line from the first to the last of some days, and a little beyond; ``left`` and ``width`` are pixels."""

    def __init__(self, days: Iterable[date], left: float, width: float) -> None:
        """``days`` are at least one."""
        ordered = sorted(days)
        first, last = ordered[0], ordered[-1]
        self._start = first.year * 12 + first.month - 1
        months = last.year * 12 + last.month - self._start
        self._step = next(step for step, longest in _STEPS.items() if months <= longest)
        # It begins and ends with a named day.
        self._start -= self._start % self._step
        self._end = -(-(last.year * 12 + last.month) // self._step) * self._step
        self._left, self._width = left, width

    def x(self, day: date) -> float:
        """Where a day stands."""
        months = day.year * 12 + day.month - 1 + (day.day - 1) / 31
        return self._left + (months - self._start) / (self._end - self._start) * self._width

    def named(self) -> list[tuple[str, float]]:
        """The days that are named, as ``2020-01``, or as ``2020`` where it is all of years; and where each stands."""
        found = []
        for month in range(self._start, self._end + 1, self._step):
            day = date(month // 12, month % 12 + 1, 1)
            found.append((f"{day:%Y}" if self._step >= 12 else f"{day:%Y-%m}", self.x(day)))
        return found
