"""The rows of a draft as they would stand in the CSV files of its paper's folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ijb_graph.read.drafts.cells import EVERY_ROW, LOST, NOT_APPLICABLE, DraftCell
from ijb_graph.read.drafts.draft import Decision, Draft, Place
from ijb_graph.records.line_account import SKIPPED, as_text, ranges
from ijb_graph.records.schema import Kind
from ijb_graph.records.values import LineRange, parse_lines

__all__ = ["BASES", "BASIS", "LINES", "NOTE", "DraftedRow", "decided_of", "drafted_rows", "lines_of"]

LINES, BASIS, NOTE = "lines", "basis", "note"
# From what is surest to what is least so: a row has the basis of its least sure cell.
BASES = ("printed", "mended", "inferred")
_EMPTY = {LOST: "(lost)", NOT_APPLICABLE: "(not applicable)"}


@dataclass(frozen=True)
class DraftedRow:
    """A row: its number in the draft, and its cells by column as the file would have them."""

    number: int
    cells: Mapping[str, str]


def decided_of(draft: Draft) -> dict[Place, Decision]:
    """What the first reader decided last of each place."""
    return {one.place: one for one in draft.decisions if one.reader == 1}


def _parsed(text: str) -> tuple[LineRange, ...]:
    try:
        return tuple(map(parse_lines, text.split("; "))) if text else ()
    except ValueError:
        return ()


def _numbers(places: tuple[LineRange, ...]) -> Iterator[int]:
    for place in places:
        yield from range(place.first, place.last + 1)


def lines_of(
    cells: Mapping[Place, DraftCell], decided: Mapping[Place, Decision], kind: str, row: int, columns: Mapping[str, int]
) -> tuple[LineRange, ...]:
    """The lines of a row: those that a person gave it, else its own and those that its cells rest on."""
    own = cells.get(Place(kind, row, LINES))
    if Place(kind, row, LINES) in decided or kind == SKIPPED:
        return _parsed(own.value) if own else ()
    resting = [cells[at].lines for name in columns if (at := Place(kind, row, name)) in cells and cells[at].value]
    return ranges(number for text in (own.value if own else "", *resting) for number in _numbers(_parsed(text)))


def drafted_rows(
    cells: Mapping[Place, DraftCell], decided: Mapping[Place, Decision], kind: Kind, name: str
) -> list[DraftedRow]:
    """The rows of a kind, called ``name`` in the draft, as the cells leave them; what is not decided is as it stands.

    ``decided`` gives bases and notes; a row that nothing is said of is printed.
    """
    rows = []
    for number in sorted({at.row for at in cells if at.kind == name and at.row != EVERY_ROW}):
        texts: dict[str, str] = {}
        bases: set[str] = set()
        notes: list[str] = []
        for column in kind.columns:
            own, every = Place(name, number, column.name), Place(name, EVERY_ROW, column.name)
            cell = cells.get(own, cells.get(every))
            if cell is None:
                continue
            texts[column.name] = _EMPTY.get(cell.status, cell.value)
            if one := decided.get(own if own in cells else every):
                bases.add(one.basis)
                notes += [one.note] if one.note and one.note not in notes else []
        if LINES in kind.places:
            texts[LINES] = as_text(lines_of(cells, decided, name, number, kind.places))
        if BASIS in kind.places:
            texts[BASIS] = next((basis for basis in reversed(BASES) if basis in bases), BASES[0])
        if NOTE in kind.places and notes:
            texts[NOTE] = "; ".join(notes)
        rows.append(DraftedRow(number, {one.name: texts.get(one.name, "") for one in kind.columns}))
    return rows
