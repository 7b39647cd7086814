"""Codes that are not written like the others of their table: D15I among D15a, D15b, as a letter was misread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["is_odd"]

# With fewer codes nobody can tell how they are written.
_FEWEST = 5


def _shape(code: str) -> str:
    return re.sub("[a-z]", "a", re.sub("[A-Z]", "A", re.sub(r"\d+", "0", code)))


def is_odd(code: str, others: Iterable[str]) -> bool:
    """Whether a code is written as less than a tenth of all codes are, itself among them."""
    shapes = Counter(_shape(one) for one in others)
    total = sum(shapes.values())
    return total >= _FEWEST and shapes[_shape(code)] * 10 < total
