"""The kinds of record there are, read from the CSVW metadata beside them (``data/csv-metadata.json``)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ijb_graph.errors import InputError, nearest, shown

__all__ = ["METADATA", "Column", "Kind", "Reference", "Schema", "read_schema"]

METADATA = "csv-metadata.json"

# How a cell is read: the CSVW base datatypes in use, and our own forms, named by the last part of the datatype's @id.
FORMS = ("string", "integer", "decimal", "date", "lines", "period", "name")


@dataclass(frozen=True)
class Column:
    """One column: its name, the form of a value, and whether a cell must hold one or may hold several."""

    name: str
    description: str
    form: str
    required: bool
    separator: str | None
    pattern: re.Pattern[str] | None


@dataclass(frozen=True)
class Reference:
    """Columns whose values, taken together, must occur in the columns of another kind."""

    columns: tuple[str, ...]
    kind: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of record: ``directions`` for a paper's directions.csv, ``reference/bodies`` for reference data."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each column among the columns."""
        return {column.name: place for place, column in enumerate(self.columns)}

    @property
    def belongs_to_a_paper(self) -> bool:
        """Whether any paper's folder may hold such a file."""
        return "/" not in self.name


@dataclass(frozen=True)
class Schema:
    """All kinds, by name."""

    kinds: dict[str, Kind]

    @property
    def paper_kinds(self) -> list[Kind]:
        """The kinds that a paper's folder may hold, in the order of the metadata."""
        return [kind for kind in self.kinds.values() if kind.belongs_to_a_paper]

    @property
    def shared_kinds(self) -> list[Kind]:
        """The kinds of reference and editorial data."""
        return [kind for kind in self.kinds.values() if not kind.belongs_to_a_paper]


def _column(entry: dict[str, Any]) -> Column:
    datatype = entry.get("datatype", "string")
    pattern = None
    if isinstance(datatype, dict):
        form = datatype["@id"].rsplit("/", 1)[-1] if "@id" in datatype else datatype["base"]
        if "format" in datatype:
            pattern = re.compile(datatype["format"])
    else:
        form = datatype
    if form not in FORMS:
        raise ValueError(f"datatype {form!r} of column {entry['name']!r}: {nearest(form, FORMS)}")
    return Column(
        entry["name"], entry["dc:description"], form, entry.get("required", False), entry.get("separator"), pattern
    )


def _names(reference: str | list[str]) -> tuple[str, ...]:
    """The columns of a key: CSVW names one as text, several as a list."""
    return (reference,) if isinstance(reference, str) else tuple(reference)


def _kind(table: dict[str, Any]) -> Kind:
    schema = table["tableSchema"]
    return Kind(
        name=table["url"].removesuffix(".csv"),
        description=table["dc:description"],
        columns=tuple(_column(entry) for entry in schema["columns"]),
        key=tuple(schema["primaryKey"]),
        references=tuple(
            Reference(
                _names(key["columnReference"]),
                key["reference"]["resource"].removesuffix(".csv"),
                _names(key["reference"]["columnReference"]),
            )
            for key in schema.get("foreignKeys", ())
        ),
    )


def read_schema(data: Path) -> Schema:
    """Read the metadata of the records under ``data``.

    Raises InputError where it is missing or cannot be understood.
    """
    path = data / METADATA
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
        kinds = [_kind(table) for table in tables]
    except OSError as error:
        raise InputError.of(
            shown(path),
            "no readable file",
            "the CSVW metadata of the records",
            "Point --data at a folder like the project's data/.",
        ) from error
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise InputError.of(
            shown(path),
            f"{type(error).__name__}: {error}",
            "CSVW metadata as the project writes it",
            "Compare with the tables that work.",
        ) from error
    return Schema({kind.name: kind for kind in kinds})
