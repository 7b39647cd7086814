"""Whose paper a document is, and for which day: as far as it says so itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from ijb_graph.read.documents.document import Document
from ijb_graph.read.printed.dates import printed_times, times_in

__all__ = ["boards_of", "days_of"]

# A day is looked for where papers have it: before the matter itself begins.
_HEAD = 60
# A line with at most so many words holds a day and nothing else.
_ALONE = 4
# In how many words a title names the board, and how many signs a day has at most.
_TITLE, _LONGEST_DAY = 40, 24
_UP_TO_DAY = re.compile(r"^(?:\W*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)?\W*", re.IGNORECASE)
_BOARD = r"(?: Health and Social Care(?: Partnership)?)? Integration Joint Board"
# What stands right before the day: that of the meeting, that in the title, that of a direction's issue.
_BEFORE = [
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:meeting date|date of meeting|(?<!next )meeting (?:\w+ )*(?:held|took place)(?: \w+)? on"
        r"|(?:IJB|board) met(?: \w+)? on)\b|^\W*meeting\W",
        r"\bintegration joint board\b",
        r"^\W*(?:[0-9]+\W+)?(?:date (?:\w+ )?(?:issued|approved|agreed)(?! (?:by|at))"
        r"|(?:date (?:\w+ )?)?(?:issued|approved|agreed) (?:by|at) (?:the )?(?:IJB|(?:integration joint )?board)"
        r"(?: on)?)\b",
    )
]
# What stands in the same line as the day of the meeting, the surest first; a day alone in its line is one too.
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

    One that is named five times as often as any other is the only one, and one whose board the title names alone:
    papers name their neighbours.
    """
    words = " ".join(block.text for block in document.blocks).casefold().split()
    # A longer name counts before one that is a part of it: East Renfrewshire is no Renfrewshire.
    longest = sorted((re.escape(area.casefold()) for area in areas.values()), key=lambda area: (-len(area), area))
    names = rf"\b(?:{'|'.join(longest)})\b" if longest else r"(?!)"
    titled = set(re.findall(rf"({names}){_BOARD}\b", " ".join(words[:_TITLE]), re.IGNORECASE))
    if len(titled) == 1:
        return [slug for slug, area in areas.items() if area.casefold() in titled]
    named = Counter(re.findall(names, " ".join(words)))
    counts = {slug: named[area.casefold()] for slug, area in areas.items()}
    ranked = sorted((slug for slug in counts if counts[slug]), key=lambda slug: (-counts[slug], slug))
    is_plain = len(ranked) > 1 and counts[ranked[0]] >= 5 * counts[ranked[1]]
    return ranked[:1] if is_plain else ranked


def _days(text: str) -> list[date]:
    return [one.start for one in times_in(text) if one.start == one.end and one.has_year]


def _days_after(label: re.Pattern[str], text: str) -> list[date]:
    """The days that stand right after a label, as often as a text has it."""
    days = []
    for match in label.finditer(text):
        rest = _UP_TO_DAY.sub("", text[match.end() :], count=1)[:_LONGEST_DAY]
        days += [day for words, _ in list(printed_times(rest))[:1] if rest.startswith(words) for day in _days(words)]
    return days


def days_of(document: Document) -> list[date]:
    """The days on which the meeting can be: those right after such words as meeting held on, else those in a line with
    a word such as date, else those alone in their line.
    """
    head = [block.text for block in document.blocks[:_HEAD]]
    found = [[day for text in head for day in _days_after(label, text)] for label in _BEFORE]
    found += [[day for text in head if label.search(text) for day in _days(text)] for label in _LABELS]
    found.append([day for text in head if len(text.split()) <= _ALONE for day in _days(text)])
    return list(dict.fromkeys(next(filter(None, found), [])))
