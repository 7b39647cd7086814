"""What a form says of the money of its direction, beside the sums themselves."""

from __future__ import annotations

import re

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.layouts.direction_form.forms import Field, lines_of
from ijb_graph.read.printed.sums import PrintedSum

__all__ = ["YEARS", "method_of", "recurring", "source_of", "year_of"]

YEARS = re.compile(r"(?<![\w/.-])(?:19|20)[0-9]{2}[-/](?:[0-9]{2}|[0-9]{4})(?![\w/-])")
_RECURRING = re.compile(r"\b(?P<no>non)?[- ]?recurr(?:ing|ent)\b|\bone[- ]off\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"\bfrom\b|\bof which\b|\bdelegated by\b|\bfunded\b|\breserves?\b|\bcontribut|\bgrant\b", re.IGNORECASE
)


def year_of(found: PrintedSum | None, one: Field) -> DraftCell:
    """The financial year of a sum."""
    at = lines_of(one)
    if found is None or found.years is None:
        several = YEARS.search(one.value)
        return to_decide("for which year?", at) if several else not_said(at)
    return DraftCell(found.years, MATCHED, at) if found.years else not_said(at)


def method_of(found: PrintedSum | None, one: Field) -> DraftCell:
    """How the money is worked out: a person says it, where more is printed than sums, years and where it is from."""
    at = lines_of(one)
    left = re.sub(r"£?\s?[0-9][0-9,.]*\s?(?:k|m|bn|million|thousand)?\b|[/-][0-9]{2}\b", "", one.value, flags=re.I)
    left = re.sub(
        r"\b(?:in|for|and|of|which|from|per|annum|a|year|total|the|earmarked|reserves?|recurring)\b",
        "",
        left,
        flags=re.I,
    )
    return to_decide("to be summarised, if it is said", at) if re.search(r"\w", left) or not found else not_said(at)


def recurring(one: Field) -> DraftCell:
    """Whether the money comes every year."""
    at, found = lines_of(one), list(_RECURRING.finditer(one.value))
    values = {"no" if "non" in word[0].casefold() or "one" in word[0].casefold() else "yes" for word in found}
    if not found:
        is_open = re.search(r"\b(?:per annum|p\.?a\.?|annual|each year|every year|a year)\b", one.value, re.IGNORECASE)
        return to_decide("does it come every year?", at, "yes") if is_open else not_said(at)
    return DraftCell(values.pop(), MATCHED, at) if len(values) == 1 else to_decide("does it come every year?", at)


def source_of(one: Field) -> DraftCell:
    """Where the money comes from."""
    at = lines_of(one)
    return to_decide("to be summarised", at) if _SOURCE.search(one.value) else not_said(at)
