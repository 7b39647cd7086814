"""The layouts of papers that are known: each a folder here with a module ``layout.py`` and a paper to try it on.

``layout.py`` has a function ``read(paper: PaperInLayout) -> Found``: what it finds in any document, nothing where the
layout is another. It knows a layout by what headings, headers and labels mean, never by a file's name or a line's
number.

Beside it stand ``example.txt``, a made-up paper, and ``expected.csv``, the cells that are found in it; both are tested.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ijb_graph.read.documents.document import Document
from ijb_graph.read.drafts.cells import DraftRow
from ijb_graph.records.names import Names
from ijb_graph.records.schema import Schema

__all__ = ["Found", "PaperInLayout", "layouts", "read_layouts"]


@dataclass(frozen=True)
class PaperInLayout:
    """What a layout reads: a document, the board whose paper it is, and what names and kinds of record are known."""

    document: Document
    board: str
    names: Names
    schema: Schema


@dataclass
class Found:
    """What a layout finds: rows in the paper's order; and lines of which nothing is read, by number with the reason.

    The reasons are those of ``skipped.csv``: heading, table-header, repeated, layout ...
    """

    rows: list[DraftRow] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)


_Read = Callable[[PaperInLayout], Found]


def layouts() -> Iterator[tuple[str, _Read]]:
    """The names of the layouts, in order, each with its function."""
    for one in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if one.ispkg:
            yield one.name, importlib.import_module(f"{__name__}.{one.name}.layout").read


def _key(row: DraftRow, schema: Schema) -> tuple[str, ...]:
    key = schema.kinds[row.kind].key
    return (row.kind, *(row.cells[name].value if name in row.cells else "" for name in key))


def read_layouts(paper: PaperInLayout) -> Found:
    """What all layouts find in a document, in the order of its lines.

    Where two layouts find a row with one key at a place, that one counts which has more cells.
    """
    every = Found()
    best: dict[tuple[str, ...], DraftRow] = {}
    order: list[DraftRow] = []
    for name, read in layouts():
        found = read(paper)
        seen: Counter[tuple[str, ...]] = Counter()
        for row in found.rows:
            named = replace(row, layout=name)
            # Rows of one layout are rows apart, though a person has still to say what tells them apart.
            place = (*_key(row, paper.schema), str(row.lines[:1]))
            seen[place] += 1
            place = (*place, str(seen[place]))
            other = best.get(place)
            if other is None or len(other.cells) < len(row.cells):
                best[place] = named
        for line, reason in found.skipped.items():
            every.skipped.setdefault(line, reason)
    order = sorted(best.values(), key=lambda row: (row.lines[0].first, row.kind))
    cited = {number for row in order for place in row.lines for number in range(place.first, place.last + 1)}
    return Found(order, {line: every.skipped[line] for line in sorted(every.skipped) if line not in cited})
