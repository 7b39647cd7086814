"""The items of a minute: how the line that heads one is told from others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ijb_graph.read.documents.document import Block
from ijb_graph.read.printed.meeting_text import REFERENCE

__all__ = ["Item", "heading_of"]

# The title of an item has at most so many words.
_TITLE_WORDS = 16
_TITLE_WITH_REPORT = re.compile(
    r"(?:(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2})?[a-z]?)[.)]?\s+)?(?P<title>[A-Z].{3,150}?)\s*"
    r"(?:[-\u2013]\s*|\((?:Report )?(?:No\.? )?)"
    rf"(?P<report>{REFERENCE})\)?(?:\s+(?:pdf|PDF)\b.*)?"
)
_NUMBERED = re.compile(
    r"(?:Item )?(?P<number>[0-9]{1,2}[a-z]?|[0-9]{1,3}/[0-9]{2,4})[.)]?\s+(?P<title>[A-Z][^.:;]{2,120})"
)
# IJB101. Budget 2031/32: a late change. The letters say that it is no sentence.
_CODED = re.compile(r"(?P<number>[A-Z]{2,6}[ .-]?[0-9]{1,4}[a-z]?)[.):]?\s+(?P<title>[A-Z][^.;]{2,120})")


@dataclass
class Item:
    """An item of the agenda: its heading and the lines below it."""

    blocks: list[Block]
    number: str = ""
    title: str = ""
    report: str = ""
    below: list[Block] = field(default_factory=list)


def heading_of(block: Block) -> Item | None:
    """The item that a line is the heading of."""
    text = block.text
    if found := _TITLE_WITH_REPORT.fullmatch(text):
        return Item([block], found["number"] or "", found["title"].strip(" -\u2013"), found["report"])
    found = _NUMBERED.fullmatch(text) or _CODED.fullmatch(text)
    if not found or len(text.split()) > _TITLE_WORDS:
        is_title = block.is_heading and not found and len(text.split()) <= _TITLE_WORDS
        return Item([block], "", text.strip(" :")) if is_title else None
    return Item([block], found["number"], found["title"])
