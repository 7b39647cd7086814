"""All records: reference data first (it says what names mean), then every paper, then the editorial links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.errors import InputError, Problem, nearest, shown, unnamed
from ijb_graph.records.names import Name, Names
from ijb_graph.records.paper_folder import MANIFEST, UNKNOWNS, Paper, read_paper
from ijb_graph.records.rows import Row, read_rows
from ijb_graph.records.schema import METADATA, Reference, Schema, read_schema

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
    """What every name means: read before the rows that use the names.

    In the papers of any board, ``IJB`` is that board. A name that means two things in the same papers is a problem.
    """
    names = Names()

    def rows(kind: str) -> list[Row]:
        path = data / f"{kind}.csv"
        return read_rows(path, schema.kinds[kind], None, "", []) if path.exists() else []

    def taken(row: Row, column: str, other: Name | None) -> None:
        if other is not None:
            found, expected = (
                f"{row.text(column)!r}, which {other.label} is called already",
                "a name that means one thing",
            )
            problems.append(unnamed(row.file, found, expected, "Rename or remove one of them.", row.number, column))

    for row in rows("reference/integration-authorities"):
        name = Name("authority", row.text("slug"), "", row.text("name"))
        taken(row, "name", names.add(name))
        names.add_alias("IJB", name, row.text("slug"), "abbreviation")
    for sort, kind in (("body", "reference/bodies"), ("post", "reference/posts"), ("person", "reference/people")):
        for row in rows(kind):
            board = row.text("board") if "board" in row.cells else ""
            taken(row, "name", names.add(Name(sort, row.text("name"), board, row.text("name"))))
    for row in rows("reference/aliases"):
        known = names.resolve(row.text("name"), row.text("board"))
        if known is None:
            suggestion = names.suggestion(row.text("name"), row.text("board"))
            expected = "a name of bodies.csv, posts.csv, people.csv or integration-authorities.csv"
            fix = f"{suggestion}Correct it, or add the body."
            problems.append(unnamed(row.file, repr(row.text("name")), expected, fix, row.number, "name"))
        else:
            taken(row, "alias", names.add_alias(row.text("alias"), known, row.text("board"), row.text("kind")))
    return names


def _plain(value: object) -> str:
    return value.label if isinstance(value, Name) else str(value)


def _has_faults(row: Row, reference: Reference, faulty: set[str]) -> bool:
    """Whether the file that a reference leads to has faults: its rows are then not all known.

    For a record of a paper that is a file of its board, for ``reference/...`` the one of that name.
    """
    board = row.file.rsplit("/", 2)[0] if "/" not in reference.kind else ""
    return any(file.startswith(board) and file.endswith(f"/{reference.kind}.csv") for file in faulty)


def _check_references(
    rows: Iterable[Row], targets: dict[str, list[Row]], faulty: set[str], problems: list[Problem]
) -> None:
    """Every value of a foreign key occurs in the column it refers to; a file with faults of its own is not asked."""
    values: dict[Reference, set[str]] = {}
    for row in rows:
        for reference in row.kind.references:
            if reference not in values:
                rows_there = targets.get(reference.kind, [])
                values[reference] = {one for there in rows_there for one in _together(there, reference.targets)}
            if faulty and _has_faults(row, reference, faulty):
                continue
            for value in _together(row, reference.columns):
                if value not in values[reference]:
                    *_, column = reference.columns
                    expected = f"a value of {', '.join(reference.targets)} in {reference.kind}.csv"
                    fix = f"{nearest(value, values[reference])}Correct it, or add the row there."
                    problems.append(unnamed(row.file, repr(value), expected, fix, row.number, column))


def _together(row: Row, columns: tuple[str, ...]) -> list[str]:
    """The values of one column, or the values of several columns as one text; an empty cell has none."""
    if len(columns) == 1:
        return [_plain(value) for value in row.cells[columns[0]]]
    cells = [row.cells[column] for column in columns]
    return [" ".join(_plain(value) for cell in cells for value in cell)] if all(cells) else []


def _strangers(folder: Path, known: Iterable[str], folders: bool, problems: list[Problem]) -> None:
    """Whatever lies in a folder and is none of the known files is a problem: nothing is left unread in silence."""
    names = sorted(known)
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in names or (folders and path.is_dir()):
            continue
        fix = f"{nearest(path.name, names)}Rename it, move it elsewhere, or describe the kind in {METADATA}."
        problems.append(
            unnamed(shown(path), f"{path.name}", f"one of {', '.join(names) or 'the folders of papers'}", fix)
        )


def _paper_folders(data: Path, schema: Schema, authorities: set[str], problems: list[Problem]) -> list[Path]:
    """The papers' folders; whatever else lies under ``data`` and is nothing known is a problem."""
    papers = []
    _strangers(data, [METADATA], True, problems)
    for folder in sorted(path for path in data.iterdir() if path.is_dir() and not path.name.startswith(".")):
        if folder.name in _SHARED:
            kinds = [kind.name for kind in schema.shared_kinds if kind.name.startswith(folder.name + "/")]
            _strangers(folder, [f"{kind.rpartition('/')[2]}.csv" for kind in kinds], False, problems)
        elif folder.name not in authorities:
            fix = f"{nearest(folder.name, authorities)}Rename the folder."
            expected = "the short name of an integration authority"
            problems.append(unnamed(shown(folder), f"a folder {folder.name}", expected, fix))
        else:
            _strangers(folder, [], True, problems)
            found = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
            for paper in found:
                _strangers(
                    paper, [MANIFEST, UNKNOWNS, *(f"{one.name}.csv" for one in schema.paper_kinds)], False, problems
                )
            papers += found
    return papers


def _check_papers(papers: list[Paper], shared: dict[str, list[Row]], problems: list[Problem]) -> None:
    """References within a paper; to directions also within the other papers of its board and suite."""
    faulty = {problem.file for problem in problems}
    directions: dict[tuple[str, str], list[Row]] = {}
    for paper in papers:
        directions.setdefault((paper.board, paper.suite), []).extend(paper.rows.get("directions", []))
    for paper in papers:
        targets = {**shared, **paper.rows, "directions": directions[paper.board, paper.suite]}
        for rows in paper.rows.values():
            _check_references(rows, targets, faulty, problems)


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
                unnamed(shown(path), "no file", kind.description, "Take it from the project's data/reference/.")
            )
    authorities = {row.text("slug") for row in shared.get("reference/integration-authorities", [])}
    papers = []
    for folder in _paper_folders(data, schema, authorities, problems):
        paper = read_paper(folder, schema, names, problems)
        if paper is not None:
            papers.append(paper)
    _check_papers(papers, shared, problems)
    faulty = {problem.file for problem in problems}
    for rows in shared.values():
        _check_references(rows, shared, faulty, problems)
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
