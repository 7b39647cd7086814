"""Whom the text of a direction directs: the names that its sentences begin with, before what they are to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.printed.printed_cells import names_cell
from ijb_graph.records.names import Names

__all__ = ["addressees_cell", "first_name"]

# What parts those who are directed from what they are to do.
_DUTY = re.compile(r"\s+(?:to|must|should|shall|will|(?:is|are) (?:directed|required|asked) to)\b", re.IGNORECASE)
# A clause before those who are directed: In order to help carers, all services must ...
_CLAUSE = re.compile(r"(?:to|in order|where|when|if|as|in line|for)\b[^.;]*,\s*(?=[^,]*$)", re.IGNORECASE)
# A clause that says which of them, with nobody else in it: all services of the board that aim at this should ...
_WHICH = re.compile(
    r"(?P<named>.+?),?\s+(?:that|which|who)\s+(?!(?:the|an?|it|they|we|you|each|its|their|this|these|all|any|both)\b)[^A-Z]+"
)
_ALL = re.compile(r"^(?:all|each|every|the)\s+(?:of\s+)?", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z])|\s*[•▪]\s*|\n")
_LONGEST = 160


def _openings(sentence: str) -> Iterator[str]:
    """What stands before a word of duty, as far as it may be names: a name itself may have the word to in it."""
    for duty in _DUTY.finditer(sentence):
        if duty.start() > _LONGEST:
            return
        opening = sentence[: duty.start()].strip(" ,:-–—•")
        if clause := _CLAUSE.match(opening):
            # After a clause only must and its like say who is directed: to do may belong to the clause.
            opening = "" if duty[0].strip().casefold() == "to" else opening[clause.end() :]
        if opening:
            yield opening
        which = _WHICH.fullmatch(opening)
        if which and duty[0].strip().casefold() != "to":
            yield which["named"]


def _named(sentence: str, lines: str, names: Names, board: str) -> DraftCell | None:
    """Those whom a sentence directs; None where it has no words of duty."""
    first = None
    for opening in _openings(sentence):
        for text in (opening, _ALL.sub("", opening)):
            cell = names_cell(text, lines, names, board)
            if cell.status == MATCHED:
                return cell
            first = first or cell
    return first


def _meant(cell: DraftCell, names: Names, board: str) -> list[object]:
    return [names.resolve(one, board) for one in cell.value.split("; ") if one]


def addressees_cell(text: str, lines: str, names: Names, board: str) -> DraftCell:
    """The bodies that a text directs; matched where its first sentence begins with them and no other names more."""
    if not text.strip():
        return not_said(lines)
    sentences = [one.strip(" •-–—") for one in _SENTENCE.split(text) if one.strip(" •-–—")]
    first = _named(sentences[0], lines, names, board) if sentences else None
    if first is None or first.status != MATCHED:
        guess = (first.value if first else "") or first_name(text, names, board)
        return to_decide(first.reason if first else "its first sentence directs nobody", lines, guess)
    meant = set(_meant(first, names, board))
    others = [_named(one, lines, names, board) for one in sentences[1:]]
    further = [one.value for one in others if one and one.status == MATCHED and set(_meant(one, names, board)) - meant]
    if further:
        every = list(dict.fromkeys("; ".join([first.value, *further]).split("; ")))
        return to_decide("its sentences direct different bodies", lines, "; ".join(every))
    return first


def first_name(text: str, names: Names, board: str) -> str:
    """The longest name that a text begins with."""
    words = text.split()
    for size in range(min(8, len(words)), 0, -1):
        if names.resolve(" ".join(words[:size]).strip(",.:"), board):
            return " ".join(words[:size]).strip(",.:")
    return ""
