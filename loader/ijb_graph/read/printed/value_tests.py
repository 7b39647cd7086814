"""How a value is looked for in the lines of a paper: by what it means, whatever its spelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ijb_graph.read.printed.lines import PrintedLines, as_words, in_own_words
from ijb_graph.records.names import Name, Names
from ijb_graph.records.schema import Column
from ijb_graph.records.values import Period

__all__ = ["Test", "ValueTests"]

Test = Callable[[PrintedLines, Any], bool]


class ValueTests:
    """Tests of values for a paper of ``board``; ``suite`` is the one that its records belong to, empty if none."""

    def __init__(self, names: Names, board: str, suite: str = "") -> None:
        self.names, self.board, self.suite = names, board, suite

    def test_of(self, column: Column) -> Test | None:
        """How a value of a column is looked for; None where none of its values is printed."""
        if column.name in ("lines", "basis", "note") or column.choices or column.stands == "no":
            return None
        if column.stands == "words":
            return PrintedLines.have_words
        if column.form in ("integer", "decimal"):
            of_money = column.name.endswith("_k")
            test = PrintedLines.have_thousands if of_money else PrintedLines.have_number
            return lambda lines, value: test(lines, Decimal(value))
        tests: dict[str, Test] = {
            "name": self.has_name,
            "date": self.has_day,
            "period": self.has_period,
            "years": self.has_years,
            "string": self.has_facts,
        }
        return tests.get(column.form)

    def has_facts(self, lines: PrintedLines, text: str) -> bool:
        """The numbers, times and codes of a text in our own words, but for the suite that the paper is about."""
        own = in_own_words(text.replace(self.suite, " ") if self.suite else text)
        return (
            all(one.value in lines.values for one in own.digits)
            and all(code in lines.codes or lines.have_words(code) for code in own.codes)
            and own.months <= lines.months
        )

    def has_name(self, lines: PrintedLines, name: Name) -> bool:
        """Any of the names that the thing has; or of a part of another thing the name of that and the rest."""
        return any(all(words in lines.words for words in parts) for parts in self.forms_of(name, name.printed))

    @lru_cache(maxsize=1 << 12)  # noqa: B019 - the tests of a paper do not outlive it
    def forms_of(self, name: Name, printed: str) -> set[tuple[str, ...]]:
        """The ways to write a name, each as the words that have to stand: Chief Executive, NHS Lothian in two parts."""
        known = {one for one in (printed, name.label, *self.names.aliases(name)) if one}
        forms: set[tuple[str, ...]] = {(as_words(one),) for one in known}
        for one in known:
            words = one.split(" ")
            for cut in range(1, len(words)):
                start, end = " ".join(words[:cut]), " ".join(words[cut:])
                wholes = [(start, end), *([(end, start[:-1])] if start.endswith(",") else [])]
                for whole, rest in wholes:
                    thing = self.names.resolve(whole, self.board)
                    if thing is not None and thing != name:
                        others = {whole, thing.label, *self.names.aliases(thing)}
                        forms |= {(as_words(other), as_words(rest)) for other in others}
        return forms

    def has_day(self, lines: PrintedLines, day: date) -> bool:
        """A day."""
        return lines.have_interval(day, day)

    def has_period(self, lines: PrintedLines, period: Period) -> bool:
        """The days of a time; ongoing and undecided are readings of words."""
        if period.earliest is None or period.latest is None:
            return True
        return lines.have_interval(period.earliest, period.latest)

    def has_years(self, lines: PrintedLines, years: str) -> bool:
        """Two years, one after the other, however they are joined."""
        first = int(years[:4])
        return lines.have_interval(date(first, 4, 1), date(first + 1, 3, 31))
