"""The heading above a part of a table of directions: its group, subject, addressees and budget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, not_said, to_decide
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import money_cell, names_cell, words_cell
from ijb_graph.read.tables.find_tables import TableSection
from ijb_graph.records.line_account import as_text, ranges

__all__ = ["read_groups"]

_TO = re.compile(r"directions?\s*to (?P<to>.+?)(?: on (?P<on>.+))?$", re.IGNORECASE)
_ABOUT = re.compile(r"directions? (?:on|for|about) (.+)", re.IGNORECASE)
_BUDGET = re.compile(r"budget\s*:?\s*(?P<sum>£?\s?\d[\d.,]*\s?\w*)", re.IGNORECASE)


def _title(captions: Sequence[str], lines: str) -> DraftCell:
    """A heading of few words, alone or above sentences that say more of it."""
    if captions and (about := _ABOUT.fullmatch(captions[-1])):
        return to_decide("is this its subject?", lines, about[1])
    short = [text for text in captions if len(text.split()) <= 8 and text[-1:] not in ".:;,"]
    rest = [text for text in captions if text not in short]
    if (
        len(short) == 1
        and captions[0] == short[0]
        and all(text.endswith(".") or len(text.split()) > 8 for text in rest)
    ):
        return words_cell(short[0], lines)
    return to_decide("which heading is it?", lines, short[-1] if short else "")


def read_groups(section: TableSection, directions: Sequence[DraftRow], paper: PaperInLayout) -> Iterator[DraftRow]:
    """The groups of the directions of a part of a table: the first has the heading above, the others have none."""
    by_group: dict[str, list[DraftRow]] = {}
    for row in directions:
        if row.cells["group"].value:
            by_group.setdefault(row.cells["group"].value, []).append(row)
    for place, (name, rows) in enumerate(by_group.items()):
        yield _group(name, rows, section.near if place == 0 else [], paper)


def _group(name: str, rows: Sequence[DraftRow], near: Sequence[Block], paper: PaperInLayout) -> DraftRow:
    captions = [block for block in near if not _is_table_of_all(plain_text(block.text))]
    lines = as_text(ranges(block.line for block in captions)) or as_text(rows[0].lines)
    group = DraftCell(name, MATCHED, as_text(rows[0].lines))
    if not captions:
        open_cell = to_decide("no heading stands above", lines)
        nothing = {"group": group, "title": open_cell, "addressees": open_cell, "budget_k": open_cell}
        return DraftRow("direction-groups", nothing, rows[0].lines)
    text = " ".join(plain_text(block.text) for block in captions)
    budget = _BUDGET.search(text)
    sums = money_cell(budget["sum"], lines) if budget else not_said(lines)
    is_row = any(block.is_row for block in captions)
    # A row whose words stand in one cell is whole; words that were cut stand in several.
    cells = [cell for block in captions for cell in block.cells if cell and not _BUDGET.search(cell)]
    told = _TO.fullmatch(plain_text(cells[0]).strip(" .:")) if len(cells) == 1 else None
    places = ranges(block.line for block in captions)
    if told and told["on"]:
        title = words_cell(told["on"], lines)
        addressees = names_cell(told["to"], lines, paper.names, paper.board)
    elif is_row:
        # The export cuts words: with the cells put together as they are, they may be whole again.
        guess = " ".join("".join(cells).split())
        reason = f"the heading is broken: {' | '.join(cells)[:80]!r}"
        told = _TO.search(guess)
        guessed = names_cell(told["to"], lines, paper.names, paper.board) if told else not_said(lines)
        title = to_decide(reason, lines, (told["on"] or "") if told else "")
        addressees = to_decide(reason, lines, guessed.value)
    else:
        title = _title([plain_text(block.text).strip() for block in captions], lines)
        addressees = not_said(lines)
    row = {"group": group, "title": title, "addressees": addressees, "budget_k": sums}
    return DraftRow("direction-groups", row, places)


def _is_table_of_all(text: str) -> bool:
    """Whether a heading is of all groups: it gives the total."""
    return bool(re.search(r"\btotal\b", text, re.IGNORECASE))
