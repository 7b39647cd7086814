"""Whose paper a document is, and for which day: as far as it says so itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from ijb_graph.read.documents.document import Document
from ijb_graph.read.printed.dates import times_in

__all__ = ["boards_of", "days_of"]

# A day is looked for where papers have it: before the matter itself begins.
_HEAD = 60
# A line with at most so many words holds a day and nothing else.
_ALONE = 4
# What stands by the day of the meeting, the surest first; a day alone in its line is one too.
_LABELS = [
    re.compile(words, re.IGNORECASE)
    for words in (
        r"^\W*meeting\W|\b(?:meeting date|date of meeting|meeting (?:\w+ )*(?:held|took place) on)\b",
        r"\b(?:date|held on|meeting of|minutes?)\b",
        r"\b(?:mon|tues|wednes|thurs|fri)day\b|\bintegration joint board\b",
    )
]


def boards_of(document: Document, areas: Mapping[str, str]) -> list[str]:
    """The authorities whose paper a document can be, by the names of their ``areas``, the one named most often first.

    One that is named five times as often as any other is the only one: papers name their neighbours.
    """
    words = " ".join(" ".join(block.text for block in document.blocks).casefold().split())
    # A longer name counts before one that is a part of it: East Renfrewshire is no Renfrewshire.
    longest = sorted((re.escape(area.casefold()) for area in areas.values()), key=lambda area: (-len(area), area))
    named = Counter(re.findall(rf"\b(?:{'|'.join(longest)})\b", words)) if longest else Counter[str]()
    counts = {slug: named[area.casefold()] for slug, area in areas.items()}
    ranked = sorted((slug for slug in counts if counts[slug]), key=lambda slug: (-counts[slug], slug))
    is_plain = len(ranked) > 1 and counts[ranked[0]] >= 5 * counts[ranked[1]]
    return ranked[:1] if is_plain else ranked


def days_of(document: Document) -> list[date]:
    """The days on which the meeting can be: those that stand by a word such as date, else those alone in their line."""
    head = [
        (block.text, [one.start for one in times_in(block.text) if one.start == one.end and one.has_year])
        for block in document.blocks[:_HEAD]
    ]
    found = [[day for text, days in head if label.search(text) for day in days] for label in _LABELS]
    found.append([day for text, days in head if len(text.split()) <= _ALONE for day in days])
    return list(dict.fromkeys(next(filter(None, found), [])))
