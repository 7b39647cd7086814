"""What a draft tells of its paper as a whole, so that nobody has to be asked: as far as a closed grammar can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ijb_graph.read.drafts.cells import DECIDED, EVERY_ROW, MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.drafts.draft import Draft, Place
from ijb_graph.read.printed.dates import times_in
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.reader import Records
from ijb_graph.records.values import parse_lines

__all__ = ["OtherPapers", "cites_cell", "declared_cell", "sort_cell", "suite_cell", "written_cell"]

_YEARS = re.compile(r"\b(20[0-9]{2})\s?[/–-]\s?(?:20)?([0-9]{2})\b")
_WRITTEN = re.compile(r"\breport date\b|\bdate of (?:the )?report\b|\bdate written\b", re.IGNORECASE)
# What may cite legislation, whatever else it may be.
_LEGISLATION = re.compile(r"\b(?:Acts?|Orders?|Regulations?|SSI|asp|[Ll]egislation|[Ss]tatut\w+)\b")
_NOT_LOOKED = "nothing has looked for it"


@dataclass(frozen=True)
class OtherPapers:
    """What the records hold already: the sorts of papers, the codes of each board's directions, titles of legislation.

    ``legislation`` has the address by the title, the longest title first.
    """

    sorts: frozenset[str] = frozenset()
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    legislation: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Records) -> OtherPapers:
        """Take it from the records."""
        codes: dict[str, set[str]] = {}
        for paper in records.papers:
            codes.setdefault(paper.board, set()).update(row.text("code") for row in paper.rows.get("directions", ()))
        titles = {row.text("title"): row.text("address") for row in records.shared.get("reference/legislation", ())}
        return cls(
            frozenset(paper.kind for paper in records.papers),
            {board: frozenset(those) for board, those in codes.items()},
            dict(sorted(titles.items(), key=lambda one: -len(one[0]))),
        )


def _lines(draft: Draft) -> Iterator[tuple[int, str]]:
    return enumerate(draft.text.text.split("\n")[: draft.text.line_count], start=1)


def _cited(draft: Draft) -> set[int]:
    """The lines that rows cite."""
    places = (
        parse_lines(part)
        for at, cell in draft.state.items()
        if at.kind != SKIPPED and at.column == "lines"
        for part in cell.value.split("; ")
        if part
    )
    return {number for one in places for number in range(one.first, one.last + 1)}


def _years_in(text: str) -> set[str]:
    """The financial years that a text prints."""
    return {f"{a}-{b}" for a, b in _YEARS.findall(text) if (int(a) + 1) % 100 == int(b)}


def sort_cell(draft: Draft, others: OtherPapers) -> DraftCell:
    """What sort of paper it is: what its folder is called, where other papers are of that sort."""
    if draft.subject in others.sorts:
        return DraftCell(draft.subject, MATCHED, reason="as the folder is called")
    return to_decide("the sort of paper", "", draft.subject)


def written_cell(draft: Draft) -> DraftCell:
    """The day that a paper bears itself: that of its label; not said where it prints no day but those of its rows.

    A day that a row was read to hold, and the day of the meeting, are no other days.
    """
    read = (cell.value for cells in (draft.cells, draft.state) for cell in cells.values())
    known = {draft.meeting_date.isoformat(), *read}
    labelled: dict[date, int] = {}
    others: dict[date, int] = {}
    for number, line in _lines(draft):
        # A day without a year is one of the year 2000 here.
        for day in (time.start for time in times_in(line) if time.start == time.end):
            if _WRITTEN.search(line) and day.year > 2000:
                labelled.setdefault(day, number)
            elif day.isoformat() not in known:
                others.setdefault(day, number)
    if len(labelled) == 1:
        [(day, number)] = labelled.items()
        return DraftCell(day.isoformat(), MATCHED, str(number))
    return to_decide(_NOT_LOOKED, "") if labelled or others else not_said()


def cites_cell(draft: Draft, others: OtherPapers) -> DraftCell:
    """The addresses of the legislation that a paper cites by titles that are known; not said where it names none."""
    rest, addresses, numbers = draft.text.text, [], set[int]()
    for title, address in others.legislation.items():
        pattern = re.compile(r"\s+".join(map(re.escape, title.split())))
        found = [rest.count("\n", 0, one.start()) + 1 for one in pattern.finditer(rest)]
        if found:
            addresses.append(address)
            numbers.add(found[0])
            # Line ends stay where they are.
            rest = pattern.sub(lambda one: re.sub(r"\S", "-", one[0]), rest)
    value, lines = "; ".join(sorted(addresses)), "; ".join(map(str, sorted(numbers)))
    if _LEGISLATION.search(rest) or "legislation.gov.uk" in rest:
        return to_decide("legislation is named", lines, value)
    return DraftCell(value, MATCHED, lines) if value else not_said()


def _of_each_direction(draft: Draft, column: str, kind: str = "direction-terms", key: str = "direction") -> set[str]:
    """The codes of the directions of which a column of a kind is decided and holds a value."""
    state = draft.state
    every = state.get(Place(kind, EVERY_ROW, column))
    codes = set()
    for row in draft.rows(kind):
        cell = state.get(Place(kind, row, column), every)
        if cell and cell.value and cell.status in DECIDED:
            codes.add(state[Place(kind, row, key)].value if Place(kind, row, key) in state else "")
    return codes


def _codes(draft: Draft) -> set[str]:
    cells = [draft.state.get(Place("directions", row, "code")) for row in draft.rows("directions")]
    return {cell.value if cell and cell.status in DECIDED else "" for cell in cells}


def _issued_one_by_one(draft: Draft) -> bool:
    """Whether each direction states the day on which it was issued."""
    codes = _codes(draft)
    return bool(codes) and "" not in codes and codes <= _of_each_direction(draft, "issued")


def suite_cell(draft: Draft, others: OtherPapers) -> DraftCell:
    """The suite that directions belong to.

    Not said where each states the day on which it was issued, the paper prints no financial year beside its rows, and
    no direction of the board has one of the codes: then neither their days nor their names depend on one.
    """
    cited = _cited(draft)
    beside = "\n".join(line for number, line in _lines(draft) if number not in cited)
    come_again = _codes(draft) & others.codes.get(draft.board, frozenset())
    if _issued_one_by_one(draft) and not come_again and not _years_in(beside):
        return not_said()
    years = _years_in(draft.text.text)
    return to_decide("whether the directions are a suite", "", years.pop() if len(years) == 1 else "")


def declared_cell(draft: Draft) -> DraftCell:
    """What the paper shows of its directions as a whole: a guess by what each states, for a person to decide."""
    codes = _codes(draft)
    functions = _of_each_direction(draft, "functions", "directions", "code") | _of_each_direction(
        draft, "all_functions_of"
    )
    guess = ["directions_as_issued"] if _issued_one_by_one(draft) else []
    guess += ["functions_given"] if codes and codes <= functions else []
    return to_decide("what the whole paper shows: rules then say what is missing", "", "; ".join(guess))
