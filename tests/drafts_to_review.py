"""A made-up draft of a paper, to be reviewed: three directions, of which things are open, proposed and matched."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from ijb_graph.paper_text import PaperText
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, PROPOSED, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Draft, Place

__all__ = ["BOARD", "TEXT", "draft_to_review", "write_draft"]

BOARD = "falkirk"
TEXT = """Directions of the board for 2030/31
Code	Direction	To	Day
1.1	The Council shall open three new day centres in the towns of the area by spring	Falkirk Council	2 May 2030
1.2	Ask the Meadow Forum how carers are to be heard	The Meadow Forum	3 May 2030
Contact: the clerk
"""


def draft_to_review() -> Draft:
    """The draft; nothing of it has been decided."""
    text = PaperText(TEXT, hashlib.sha256(TEXT.encode()).hexdigest())
    cells = {
        Place("directions", EVERY_ROW, "title"): DraftCell("", TO_DECIDE, reason="nothing has looked for it"),
        Place("directions", EVERY_ROW, "status"): DraftCell("", TO_DECIDE, reason="nothing has looked for it"),
    }
    addressees = {
        1: DraftCell("Falkirk Council", PROPOSED, "3", quote="Falkirk Council"),
        2: DraftCell("", TO_DECIDE, "4", reason="not known: Meadow Forum"),
    }
    days = {1: "2030-05-02", 2: "2030-05-03"}
    for row, line, code in ((1, "3", "1.1"), (2, "4", "1.2")):
        cells[Place("directions", row, "code")] = DraftCell(code, MATCHED, line)
        cells[Place("directions", row, "addressees")] = addressees[row]
        cells[Place("directions", row, "summary")] = DraftCell("", TO_DECIDE, line, reason="to be summarised")
        cells[Place("directions", row, "lines")] = DraftCell(line, MATCHED, line)
        cells[Place("direction-terms", row, "direction")] = DraftCell(code, MATCHED, line)
        cells[Place("direction-terms", row, "effective")] = DraftCell(days[row], MATCHED, line)
        cells[Place("direction-terms", row, "lines")] = DraftCell(line, MATCHED, line)
    cells[Place("skipped", 1, "reason")] = DraftCell("heading", MATCHED, "1")
    cells[Place("skipped", 1, "lines")] = DraftCell("1", MATCHED, "1")
    cells[Place("skipped", 2, "reason")] = DraftCell("table-header", MATCHED, "2")
    cells[Place("skipped", 2, "lines")] = DraftCell("2", MATCHED, "2")
    return Draft(BOARD, date(2030, 4, 1), "directions", "falkirk.txt", "text", text.sha256, text, cells)


def write_draft(drafts: Path) -> Path:
    """Write it below a folder of drafts; returns its own folder."""
    draft = draft_to_review()
    folder = drafts / draft.board / draft.slug
    draft.write(folder)
    return folder
