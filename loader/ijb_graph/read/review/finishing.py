"""From a decided draft to the folder of its paper: built in a copy first, then written whole or not at all."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.atomic_file import replace_file, unfinished
from ijb_graph.errors import InputError, Problem, shown
from ijb_graph.errors.calls import ExistingFile
from ijb_graph.errors.review import AbsentValue, UndecidedCell
from ijb_graph.input_files import folders_in, read_bytes
from ijb_graph.read.cell_check import FAULT, check_cells
from ijb_graph.read.drafts.draft import TEXT, Draft
from ijb_graph.read.review.introduced import introducing_kind
from ijb_graph.read.review.paper_entry import manifest
from ijb_graph.read.review.review import Review
from ijb_graph.read.review.rows import LINES, decided_of, drafted_rows
from ijb_graph.read.review.unknowns import unknowns
from ijb_graph.records.line_account import SKIPPED, as_text, ranges
from ijb_graph.records.paper_folder import MANIFEST, NO_LINES, UNKNOWNS
from ijb_graph.records.reader import read_records
from ijb_graph.records.schema import Kind
from ijb_graph.records.values import parse_lines

__all__ = ["Build", "Finished", "finish"]

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]*")

# The rows of a file, each by its columns.
_Rows = list[dict[str, str]]

# Builds a graph: takes the records, the folder of the papers' texts, and where to write it.
Build = Callable[[Path, Path, Path], object]


@dataclass(frozen=True)
class Finished:
    """The folder that was written, its files with the number of rows, the lines left unread, and the text's name."""

    folder: Path
    rows: dict[str, int]
    unread: str
    text_file: str


def _refuse_open(review: Review) -> None:
    problems: list[Problem] = []
    for at in review.open():
        file, row, cell = f"{shown(review.folder)}, {at.kind}", at.row or None, review.cells[at]
        undecided = UndecidedCell(file, row=row, column=at.column, reason=cell.reason or cell.status)
        problems += [one.at(file) for one in review.dangling.get(at, ())] or [undecided]
    if problems:
        raise InputError(problems)


def _numbers(rows: Iterable[dict[str, str]]) -> set[int]:
    places = (parse_lines(part) for row in rows for part in row[LINES].split("; ") if part)
    return {number for place in places for number in range(place.first, place.last + 1)}


def _tables(review: Review) -> dict[str, tuple[Kind, _Rows]]:
    """The rows of each file; what a record cites is not skipped too."""
    tables: dict[str, tuple[Kind, _Rows]] = {}
    decided = decided_of(review.draft)
    for name in dict.fromkeys(at.kind for at in review.cells):
        kind = introducing_kind(review.schema, name) or review.schema.kinds.get(name)
        drafted = drafted_rows(review.cells, decided, kind, name) if kind else []
        if kind and drafted:
            tables[name] = kind, [dict(row.cells) for row in drafted]
    cited = {number for name, (kind, rows) in tables.items() if "basis" in kind.places for number in _numbers(rows)}
    if SKIPPED in tables:
        kind, rows = tables.pop(SKIPPED)
        # A row for each reason, whoever gave it.
        by_reason: dict[str, dict[str, str]] = {}
        for row in rows:
            one = by_reason.setdefault(row["reason"], row)
            one[LINES] = as_text(ranges(_numbers([one, row]) - cited))
        if left := [row for row in by_reason.values() if row[LINES]]:
            tables[SKIPPED] = kind, left
    return tables


def _as_csv(kind: Kind, rows: _Rows) -> str:
    """A file without the columns that are empty in every row and may be."""
    columns = [one.name for one in kind.columns if one.required or any(row[one.name] for row in rows)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *([row[name] for name in columns] for row in rows)])
    return out.getvalue()


def _text_file(draft: Draft, taken: set[str]) -> str:
    """What paper.toml calls the text: as the file that it came as, where that is the text and no other has its name."""
    if draft.source_sha256 == draft.text.sha256 and _PLAIN_NAME.fullmatch(draft.source) and draft.source not in taken:
        return draft.source
    return f"{draft.board}-{draft.slug}.txt"


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _copy_with(data: Path, board: str, slug: str, files: dict[str, str], copy: Path) -> None:
    """The records with one more paper, the others being links."""
    (copy / board / slug).mkdir(parents=True)
    for path in data.iterdir():
        if path.name != board and not path.name.startswith("."):
            (copy / path.name).symlink_to(path.resolve())
    for paper in folders_in(data / board) if (data / board).is_dir() else ():
        (copy / board / paper.name).symlink_to(paper.resolve())
    _write(copy / board / slug, files)


def _absent(data: Path, draft: Draft) -> Iterator[AbsentValue]:
    """The cells that call themselves printed, and do not stand in their lines."""
    records = read_records(data)
    papers = [one for one in records.papers if (one.board, one.slug) == (draft.board, draft.slug)]
    for one in (one for paper in papers for one in check_cells(paper, draft.text, records.names).differences):
        if one.status == FAULT:
            yield AbsentValue(one.file, row=one.row, column=one.column, value=one.value, lines=f"lines {one.lines}")


def _replaced(text: str, others: Mapping[str, str]) -> str:
    for before, after in others.items():
        text = text.replace(before, after)
    return text


def _validate(review: Review, build: Build, files: dict[str, str], text_file: str) -> None:
    """Build a copy of the records with the paper. Raises InputError with what `ijb build` or the check would say."""
    draft = review.draft
    with tempfile.TemporaryDirectory() as folder:
        copy, texts = Path(folder).resolve() / "data", Path(folder) / "papers"
        _copy_with(review.data, draft.board, draft.slug, files, copy)
        texts.mkdir()
        (texts / text_file).write_bytes(draft.text.text.encode())
        try:
            build(copy, texts, Path(folder) / "build")
            if absent := list(_absent(copy, draft)):
                raise InputError(absent)
        except InputError as error:
            here = {shown(copy): shown(review.data), shown(texts / text_file): shown(review.folder / TEXT)}
            raise InputError(one.at(_replaced(one.file, here), one.row) for one in error.problems) from None


def finish(review: Review, build: Build, texts: Path | None = None) -> Finished:
    """Write the folder of the paper under ``review.data``; with ``texts``, a folder, keep the paper's text there.

    A copy of the records with the paper is given to ``build`` first.

    Raises InputError with every cell that is not decided, or with what is wrong with the records, or where the folder
    is there already; nothing is written then. Raises OSError.
    """
    draft = review.draft
    target = review.data / draft.board / draft.slug
    if target.exists():
        raise ExistingFile(shown(target)).error()
    _refuse_open(review)
    tables = _tables(review)
    papers = read_records(review.data).papers
    text_file = _text_file(draft, {paper.text_file for paper in papers})
    lines = draft.text.text.split("\n")[: draft.text.line_count]
    accounted = _numbers(row for kind, rows in tables.values() if LINES in kind.places for row in rows)
    left = {number for number, line in enumerate(lines, start=1) if line.strip()} - accounted
    unread = as_text(ranges(left)) or NO_LINES
    files = {f"{name}.csv": _as_csv(kind, rows) for name, (kind, rows) in sorted(tables.items())}
    files[MANIFEST] = manifest(draft, review.cells, text_file, unread)
    files[UNKNOWNS] = unknowns(review, unread)
    _validate(review, build, files, text_file)
    if texts is not None:
        kept = texts / text_file
        if kept.exists() and read_bytes(kept, "the paper's text") != draft.text.text.encode():
            raise ExistingFile(shown(kept)).error()
        texts.mkdir(parents=True, exist_ok=True)
        replace_file(kept, [draft.text.text])
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished(target, is_folder=True) as path:
        _write(path, files)
        path.chmod(0o755)
        path.rename(target)
    return Finished(target, {name: len(rows) for name, (_, rows) in sorted(tables.items())}, unread, text_file)
