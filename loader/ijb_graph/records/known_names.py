"""What every name means: by reference data, by the folders of papers, and by the standard names of the authorities.

A paper's folder may hold ``bodies.csv``, ``posts.csv``, ``people.csv`` and ``aliases.csv`` like those of reference
data: what they introduce is known in all papers of its board, and described with the reference data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from posixpath import basename

from ijb_graph.errors.records import NameDefinedOtherwise, NameTaken, WrongCell
from ijb_graph.input_files import folders_in
from ijb_graph.records.cells import unresolved
from ijb_graph.records.names import Name, Names, StandardThing
from ijb_graph.records.rows import RecordProblems, Row, read_rows
from ijb_graph.records.schema import Kind, Schema
from ijb_graph.records.standard_names import Authority, standard_things

__all__ = ["AUTHORITIES", "INTRODUCING", "KnownNames", "Standard"]

AUTHORITIES = "reference/integration-authorities"
_ALIASES = "reference/aliases"
_NAMED = {"body": "reference/bodies", "post": "reference/posts", "person": "reference/people"}

# The files by which a paper's folder introduces names.
INTRODUCING = tuple(basename(kind) for kind in (*_NAMED.values(), _ALIASES))

# Bodies that are the same for all boards, so that a board's paper introduces none of its own under their names.
_SAME_FOR_ALL = ("council", "health-board", "health-and-social-care-partnership", "government", "external-organisation")

# What follows from the authorities and no file defines, with the row of the authority.
Standard = dict[Name, tuple[StandardThing, Row]]


def _board(row: Row) -> str:
    return row.text("board") if "board" in row.cells else ""


def _of_board(row: Row, board: str) -> Row:
    """A row of a paper's folder as reference data would have it: with the board, and without the paper."""
    cells = {**row.cells, "board": (board,)} if "board" in row.cells else row.cells
    # Two boards may print the same short name for two bodies.
    texts = [f"{board}: {text}" if text else "" for text in row.texts_printed]
    return replace(row, cells=cells, texts_printed=tuple(texts), given={})


class _Definitions:
    """The rows of a kind that define names; a thing may be described again in the same way."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._rows: dict[tuple[str, str], Row] = {}

    def first(self, row: Row) -> Row:
        """The row that describes the thing first: this one where none does."""
        name = row.text(self._kind.key[0]).casefold()
        everywhere = self._rows.get((name, ""))
        if everywhere and self._is_same_for_all(everywhere):
            return everywhere
        return self._rows.setdefault((name, _board(row)), row)

    def _is_same_for_all(self, row: Row) -> bool:
        """Whether a thing known everywhere is meant in all papers: a person, or a body such as a council."""
        return self._kind.name == _NAMED["person"] or ("kind" in row.cells and row.text("kind") in _SAME_FOR_ALL)

    @staticmethod
    def differ(one: Row, other: Row) -> bool:
        """Whether two rows describe a thing in two ways."""
        return any(cell != other.cells[column] for column, cell in one.cells.items() if column != "board")


class KnownNames:
    """All names, read before the rows that use them.

    ``standard`` has the bodies and posts that follow from the authorities and that no file defines.
    """

    def __init__(self, data: Path, schema: Schema, problems: RecordProblems) -> None:
        """Read the names under ``data``; a name that two things have in the same papers is a problem."""
        self.names, self.standard = Names(), Standard()
        self._data, self._schema, self._problems = data, schema, problems
        # The faults of these files are reported when they are read again, with the names that they hold.
        self._faults = RecordProblems()
        authorities = self._rows(AUTHORITIES)
        self._boards = [row.text("slug") for row in authorities]
        for row in authorities:
            self._taken(row, "name", self.names.add(Name("authority", row.text("slug"), "", row.text("name"))))
        for sort, kind in _NAMED.items():
            self._add_named(sort, kind)
        for row in authorities:
            things = [one for one in standard_things(_authority(row)) if one.kind or self.names.is_given(one.name)]
            self.names.add_standard(things)
            self.standard |= {one.name: (one, row) for one in things if not self.names.is_given(one.name)}
        aliases = self._rows(_ALIASES)
        self.names.complete = self.names.complete and not self._faults
        for row in aliases:
            self._add_alias(row)

    def introduced(self, kind: Kind, known: list[Row], problems: RecordProblems) -> list[Row]:
        """The rows of a kind of reference data that papers' folders add to those of its own file.

        A thing that is described in two ways is a problem, and one of another board than the paper's.
        """
        if kind.name not in (*_NAMED.values(), _ALIASES):
            return []
        added, definitions = [], _Definitions(kind)
        for row in known:
            definitions.first(row)
        for path, board in self._introducing(kind.name):
            for row in read_rows(path, kind, self.names, problems, {"board": board}):
                if _board(row) not in ("", board):
                    facts = {"text": _board(row), "form": f"nothing, or {board}, whose paper it is"}
                    fix = "Leave it empty: a paper introduces names for the papers of its own board."
                    problems.append(WrongCell(row.file, row=row.number, column="board", fix_by=fix, **facts))
                    continue
                own = _of_board(row, board)
                first = definitions.first(own)
                if first is own:
                    added.append(own)
                elif definitions.differ(first, own) and kind.name != _ALIASES:
                    holder = f"{first.file} row {first.number}"
                    facts = {"name": row.text(kind.key[0]), "holder": holder}
                    problems.append(NameDefinedOtherwise(row.file, row=row.number, column=kind.key[0], **facts))
        return added

    def _introducing(self, kind: str) -> Iterator[tuple[Path, str]]:
        """The files of papers' folders that introduce names of a kind, in order, each with its board."""
        for board in sorted(self._boards):
            folder = self._data / board
            for paper in folders_in(folder) if folder.is_dir() else ():
                path = paper / f"{basename(kind)}.csv"
                if path.exists():
                    yield path, board

    def _rows(self, kind: str) -> list[Row]:
        """The rows of a file of reference data and of what papers introduce, the names in them as text."""
        path, known = self._data / f"{kind}.csv", self._schema.kinds.get(kind)
        if known is None or not path.exists():
            self.names.complete = False
            return []
        rows = read_rows(path, known, None, self._faults)
        if kind != AUTHORITIES:
            for own, board in self._introducing(kind):
                read = read_rows(own, known, None, self._faults, {"board": board})
                rows += [_of_board(row, board) for row in read if _board(row) in ("", board)]
        return rows

    def _taken(self, row: Row, column: str, other: Name | None) -> None:
        if other is not None:
            facts = {"name": row.text(column), "holder": other.label}
            self._problems.append(NameTaken(row.file, row=row.number, column=column, **facts))

    def _add_named(self, sort: str, kind: str) -> None:
        rows = self._rows(kind)
        definitions = _Definitions(self._schema.kinds[kind]) if rows else None
        for row in rows:
            if definitions and definitions.first(row) is row:
                name = Name(sort, row.text("name"), _board(row), row.text("name"))
                self._taken(row, "name", self.names.add(name))

    def _add_alias(self, row: Row) -> None:
        known = self.names.resolve(row.text("name"), row.text("board"))
        if known is not None:
            other = self.names.add_alias(row.text("alias"), known, row.text("board"), row.text("kind"))
            self._taken(row, "alias", other)
        elif self.names.complete:
            fault = unresolved("name", row.text("name"), self.names, row.text("board"))
            self._problems.append(fault.at(row.file, row.number))


def _authority(row: Row) -> Authority:
    return Authority(
        slug=row.text("slug"),
        area=row.text("authority"),
        name=row.text("name"),
        is_board=row.text("kind") == "integration-joint-board",
        councils=row.cells["councils"],
        health_board=row.text("health_board"),
    )
