"""A form for each direction: its fields become the direction, its terms, its effects, its money, its reports."""

from __future__ import annotations

from ijb_graph.read.drafts.cells import DraftRow
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.layouts.direction_form.forms import forms_of
from ijb_graph.read.layouts.direction_form.rows import FormReader, is_no

__all__ = ["read"]

# What stands above a form: Direction from the Fife Integration Joint Board.
_HEADING_WORDS = 14


def read(paper: PaperInLayout) -> Found:
    """The rows of all forms of a document."""
    forms = forms_of(paper.document)
    rows: list[DraftRow] = []
    skipped: dict[int, str] = {}
    before = 0
    for form in forms:
        rows += FormReader(form, paper).rows()
        first = min(one.lines[0] for one in form.fields.values())
        above = [block for block in paper.document.blocks if before < block.line < first]
        if above and "direction" in above[-1].text.casefold() and len(above[-1].text.split()) <= _HEADING_WORDS:
            skipped[above[-1].line] = "heading"
        before = max(one.lines[-1] for one in form.fields.values())
        for one in form.fields.values():
            if not one.value or is_no(one.value):
                skipped |= dict.fromkeys(one.lines, "label")
    return Found(rows, skipped)
