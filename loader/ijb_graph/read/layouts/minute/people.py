"""Who was at a meeting, as a minute lists it, and what interests they declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ijb_graph.read.documents.document import Block
from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.printed.printed_cells import names_cell, summary_cell

__all__ = ["attendance_in", "declaration_cells", "section_of"]

# The headings of lists of people: the capacity of who stands there; empty where the heading leaves it open.
_SECTIONS = {
    "non-voting-member": r"non[- ]?voting members?(?: present)?",
    "voting-member": r"voting members?(?: present)?",
    "in-attendance": r"(?:also )?in attendance|also present|officers?(?: present| in attendance)?|attending",
    "apology": r"apolog(?:y|ies)(?: for absence)?"
    r"(?: (?:was|were) (?:received|intimated|submitted)(?: from| on behalf of)?)?",
    "absent": r"absent",
    "observer": r"observers?(?: present)?",
    "clerk": r"clerk(?: to the (?:board|committee|meeting))?",
    "": r"(?:members )?present|sederunt|members",
}
_SECTION = re.compile(
    "|".join(f"(?P<s{place}>{pattern})" for place, pattern in enumerate(_SECTIONS.values())), re.IGNORECASE
)
_TITLE = r"(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Miss|Dr|Professor|Prof|Provost|Baillie|Bailie|Sir|Dame|Reverend|Rev)\b\.?"
# Between two people, one after the other: not within brackets, after a word such as for, or after another title.
_NEXT = r"(?<=[a-z)])(?<!\bfor)(?<!\bof)(?<!\band)(?<!Provost)(?<!illor)(?<!Cllr)(?<!Professor)\s+(?![^(]*\))"
_NAME = re.compile(rf"(?:{_TITLE}\s+)?[A-Z][\w'\u2019-]*(?:\s+(?:[A-Z][\w'\u2019-]*|[a-z]{{2,3}}(?=\s[A-Z]))){{0,3}}")
_CHAIR = re.compile(r"\b(?:in the )?(?P<vice>vice|depute|deputy)?[- ]?chair(?:person|man|woman)?\b", re.IGNORECASE)
# The heading of a paragraph on who was in the chair.
_ROLE = re.compile(r"\W*(?:chair(?:person|man|woman)?|convener)\W*", re.IGNORECASE)
_PROXY = re.compile(
    r"\b(?:substitut\w+|prox(?:y|ies)|deputis\w+)\b\s*(?:member\s*)?(?:for\s+(?P<whom>[^,;)]+))?"
    r"|\bon behalf of\s+(?P<of>[^,;)]+)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:from|for|until|to|left|joined|during)\b.*\b(?:items?|[0-9]{1,2}[.:][0-9]{2})\b|\bitems?\s+[0-9]",
    re.IGNORECASE,
)
# In which part, in brackets; the closing one may be lost.
_IN_PART = re.compile(r"\([^()]*(?:\bitems?\b|[0-9]{1,2}[.:][0-9]{2})[^()]*\)?")
_DECLARED = re.compile(
    r"(?P<who>[A-Z][^.;:]{2,60}?)\s+(?:also\s+)?declared\s+(?:an?|the following)?\s*(?:\w+[- ]){0,3}interests?\b"
    r"(?P<rest>.*)",
    re.DOTALL,
)
# A line of a list has at most so many words.
_LONGEST = 16
_NOBODY = re.compile(r"\b(?:no|nobody|none|there|members?|any|was|were)\b", re.IGNORECASE)
_ITEMS = re.compile(
    r"\b(?:agenda )?items?\s+(?:numbers?\s+|nos?\.?\s+)?"
    r"(?P<items>[0-9][0-9a-z.]*(?:(?:,|\s+and|\s*&)\s*[0-9][0-9a-z.]*)*)"
)
_LEFT = re.compile(r"\b(?:left the meeting|withdrew|took no part)\b", re.IGNORECASE)


def section_of(text: str) -> tuple[str, str] | None:
    """The capacity that the heading of a list of people gives, and the rest of its line; None where it is none."""
    found = _SECTION.match(text)
    if not found:
        return None
    rest = re.sub(r"^\s*\([^()]*\)", "", text[found.end() :])
    if rest and not re.match(r"\s*[:\u2013-]|\s*\t|\s*$", rest) and not found[0].lower().endswith((" from", " of")):
        return None
    place = next(number for number in range(len(_SECTIONS)) if found[f"s{number}"])
    return list(_SECTIONS)[place], rest.strip(" :\u2013-\t")


def _entries(text: str) -> list[str]:
    """The people of one line, each with what is said of him or her."""
    parts = re.split(rf";|,\s*(?:and\s+)?(?={_TITLE})|\band\s+(?={_TITLE})|{_NEXT}(?={_TITLE})", text)
    return [part.strip(" .,") for part in parts if part.strip(" .,")]


def attendance_in(blocks: list[Block], paper: PaperInLayout) -> Iterator[tuple[int, dict[str, DraftCell]]]:
    """The people that lists at the head of a minute name, each with its line."""
    section: str | None = None
    columns: dict[int, str] = {}
    for block in blocks:
        heads = {place: head for place, cell in enumerate(block.cells) if (head := section_of(cell))}
        if block.is_row and len(heads) > 1:
            # Lists side by side: each column goes on below its own heading.
            columns, section = {place: head[0] for place, head in heads.items()}, None
            told = [(head[0], head[1]) for head in heads.values()]
        elif block.is_row and columns:
            told = [(columns.get(place, ""), cell) for place, cell in enumerate(block.cells)]
        else:
            columns = {}
            section, text = _list_goes_on(block, section, heads.get(0))
            told = [(section, text)] if section is not None else []
        for capacity, text in told:
            for entry in _entries(text):
                if _NAME.match(entry):
                    yield block.line, _person_cells(entry, capacity, str(block.line), paper)


def _list_goes_on(block: Block, section: str | None, head: tuple[str, str] | None) -> tuple[str | None, str]:
    """The list that a line is in, None where it is in none, and what stands in the line of its people."""
    # The header of a table is a heading in its first cell; a person's body or post stands in the next.
    text = ", ".join(filter(None, block.cells)) if block.is_row else block.text
    if block.is_row and head and not head[1]:
        return head
    if headed := section_of(text):
        return headed
    # A list ends with the first line that names nobody.
    is_over = block.is_heading or _ROLE.fullmatch(text) or not _NAME.match(text)
    if section is None or is_over or len(text.split()) > _LONGEST or text.rstrip()[-1:] == ".":
        return None, ""
    return section, text


def _person_cells(entry: str, section: str, at: str, paper: PaperInLayout) -> dict[str, DraftCell]:
    names, board = paper.names, paper.board
    found = _NAME.match(entry)
    person = found[0] if found else entry
    more = entry[len(person) :].strip(" ,()-\u2013")
    is_part = bool(_PART.search(more))
    more = _IN_PART.sub("", more)
    capacities, proxy = [section] if section else [], _PROXY.search(more)
    chair = _CHAIR.search(more)
    if chair and not re.search(r"\bchair\w*\s+of\b", more, re.IGNORECASE):
        capacities.insert(0, "vice-chair" if chair["vice"] else "chair")
    if proxy:
        capacities.insert(0, "proxy")
    value = "; ".join(capacities)
    said = DraftCell(value, MATCHED, at) if section else to_decide("as what?", at, value or "member")
    left = _PROXY.sub("", _CHAIR.sub("", more)).strip(" ,()-\u2013") if not _PART.search(more) else ""
    named, known = names_cell(person, at, names, board), names.resolve(person, board)
    if named.status == MATCHED and (known is None or known.sort != "person"):
        named = to_decide("a body or a post, or a person?", at, person)
    cells = {
        "person": named,
        "others": not_said(at),
        "capacity": said,
        "proxy_for": names_cell(proxy["whom"] or proxy["of"] or "", at, names, board) if proxy else not_said(at),
        "post": not_said(at),
        "nominated_by": not_said(at),
        "part": summary_cell(at) if is_part else not_said(at),
    }
    if left:
        thing = names.resolve(left, board)
        place = "nominated_by" if thing and thing.sort in ("body", "authority") else "post"
        cells[place] = names_cell(left, at, names, board)
    return cells | {name: not_said(at) for name in ("body", "date", "session")}


def declaration_cells(text: str, at: str, paper: PaperInLayout) -> dict[str, DraftCell] | None:
    """An interest that somebody declares; None where a text has none."""
    found = _DECLARED.match(text)
    if not found or _NOBODY.search(found["who"]):
        return None
    items = _ITEMS.search(found["rest"])
    numbers = re.findall(r"[0-9][0-9a-z]*(?:\.[0-9a-z]+)*", items["items"]) if items else []
    value = "; ".join(numbers)
    return {
        "person": names_cell(found["who"], at, paper.names, paper.board),
        "items": DraftCell(value, MATCHED, at) if value else to_decide("in which item?", at),
        "nature": summary_cell(at),
        "left": to_decide("did the person leave for it?", at, "yes") if _LEFT.search(text) else not_said(at),
        **{name: not_said(at) for name in ("body", "date", "session")},
    }
