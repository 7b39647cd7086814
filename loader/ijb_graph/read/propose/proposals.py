"""Proposals taken into a draft: new rows, and cells of its rows that are open. What is decided is never overwritten."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, PROPOSED, TO_DECIDE, DraftCell, to_decide
from ijb_graph.read.drafts.draft import Draft, Place
from ijb_graph.read.propose.answer import ProposedRow, Refused
from ijb_graph.read.propose.gate import Gate, safe_guess
from ijb_graph.read.review.own_words import is_in_our_words
from ijb_graph.records.line_account import as_text, ranges
from ijb_graph.records.schema import Column, Kind
from ijb_graph.records.values import parse_lines

__all__ = ["FOLLOW", "Taken", "take_proposals"]

# Columns that follow when a draft is finished.
FOLLOW = ("lines", "basis", "note")


@dataclass
class Taken:
    """A draft's cells with the proposals in them, and what became of these.

    ``counts`` by what became of a cell: ``proposed``, ``to-decide``, ``the same`` as what the draft has.
    """

    cells: dict[Place, DraftCell]
    refused: list[Refused] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def _numbers(lines: str) -> set[int]:
    parts = [parse_lines(part) for part in lines.split("; ") if part]
    return {number for one in parts for number in range(one.first, one.last + 1)}


def _differs(cell: DraftCell, new: DraftCell) -> DraftCell:
    """A decided cell of a layout, with a proposal that differs and stands in its quote: a person chooses."""
    found = f"{cell.status}: {cell.value!r}" if cell.value else cell.status
    reason = f"a layout has it as {found}; a program proposes {new.value!r} by line {new.lines}, {new.quote!r}"
    return replace(cell, status=TO_DECIDE, reason=reason)


class _Taking:
    """Takes the rows of one answer, one after the other."""

    def __init__(self, draft: Draft, kinds: Mapping[str, Kind], gate: Gate) -> None:
        self.kinds, self.gate = kinds, gate
        self.taken = Taken(dict(draft.cells))
        self.cells = self.taken.cells
        self.found = {(at.kind, at.row) for at in draft.cells if at.row != EVERY_ROW}
        self.last = Counter({kind: max(row for one, row in self.found if one == kind) for kind, _ in self.found})
        # By kind: the lines of each row, the row of each key, and the columns in which rows have cells of their own.
        self.lines: defaultdict[str, dict[int, set[int]]] = defaultdict(dict)
        self.keys: defaultdict[str, dict[tuple[str, ...], int]] = defaultdict(dict)
        self.looked_for = {(at.kind, at.column) for at in draft.cells if at.row != EVERY_ROW}
        self.said: dict[tuple[str, frozenset[tuple[str, str, str]]], int] = {}
        for name, row in sorted(self.found):
            if name in kinds:
                self.keys[name][self._key(kinds[name], self._row(name, row))] = row
                self.lines[name][row] = _numbers(self.cells[Place(name, row, "lines")].value)

    def _row(self, kind: str, row: int) -> dict[str, DraftCell]:
        places = (Place(kind, row, column.name) for column in self.kinds[kind].columns)
        return {at.column: self.cells[at] for at in places if at in self.cells}

    @staticmethod
    def _key(kind: Kind, cells: Mapping[str, DraftCell]) -> tuple[str, ...]:
        return tuple(cells[name].value.casefold() if name in cells else "" for name in kind.key)

    def refuse(self, where: str, reason: str) -> None:
        self.taken.refused.append(Refused(where, reason))

    def take(self, row: ProposedRow) -> None:
        """Take a row, or say why it is none."""
        where = f"row {row.number} of the answer"
        kind = self.kinds.get(row.kind)
        if kind is None:
            self.refuse(where, f"the kind {row.kind[:60]!r}, which was not asked for")
            return
        if row.row is not None and (kind.name, row.row) not in self.found:
            self.refuse(where, f"row {str(row.row)[:12]} of {kind.name}, which the draft does not have")
            return
        columns = {column.name: column for column in kind.columns if column.name not in FOLLOW}
        for name in row.cells.keys() - columns.keys():
            self.refuse(where, f"the column {name[:60]!r}, which {kind.name} does not have or which follows")
        judged = {
            name: self._of_its_row(kind, row.row, name, self.gate.cell(column, row.cells[name]))
            for name, column in columns.items()
            if name in row.cells
        }
        if row.row is None:
            self._add(kind, columns, judged, where)
        else:
            self._fill(kind, row.row, columns, judged, where)

    def _of_its_row(self, kind: Kind, row: int | None, name: str, cell: DraftCell) -> DraftCell:
        """The cell; to be decided where the draft has another row of its kind in its lines, and its own elsewhere."""
        if cell.status != PROPOSED or row is None:
            return cell
        return self._beside(kind, cell, self.lines[kind.name][row], row)

    def _beside(self, kind: Kind, cell: DraftCell, own: set[int], row: int | None) -> DraftCell:
        """The cell of a row whose own lines are these; to be decided where it stands in those of another row alone."""
        cited = _numbers(cell.lines)
        if not own or cited & own:
            return cell
        for other, lines in self.lines[kind.name].items():
            if other != row and cited & lines:
                reason = f"proposed, and not taken: its lines are those of row {other}"
                return to_decide(reason, cell.lines, safe_guess(cell.value, self.gate.paper))
        return cell

    def _stands(self, columns: Mapping[str, Column], judged: Mapping[str, DraftCell]) -> Iterator[tuple[str, str, str]]:
        """What of a row stands in its quotes by more than our own words."""
        for name, cell in judged.items():
            if cell.status == PROPOSED and not is_in_our_words(columns[name]):
                yield name, cell.value, cell.lines

    def _add(self, kind: Kind, columns: Mapping[str, Column], judged: dict[str, DraftCell], where: str) -> None:
        key, stands = self._key(kind, judged), frozenset(self._stands(columns, judged))
        if not stands:
            self.refuse(where, f"a row of {kind.name} of which nothing stands in its quotes")
            return
        if any(key) and key in self.keys[kind.name]:
            self.refuse(where, f"the key of row {self.keys[kind.name][key]} of {kind.name}: {', '.join(key)[:60]!r}")
            return
        if (kind.name, stands) in self.said:
            self.refuse(where, f"what row {self.said[kind.name, stands]} of {kind.name} says by the same lines")
            return
        own = {number for name in kind.key if name in judged for number in _numbers(judged[name].lines)}
        for name, cell in judged.items():
            if cell.status == PROPOSED and name not in kind.key:
                judged[name] = self._beside(kind, cell, own, None)
        self.last[kind.name] += 1
        row = self.last[kind.name]
        self.keys[kind.name][key] = row
        self.said[kind.name, stands] = row
        lines = as_text(ranges(number for cell in judged.values() for number in _numbers(cell.lines)))
        for name, cell in judged.items():
            self.cells[Place(kind.name, row, name)] = cell
            self.taken.counts[cell.status] += 1
        for name, column in columns.items():
            if name not in judged and (column.required or (kind.name, name) in self.looked_for):
                self.cells[Place(kind.name, row, name)] = to_decide("nothing was found", lines)
            elif name not in judged:
                every = to_decide("nothing has looked for it", "")
                self.cells.setdefault(Place(kind.name, EVERY_ROW, name), every)
        self.cells[Place(kind.name, row, "lines")] = DraftCell(lines, MATCHED, lines)
        self.lines[kind.name][row] = _numbers(lines)
        self.looked_for |= {(kind.name, name) for name in judged}

    def _fill(
        self, kind: Kind, row: int, columns: Mapping[str, Column], judged: dict[str, DraftCell], where: str
    ) -> None:
        key = self._key(kind, {**self._row(kind.name, row), **judged})
        other = self.keys[kind.name].get(key, row)
        for name, new in judged.items():
            at = Place(kind.name, row, name)
            cell = self.cells.get(at)
            if other != row and name in kind.key:
                self.refuse(f"{where}, {name!r}", f"the key of row {other} of {kind.name}")
            elif cell is not None and cell.value == new.value and cell.status != TO_DECIDE:
                self.taken.counts["the same"] += 1
            elif cell is None or cell.status == TO_DECIDE:
                self.cells[at] = self._of_open(cell, new)
                self.taken.counts[new.status] += 1
            elif cell.status == PROPOSED or new.status != PROPOSED:
                reason = "another proposal has it" if cell.status == PROPOSED else f"it is {cell.status}"
                self.refuse(f"{where}, {name!r}", f"{reason}, and {new.reason or 'this differs'}")
            else:
                self.cells[at] = _differs(cell, new)
                self.taken.counts[TO_DECIDE] += 1

    @staticmethod
    def _of_open(cell: DraftCell | None, new: DraftCell) -> DraftCell:
        """A cell that is open, with a proposal: its own guess stays beside one that does not stand."""
        if cell is None or (new.status == PROPOSED and cell.value in ("", new.value)):
            return new
        if new.status == PROPOSED:
            reason = f"{cell.reason}; a program proposes {new.value!r} by line {new.lines}, {new.quote!r}"
            return replace(cell, reason=reason)
        shown = f" {new.value!r}" if new.value else ""
        reason = f"{cell.reason}; a program proposed{shown}: {new.reason.partition(': ')[2]}"
        return replace(cell, value=cell.value or new.value, reason=reason)


def take_proposals(
    draft: Draft, rows: list[ProposedRow], refused: list[Refused], kinds: Mapping[str, Kind], gate: Gate
) -> Taken:
    """Take rows of a program's answer into the cells of a draft; ``refused`` is what of the answer was no row."""
    taking = _Taking(draft, kinds, gate)
    taking.taken.refused += refused
    for row in rows:
        taking.take(row)
    return taking.taken
