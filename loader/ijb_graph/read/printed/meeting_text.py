"""How papers of meetings say what was decided: its verbs, points of a list, who is to act, references of reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.printed.dates import times_in
from ijb_graph.read.printed.deadlines import deadline_cell, deadlines_in
from ijb_graph.read.printed.printed_cells import as_period, names_cell, summary_cell, words_cell
from ijb_graph.records.names import Names

__all__ = [
    "REFERENCE",
    "VERB",
    "Point",
    "acting_cell",
    "decision_cells",
    "due_cell",
    "follows",
    "kind_of_verb",
    "point_of",
    "report_cell",
]

# The reference of a report: IJB 65/22, HSCP.19.122, FIJB/31/20, G/25/12.
REFERENCE = r"(?-i:[A-Z]/[0-9]{2}/[0-9]{1,3}|[A-Z]{2,}[A-Z0-9]*(?:[./ -][A-Z]{1,4})?[./ -]?[0-9]{2,4}[./-][0-9]{1,4})\b"
# What ends as a financial year does may be one.
_YEARS = re.compile(r"(?:19|20)[0-9]{2}[/-][0-9]{2}$")
# The kinds of decision by the verb that states them; others are left to a person.
_KINDS = {
    "agreed": r"agree[ds]?",
    "approved": r"approve[ds]?",
    "accepted": r"accept(?:ed|s)?",
    "noted": r"note[ds]?",
    "instructed": r"instruct(?:ed|s)?",
    "requested": r"request(?:ed|s)?|ask(?:ed|s)?",
    "remitted": r"remit(?:ted|s)?",
    "deferred": r"defer(?:red|s)?|continue[ds]? consideration",
    "rejected": r"reject(?:ed|s)?|refuse[ds]?",
    "withdrawn": r"withd(?:raw|rew|rawn)",
    # What else is issued is no direction.
    "issued": r"issue[ds]? (?:(?:the|these|its|new|revised) )?directions?",
}
# Verbs that say only that something was decided.
_PLAIN = r"resolved|decided|determined"
VERB = rf"(?:{'|'.join(_KINDS.values())}|{_PLAIN})"
_POINT = re.compile(r"\(?(?P<letter>[a-z]|[ivx]{1,4}|[0-9]{1,2})[.)]\s+(?P<text>\S.*)", re.IGNORECASE | re.DOTALL)
_ACTING = re.compile(
    r"\b(?i:instruct|request|ask|direct|invite|remit|authoris[es]|delegat)\w*\s+(?:authority\s+to\s+|to\s+)?(?:the\s+)?"
    r"(?P<who>[A-Z][^;.:]{2,120}?)\s+to\s+[a-z]"
)
# To whom directions are issued.
_ISSUED_TO = re.compile(
    r"\b(?i:issue[ds]?)\s(?:\w+\s){0,2}(?i:directions?)\s(?:[^.;]{0,60}?\s)?to\s(?:the\s)?(?P<who>[A-Z][^.;:]{2,120}?)"
    r"(?=\s(?:in|for|on|as|about|under)\b|[.;:,]|$)"
)
_MONTH = 31
_OF_MATTER = {"agreed", "approved"}


@dataclass(frozen=True)
class Point:
    """A point of a list: its letter or number as printed, without brackets, and its text."""

    letter: str
    text: str


def point_of(text: str) -> Point | None:
    """The point that a line is: (a) ..., i. ..., 3) ...; None where it is none."""
    found = _POINT.fullmatch(text.strip())
    return Point(found["letter"], found["text"]) if found else None


def kind_of_verb(verb: str) -> str:
    """The kind of decision that a verb states, empty where it states none of them."""
    word = verb.casefold()
    return next((kind for kind, pattern in _KINDS.items() if re.fullmatch(pattern, word)), "")


def report_cell(reference: str, lines: str) -> DraftCell:
    """The reference of a report."""
    cell = words_cell(reference, lines)
    return to_decide("a reference, or a year?", lines, reference) if _YEARS.search(reference) else cell


def acting_cell(text: str, lines: str, names: Names, board: str) -> DraftCell:
    """Who is to act: whom a text instructs or asks to do something."""
    found = [*_ACTING.finditer(text), *_ISSUED_TO.finditer(text)]
    if not found:
        return not_said(lines)
    cells = [names_cell(one["who"], lines, names, board) for one in found]
    value = "; ".join(dict.fromkeys(cell.value for cell in cells if cell.value))
    open_ones = [cell.reason for cell in cells if cell.status != MATCHED]
    return to_decide(open_ones[0], lines, value) if open_ones else DraftCell(value, MATCHED, lines)


def due_cell(text: str, lines: str) -> DraftCell:
    """By when, where a text says so once; of another day or month that it prints, a person says what it is."""
    found = list(deadlines_in(text))
    if not found:
        times = [one for one in times_in(text) if one.has_year and (one.end - one.start).days <= _MONTH]
        return to_decide("is it due then?", lines, as_period(times[0])) if times else not_said(lines)
    return deadline_cell(found[0], lines) if len(found) == 1 else to_decide("which of the times?", lines)


def _times(text: str) -> Iterator[str]:
    without = text
    for printed in deadlines_in(text):
        without = without.replace(printed, " ")
    return (as_period(one) for one in times_in(without) if one.has_year)


def decision_cells(kind: DraftCell, text: str, lines: str, names: Names, board: str) -> dict[str, DraftCell]:
    """The cells of a decision that its own words fill: all but its number, day, body and item."""
    time = next(_times(text), "")
    which = to_decide("the time that it settles, tells of, or is about?", lines, time) if time else not_said(lines)
    of_matter = kind.value in _OF_MATTER
    told = re.search(r"\bmov(?:ed|er)\b|\bsecond(?:ed|er)\b|\bdissent", text, re.IGNORECASE)
    voted = re.search(r"\bvotes?\b|\bvoted\b", text, re.IGNORECASE)
    directs = re.search(r"\bdirections?\b", text, re.IGNORECASE)
    return {
        "kind": kind,
        "what": summary_cell(lines),
        "session": not_said(lines),
        "suite": to_decide("of which suite?", lines) if directs else not_said(lines),
        "decides_for": which if of_matter else not_said(lines),
        "reports_on": not_said(lines),
        "period": not_said(lines) if of_matter else which,
        "movers": to_decide("who moved or seconded it?", lines) if told else not_said(lines),
        "vote": to_decide("how was the vote?", lines) if voted else not_said(lines),
        "to": acting_cell(text, lines, names, board),
        "due": due_cell(text, lines),
        "directions": to_decide("of which directions?", lines) if directs else not_said(lines),
    }


def follows(letter: str, count: int) -> bool:
    """Whether a point is the next of its list: a, b ... or i, ii ... or 1, 2 ..."""
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
    right = {chr(ord("a") + count), str(count + 1), roman[count] if count < len(roman) else ""}
    return letter.casefold() in right
