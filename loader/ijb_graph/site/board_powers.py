"""Whom a board may direct, and whom its papers address that it cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ijb_graph.engine import Engine, select_texts
from ijb_graph.site.pictures.order import in_order

__all__ = ["Addressee", "BoardPowers"]

_QUERY = Path(__file__).with_name("powers.rq").read_text(encoding="utf-8")
# In what order a page shows them; the last two no board may direct.
_STANDINGS = ("constituent authority", "part of one, or what is delegated to the board", "neither", "nobody")


@dataclass(frozen=True)
class Addressee:
    """A body that a board may direct, or that its directions address.

    ``standing`` is what it is to the board; ``address`` and ``name`` are empty where nobody is addressed;
    ``directions`` are those that address or direct it, each with its code and address.
    """

    standing: str
    address: str
    name: str
    directions: tuple[tuple[str, str], ...]

    @property
    def may_be_directed(self) -> bool:
        """Whether the law lets the board direct it."""
        return self.standing in _STANDINGS[:2]


class BoardPowers:
    """Whom the boards of a graph may direct, and whom they address."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def _by_board(self) -> Mapping[str, list[Addressee]]:
        found: dict[str, dict[tuple[str, str, str], set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
        rows = select_texts(self._engine, _QUERY, "whom boards direct")
        for authority, standing, body, name, direction, code in rows:
            directions = found[authority][standing, body, name]
            if direction:
                directions.add((code, direction))
        return {
            board: sorted((_addressee(*one) for one in bodies.items()), key=_order) for board, bodies in found.items()
        }

    def of(self, board: str) -> list[Addressee]:
        """Those of one board, by its address: whom it may direct comes first."""
        return self._by_board.get(board, [])


def _addressee(of: tuple[str, str, str], directions: set[tuple[str, str]]) -> Addressee:
    return Addressee(*of, tuple(sorted(directions, key=lambda one: (in_order(one[0]), one[1]))))


def _order(one: Addressee) -> tuple[int, str, str]:
    return _STANDINGS.index(one.standing), one.name, one.address
