"""Lines of a paper, read for what they print: words, numbers, codes and times; each when it is first asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from ijb_graph.read.printed.dates import PrintedTime, times_in
from ijb_graph.read.printed.figures import Number, codes_in, numbers_in, numbers_in_words, words_of

__all__ = ["PrintedLines", "as_words", "in_own_words"]

_IN_BRACKETS = re.compile(r"\([^()]*\)")
# The unit of a table, which stands apart from its numbers: £m, £ million.
_MILLIONS = re.compile(r"\u00a3\s?m(?:illions?)?\b", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def as_words(text: str) -> str:
    """The words of a text, each between two spaces, without the s of a plural or genitive."""
    words = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words_of(text))
    return " ".join(["", *(word for word in words if word != "s"), ""])


@dataclass(frozen=True)
class PrintedLines:
    """One line or several."""

    text: str

    @cached_property
    def words(self) -> str:
        """The words as ``as_words`` gives them; again without what is in brackets, which may part a name."""
        return as_words(self.text) + as_words(_IN_BRACKETS.sub(" ", self.text))

    @cached_property
    def digits(self) -> list[Number]:
        """The numbers in digits."""
        return list(numbers_in(self.text))

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers in digits and in words."""
        return [*self.digits, *numbers_in_words(self.text)]

    @cached_property
    def values(self) -> set[Decimal]:
        """The values of the numbers, whatever their units."""
        return {one.value for one in self.numbers}

    @cached_property
    def codes(self) -> set[str]:
        """What may be a code, in small letters."""
        return {code.casefold() for code in codes_in(self.text)}

    @cached_property
    def times(self) -> list[PrintedTime]:
        """The times, each an interval of days."""
        return list(times_in(self.text))

    @cached_property
    def months(self) -> set[tuple[int, int]]:
        """The first and the last month of each time."""
        return {(one.start.month, one.end.month) for one in self.times}

    def have_words(self, text: str) -> bool:
        """The words of a text one after the other; of several texts that are joined by ``; ``, those of each."""
        return all(as_words(part) in self.words for part in text.split("; "))

    def have_number(self, value: Decimal) -> bool:
        """A number."""
        return value in self.values

    def have_thousands(self, value: Decimal) -> bool:
        """So many thousands of pounds, however they are printed: 1,200 in a table, 1.2m, 1,200,000, 1.2 below £m."""
        plain = {value, value * 1000, *([value / 1000] if _MILLIONS.search(self.text) else [])}
        return any(
            one.value in plain if one.thousands is None else one.value * one.thousands == value for one in self.numbers
        )

    def have_interval(self, start: date, end: date) -> bool:
        """An interval that is printed, a part of one that is (end of March), or from one printed time to another.

        A time without a year is none: which year it is of is inferred.
        """
        times = [one for one in self.times if one.has_year]
        if any(one.means(start, end) for one in times):
            return True
        return any(one.start == start for one in times) and any(one.end == end for one in times)


@lru_cache(maxsize=1 << 12)
def in_own_words(text: str) -> PrintedLines:
    """A text of ours, read in the same way."""
    return PrintedLines(text)
