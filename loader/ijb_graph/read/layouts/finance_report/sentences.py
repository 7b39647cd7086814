"""Sums of money in sentences, with the measure that stands right beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ijb_graph.read.printed.figures import plain_text

__all__ = ["SumOfMeasure", "sums_of_sentence"]

_SUM = r"(?P<sum>(?:-\s?)?£\s?[0-9][0-9,]*(?:\.[0-9]+)?\s?(?:(?:k|m|bn|million|billion|thousand)\b)?)"
_IS = (
    r"(?:\s+(?:for\s+(?:the\s+year\s+)?20[0-9]{2}-[0-9]{2}|of|is|was|are|were|at|totals?|totalling|amounts? to"
    r"|stands? at|currently|now|estimated at|:))*\s*"
)
# The measures as sentences name them, right before the sum.
_MEASURES = {
    "budget": r"(?P<total>total\s+)?(?:approved\s+|revised\s+|delegated\s+)?(?:annual\s+)?budget(?:\s+allocation)?",
    "projection": r"(?:projected|forecast)\s+(?:outturn|expenditure|spend)",
    "overspend": r"(?:projected|forecast)\s+(?:year[- ]end\s+)?overspend",
    "variance": r"(?:projected|forecast)\s+(?:year[- ]end\s+)?underspend",
    "planned-saving": r"(?:planned|target|approved)\s+savings",
    "achieved-saving": r"(?:achieved|delivered)\s+savings|savings\s+(?:achieved|delivered)",
    "earmarked-reserve": r"earmarked\s+reserves?",
    "reserve": r"(?:general|uncommitted)\s+reserves?",
}
_PATTERNS = {measure: re.compile(rf"\b{words}{_IS}{_SUM}", re.IGNORECASE) for measure, words in _MEASURES.items()}


@dataclass(frozen=True)
class SumOfMeasure:
    """A sum as printed with its measure; ``service`` is ``total`` where the words say so.

    ``is_short`` says that the sum is what is missing: an overspend.
    """

    printed: str
    measure: str
    service: str
    is_short: bool


def sums_of_sentence(text: str) -> Iterator[SumOfMeasure]:
    """The sums of a text whose measure stands right before each, in the order of the text."""
    plain = plain_text(text)
    found = sorted(
        ((match.start("sum"), measure, match) for measure, one in _PATTERNS.items() for match in one.finditer(plain)),
        key=lambda one: one[0],
    )
    for _, measure, match in found:
        is_total = bool(match.groupdict().get("total"))
        service = "total" if is_total else "general reserve" if measure == "reserve" else ""
        is_short = measure == "overspend"
        yield SumOfMeasure(match["sum"].strip(), "variance" if is_short else measure, service, is_short)
