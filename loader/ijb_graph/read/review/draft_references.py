"""The references of a draft, and which of them dangle: to no row of the draft nor of the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ijb_graph.errors import Problem
from ijb_graph.read.drafts.cells import DECIDED, EVERY_ROW, NOT_SAID, DraftCell
from ijb_graph.read.drafts.draft import Draft, Place
from ijb_graph.read.review.paper_entry import paper_place
from ijb_graph.records.cells import read_cell
from ijb_graph.records.reader import Records
from ijb_graph.records.references import References
from ijb_graph.records.rows import RecordProblems, Row
from ijb_graph.records.schema import GIVEN, Kind, Schema

__all__ = ["DraftReferences"]

_NO_CELL = DraftCell("", NOT_SAID)


@dataclass(frozen=True)
class DraftReferences:
    """The foreign keys of drafts.

    ``known`` are the rows of the records, by kind, to which a reference of a paper can lead.
    """

    schema: Schema
    known: Mapping[str, list[Row]]

    @classmethod
    def beside(cls, records: Records) -> DraftReferences:
        """For drafts of papers that are to stand beside these records."""
        kinds = {one.kind for kind in records.schema.paper_kinds for one in kind.references}
        tables = [records.shared, *(paper.rows for paper in records.papers)]
        return cls(records.schema, {kind: [row for one in tables for row in one.get(kind, ())] for kind in kinds})

    def dangling(self, draft: Draft, cells: Mapping[Place, DraftCell]) -> dict[Place, list[Problem]]:
        """The cells that refer to a row that is not there, each with what is wrong, as far as it can be known.

        A cell that is to be decided refers to nothing yet; a row whose key is to be decided may be what is missing.
        While the suite of the paper is to be decided, a reference dangles that would in each.
        """
        found = [self._find(draft, cells, suite) for suite in self._suites(draft, cells)]
        return {place: problems for place, problems in found[0].items() if all(place in one for one in found)}

    def _suites(self, draft: Draft, cells: Mapping[Place, DraftCell]) -> list[str]:
        """What the suite of the paper is, or else can be; a new one has what no suite has."""
        cell = cells.get(paper_place("suite"), _NO_CELL)
        if cell.status in DECIDED:
            return [cell.value]
        given = [row.given for rows in self.known.values() for row in rows if row.given.get("board") == draft.board]
        drafted = (one.value for at, one in cells.items() if at.column == "suite")
        return list(dict.fromkeys(["", *(one["suite"] for one in given), *drafted]))

    def _find(self, draft: Draft, cells: Mapping[Place, DraftCell], suite: str) -> dict[Place, list[Problem]]:
        given = {**dict.fromkeys(GIVEN, ""), "board": draft.board, "paper": draft.slug, "suite": suite}
        drafted, problems = _Drafted(cells, given), RecordProblems()
        kinds = [self.schema.kinds[name] for name in drafted.rows if name in self.schema.kinds]
        for kind in kinds:
            if any(drafted.is_open(kind, self._targets(kind), row) for row in drafted.rows[kind.name]):
                problems.incomplete.add((kind.name, draft.board))
        tables = {kind.name: drafted.read(kind, self._targets(kind)) for kind in kinds}
        every = {name: [*self.known.get(name, ()), *tables.get(name, ())] for name in {*self.known, *tables}}
        # A suite of its own that is to be decided would stand for none.
        asked = {
            kind.name: [row for row in tables[kind.name] if not drafted.is_open(kind, {*GIVEN}, row.number)]
            for kind in kinds
        }
        References(every, problems).check(asked)
        found: dict[Place, list[Problem]] = {}
        for one in problems:
            own = Place(one.file, one.row or EVERY_ROW, one.column or "")
            found.setdefault(own if own in cells else replace(own, row=EVERY_ROW), []).append(one)
        return found

    def _targets(self, kind: Kind) -> set[str]:
        """The columns of a kind to which a reference leads."""
        keys = [key for other in self.schema.paper_kinds for key in other.references if key.kind == kind.name]
        return {name for key in keys for name in key.targets}


class _Drafted:
    """The rows of a draft, as far as foreign keys need them; ``given`` is what its paper gives to each."""

    def __init__(self, cells: Mapping[Place, DraftCell], given: Mapping[str, str]) -> None:
        self.cells, self.given = cells, given
        self.rows: dict[str, dict[int, None]] = {}
        for at in cells:
            if at.row != EVERY_ROW:
                self.rows.setdefault(at.kind, {})[at.row] = None

    def cell(self, kind: Kind, row: int, column: str) -> DraftCell:
        """A cell of a row, its own or that of every row."""
        own = self.cells.get(Place(kind.name, row, column))
        return own or self.cells.get(Place(kind.name, EVERY_ROW, column), _NO_CELL)

    def is_open(self, kind: Kind, columns: set[str], row: int) -> bool:
        """Whether one of these columns of a row is to be decided."""
        return any(self.cell(kind, row, name).status not in DECIDED for name in columns & kind.places.keys())

    def read(self, kind: Kind, targets: set[str]) -> list[Row]:
        """The rows with what their keys say; ``targets`` are the columns to which others lead.

        A cell that is to be decided says nothing.
        """
        columns = targets.union(*(key.columns for key in kind.references))
        rows = []
        for number in self.rows[kind.name]:
            cells = {name: self.cell(kind, number, name) for name in kind.places}
            texts = {name: cell.value if cell.status in DECIDED else "" for name, cell in cells.items()}
            values = {
                one.name: read_cell(one, texts[one.name], None, "")[0] for one in kind.columns if one.name in columns
            }
            rows.append(Row(kind, kind.name, number, values, tuple(texts.values()), self.given))
        return rows
