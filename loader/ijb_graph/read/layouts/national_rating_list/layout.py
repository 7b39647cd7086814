"""A list of proposals with a colour each, red, amber or green, under headings that say by when they are due."""

from __future__ import annotations

import re

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, DraftRow, to_decide
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.dates import printed_times
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.printed_cells import words_cell
from ijb_graph.read.printed.times import due_cell
from ijb_graph.read.tables.same_text import best_match
from ijb_graph.records.values import LineRange

__all__ = ["read"]

_ROMAN = {
    numeral: place for place, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_NUMBER = re.compile(rf"(?P<shown>(?P<feature>\d)\s?\((?P<place>{'|'.join(_ROMAN)})\))\s*[-–—]?\s*\S.*")
_HEADING = re.compile(r"proposals\b.{0,40}\b(?:completed|delivered|due)\b", re.IGNORECASE)
_DUE = re.compile(r"^proposals\b.{0,40}?\b(?:completed|delivered|due)\b(?: for \w+)?\s*(?:by\s+)?", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|in) (?:[A-Z][a-z]+ )?(?:19|20)\d\d\W*$")
_COLOURS = {"r": "red", "a": "amber", "g": "green", "red": "red", "amber": "amber", "green": "green"}
# So many rows make a list.
_FEWEST = 3


def _numbers_in_text(paper: PaperInLayout) -> dict[str, str]:
    """The numbers of headings like those of the list, by what they say, without the lines of the list itself."""
    found = {}
    for block in paper.document.blocks:
        match = _NUMBER.fullmatch(plain_text(block.text).replace("*", " ").strip())
        if match and not block.is_row:
            found[f"{block.line}"] = match["shown"]
    return found


def _times(heading: Block | None, lines: str) -> dict[str, DraftCell]:
    """The time that the heading above gives: the words after those that say what is due, where they hold a time."""
    if heading is None:
        return {"timescale": to_decide("no heading gives a time", lines), "due": to_decide("no time", lines)}
    text = plain_text(heading.text).replace("*", " ").strip()
    due = due_cell(text, str(heading.line))
    by = _DUE.sub("", text)
    at = str(heading.line)
    words = words_cell(by, at) if any(True for _ in printed_times(by)) else to_decide("by which words?", at, by)
    # Where a heading ends with one whole time after by or in, that is when they are due.
    is_last = bool(_BY.search(text)) and due.value and "; " not in due.value and "end of" not in text.casefold()
    is_sure = due.status == MATCHED or is_last
    found = DraftCell(due.value, MATCHED, at) if is_sure else to_decide("by when?", at, due.value)
    return {"timescale": words, "due": found}


def read(paper: PaperInLayout) -> Found:
    """The proposals of such lists."""
    found = Found()
    heading: Block | None = None
    in_text = _numbers_in_text(paper)
    texts = {line: plain_text(paper.document.by_line[int(line)].text) for line in in_text}
    for block in paper.document.blocks:
        cells = [plain_text(cell).strip() for cell in block.cells]
        match = _NUMBER.fullmatch(cells[0]) if len([cell for cell in cells if cell]) == 2 else None
        if match is None:
            if _HEADING.match(plain_text(block.text).strip("* ")):
                heading = block
            continue
        lines = str(block.line)
        colour = _COLOURS.get(cells[-1].casefold(), "")
        proposal = f"{match['feature']}.{_ROMAN[match['place']]}"
        other = best_match(cells[0], texts)
        named = to_decide("which heading is about it?", lines)
        cells_of_row = {
            "proposal": DraftCell(proposal, MATCHED, lines),
            "rag": DraftCell(colour, MATCHED, lines) if colour else to_decide(f"which colour is {cells[-1]!r}?", lines),
            **_times(heading, lines),
            "number_in_list": DraftCell(match["shown"], MATCHED, lines),
            "number_in_text": DraftCell(in_text[other], MATCHED, other) if other else named,
        }
        found.rows.append(DraftRow("national-progress", cells_of_row, (LineRange(block.line, block.line),)))
    return found if len(found.rows) >= _FEWEST else Found()
