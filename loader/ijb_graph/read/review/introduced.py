"""Names that a draft introduces, and all names as its paper's folder will know them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ijb_graph.read.drafts.cells import DraftCell
from ijb_graph.read.drafts.draft import Place
from ijb_graph.records.known_names import INTRODUCING, KnownNames
from ijb_graph.records.names import Name, Names
from ijb_graph.records.rows import RecordProblems
from ijb_graph.records.schema import Kind, Schema

__all__ = ["introduced_rows", "introducing_kind", "names_with"]

_SORTS = {"bodies": "body", "posts": "post", "people": "person"}


def introducing_kind(schema: Schema, name: str) -> Kind | None:
    """The kind of reference data whose rows a paper's folder has in the file ``name``; None where it is another."""
    return schema.kinds.get(f"reference/{name}") if name in INTRODUCING else None


def introduced_rows(cells: Mapping[Place, DraftCell], kind: str) -> list[dict[str, str]]:
    """The rows of a file that introduces names, as the draft has them."""
    rows: dict[int, dict[str, str]] = {}
    for place, cell in cells.items():
        if place.kind == kind:
            rows.setdefault(place.row, {})[place.column] = cell.value
    return [rows[number] for number in sorted(rows)]


def names_with(data: Path, schema: Schema, cells: Mapping[Place, DraftCell], board: str) -> Names:
    """All names under ``data``, and those that a draft of a paper of ``board`` introduces."""
    names = KnownNames(data, schema, RecordProblems()).names
    for kind, sort in _SORTS.items():
        for row in introduced_rows(cells, kind):
            names.add(Name(sort, row.get("name", ""), board, row.get("name", "")))
    for row in introduced_rows(cells, "aliases"):
        known = names.resolve(row.get("name", ""), board)
        if known is not None:
            names.add_alias(row.get("alias", ""), known, board, row.get("kind", ""))
    return names
