"""All records: reference data first (it says what names mean), then every paper, then the editorial links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.errors import InputError, Problem, nearest, shown
from ijb_graph.records.names import Name, Names
from ijb_graph.records.paper import MANIFEST, Paper, read_paper
from ijb_graph.records.rows import Row, read_rows
from ijb_graph.records.schema import Reference, Schema, read_schema

__all__ = ["Records", "read_records"]

_SHARED = ("reference", "editorial")


@dataclass(frozen=True)
class Records:
    """Everything under ``data/``: the papers, and the rows of reference and editorial data by kind."""

    schema: Schema
    names: Names
    shared: dict[str, list[Row]]
    papers: list[Paper]


def _read_names(data: Path, schema: Schema, problems: list[Problem]) -> Names:
    """What every name means: read before the rows that use the names."""
    names = Names()

    def rows(kind: str) -> list[Row]:
        path = data / f"{kind}.csv"
        return read_rows(path, schema.kinds[kind], None, "", []) if path.exists() else []

    for row in rows("reference/integration-authorities"):
        names.add(Name("authority", row.text("slug"), "", row.text("name")))
    for sort, kind in (("body", "reference/bodies"), ("post", "reference/posts")):
        for row in rows(kind):
            names.add(Name(sort, row.text("name"), row.text("board"), row.text("name")))
    for row in rows("reference/people"):
        names.add(Name("person", row.text("name"), "", row.text("name")))
    for row in rows("reference/aliases"):
        name = names.resolve(row.text("name"), row.text("board"))
        if name is None:
            problems.append(
                Problem(
                    row.file,
                    repr(row.text("name")),
                    "a name of bodies.csv, posts.csv or integration-authorities.csv",
                    f"{names.suggestion(row.text('name'), row.text('board'))}Correct it, or add the body.",
                    row=row.number,
                    column="name",
                )
            )
        else:
            names.add_alias(row.text("alias"), name, row.text("board"))
    return names


def _plain(value: object) -> str:
    return value.label if isinstance(value, Name) else str(value)


def _check_references(rows: Iterable[Row], targets: dict[str, list[Row]], problems: list[Problem]) -> None:
    """Every value of a foreign key occurs in the column it refers to."""
    values: dict[Reference, set[str]] = {}
    for row in rows:
        for reference in row.kind.references:
            if reference not in values:
                rows_there = targets.get(reference.kind, [])
                values[reference] = {_plain(value) for there in rows_there for value in there.cells[reference.target]}
            known = values[reference]
            for value in row.cells[reference.column]:
                if _plain(value) not in known:
                    problems.append(
                        Problem(
                            row.file,
                            repr(_plain(value)),
                            f"a value of the column {reference.target} of {reference.kind}.csv",
                            f"{nearest(_plain(value), known)}Correct it, or add the row there.",
                            row=row.number,
                            column=reference.column,
                        )
                    )


def _unknown_folders(data: Path, schema: Schema, authorities: set[str], problems: list[Problem]) -> list[Path]:
    """The papers' folders; whatever else lies under ``data`` and is no known kind is a problem."""
    papers = []
    for folder in sorted(path for path in data.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if folder.name in _SHARED:
            known = [
                kind.name.partition("/")[2] for kind in schema.shared_kinds if kind.name.startswith(folder.name + "/")
            ]
            problems.extend(
                Problem(
                    shown(path),
                    f"a file {path.name}",
                    "a kind of record that csv-metadata.json describes",
                    f"{nearest(path.stem, known)}Rename the file, or describe the kind.",
                )
                for path in sorted(folder.glob("*.csv"))
                if path.stem not in known
            )
        elif folder.name not in authorities:
            problems.append(
                Problem(
                    shown(folder),
                    f"a folder {folder.name}",
                    "the short name of an integration authority",
                    f"{nearest(folder.name, authorities)}Rename the folder.",
                )
            )
        else:
            papers += sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return papers


def read_records(data: Path) -> Records:
    """Read and check everything under ``data``.

    Raises InputError with every fault found; a folder of a paper is one that lies in the folder of a known authority.
    """
    schema = read_schema(data)
    problems: list[Problem] = []
    names = _read_names(data, schema, problems)
    shared: dict[str, list[Row]] = {}
    for kind in schema.shared_kinds:
        path = data / f"{kind.name}.csv"
        if path.exists():
            shared[kind.name] = read_rows(path, kind, names, "", problems)
        elif kind.name.startswith("reference/"):
            problems.append(
                Problem(shown(path), "no file", kind.description, "Take it from the project's data/reference/.")
            )
    authorities = {row.text("slug") for row in shared.get("reference/integration-authorities", [])}
    papers = []
    for folder in _unknown_folders(data, schema, authorities, problems):
        paper = read_paper(folder, schema, names, problems)
        if paper is not None:
            papers.append(paper)
            for rows in paper.rows.values():
                _check_references(rows, {**shared, **paper.rows}, problems)
    for rows in shared.values():
        _check_references(rows, shared, problems)
    if problems:
        raise InputError(problems)
    if not papers:
        raise InputError.of(
            shown(data),
            "no paper",
            f"at least one folder <board>/<date>-<subject>/ with a {MANIFEST}",
            "Make one with `ijb new paper`.",
        )
    return Records(schema, names, shared, papers)
