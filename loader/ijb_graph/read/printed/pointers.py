"""Proposals that a text names by their numbers: it points to them, or refers to them beside what it says itself."""

from __future__ import annotations

import re

__all__ = ["pointed_to", "proposals_in", "referred_to"]

_NUMBER = re.compile(r"(?<![\d.])\d\.\d(?!\d|\.\d)")
_SEE = re.compile(
    r"\s*(?:as\s+)?(?:see|per|refer to)\s+(?:also\s+)?(?P<codes>\d\.\d(?:\s*(?:,|and|&)\s*\d\.\d)*)\W*", re.IGNORECASE
)
# A thing that another proposal tells of: the review set out at 5.1. As set out at 5.1 is said of the whole.
_TOLD_AT = re.compile(
    r"(?<!\bas )\b(?:set out|referenced|referred to|described|mentioned|outlined)\s+(?:at|in|under)\s+"
    r"(?:proposal\s+)?(?P<code>\d\.\d)(?!\d|\.\d)",
    re.IGNORECASE,
)


def proposals_in(text: str) -> list[str]:
    """The numbers of proposals that a text names."""
    return list(dict.fromkeys(_NUMBER.findall(text)))


def pointed_to(text: str) -> list[str]:
    """The proposals that a text points to and says nothing else: See 3.1. None where it says something."""
    see = _SEE.fullmatch(text)
    return proposals_in(see["codes"]) if see else []


def referred_to(text: str) -> list[str]:
    """The proposals that a text plainly refers to; none where it names others too."""
    codes = [found["code"] for found in _TOLD_AT.finditer(text)]
    return codes if codes == proposals_in(text) else []
