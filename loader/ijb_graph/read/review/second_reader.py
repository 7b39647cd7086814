"""The second reader: who sees some cells again, blind, and how often the two readings differ."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ijb_graph.read.drafts.cells import DECIDED, EVERY_ROW, MATCHED, TO_DECIDE
from ijb_graph.read.drafts.draft import Draft, Place, take_decision
from ijb_graph.read.review.judge import columns_of
from ijb_graph.read.review.rows import LINES
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.schema import Schema

__all__ = ["SecondReading", "second_reading", "to_read_again"]

# Of the cells that the machine matched, one in so many is read again.
_ONE_IN = 20
# Of figures, each: numbers, money, percentages, days and years.
_FIGURES = ("integer", "decimal", "date", "period", "years")


@dataclass(frozen=True)
class SecondReading:
    """What the second reader read: how many cells, and of these how many otherwise than they stood."""

    cells: int
    differing: int

    def __str__(self) -> str:
        """In words, with the rate."""
        if not self.cells:
            return "No second reader has read any of it."
        rate = f"{100 * self.differing / self.cells:.1f}"
        return (
            f"A second reader read {self.cells} cells again without seeing what stood in them, and "
            f"read {self.differing} otherwise ({rate} %)."
        )


def _order(draft: Draft, place: Place) -> str:
    """A number that follows from the paper and the place alone, and that nobody chooses."""
    text = f"{draft.source_sha256} {place.kind} {place.row} {place.column}"
    return hashlib.sha256(text.encode()).hexdigest()


def to_read_again(draft: Draft, schema: Schema) -> list[Place]:
    """The cells that the second reader has still to read: one in twenty of those that were matched, and all figures.

    Which of the matched ones these are follows from a hash of the paper and of the place.
    """
    matched = [
        at
        for at, cell in draft.cells.items()
        if cell.status == MATCHED and cell.value and at.column != LINES and at.kind != SKIPPED and at.row != EVERY_ROW
    ]
    matched.sort(key=lambda at: _order(draft, at))
    chosen = set(matched[: -(-len(matched) // _ONE_IN)])
    read = {one.place for one in draft.decisions if one.reader != 1}

    def is_figure(place: Place) -> bool:
        is_of_record = place.kind in schema.kinds and place.row != EVERY_ROW
        return is_of_record and columns_of(schema, place.kind)[place.column].form in _FIGURES

    return [
        at
        for at, cell in draft.state.items()
        if at not in read and cell.value and cell.status in DECIDED and (at in chosen or is_figure(at))
    ]


def second_reading(draft: Draft) -> SecondReading:
    """How many cells the second reader has read, and how many of them otherwise."""
    cells = dict(draft.cells)
    differs: dict[Place, bool] = {}
    for one in draft.decisions:
        take_decision(cells, one)
        if one.reader != 1 and one.place in cells:
            differs[one.place] = differs.get(one.place, False) or cells[one.place].status == TO_DECIDE
    return SecondReading(len(differs), sum(differs.values()))
