"""A review: a draft in its folder, what is open of it, and decisions, each of which is on disk before the next."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ijb_graph.errors import InputError, Problem, shown
from ijb_graph.errors.records import IllFormedFile
from ijb_graph.read.drafts.cells import CONFIRMED, DECIDED, EVERY_ROW, NOT_SAID, PROPOSED, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import DROPPED, WHOLE_ROW, Decision, Draft, Place, read_draft, take_decision
from ijb_graph.read.review.draft_references import DraftReferences
from ijb_graph.read.review.introduced import introducing_kind, names_with
from ijb_graph.read.review.judge import Judge, columns_of
from ijb_graph.read.review.paper_entry import PAPER, paper_cells
from ijb_graph.read.review.paper_facts import OtherPapers
from ijb_graph.read.review.rows import LINES, decided_of, lines_of
from ijb_graph.records.cells import read_cell
from ijb_graph.records.known_names import AUTHORITIES
from ijb_graph.records.names import Names
from ijb_graph.records.reader import Records, read_records
from ijb_graph.records.schema import Column, Schema
from ijb_graph.records.values import LineRange, parse_lines

try:
    import fcntl
except ImportError:  # a system without such locks: one reader at a time
    fcntl = None  # type: ignore[assignment]

__all__ = ["Review", "open_review"]

# How doubtful a cell is that needs no value, and for which nothing was looked.
_UNLOOKED = 4
_SUBJECT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other review writes into the folder of the draft meanwhile."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Review:
    """A draft that is being reviewed by the reader ``reader`` (1, or 2 for who reads again without seeing)."""

    def __init__(self, folder: Path, draft: Draft, records: Records, data: Path, reader: int = 1) -> None:
        """Review the draft in ``folder`` of a paper that is to stand beside ``records``, those in ``data``."""
        self.folder, self.schema, self.data, self.reader = folder, records.schema, data, reader
        self._references, self._others = DraftReferences.beside(records), OtherPapers.of(records)
        self._names: tuple[tuple[object, ...], Names] | None = None
        self.draft = draft

    @property
    def draft(self) -> Draft:
        """The draft with all that has been decided."""
        return self._draft

    @draft.setter
    def draft(self, draft: Draft) -> None:
        self._draft = draft
        for name in ("_decided", "dangling", "cells"):
            self.__dict__.pop(name, None)

    @cached_property
    def _decided(self) -> dict[Place, DraftCell]:
        """All cells as they are decided: those of the paper itself first."""
        return {**paper_cells(self.draft, self.schema, self._others), **self.draft.state}

    @cached_property
    def dangling(self) -> dict[Place, list[Problem]]:
        """The decided cells that refer to a row that is not there, each with what is wrong."""
        return self._references.dangling(self.draft, self._decided)

    @cached_property
    def cells(self) -> dict[Place, DraftCell]:
        """All cells as they stand; those that dangle are to be decided again."""
        cells = dict(self._decided)
        for at, problems in self.dangling.items():
            reason = "; ".join(one.without_place() for one in problems)
            cells[at] = replace(cells[at], status=TO_DECIDE, reason=reason)
        return cells

    def _names_with(self, cells: Mapping[Place, DraftCell]) -> Names:
        own = tuple((at, cell.value) for at, cell in cells.items() if introducing_kind(self.schema, at.kind))
        if self._names is None or self._names[0] != own:
            self._names = own, names_with(self.data, self.schema, cells, self.draft.board)
        return self._names[1]

    @property
    def names(self) -> Names:
        """All names that are known in the paper, with those that the draft introduces."""
        return self._names_with(self.cells)

    def faults(self, decisions: Sequence[Decision]) -> list[tuple[Decision, Problem]]:
        """What is wrong with decisions that are to be taken in one step: each fault with the decision it is about.

        Names that one of them introduces are known to the others.
        """
        cells = dict(self.cells)
        for one in decisions:
            take_decision(cells, one)
        judge = Judge(self.draft, self.cells, self.schema, self._names_with(cells))
        return judge.faults(decisions) or self._dangle(decisions, cells)

    def _dangle(
        self, decisions: Sequence[Decision], cells: Mapping[Place, DraftCell]
    ) -> list[tuple[Decision, Problem]]:
        """The decisions after which a cell refers to what is not there; ``cells`` are all as they would stand."""
        decided = {one.place: one for one in decisions if one.status == CONFIRMED}
        dangling = self._references.dangling(self.draft, cells).items() if decided else ()
        return [(decided[at], one) for at, problems in dangling if at in decided for one in problems]

    def column(self, place: Place) -> Column:
        """The column of a place."""
        return columns_of(self.schema, place.kind)[place.column]

    def lines(self, place: Place) -> tuple[LineRange, ...]:
        """The lines that a cell rests on, else those of its row; of every row, those of all."""
        cell = self.cells.get(place)
        if cell is not None and cell.lines:
            return tuple(map(parse_lines, cell.lines.split("; ")))
        kind = self.schema.kinds.get(place.kind)
        if kind is None:
            return ()
        rows = self.draft.rows(place.kind) if place.row == EVERY_ROW else [place.row]
        decided = decided_of(self.draft)
        every = {one for row in rows for one in lines_of(self.cells, decided, place.kind, row, kind.places)}
        return tuple(sorted(every))

    def open(self) -> list[Place]:
        """The places that have still to be decided, what is most doubtful first.

        First what has to hold a value and has none, then what has a guess, then what a program proposed, then other
        cells without a value, and last what nothing has looked for; within each of these the paper itself, and kinds,
        rows and columns in order.
        """
        kinds = {kind: place for place, kind in enumerate(dict.fromkeys(at.kind for at in self.cells))}
        columns = {kind: list(columns_of(self.schema, kind)) for kind in kinds}
        places = [place for place, cell in self.cells.items() if cell.status not in DECIDED]
        places.sort(key=lambda at: (kinds[at.kind], at.row, columns[at.kind].index(at.column)))
        return sorted(places, key=self._doubt)

    def _doubt(self, place: Place) -> int:
        cell = self.cells[place]
        if cell.status == PROPOSED:
            return 2
        if cell.value:
            return 1
        if self.column(place).required:
            return 0
        return _UNLOOKED if place.row == EVERY_ROW or place.kind == PAPER else 3

    def alike(self, place: Place) -> list[Place]:
        """The open places of the same column, this one first."""
        same = [at for at in self.open() if (at.kind, at.column) == (place.kind, place.column)]
        return [place, *(at for at in same if at != place)]

    def unlooked(self, kind: str) -> list[Place]:
        """The open places of a kind that nothing has looked for, and that need no value."""
        return [at for at in self.open() if at.kind == kind and self._doubt(at) == _UNLOOKED]

    def decide(self, *decisions: Decision) -> None:
        """Take decisions in one step, all or none; they are on disk when this returns.

        A new row, which a decision gives its lines, is to be decided in the columns that no decision is about.

        Raises InputError with what is wrong, and OSError.
        """
        with _alone(self.folder):
            self.read_again()
            every = [replace(one, reader=self.reader) for one in decisions]
            if faults := self.faults(every):
                raise InputError(fault for _, fault in faults)
            if self.reader != 1:
                every = [self._in_same_words(one) for one in every]
            self._write(self.draft.decided(*every, *self._begun(every)))

    def undo(self) -> list[Place]:
        """Take back the last step; returns its places, none where there is none or it is another reader's."""
        with _alone(self.folder):
            self.read_again()
            undone = [one for one in self.draft.decisions if one.step == self.draft.last_step]
            if not undone or any(one.reader != self.reader for one in undone):
                return []
            self._write(self.draft.undone())
            return [one.place for one in undone]

    def row_by_row(self, place: Place) -> None:
        """Ask for each row of a kind by itself what is asked for all of them at once."""
        rows = [Place(place.kind, row, place.column) for row in self.draft.rows(place.kind)]
        single = [Decision(at, "", TO_DECIDE) for at in rows if at not in self.cells]
        self.decide(*single, Decision(place, "", NOT_SAID))

    def add_row(self, kind: str, lines: str) -> Place:
        """Begin a row that rests on these lines, such as ``13; 17-19``; returns its place.

        Raises InputError where there is no such kind, or where these are no lines of the paper.
        """
        place = Place(kind, max([0, *self.draft.rows(kind)]) + 1, LINES)
        self.decide(Decision(place, lines, CONFIRMED))
        return place

    def drop(self, place: Place) -> None:
        """Decide that a row is no record."""
        self.decide(Decision(Place(place.kind, place.row, WHOLE_ROW), "", DROPPED))

    def read_again(self) -> None:
        """Take over what another review of the same draft has decided meanwhile."""
        there = read_draft(self.folder)
        if there != self.draft:
            self.draft = there

    def _write(self, draft: Draft) -> None:
        draft.write_decisions(self.folder)
        self.draft = draft

    def _begun(self, decisions: Sequence[Decision]) -> Iterator[Decision]:
        known = {(at.kind, at.row) for at in self.cells}
        new = {(one.place.kind, one.place.row) for one in decisions if one.place.column == LINES} - known
        about = {one.place for one in decisions}
        for kind, row in sorted(new):
            for name in columns_of(self.schema, kind):
                place = Place(kind, row, name)
                if place not in about and Place(kind, EVERY_ROW, name) not in self.cells:
                    yield Decision(place, "", TO_DECIDE)

    def _in_same_words(self, one: Decision) -> Decision:
        """What the second reader read, in the words of the first where it means the same."""
        cell, column = self.cells[one.place], self.column(one.place)
        read = [read_cell(column, text, self.names, self.draft.board)[0] for text in (one.value, cell.value)]
        folded = [" ".join(text.split()).casefold() for text in (one.value, cell.value)]
        same = one.status == CONFIRMED and (folded[0] == folded[1] or (bool(read[0]) and set(read[0]) == set(read[1])))
        return replace(one, value=cell.value) if same else one


def _faults(draft: Draft, schema: Schema, boards: set[str]) -> Iterator[str]:
    """Why a draft is none that the command has written; nothing where it may be one."""
    if draft.board not in boards:
        yield f"no board {draft.board!r}"
    if type(draft.meeting_date) is not date or not _SUBJECT.fullmatch(str(draft.subject)):
        yield f"no day and subject of a paper: {draft.meeting_date}, {draft.subject!r}"
    decided = ((one.place, DraftCell(one.value, one.status)) for one in draft.decisions)
    for place, cell in (*draft.cells.items(), *decided):
        where = f"{place.kind} row {place.row}, column {place.column}"
        columns = [*columns_of(schema, place.kind), *([WHOLE_ROW] if cell.status == DROPPED else [])]
        if place.column not in columns or place.row < 0 or (place.kind == PAPER and place in draft.cells):
            yield f"no such cell: {where}"
        for text in (cell.lines, cell.value if place.column == LINES else ""):
            try:
                last = max((parse_lines(part).last for part in text.split("; ")), default=0) if text else 0
            except ValueError:
                yield f"no lines {text!r}: {where}"
                continue
            if last > draft.text.line_count:
                yield f"lines {text} of a text of {draft.text.line_count}: {where}"


def open_review(folder: Path, data: Path, reader: int = 1) -> Review:
    """Open the draft in a folder for review.

    Raises InputError where it is no draft, or the records have faults.
    """
    draft, records = read_draft(folder), read_records(data)
    boards = {row.text("slug") for row in records.shared.get(AUTHORITIES, [])}
    if fault := next(_faults(draft, records.schema, boards), ""):
        reason = f"draft ({fault})"
        raise IllFormedFile(shown(folder), reason=reason, content="a draft as ijb read wrote it").error()
    return Review(folder, draft, records, data, reader)
