"""Who does what a sentence says: those whom it begins with, or by whom it is done."""

from __future__ import annotations

import re

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, to_decide
from ijb_graph.read.printed.printed_cells import names_cell
from ijb_graph.records.names import Names

__all__ = ["leads_in"]

# Those who do something: The council will plan, or The council to plan; not what is to be done to them.
_DOES = re.compile(r"(?P<who>[A-Z0-9].{1,80}?)\s+(?:will|shall|must|to)\s+(?!be\b|have\b|not\b)[a-z]+")
_DONE_BY = re.compile(
    r"\b(?:will|shall|must|to) be (?:[a-z]+ly )?[a-z]+(?:ed|en|t)(?: out| on| up)? by (?:the )?"
    r"(?P<who>[A-Z][^,.;]{1,80}?)(?=\s*(?:[,.;]|$|\bsupported by\b))"
)


def leads_in(sentence: str, lines: str, names: Names, board: str, is_open: bool = False) -> DraftCell:
    """Those who do what a sentence says, where it names them and nobody else; to be decided everywhere else.

    ``is_open``: whether another sentence may follow, of which the end is then.
    """
    for found in (_DOES.match(sentence), None if is_open else _DONE_BY.search(sentence)):
        if found:
            cell = names_cell(found["who"], lines, names, board)
            if cell.status == MATCHED:
                return cell
    return to_decide("does it say who leads?", lines)
