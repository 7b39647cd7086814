"""All records: reference data first (it says what names mean), then every paper, then the editorial links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.errors import nearest, shown
from ijb_graph.errors.files import UnreadableFile
from ijb_graph.errors.records import NoPaper, StrayFile
from ijb_graph.input_files import folders_in
from ijb_graph.records.cells import read_cell
from ijb_graph.records.known_names import AUTHORITIES, INTRODUCING, KnownNames, Standard
from ijb_graph.records.names import Names, StandardThing
from ijb_graph.records.paper_folder import MANIFEST, UNKNOWNS, Paper, read_paper
from ijb_graph.records.references import References
from ijb_graph.records.rows import RecordProblems, Row, read_rows
from ijb_graph.records.schema import KINDS, Schema, read_schema

__all__ = ["Records", "collect_records", "read_records"]

_REFERENCE, _EDITORIAL = "reference", "editorial"


@dataclass(frozen=True)
class Records:
    """Everything under ``data/``: the papers, and the rows of reference and editorial data by kind.

    Those of reference data include what the papers' folders introduce, and a row for each standard body or post that a
    record names; its ``number`` is that of the authority it follows from.
    """

    schema: Schema
    names: Names
    shared: dict[str, list[Row]]
    papers: list[Paper]


def _standard_row(thing: StandardThing, authority: Row, schema: Schema, names: Names) -> Row:
    """The row that reference data would have for a body or post that follows from an authority."""
    kind = schema.kinds[thing.kind]
    texts = {column: thing.row.get(column.name, "") for column in kind.columns}
    cells = {column.name: read_cell(column, text, names, "")[0] for column, text in texts.items()}
    return Row(kind, authority.file, authority.number, cells, tuple(texts.values()), {})


def _add_standard(records: Records, standard: Standard) -> None:
    """Describe the standard bodies and posts that records name, and count the standard names that they use."""
    tables = (records.shared, *(paper.rows for paper in records.papers))
    used = {
        (name, name.printed): name
        for rows in (rows for table in tables for rows in table.values() if rows)
        for column in (one.name for one in rows[0].kind.columns if one.form == "name")
        for row in rows
        for name in row.cells[column]
    }
    for name in used.values():
        if name.is_standard:
            records.names.add_use(name)
    named = {name for name, _ in used}
    for name, (thing, authority) in standard.items():
        if name in named and thing.kind in records.schema.kinds:
            row = _standard_row(thing, authority, records.schema, records.names)
            records.shared.setdefault(thing.kind, []).append(row)


def _strangers(folder: Path, known: Iterable[str], folders: bool, problems: RecordProblems) -> None:
    """Whatever lies in a folder and is none of the known files is a problem: nothing is left unread in silence."""
    names = sorted(known)
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in names or (folders and path.is_dir()):
            continue
        expected = f"one of {', '.join(names) or 'the folders of papers'}"
        problems.append(StrayFile(shown(path), name=path.name, known=expected, hint=nearest(path.name, names)))


def _paper_folders(data: Path, schema: Schema, authorities: set[str], problems: RecordProblems) -> list[Path]:
    """The papers' folders; whatever else lies under ``data`` and is nothing known is a problem.

    Where not all authorities are known, the folder of any may be that of a board.
    """
    papers = []
    _strangers(data, [], True, problems)
    of_paper = [MANIFEST, UNKNOWNS, *(f"{name}.csv" for name in (*schema.names(), *INTRODUCING))]
    for folder in (one for one in folders_in(data) if one.name != KINDS):
        if folder.name in (_REFERENCE, _EDITORIAL):
            _strangers(folder, [f"{name}.csv" for name in schema.names(folder.name)], False, problems)
        elif folder.name in authorities or (AUTHORITIES, "") in problems.incomplete:
            _strangers(folder, [], True, problems)
            papers += folders_in(folder)
            for paper in folders_in(folder):
                _strangers(paper, of_paper, False, problems)
        else:
            hint, expected = nearest(folder.name, authorities), "the short name of an integration authority"
            problems.append(StrayFile(shown(folder), name=f"a folder {folder.name}", known=expected, hint=hint))
    return papers


def _read_shared(data: Path, schema: Schema, known: KnownNames, problems: RecordProblems) -> dict[str, list[Row]]:
    """The rows of reference data, all of which has to be there, with what papers introduce; and of editorial data."""
    shared: dict[str, list[Row]] = {}
    for kind in schema.shared_kinds:
        path = data / f"{kind.name}.csv"
        if path.exists():
            shared[kind.name] = read_rows(path, kind, known.names, problems)
            shared[kind.name] += known.introduced(kind, shared[kind.name], problems)
        elif kind.name.startswith(f"{_REFERENCE}/"):
            problems.append(UnreadableFile(shown(path), reason="no file", content=kind.description))
            problems.incomplete.add((kind.name, ""))
    problems.incomplete |= {(name, "") for name in schema.broken}
    return shared


def collect_records(data: Path, problems: RecordProblems) -> Records:
    """Read and check everything under ``data``; add every fault to ``problems`` and leave the rows that have one out.

    A folder of a paper is one that lies in the folder of a known authority.

    Raises InputError where there are no schemas of the kinds.
    """
    schema = read_schema(data, problems)
    known = KnownNames(data, schema, problems)
    names, shared = known.names, _read_shared(data, schema, known, problems)
    authorities = {row.text("slug") for row in shared.get(AUTHORITIES, [])}
    folders = _paper_folders(data, schema, authorities, problems)
    read = [read_paper(folder, schema, names, problems) for folder in folders]
    papers = [paper for paper in read if paper is not None]
    if not folders and not problems:
        problems.append(NoPaper(shown(data)))
    References({**shared, **_by_kind(papers)}, problems).check(shared, *(paper.rows for paper in papers))
    records = Records(schema, names, shared, papers)
    _add_standard(records, known.standard)
    return records


def _by_kind(papers: Iterable[Paper]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for paper in papers:
        for kind, of_paper in paper.rows.items():
            rows.setdefault(kind, []).extend(of_paper)
    return rows


def read_records(data: Path) -> Records:
    """Read and check everything under ``data``.

    Raises InputError with every fault found.
    """
    problems = RecordProblems()
    records = collect_records(data, problems)
    problems.raise_any()
    return records
