"""The order in which people count codes."""

from __future__ import annotations

import re

__all__ = ["in_order"]


def in_order(code: str) -> tuple[tuple[int, int, str], ...]:
    """What sorts codes as people count: 2.1 before 10.1."""
    parts = re.findall(r"[0-9]{1,9}|[^0-9]+", code)
    return tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in parts)
