"""A draft: the cells that were read from a paper, what people have decided of them, and the folder it is kept in.

``drafts/<board>/<paper>/`` holds ``paper.txt`` (the text that lines cite), ``draft.toml`` (which paper it is and what
it was read from), ``cells.csv`` (what was read: written once) and ``decisions.csv`` (what people decided, in order: a
row is only added, or taken away by undoing).
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ijb_graph.atomic_file import replace_file, unfinished
from ijb_graph.errors import shown
from ijb_graph.errors.records import IllFormedFile
from ijb_graph.input_files import read_csv, read_text
from ijb_graph.paper_text import PaperText, read_paper_text
from ijb_graph.read.drafts.cells import CONFIRMED, DECIDED, EVERY_ROW, STATUSES, TO_DECIDE, DraftCell

__all__ = [
    "CELLS",
    "DECISIONS",
    "DROPPED",
    "TEXT",
    "WHOLE_ROW",
    "Decision",
    "Draft",
    "Place",
    "cells_as_csv",
    "read_draft",
    "take_decision",
]

TEXT, MANIFEST, CELLS, DECISIONS = "paper.txt", "draft.toml", "cells.csv", "decisions.csv"
# The status of a decision that a row is none: its cells are gone.
DROPPED = "dropped"
# The column of a decision about a whole row.
WHOLE_ROW = "*"

_CELL_COLUMNS = ("kind", "row", "column", "value", "status", "lines", "quote", "reason")
_DECISION_COLUMNS = ("kind", "row", "column", "value", "status", "basis", "note", "reader", "step")


@dataclass(frozen=True, order=True)
class Place:
    """Where a cell is: the kind of record, the row counted from 1, the column.

    Row 0 (``EVERY_ROW``) stands for each row of the kind that has no cell of its own in the column. The column
    ``lines`` holds the lines of the row.
    """

    kind: str
    row: int
    column: str


@dataclass(frozen=True)
class Decision:
    """What a reader decided of a cell: its value and status; of a row of no record, ``dropped`` in the column ``*``.

    ``basis`` and ``note`` are those of the row where it is not simply printed. ``reader`` is 1 for who reviews the
    draft, and 2 for who reads cells again without seeing what the first reader, or the machine, found. ``step`` counts
    what readers did, from 1: what was decided in one step, of several cells, is undone in one.
    """

    place: Place
    value: str
    status: str
    basis: str = ""
    note: str = ""
    reader: int = 1
    step: int = 0


def take_decision(cells: dict[Place, DraftCell], one: Decision) -> None:
    """Change cells as a decision says.

    What the second reader reads otherwise than it stands there is to be decided again by the first.
    """
    before = cells.get(one.place)
    if one.status == DROPPED:
        for at in [at for at in cells if (at.kind, at.row) == (one.place.kind, one.place.row)]:
            del cells[at]
    elif one.reader == 1:
        cells[one.place] = replace(before or DraftCell("", CONFIRMED), value=one.value, status=one.status)
    elif before is not None and _says(before.value, before.status) != _says(one.value, one.status):
        read = repr(one.value) if one.value else one.status
        cells[one.place] = replace(before, status=TO_DECIDE, reason=f"the second reader read {read}")


def _says(value: str, status: str) -> tuple[str, str]:
    """What a cell says, whoever says so."""
    return (value, "") if value else ("", status)


@dataclass(frozen=True)
class Draft:
    """What was read from a paper, and what has been decided."""

    board: str
    meeting_date: date
    subject: str
    source: str
    form: str
    source_sha256: str
    text: PaperText
    cells: dict[Place, DraftCell]
    decisions: tuple[Decision, ...] = field(default=())

    @property
    def slug(self) -> str:
        """The name of the paper's folder."""
        return f"{self.meeting_date}-{self.subject}"

    @cached_property
    def state(self) -> dict[Place, DraftCell]:
        """The cells as the decisions leave them, in the order in which they were read."""
        cells = dict(self.cells)
        for one in self.decisions:
            take_decision(cells, one)
        return cells

    @property
    def undecided(self) -> list[Place]:
        """The cells that a person has still to decide."""
        return [place for place, cell in self.state.items() if cell.status not in DECIDED]

    def rows(self, kind: str) -> list[int]:
        """The numbers of the rows of a kind that are left."""
        return sorted({place.row for place in self.state if place.kind == kind and place.row != EVERY_ROW})

    @property
    def last_step(self) -> int:
        """The number of the last step; 0 where nothing has been decided."""
        return self.decisions[-1].step if self.decisions else 0

    def decided(self, *decisions: Decision) -> Draft:
        """The draft with further decisions, made in one step."""
        step = self.last_step + 1
        return replace(self, decisions=(*self.decisions, *(replace(one, step=step) for one in decisions)))

    def undone(self) -> Draft:
        """The draft without the decisions of its last step."""
        return replace(self, decisions=tuple(one for one in self.decisions if one.step != self.last_step))

    def write(self, folder: Path) -> None:
        """Write the whole folder, which must not be there: whole or not at all. Raises OSError."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(folder, is_folder=True) as path:
            # Written so that line ends stay as they are.
            (path / TEXT).write_bytes(self.text.text.encode())
            (path / MANIFEST).write_text(self._manifest(), encoding="utf-8", newline="\n")
            (path / CELLS).write_text(cells_as_csv(self.cells), encoding="utf-8", newline="\n")
            (path / DECISIONS).write_text(_decisions_as_csv(self.decisions), encoding="utf-8", newline="\n")
            path.chmod(0o755)
            path.rename(folder)

    def write_decisions(self, folder: Path) -> None:
        """Write what has been decided into the draft's folder. Raises OSError."""
        replace_file(folder / DECISIONS, [_decisions_as_csv(self.decisions)])

    def _manifest(self) -> str:
        def quoted(text: str) -> str:
            return json.dumps(text, ensure_ascii=False)

        return (
            f"board = {quoted(self.board)}\nmeeting_date = {self.meeting_date}\nsubject = {quoted(self.subject)}\n\n"
            f"# The file that the paper came as.\n[source]\nfile = {quoted(self.source)}\n"
            f"format = {quoted(self.form)}\n"
            f'sha256 = "{self.source_sha256}"\n\n# The text that lines cite: {TEXT}.\n[text]\n'
            f'sha256 = "{self.text.sha256}"\nlines = {self.text.line_count}\n'
        )


def _csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def cells_as_csv(cells: dict[Place, DraftCell]) -> str:
    """Cells as a file: kind, row, column, value, status, lines, quote, reason."""
    rows = (
        (at.kind, at.row, at.column, cell.value, cell.status, cell.lines, cell.quote, cell.reason)
        for at, cell in cells.items()
    )
    return _csv(_CELL_COLUMNS, rows)


def _at(place: Place) -> tuple[str, int, str]:
    return place.kind, place.row, place.column


def _decisions_as_csv(decisions: Iterable[Decision]) -> str:
    rows = ((*_at(one.place), one.value, one.status, one.basis, one.note, one.reader, one.step) for one in decisions)
    return _csv(_DECISION_COLUMNS, rows)


def _place(row: dict[str, str]) -> Place:
    return Place(row["kind"], int(row["row"]), row["column"])


def _read_cells(path: Path) -> Iterator[tuple[Place, DraftCell]]:
    for row in read_csv(path, "the cells of a draft", _CELL_COLUMNS):
        if row["status"] not in STATUSES:
            raise ValueError(f"no status {row['status']!r}")
        yield _place(row), DraftCell(row["value"], row["status"], row["lines"], row["quote"], row["reason"])


def _read_decisions(path: Path) -> Iterator[Decision]:
    for row in read_csv(path, "what was decided of a draft", _DECISION_COLUMNS):
        if row["status"] not in (*STATUSES, DROPPED):
            raise ValueError(f"no status {row['status']!r}")
        reader, step = int(row["reader"]), int(row["step"])
        yield Decision(_place(row), row["value"], row["status"], row["basis"], row["note"], reader, step)


def read_draft(folder: Path) -> Draft:
    """Read a draft's folder. Raises InputError where a file is missing, or is not as it was written."""
    manifest = folder / MANIFEST
    try:
        table = tomllib.loads(read_text(manifest, "which paper a draft is of"))
        text = read_paper_text(folder / TEXT)
        if text.sha256 != table["text"]["sha256"]:
            raise ValueError(f"a hash of another {TEXT}: the lines that cells cite are no longer those of the text")
        return Draft(
            table["board"],
            table["meeting_date"],
            table["subject"],
            table["source"]["file"],
            table["source"]["format"],
            table["source"]["sha256"],
            text,
            dict(_read_cells(folder / CELLS)),
            tuple(_read_decisions(folder / DECISIONS)),
        )
    except (ValueError, KeyError, TypeError) as error:
        reason = f"no entry {error}" if isinstance(error, KeyError) else str(error)
        raise IllFormedFile(
            shown(folder), reason=f"draft ({reason})", content="a draft as ijb read wrote it"
        ).error() from error
