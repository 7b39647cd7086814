"""Names in running text: of bodies, posts and people that are known, and what looks like a name and is not known.

Known names are looked for as they are written, the longest first. What is not known is a phrase in capital letters that
ends, or a title that begins, as the names of bodies, posts and people do: a closed list of words, so that a sentence
beginning is not taken for a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ijb_graph.read.documents.document import Document
from ijb_graph.records.line_account import Lines, ranges
from ijb_graph.records.names import Name, Names

__all__ = ["NameInText", "known_in", "names_in"]

_SORTS = ("authority", "body", "post", "person")
# The longest standard names have ten words.
_LONGEST = 12
_WORD = re.compile(r"[^\s,;:()\[\]\"“”|/<>*_•]+")
# What follows a name in its last word: a full stop, the s of a genitive.
_ENDING = re.compile(r"(?:['’]s?)?[.'’]*$")
_BODY = (
    "Authority|Board|Boards|Committee|Council|Forum|Group|HSCP|Network|Panel|Partnership|Board|Team|Trust|Directorate"
    "|Programme Board|Association|Alliance|Collective"
)
_POST = "Officer|Manager|Director|Lead|Nurse|Accountant|Chair|Convener|Executive|Coordinator|Administrator|Clerk"
_CAPITAL = r"[A-Z][\w'’&-]*"
_SMALL = r"(?:of|for|and|the|to|in|on|with|&)"
_PHRASE = rf"{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL}){{0,8}}?"
_UNKNOWN = {
    # Finance, Audit and Scrutiny Committee: commas part the words of a list that ends with and.
    "body": re.compile(
        rf"\b(?:(?:{_CAPITAL},\s+)+{_CAPITAL},?\s+(?:and|&)\s+{_CAPITAL}\s+(?:Committee|Forum|Group|Panel)"
        rf"|{_PHRASE}\s+(?:{_BODY})\b(?:\s+for\s+{_PHRASE})?)"
    ),
    "post": re.compile(rf"\b(?:(?:Head|Director|Chair|Convener)\s+of\s+{_PHRASE}\b|{_PHRASE}\s+(?:{_POST})\b)"),
    "person": re.compile(
        rf"\b(?:Cllr|Councillor|Mr|Mrs|Ms|Miss|Dr|Professor|Prof|Provost|Baillie)\.?\s+{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}"
    ),
}


@dataclass(frozen=True)
class NameInText:
    """A name as the text prints it, with its lines.

    ``thing`` is what it names, None where that is not known. ``sort`` is ``authority``, ``body``, ``post`` or
    ``person``.
    """

    text: str
    sort: str
    thing: Name | None
    lines: Lines


def known_in(line: str, names: Names, board: str) -> list[tuple[int, int, Name]]:
    """The names in a line that are known, each with where it begins and ends."""
    words = list(_WORD.finditer(line))
    found: list[tuple[int, int, Name]] = []
    first = 0
    while first < len(words):
        start = words[first].start()
        # Names begin with a capital letter; a sentence may write the post of a chief officer small.
        if line[start].isupper():
            for last in range(min(len(words), first + _LONGEST), first, -1):
                end = words[last - 1].end()
                text = _ENDING.sub("", line[start:end])
                thing = names.resolve(text, board) if not text.islower() else None
                if thing is not None:
                    found.append((start, start + len(text), thing))
                    first = last - 1
                    break
        first += 1
    return found


def _unknown(line: str, taken: list[tuple[int, int, Name]]) -> list[tuple[str, str]]:
    """What looks like a name in what is left of a line: the text and its sort."""
    rest = list(line)
    for start, end, _ in taken:
        rest[start:end] = "\n" * (end - start)
    left = "".join(rest)
    found = []
    for sort in ("person", "post", "body"):
        for one in _UNKNOWN[sort].finditer(left):
            found.append((" ".join(one[0].split()), sort))
            left = left[: one.start()] + "\n" * (one.end() - one.start()) + left[one.end() :]
    return found


def names_in(document: Document, names: Names, board: str) -> list[NameInText]:
    """The names in a document: those that are known, then those that are not, each by sort and then by first line."""
    known: defaultdict[tuple[str, Name], set[int]] = defaultdict(set)
    unknown: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for block in document.blocks:
        for cell in block.cells:
            taken = known_in(cell, names, board)
            for start, end, thing in taken:
                known[cell[start:end], thing].add(block.line)
            for text, sort in _unknown(cell, taken):
                unknown[text.removeprefix("The "), sort].add(block.line)
    found = [NameInText(text, thing.sort, thing, ranges(lines)) for (text, thing), lines in known.items()]
    others = [NameInText(text, sort, None, ranges(lines)) for (text, sort), lines in unknown.items()]
    return sorted(found, key=_order) + sorted(others, key=_order)


def _order(name: NameInText) -> tuple[int, int]:
    return _SORTS.index(name.sort), name.lines[0].first
