"""The functions that a cell names: those that the paper lists, or what a mark parts."""

from __future__ import annotations

import re

from ijb_graph.read.documents.document import Document
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.tables.find_tables import Printed

__all__ = ["functions_cell", "functions_of"]

_ITEM = re.compile(r"\s*[-•]?\s*(?:\(?\w{1,3}[.)]\s+)?(?P<name>[A-Z].{5,200}?)[.;,]?\s*(?:and)?")
_HEADING = re.compile(r"\bfunctions\b", re.IGNORECASE)
# A word in small letters that ends a name, before one with a capital that begins the next.
_BOUNDARY = re.compile(r"(?<= )(?!(?:and|or|of|for|in|the|with|to|a|an|on|by) )([a-z][\w-]*) (?=[A-Z][a-z])")
_MARKS = re.compile(r"\s*(?:[;•\n]|\s[-–]\s)\s*")


def functions_of(document: Document) -> list[str]:
    """The functions that a paper lists under a heading that says so, the longest first."""
    found: list[str] = []
    is_list = False
    for block in document.blocks:
        text = plain_text(block.text)
        is_item = not block.is_row and re.match(r"\s*[-•]|\s*\(?\w{1,3}[.)]\s", text)
        if is_item and is_list:
            if item := _ITEM.fullmatch(text):
                found.append(item["name"])
        elif len(text.split()) < 16:
            is_list = bool(_HEADING.search(text)) or (is_list and len(text.split()) < 6)
    return sorted(dict.fromkeys(found), key=len, reverse=True)


def _of_list(text: str, known: list[str]) -> list[str]:
    """The functions that make up a text, one after the other; none where it has other words too."""
    found: list[str] = []
    rest = text
    while rest:
        one = next((name for name in known if rest.casefold().startswith(name.casefold())), None)
        if one is None:
            return []
        found.append(rest[: len(one)])
        rest = rest[len(one) :].lstrip(" ;,.&")
    return found


def functions_cell(printed: Printed, known: list[str], place: str) -> DraftCell:
    """The functions that a cell names; to be decided where it is not plain where one ends and the next begins."""
    text, lines = printed.text, printed.lines or place
    if not text:
        return not_said(lines)
    if listed := _of_list(text, known):
        return DraftCell("; ".join(listed), MATCHED, lines)
    marked = [part.strip(" .") for part in _MARKS.split(text) if part.strip(" .")]
    # Where none is marked, a capital letter after a small one may begin the next.
    inner = [found.start() for found in re.finditer(r"(?<=[a-z] )[A-Z](?=[a-z])", text)]
    if len(marked) > 1:
        return DraftCell("; ".join(marked), MATCHED, lines)
    if not inner:
        return DraftCell(text, MATCHED, lines)
    parts = _BOUNDARY.sub(r"\1; ", text).split("; ")
    return to_decide("is it one function or several?", lines, "; ".join(parts))
