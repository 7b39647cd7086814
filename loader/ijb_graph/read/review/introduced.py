"""Names that a draft introduces, and all names as its paper's folder will know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ijb_graph.read.drafts.cells import CONFIRMED, DraftCell
from ijb_graph.read.drafts.draft import Decision, Place
from ijb_graph.records.known_names import INTRODUCING, KnownNames
from ijb_graph.records.names import Name, Names
from ijb_graph.records.rows import RecordProblems
from ijb_graph.records.schema import Column, Kind, Schema

__all__ = ["asked_columns", "introduced_rows", "introducing_kind", "introduction", "names_with"]

_SORTS = {"bodies": "body", "posts": "post", "people": "person"}


def introducing_kind(schema: Schema, name: str) -> Kind | None:
    """The kind of reference data whose rows a paper's folder has in the file ``name``; None where it is another."""
    return schema.kinds.get(f"reference/{name}") if name in INTRODUCING else None


def asked_columns(schema: Schema, name: str) -> list[Column]:
    """What a row that introduces a name is asked for: the name first, what else it has to say, and whose it is."""
    kind = introducing_kind(schema, name)
    return [one for one in kind.columns if one.required or one.form == "name"] if kind else []


def introduction(schema: Schema, places: Iterable[Place], name: str, values: Mapping[str, str]) -> list[Decision]:
    """The decisions about a new row of a file that introduces names; ``places`` are those that there are."""
    row = max([0, *(at.row for at in places if at.kind == name)]) + 1
    said = [(one, values.get(one.name, "")) for one in asked_columns(schema, name)]
    return [Decision(Place(name, row, one.name), text, CONFIRMED) for one, text in said if text or one.required]


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
