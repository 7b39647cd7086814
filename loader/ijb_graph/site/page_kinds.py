"""The kinds of page there are: each a query beside this module that says which things have one and lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.engine import Engine, query_in_base
from ijb_graph.site.columns import Column, column_of

__all__ = ["Entry", "PageKind", "read_page_kinds"]

_QUERIES = Path(__file__).with_name("kinds")
_FIELD = re.compile(r"# (one|many|about|order|register): (.+)")
_ALWAYS = ("thing", "board", "note")


@dataclass(frozen=True)
class Entry:
    """A thing that has a page: its address, the short name of its board (empty for what belongs to all), and a note.

    ``values`` has, for each column of its kind, what stands there; mostly one value, or none.
    """

    address: str
    board: str
    note: str
    values: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class PageKind:
    """A kind of page: its name, what one and many of it are called, what they are about, and the things that have one.

    ``order`` is its place among the kinds. ``register`` is the question with all that is recorded of them,
    or empty. ``columns`` are those of its list beside the name, the board and the note.
    """

    name: str
    one: str
    many: str
    about: str
    order: int
    register: str
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]


def _read(path: Path, engine: Engine) -> PageKind:
    """One kind; its query has in its header what it is called, and gives ``?thing``, ``?board`` and ``?note``.

    Each other variable is a column of the list; a thing with several values has several rows. The list has the order of
    the query.
    """
    text = path.read_text(encoding="utf-8")
    said = dict(_FIELD.findall(text))
    answer = query_in_base(engine, text, path.name)
    # A thing of two papers or classes has one page; the first board and note are shown.
    rows: dict[str, list[dict[str, str]]] = {}
    for row in answer.texts():
        cells = dict(zip(answer.columns, row, strict=True))
        rows.setdefault(cells["thing"], []).append(cells)
    columns = []
    values: dict[str, list[tuple[str, ...]]] = {thing: [] for thing in rows}
    for name in answer.columns:
        of_things = {thing: tuple(sorted({one[name] for one in several} - {""})) for thing, several in rows.items()}
        # A column that nothing of this graph fills says nothing.
        if name not in _ALWAYS and any(of_things.values()):
            columns.append(column_of(name, of_things.values()))
            for thing, several in of_things.items():
                values[thing].append(several)
    entries = (Entry(one, several[0]["board"], several[0]["note"], tuple(values[one])) for one, several in rows.items())
    named = (said["one"], said["many"], said["about"], int(said["order"]), said.get("register", ""))
    return PageKind(path.stem, *named, tuple(columns), tuple(entries))


def read_page_kinds(engine: Engine) -> list[PageKind]:
    """All kinds of page of which the graph has things, in order."""
    kinds = [_read(path, engine) for path in sorted(_QUERIES.glob("*.rq"))]
    return sorted((kind for kind in kinds if kind.entries), key=lambda kind: kind.order)
