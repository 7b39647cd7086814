"""Which of the choices about a direction is ticked: none is required, or one to council, health board or both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ijb_graph.read.documents.document import Block

__all__ = ["Choices", "TickedTopic", "choices_in", "implications_in"]

_QUESTION = re.compile(
    r"\bdirections? (?:is |are )?required\b|\bdirection to\b.*\bboth\b|\bdirection to:?$", re.IGNORECASE
)
_NONE = re.compile(r"\bno directions?(?: (?:is |are )?(?:required|needed))?\b|^no$", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:council|nhs|health board|both)\b", re.IGNORECASE)
_TICK = re.compile(r"[\u2713\u2714\u221a\u2611\u2612\u2717\u2718\u0667]|[xXvY\u2022]|yes|\[x\]", re.IGNORECASE)
_MOST = 7


@dataclass(frozen=True)
class Choices:
    """The choices with their lines; ``is_none`` says whether no direction is ticked as required, None if unknown."""

    lines: tuple[int, ...]
    is_none: bool | None


def choices_in(blocks: Sequence[Block]) -> Choices | None:
    """The choices of a document: rows of a table or of a list that begin with no direction required."""
    for place in range(len(blocks)):
        # The question may be the first of the rows, with the choice of none beside it.
        rows: list[tuple[Block, bool, bool]] = []
        for one in blocks[place : place + _MOST]:
            text = " ".join(cell for cell in one.cells if not _TICK.fullmatch(cell)).strip()
            is_question = bool(_QUESTION.search(text)) and not rows
            is_choice = bool(_NONE.search(text) or _CHOICE.search(text)) and len(text.split()) <= 16
            if not is_choice and not is_question:
                break
            if is_choice and (not is_question or _NONE.search(text)):
                rows.append((one, bool(_NONE.search(text)), any(_TICK.fullmatch(cell) for cell in one.cells)))
        if len(rows) >= 3 and rows[0][1]:
            ticked = [is_none for _, is_none, has_tick in rows if has_tick]
            lines = tuple(one.line for one, _, _ in rows)
            return Choices(lines, ticked[0] if len(ticked) == 1 else None)
    return None


# The headers of the columns in which a topic is ticked, in small letters.
_DECLARED = {"yes": "some", "no": "none", "n/a": "not-applicable", "na": "not-applicable"}


@dataclass(frozen=True)
class TickedTopic:
    """A topic with its line; ``declared`` is what is ticked for it: some, none, not-applicable; empty if unknown."""

    line: int
    topic: str
    declared: str


def _ticked(blocks: Sequence[Block]) -> Iterator[TickedTopic]:
    columns: dict[int, str] = {}
    for block in blocks:
        heads = {
            place: _DECLARED[cell.casefold()] for place, cell in enumerate(block.cells) if cell.casefold() in _DECLARED
        }
        if block.is_row and {"some", "none"} <= set(heads.values()):
            columns = heads
        elif not block.is_row or not columns:
            columns = {}
        elif block.cells[0]:
            cells = {place: block.cells[place] for place in columns if place < len(block.cells) and block.cells[place]}
            is_plain = len(cells) == 1 and all(_TICK.fullmatch(cell) for cell in cells.values())
            yield TickedTopic(block.line, block.cells[0], columns[next(iter(cells))] if is_plain else "")


def implications_in(blocks: Sequence[Block]) -> list[TickedTopic]:
    """The topics of a table that is ticked under yes or no."""
    return list(_ticked(blocks))
