"""Whether a decision about a cell can be taken: as the build would read it, and as the paper's lines have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ijb_graph.errors import Problem, nearest
from ijb_graph.errors.review import AbsentValue, CopiedText, UnfitDecision
from ijb_graph.paper_text import PaperText
from ijb_graph.read.cell_check import absent_values
from ijb_graph.read.drafts.cells import CONFIRMED, EVERY_ROW, LOST, NOT_APPLICABLE, NOT_SAID, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import DROPPED, WHOLE_ROW, Decision, Draft, Place, take_decision
from ijb_graph.read.review.introduced import introducing_kind
from ijb_graph.read.review.own_words import MOST_WORDS, copied_words, is_in_our_words
from ijb_graph.read.review.paper_entry import PAPER, PAPER_COLUMNS, paper_place
from ijb_graph.read.review.rows import BASES, BASIS, LINES, NOTE, decided_of, drafted_rows
from ijb_graph.records.cells import read_cell
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.names import Names
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import EMPTY_BECAUSE, Column, Kind, Schema
from ijb_graph.text_safety import deceptive, personal_contact

__all__ = ["Judge", "columns_of", "said"]

# What a person can decide of a cell.
_DECISIONS = (CONFIRMED, NOT_SAID, LOST, NOT_APPLICABLE)


def columns_of(schema: Schema, name: str) -> dict[str, Column]:
    """The columns of a kind of a draft that can be decided, by name; none where there is no such kind.

    Beside the kinds of records these are the paper itself, and the files by which its folder introduces names.
    """
    if name == PAPER:
        return PAPER_COLUMNS
    kind = introducing_kind(schema, name) or schema.kinds.get(name)
    if kind is None or not (kind.belongs_to_a_paper or introducing_kind(schema, name)):
        return {}
    left_out = (BASIS, NOTE) if kind.belongs_to_a_paper else ("board",)
    return {column.name: column for column in kind.columns if column.name not in left_out}


def said(place: Place) -> str:
    """A place for a person: ``directions row 3``."""
    return f"{place.kind} row {place.row}" if place.row != EVERY_ROW else f"{place.kind}, every row"


def _read(column: Column, text: str, names: Names, board: str) -> tuple[object, ...]:
    return read_cell(column, text, names, board)[0]


@dataclass(frozen=True)
class Judge:
    """Judges decisions about a draft whose cells stand as ``cells``; ``names`` are all that its paper knows."""

    draft: Draft
    cells: Mapping[Place, DraftCell]
    schema: Schema
    names: Names

    @property
    def text(self) -> PaperText:
        """The paper's text."""
        return self.draft.text

    def faults(self, decisions: Iterable[Decision]) -> list[tuple[Decision, Problem]]:
        """What is wrong with decisions that are to be taken together, each with the first that it is about."""
        every = list(decisions)
        rows = {(place.kind, place.row) for place in self.cells}
        rows |= {(one.place.kind, one.place.row) for one in every if one.place.column == LINES}
        found = [(one, fault) for one in every for fault in self._faults(one, rows)]
        return found or list(self._absent([one for one in every if one.reader == 1]))

    def _unfit(self, place: Place, decided: str, form: str, remedy: str = "Correct it.") -> Problem:
        return UnfitDecision(said(place), column=place.column, decided=decided, form=form, remedy=remedy)

    def _faults(self, one: Decision, rows: set[tuple[str, int]]) -> Iterator[Problem]:
        at, columns = one.place, columns_of(self.schema, one.place.kind)
        if not columns:
            kinds = sorted({place.kind for place in self.cells})
            yield self._unfit(at, f"the kind {at.kind!r}", f"one of {', '.join(kinds)}", nearest(at.kind, kinds))
            return
        is_introduced = introducing_kind(self.schema, at.kind) is not None
        if (at.kind, at.row) not in rows and not is_introduced:
            yield self._unfit(at, f"row {at.row}", "a row of the draft", "A new row needs a decision about its lines.")
            return
        if at.column == WHOLE_ROW or one.status == DROPPED:
            if at.column != WHOLE_ROW or one.status != DROPPED or at.row == EVERY_ROW or at.kind == PAPER:
                yield self._unfit(at, f"{one.status} for column {at.column}", f"{DROPPED} for {WHOLE_ROW} of a row")
            return
        column = columns.get(at.column)
        if column is None:
            hint = nearest(at.column, columns)
            yield self._unfit(at, f"the column {at.column!r}", f"one of {', '.join(columns)}", f"{hint}Correct it.")
            return
        if one.status == TO_DECIDE:
            return
        yield from self._status_faults(one, column)
        yield from self._basis_faults(one)
        if one.status == CONFIRMED and one.value:
            yield from self._value_faults(one, column)

    def _status_faults(self, one: Decision, column: Column) -> Iterator[Problem]:
        at, kind = one.place, self.schema.kinds.get(one.place.kind)
        if one.status not in _DECISIONS:
            yield self._unfit(at, f"the status {one.status!r}", f"one of {', '.join((*_DECISIONS, DROPPED))}")
        elif one.status == CONFIRMED and (not one.value or one.value in EMPTY_BECAUSE):
            yield self._unfit(at, f"{one.value or 'no value'} as confirmed", "a value, or a status that says why not")
        elif one.status != CONFIRMED and one.value:
            yield self._unfit(at, f"{one.value!r} as {one.status}", f"no value with {one.status}")
        elif one.status == NOT_SAID and column.required:
            remedy = "Say what the lines let you infer, or drop the row."
            yield self._unfit(at, "nothing", f"a value: {column.description}", remedy)
        elif one.status in (LOST, NOT_APPLICABLE) and (kind is None or at.column in kind.never_lost):
            remedy = "Say what can be made out, that it is not said, or drop the row."
            yield self._unfit(at, one.status, f"a value: {column.description}", remedy)

    def _basis_faults(self, one: Decision) -> Iterator[Problem]:
        if one.basis not in ("", *BASES):
            yield self._unfit(one.place, f"the basis {one.basis!r}", f"one of {', '.join(BASES)}")
        elif one.basis in BASES[1:] and not one.note.strip():
            yield self._unfit(one.place, f"{one.basis} without a note", "a note that says why", "Add it.")
        if unfit := deceptive(one.note) or personal_contact(one.note):
            yield self._unfit(one.place, f"the note {one.note!r}", *unfit)
        yield from self._copied(one.place, one.note)

    def _copied(self, place: Place, text: str) -> Iterator[Problem]:
        if words := copied_words(text, self.text.text):
            yield CopiedText(said(place), column=place.column, words=words, count=MOST_WORDS)

    def _value_faults(self, one: Decision, column: Column) -> Iterator[Problem]:
        at = one.place
        values, faults = read_cell(column, one.value, self.names, self.draft.board)
        yield from (fault.at(said(at)) for fault in faults if fault is not None)
        if column.form == "lines":
            beyond = [str(place) for place in values if place.last > self.text.line_count]
            if beyond:
                yield self._unfit(at, f"lines {beyond[0]}", f"lines within the paper's {self.text.line_count}")
        if one.reader == 1 and (is_in_our_words(column) or at.column == "date_note"):
            yield from self._copied(at, one.value)

    def _absent(self, decisions: list[Decision]) -> Iterator[tuple[Decision, Problem]]:
        """The values that do not stand in the lines of their rows, where the decision does not say why."""
        asked: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
        for one in decisions:
            kind = self.schema.kinds.get(one.place.kind)
            if kind and BASIS in kind.places and one.status == CONFIRMED and one.basis not in BASES[1:]:
                asked[one.place.kind, one.place.column].append(one)
        if not asked:
            return
        cells, draft = dict(self.cells), self.draft.decided(*decisions)
        for one in decisions:
            take_decision(cells, one)
        for (name, column), those in asked.items():
            paper = self._paper(cells, draft, self.schema.kinds[name])
            rows = {row.number: row for row in paper.rows[name]}
            own = {at.row for at in cells if (at.kind, at.column) == (name, column)}
            about: dict[int, Decision] = {}
            for one in those:
                numbers = rows.keys() - own if one.place.row == EVERY_ROW else {one.place.row}
                about |= dict.fromkeys(numbers, one)
            absent = absent_values(paper, self.text, self.names, name, column, {*about})
            for number, value in absent.items():
                lines = "lines " + "; ".join(map(str, rows[number].lines()))
                at = Place(name, number, column)
                yield about[number], AbsentValue(said(at), column=column, value=value, lines=lines)

    def _paper(self, cells: Mapping[Place, DraftCell], draft: Draft, kind: Kind) -> Paper:
        """The paper as it would be read, with the rows of one kind and what is skipped."""
        of_paper = {name: cells[at].value for name in PAPER_COLUMNS if (at := paper_place(name)) in cells}
        return Paper(
            board=draft.board,
            slug=draft.slug,
            meeting_date=draft.meeting_date,
            date_note="",
            title=of_paper.get("title", ""),
            kind="",
            suite=of_paper.get("suite", ""),
            cites=(),
            text_file="",
            text_sha256=draft.text.sha256,
            text_lines=draft.text.line_count,
            suites=(),
            rows={one.name: self._rows(cells, draft, one) for one in (kind, self.schema.kinds[SKIPPED])},
        )

    def _rows(self, cells: Mapping[Place, DraftCell], draft: Draft, kind: Kind) -> list[Row]:
        rows = []
        for row in drafted_rows(cells, decided_of(draft), kind, kind.name):
            read = {one.name: _read(one, row.cells[one.name], self.names, draft.board) for one in kind.columns}
            rows.append(Row(kind, f"{kind.name}.csv", row.number, read, tuple(row.cells.values()), {}))
        return rows
