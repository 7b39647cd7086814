"""The report by which a direction is watched: whom it goes to and how often, as the field of monitoring says."""

from __future__ import annotations

import re

__all__ = ["route_of"]

_FREQUENCIES = {
    "quarterly": r"quarterly|every (?:three months|quarter)|each quarter",
    "six-monthly": r"(?:six|6)[- ]monthly|every (?:six|6) months|half[- ]yearly|twice (?:a|each|per) year",
    "yearly": r"yearly|annually|annual|every year|each year|once a year|every (?:twelve|12) months",
}
_ROUTE = re.compile(
    r"(?P<before>(?:(?:an?|progress|quarterly|(?:six|6)[- ]monthly|annual|yearly|regular|update|written) )*)reports?\s+"
    r"(?:(?:will be made|is made|made) )?to\s+(?P<to>.+)",
    re.IGNORECASE | re.DOTALL,
)


def route_of(monitoring: str) -> tuple[str, str] | None:
    """Whom a report goes to, and how often; None where the text says anything else, or the one without the other.

    How often stands at the end, else before the report: a quarterly report.
    """
    found = _ROUTE.fullmatch(monitoring.strip(" ."))
    if not found:
        return None
    ends = {
        name: match
        for name, words in _FREQUENCIES.items()
        if (match := re.search(rf"[\s,]*(?<![-\w])(?:{words})$", found["to"], re.IGNORECASE))
    }
    begins = [
        name for name, words in _FREQUENCIES.items() if re.search(rf"\b(?:{words})\b", found["before"], re.IGNORECASE)
    ]
    if len(ends) == 1 and not set(begins) - ends.keys():
        ((name, match),) = ends.items()
        return found["to"][: match.start()], name
    return (found["to"], begins[0]) if len(begins) == 1 and not ends else None
