"""What things are called and where they are stated, asked for many at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ijb_graph.addresses import curie, rebase, shortened
from ijb_graph.engine import Engine
from ijb_graph.engine.interface import Row

__all__ = ["Names", "query_text", "rows_about", "short_name", "texts"]

# How many things one query names: servers refuse a query of any length.
_AT_ONCE = 200
# What may stand between < and > in a query.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


def query_text(name: str) -> str:
    """One of the queries beside this module, by its name without ``.rq``."""
    return Path(__file__).with_name(f"{name}.rq").read_text(encoding="utf-8")


def rows_about(engine: Engine, name: str, things: Iterable[str]) -> Iterator[Row]:
    """The rows of a query beside this module about things, which takes the place of UNDEF in it."""
    wanted = sorted({one for one in things if _IRI.fullmatch(one)})
    query = rebase(query_text(name), engine.base)
    for start in range(0, len(wanted), _AT_ONCE):
        named = " ".join(f"<{one}>" for one in wanted[start : start + _AT_ONCE])
        # The addresses are the graph's own already.
        yield from engine.query(query.replace("UNDEF", named), f"{name}.rq").rows


def texts(row: Row) -> list[str]:
    """The texts of a row; an empty one where there is no value."""
    return [term.value if term else "" for term in row]


def short_name(address: str, base: str) -> str:
    """An address as people type it: ``ijb:Direction``, ``direction/east-lothian/2019-20/D11b``, or in full."""
    if address.startswith(f"{base}id/"):
        return shortened(address, base)
    return curie(address, base).strip("<>")


class Names:
    """What a graph calls things: their labels, asked for once, and short addresses in place of a label."""

    def __init__(self, engine: Engine) -> None:
        """Names of the things of a graph."""
        self._engine = engine
        self._labels: dict[str, str] = {}

    def learn(self, addresses: Iterable[str]) -> None:
        """Ask for the labels of things, all at once."""
        unknown = set(addresses) - self._labels.keys()
        rows = sorted(texts(row) for row in rows_about(self._engine, "labels", unknown))
        for address, label in rows:
            self._labels.setdefault(address, label)

    def label(self, address: str) -> str:
        """The label of a thing, else its short address."""
        return self._labels.get(address) or self.short(address)

    def short(self, address: str) -> str:
        """An address as people type it."""
        return short_name(address, self._engine.base)
