"""The kinds of page there are: each a query beside this module that says which things have one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.engine import Engine, select_texts

__all__ = ["Entry", "PageKind", "read_page_kinds"]

_QUERIES = Path(__file__).with_name("kinds")
_FIELD = re.compile(r"# (one|many|about|order): (.+)")


@dataclass(frozen=True)
class Entry:
    """A thing that has a page: its address, the short name of its board (empty for what belongs to all), and a note."""

    address: str
    board: str
    note: str


@dataclass(frozen=True)
class PageKind:
    """A kind of page: its name, what one and many of it are called, what they are about, and the things that have one.

    ``order`` is its place among the kinds.
    """

    name: str
    one: str
    many: str
    about: str
    order: int
    entries: tuple[Entry, ...]


def _read(path: Path, engine: Engine) -> PageKind:
    """One kind; its query has in its header what it is called, and gives ``?thing``, ``?board`` and ``?note``."""
    text = path.read_text(encoding="utf-8")
    said = dict(_FIELD.findall(text))
    entries: dict[str, Entry] = {}
    for thing, board, note in sorted(select_texts(engine, text, path.name)):
        # A thing of two papers or classes has one page; the first note is shown.
        entries.setdefault(thing, Entry(thing, board, note))
    return PageKind(path.stem, said["one"], said["many"], said["about"], int(said["order"]), tuple(entries.values()))


def read_page_kinds(engine: Engine) -> list[PageKind]:
    """All kinds of page of which the graph has things, in order."""
    kinds = [_read(path, engine) for path in sorted(_QUERIES.glob("*.rq"))]
    return sorted((kind for kind in kinds if kind.entries), key=lambda kind: kind.order)
