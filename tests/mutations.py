"""Defects: what `defect.toml` of each rule changes in a copy of the clean project's records.

A rule that finds one fault in several ways has a defect for each: `defect.toml`, `defect-<what>.toml`, ...
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ijb_graph.records.paper_folder import MANIFEST
from ijb_graph.records.schema import KINDS, read_schema

__all__ = ["DEFECT", "Change", "Defect", "defect_files", "plant", "read_defect"]

DEFECT = "defect.toml"

# Cells of a new row that nobody has to write: every record has lines and a basis.
_GIVEN = {"lines": "1", "basis": "printed"}


@dataclass(frozen=True)
class Change:
    """One change of one file: a row that is set, removed or added; ``where`` must match exactly one row."""

    file: str
    where: Mapping[str, Any]
    set: Mapping[str, Any]
    add: Mapping[str, Any]
    remove: bool


@dataclass(frozen=True)
class Defect:
    """What is planted, how many findings of the rule itself it gives, and which other rules it cannot but set off.

    ``refused``: what the build says of it, where no such record can get as far as a rule; empty otherwise.
    """

    words: str
    changes: tuple[Change, ...]
    finds: int
    also: tuple[str, ...]
    refused: str


def defect_files(folder: Path) -> list[Path]:
    """The defects of a rule: `defect.toml` first, then those of its further ways to find its fault."""
    return sorted(folder.glob("defect*.toml"), key=lambda path: (path.name != DEFECT, path.name))


def read_defect(path: Path) -> Defect:
    """Read a `defect.toml`; ValueError where it says nothing, or something that nobody understands."""
    text = path.read_text(encoding="utf-8")
    table = tomllib.loads(text)
    words = " ".join(line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#"))
    _only(path, table, "change", "finds", "also", "refused")
    if not words or "FILL IN" in text:
        raise ValueError(f"{path}: begin with a comment that says in words what is planted, and fill in the rest")
    changes = []
    for entry in table.get("change", []):
        _only(path, entry, "file", "where", "set", "add", "remove")
        change = Change(
            file=entry["file"],
            where=entry.get("where", {}),
            set=entry.get("set", {}),
            add=entry.get("add", {}),
            remove=entry.get("remove", False),
        )
        if [bool(change.set), bool(change.add), change.remove].count(True) != 1:
            raise ValueError(f"{path}: a change has one of set, add and remove = true")
        changes.append(change)
    if not changes:
        raise ValueError(f"{path}: no [[change]]")
    return Defect(words, tuple(changes), table.get("finds", 1), tuple(table.get("also", ())), table.get("refused", ""))


def plant(data: Path, defect: Defect) -> None:
    """Make the changes in a composed data folder, in order.

    Raises ValueError where a change finds no row or several, names no column of the file, or alters nothing. A paper's
    folder follows its meeting date. Our readings follow the records that they are of: they go with a row, and take the
    new day of a paper.
    """
    old_rows = {change.file: _rows(data / change.file) for change in defect.changes if change.file.endswith(".csv")}
    for change in defect.changes:
        path = data / change.file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if path.name == MANIFEST:
            _change_manifest(path, change)
        else:
            _change_rows(data, path, change)
        if path.read_text(encoding="utf-8") == before:
            raise ValueError(f"{change.file}: the change alters nothing")
    for file, rows in old_rows.items():
        if rows and (data / file).parent.parent != data:
            _remove_readings(data, data / file, rows)
    for folder in {(data / change.file).parent for change in defect.changes if change.file.endswith(MANIFEST)}:
        meeting = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))["meeting_date"]
        renamed = folder.rename(folder.with_name(f"{meeting}{folder.name[10:]}"))
        _rename_in_readings(data, folder.parent.name, folder.name, renamed.name)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _remove_readings(data: Path, path: Path, before: list[dict[str, str]]) -> None:
    """Remove the rows of ``editorial/`` that are about a row of this paper's file that is gone."""
    folder = path.parent
    suite = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("suite", "")
    given = {"board": folder.parent.name, "paper": folder.name, "meeting_date": folder.name[:10], "suite": suite}
    after = _rows(path)
    for name, kind in read_schema(data).kinds.items():
        for reference in kind.references if name.startswith("editorial/") else ():
            if reference.kind != path.stem or not {*reference.targets} <= {*given, *before[0]}:
                continue
            keys = [
                {tuple({**row, **given}[one] for one in reference.targets) for row in rows} for rows in (before, after)
            ]
            readings = _rows(data / f"{name}.csv")
            kept = [row for row in readings if tuple(row[one] for one in reference.columns) not in keys[0] - keys[1]]
            if kept != readings:
                _write_rows(data / f"{name}.csv", list(kind.places), kept)


def _rename_in_readings(data: Path, board: str, old: str, new: str) -> None:
    for path in sorted((data / "editorial").glob("*.csv")):
        rows = _rows(path)
        for row in (one for one in rows if one["board"] == board):
            changed = {old: new, old[:10]: new[:10]}
            row.update({name: changed.get(text, text) for name, text in row.items()})
        if rows:
            _write_rows(path, list(rows[0]), rows)


def _only(path: Path, table: Mapping[str, Any], *known: str) -> None:
    strangers = sorted(set(table) - set(known))
    if strangers:
        raise ValueError(f"{path}: {', '.join(strangers)}: only {', '.join(known)} can stand there")


def _columns(data: Path, path: Path) -> list[str]:
    """The columns that a file of this name has, by the schema."""
    shared = path.parent.parent == data
    name = f"{path.parent.name}/{path.stem}" if shared else path.stem
    kinds = read_schema(data).kinds
    if name not in kinds:
        raise ValueError(f"{name}: no kind of record of {KINDS}/")
    return list(kinds[name].places)


def _the_one(change: Change, rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = [row for row in rows if change.where.items() <= row.items()]
    if len(found) != 1:
        raise ValueError(f"{change.file}: {len(found)} rows where {dict(change.where)}, not one")
    return found[0]


def _change_rows(data: Path, path: Path, change: Change) -> None:
    columns = _columns(data, path)
    rows: list[dict[str, Any]] = [*_rows(path)]
    strangers = sorted({*change.where, *change.set, *change.add} - set(columns))
    if strangers:
        raise ValueError(f"{change.file}: no column {', '.join(strangers)}; its columns are {', '.join(columns)}")
    if change.add:
        given = {name: text for name, text in _GIVEN.items() if name in columns}
        rows.append({**dict.fromkeys(columns, ""), **given, **_cells(change.add)})
    elif change.remove:
        rows.remove(_the_one(change, rows))
    else:
        _the_one(change, rows).update(_cells(change.set))
    _write_rows(path, columns, rows)


def _write_rows(path: Path, columns: list[str], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _cells(values: Mapping[str, Any]) -> dict[str, str]:
    for name, value in values.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} = {value!r}: a cell is text, write it in quotation marks")
    return dict(values)


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _change_manifest(path: Path, change: Change) -> None:
    """Set entries of paper.toml: at its head, or with ``where`` in the one table [[suites]] that it matches."""
    if not change.set:
        raise ValueError(f"{change.file}: entries of {MANIFEST} can be set, no more")
    head, *tables = re.split(r"(?m)^(?=\[)", path.read_text(encoding="utf-8"))
    at = 0
    if change.where:
        suites = [number for number, table in enumerate(tables, start=1) if table.startswith("[[suites]]")]
        entries = [{**tomllib.loads(tables[number - 1])["suites"][0], "": number} for number in suites]
        at = _the_one(change, entries)[""]
    parts = [head, *tables]
    for key, value in change.set.items():
        parts[at], found = re.subn(rf"(?m)^{re.escape(key)} = .*$", lambda _: f"{key} = {_toml(value)}", parts[at])  # noqa: B023
        if found != 1:
            raise ValueError(f"{change.file}: no entry {key} there")
    path.write_text("".join(parts), encoding="utf-8")
