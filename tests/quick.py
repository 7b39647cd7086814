"""Which variants of one test `make test` runs; the others are marked slow, and run by `make test-slow`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from typing import TypeVar

import pytest

__all__ = ["quick_of_each_kind", "words_of_query"]

Value = TypeVar("Value")


def quick_of_each_kind(values: Iterable[Value], kinds: Callable[[Value], Set[object]]) -> list[object]:
    """Values of a parameter of which those are quick that are of a kind that none before them is of.

    ``kinds`` names all kinds that a value is of; the values that bring no further kind are slow. A tuple is a row: a
    value for each of several parameters.
    """
    found: list[object] = []
    seen = set[object]()
    for value in values:
        if kinds(value) <= seen:
            row = value if isinstance(value, tuple) else (value,)
            found.append(pytest.param(*row, marks=pytest.mark.slow))
        else:
            found.append(value)
        seen |= kinds(value)
    return found


def words_of_query(text: str) -> set[str]:
    """The words of SPARQL and of SHACL in a query or a shape: what engines may differ in."""
    return set(re.findall(r"\bsh:\w+|\b[A-Z]{2,}\b(?=[\s({])", re.sub(r"(?m)^#.*$|\"[^\"\n]*\"", "", text)))
