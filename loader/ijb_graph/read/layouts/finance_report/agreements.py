"""Who agreed to the money of a finance report, and on which day, as its sentences tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Agreement", "agreements_in"]

_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\s+20[0-9]{2}"
_IN_BRACKETS = r"(?:\s*\((?P<beside>[^()]{2,120})\))?"
# The Council agreed its budget on 4 March 2031; agreements of 4 March 2031 (what the Council delegates).
_FIRST = re.compile(
    rf"(?:(?:^|(?<=[.;]\s)|(?<=[0-9]\s))(?P<who>[^.;]{{2,80}}?)\s+)?\b(?P<verb>agreed|approved|set|agreements?)\b"
    rf"(?P<what>[^.;]{{0,80}}?)\s(?:on|of)\s+(?P<day>{_DAY}){_IN_BRACKETS}"
)
# ... and NHS Fife on 5 March 2031; ... and 5 March 2031 (what NHS Fife delegates).
_FURTHER = re.compile(rf",?\s+and\s+(?:(?P<who>[^.;0-9()]{{2,60}}?)\s+on\s+)?(?P<day>{_DAY}){_IN_BRACKETS}")
_MONEY = re.compile(r"\b(?:budgets?|contributions?|allocations?|payments?|funding)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Agreement:
    """That somebody agreed on a day: ``who`` are the words that may name whom, ``verb`` is the verb that says so."""

    day: str
    who: str
    verb: str


def agreements_in(text: str) -> Iterator[Agreement]:
    """The agreements to money that a text tells of, each with its day as printed."""
    for first in _FIRST.finditer(text):
        if not _MONEY.search(first[0]) and not _MONEY.search(text[max(0, first.start() - 80) : first.start()]):
            continue
        found: re.Match[str] | None = first
        while found:
            yield Agreement(found["day"], found["beside"] or found["who"] or "", first["verb"])
            found = _FURTHER.match(text, found.end())
