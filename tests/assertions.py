"""A loop of assertions proves nothing where there is nothing to loop over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

__all__ = ["not_empty"]

_Item = TypeVar("_Item")


def not_empty(items: Iterable[_Item]) -> list[_Item]:
    """What a loop of assertions goes over; a test fails where that is nothing."""
    found = list(items)
    assert found, "nothing to loop over: the assertions in the loop would not run"
    return found
