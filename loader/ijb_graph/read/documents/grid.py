"""The rows of a table with merged cells: what is merged has its value once, and empty cells for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Cell", "grid_rows"]

# No paper has a wider table, and a cell can claim to be as wide as it likes.
_WIDEST = 100


@dataclass(frozen=True)
class Cell:
    """A cell that is ``columns`` wide and ``rows`` high."""

    text: str
    columns: int = 1
    rows: int = 1


def grid_rows(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """All rows at the same width, a text for each column."""
    taken: dict[int, int] = {}
    found: list[list[str]] = []
    for row in rows:
        texts: list[str] = []
        still = {at: left - 1 for at, left in taken.items() if left > 1}
        for cell in row:
            while taken.get(len(texts), 0) > 0 and len(texts) < _WIDEST:
                texts.append("")
            width = max(1, min(cell.columns, _WIDEST - len(texts)))
            if cell.rows > 1:
                still |= dict.fromkeys(range(len(texts), len(texts) + width), cell.rows - 1)
            texts += [cell.text, *[""] * (width - 1)]
        found.append(texts)
        taken = still
    # No row is wider than its cells, so a width that nothing fills is no column.
    width = max((at + 1 for texts in found for at, text in enumerate(texts) if text.strip()), default=0)
    return [(texts + [""] * width)[:width] for texts in found]
