"""The cells of a draft: a value, how far it is decided, and the lines that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ijb_graph.records.values import LineRange

__all__ = [
    "CONFIRMED",
    "DECIDED",
    "EVERY_ROW",
    "LOST",
    "MATCHED",
    "NOT_APPLICABLE",
    "NOT_SAID",
    "PROPOSED",
    "STATUSES",
    "TO_DECIDE",
    "DraftCell",
    "DraftRow",
    "not_said",
    "to_decide",
]

# Found by a closed grammar, or by a name that is known: it stands so in its lines.
MATCHED = "matched"
# A person has said so.
CONFIRMED = "confirmed"
# A program of the user's choice has said so, and passed the gate; no person has yet.
PROPOSED = "proposed"
# A person has to say. The value, if any, is the nearest guess, and the reason says what is open.
TO_DECIDE = "to-decide"
# Nothing is there: the paper does not say it; the export lost it; the paper prints that it does not apply.
NOT_SAID, LOST, NOT_APPLICABLE = "not-said", "lost", "not-applicable"

STATUSES = (MATCHED, CONFIRMED, PROPOSED, TO_DECIDE, NOT_SAID, LOST, NOT_APPLICABLE)
# With these alone a draft can become records.
DECIDED = frozenset({MATCHED, CONFIRMED, NOT_SAID, LOST, NOT_APPLICABLE})

# In place of the number of a row: the column in every row of the kind that has no cell of its own there.
EVERY_ROW = 0


@dataclass(frozen=True)
class DraftCell:
    """A cell: ``value`` as it would stand in the CSV file of its kind; empty where nothing is there.

    ``lines`` are those that it rests on, as records cite them (``13; 17-19``). ``quote`` is what a proposed cell rests
    on, word for word. ``reason`` says what is open of a cell to decide, and of another why it is so where that is not
    plain.
    """

    value: str
    status: str
    lines: str = ""
    quote: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DraftRow:
    """A row: its kind (``directions``), its cells by column, and the lines that it rests on.

    A column of the kind without a cell is one that nothing has looked for in the paper. ``lines``, ``basis`` and
    ``note`` are no cells here: they follow from the cells when the draft is finished.
    """

    kind: str
    cells: Mapping[str, DraftCell]
    lines: tuple[LineRange, ...]
    layout: str = field(default="", compare=False)


def to_decide(reason: str, lines: str, value: str = "") -> DraftCell:
    """A cell that a person has to decide."""
    return DraftCell(value, TO_DECIDE, lines, reason=reason)


def not_said(lines: str = "") -> DraftCell:
    """A cell that the paper leaves empty where it has a place for it."""
    return DraftCell("", NOT_SAID, lines)
