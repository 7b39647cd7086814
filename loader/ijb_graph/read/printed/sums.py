"""Sums of money in running text, each with the financial year that it is for where that is plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ijb_graph.read.printed.figures import plain_text

__all__ = ["PrintedSum", "sums_in"]

_SUM = (
    r"(?:-\s?)?£\s?[0-9][0-9,]*(?:\.[0-9]+)?\s?(?:(?:k|m|bn|million|billion|thousand)\b)?"
    r"|\b[0-9][0-9,]*(?:\.[0-9]+)?\s?(?:million|billion|m)\b"
)
_YEARS = r"\b(?:19|20)[0-9]{2}-[0-9]{2}\b"
_TOKEN = re.compile(rf"(?P<sum>{_SUM})|(?P<years>{_YEARS})", re.IGNORECASE)
# What before a sum makes it a part of the sum before, and no further one.
_PART = re.compile(
    r"\b(?:of which|including|includes?|inclusive of|compris(?:ing|es|ed of)|made up of|consisting of|being|namely"
    r"|split|broken down)\b(?:[^.;]|\.(?=[0-9]))*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PrintedSum:
    """A sum with its unit as printed; ``years`` is its financial year (2025-26), None where it is open which it is.

    ``years`` is empty where no year is printed at all. ``is_part`` says that it is counted in the sum before it.
    """

    text: str
    years: str | None
    is_part: bool


def sums_in(text: str) -> list[PrintedSum]:
    """The sums of a text in order.

    Sums and years go together where one is printed for each, always before it or always after it; or one for one.
    """
    plain = plain_text(text)
    tokens = list(_TOKEN.finditer(plain))
    marks, sums, years = "", [], []
    for one in tokens:
        if one["years"]:
            marks += "y"
            years.append(one[0])
        else:
            is_part = bool(_PART.search(plain[: one.start()]))
            sums.append((one[0].strip(), is_part))
            marks += "" if is_part else "s"
    whole = [text for text, is_part in sums if not is_part]
    paired = marks in ("sy" * len(whole), "ys" * len(whole))
    of_sum = iter(years if paired else [None if years else ""] * len(whole))
    return [PrintedSum(text, "" if is_part else next(of_sum), is_part) for text, is_part in sums]
