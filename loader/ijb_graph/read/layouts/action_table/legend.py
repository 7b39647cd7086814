"""What the marks beside percentages mean, as a paper's legend says: progress since the last report, or no change."""

from __future__ import annotations

import re

from ijb_graph.read.documents.document import Document
from ijb_graph.read.printed.figures import plain_text

__all__ = ["marks_of"]

_MARK = re.compile(
    r"(?:represented|shown|indicated|marked)\s+(?:by|as|with)\s+(?:an?\s+)?['\"]?([^\w\s'\"])['\"]?", re.IGNORECASE
)
_CLAUSE = re.compile(r"[,;.]\s|\band\b|\bor\b")
_MEANINGS = (
    (re.compile(r"\bno change\b", re.IGNORECASE), "no-change"),
    (re.compile(r"\bprogress\b", re.IGNORECASE), "progress"),
)


def marks_of(document: Document) -> dict[str, str]:
    """The value of ``marker`` for each mark that the legend explains."""
    found: dict[str, str] = {}
    for clause in (part for block in document.blocks for part in _CLAUSE.split(plain_text(block.text))):
        marks = _MARK.findall(clause)
        meaning = next((value for words, value in _MEANINGS if words.search(clause)), "")
        # A clause that explains two marks does not say which is which.
        if len(marks) == 1 and meaning:
            found[marks[0]] = meaning
    return found
