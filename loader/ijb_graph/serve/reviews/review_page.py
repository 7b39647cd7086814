"""The page of one open cell: what it shows, and what a form that it sends decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.records import UnknownName
from ijb_graph.errors.review import AbsentValue
from ijb_graph.jinja_templates import fill_template
from ijb_graph.read.drafts.cells import CONFIRMED, EVERY_ROW, LOST, NOT_APPLICABLE, NOT_SAID
from ijb_graph.read.drafts.draft import Decision, Place
from ijb_graph.read.drafts.draft_report import unread_of
from ijb_graph.read.review.introduced import asked_columns, introduction
from ijb_graph.read.review.paper_entry import PAPER
from ijb_graph.read.review.review import Review
from ijb_graph.read.review.rows import BASES, BASIS
from ijb_graph.read.review.second_reader import to_read_again
from ijb_graph.records.known_names import INTRODUCING
from ijb_graph.records.line_account import SKIPPED, as_text

__all__ = ["Outcome", "decide", "page_of", "place_from", "places_of"]

_PAGE = Path(__file__).with_name("review.html.jinja")
_STATUSES = {"not-said": NOT_SAID, "lost": LOST, "not-applicable": NOT_APPLICABLE}
# Lines shown around those of a cell, and the most of these.
_AROUND, _MOST_LINES = 4, 60


@dataclass
class Outcome:
    """What came of a form: where to go on, or what is wrong with what it decides."""

    go_to: Place | None = None
    problems: list[Problem] = field(default_factory=list)


def places_of(review: Review) -> list[Place]:
    """What is still to be decided, in order."""
    return review.open() if review.reader == 1 else to_read_again(review.draft, review.schema)


def as_address(place: Place) -> str:
    """A place as the pages write it into their addresses."""
    return f"{place.kind}/{place.row}/{place.column}"


def place_from(review: Review, text: str) -> Place | None:
    """The place that an address names; None where there is none."""
    return next((at for at in review.cells if as_address(at) == text), None)


def _next(places: list[Place], place: Place) -> Place | None:
    """The place after one; the first after the last."""
    at = places.index(place) + 1 if place in places else 0
    return places[at] if at < len(places) else places[0] if places else None


def decide(review: Review, place: Place | None, form: Mapping[str, str]) -> Outcome:
    """Do what a form says of a place: its field ``do`` names the button that was pressed.

    A row can be added, and a step undone, without a place.
    """
    after = _next(places_of(review), place) if place else None
    try:
        if form.get("do") == "undo":
            undone = [at for at in review.undo() if at in review.cells]
            return Outcome(undone[0] if undone else place)
        if form.get("do") == "add" and review.reader == 1:
            new = review.add_row(form.get("kind", ""), form.get("lines", "").strip())
            return Outcome(next((at for at in review.open() if (at.kind, at.row) == (new.kind, new.row)), place))
        if place is not None:
            _do(review, place, form)
    except InputError as error:
        return Outcome(problems=list(error.problems))
    left = places_of(review)
    return Outcome(after if after in left else left[0] if left else None)


def _do(review: Review, place: Place, form: Mapping[str, str]) -> None:
    do, basis, note = form.get("do", ""), form.get("basis", ""), " ".join(form.get("note", "").split())
    is_first = review.reader == 1
    meant = review.alike(place) if form.get("all") and is_first else [place]
    if do in _STATUSES:
        review.decide(*(Decision(at, "", _STATUSES[do], note=note) for at in meant))
    elif do == "accept" and is_first:
        values = [(at, review.cells[at].value) for at in meant if review.cells[at].value]
        review.decide(*(Decision(at, value, CONFIRMED, basis, note) for at, value in values))
    elif do == "enter":
        value = " ".join(form.get("value", "").split())
        review.decide(*_introduced(review, form), *(Decision(at, value, CONFIRMED, basis, note) for at in meant))
    elif do == "unlooked" and is_first:
        review.decide(*(Decision(at, "", NOT_SAID) for at in review.unlooked(place.kind)))
    elif do == "drop" and is_first:
        review.drop(place)
    elif do == "rows" and is_first and place.row == EVERY_ROW:
        review.row_by_row(place)


def _introduced(review: Review, form: Mapping[str, str]) -> list[Decision]:
    kind = form.get("new", "")
    columns = asked_columns(review.schema, kind)
    values = {one.name: form.get(f"new-{kind}-{one.name}", "").strip() for one in columns}
    values |= {one.name: form.get("new-name", "") for one in columns[:1]}
    return introduction(review.schema, review.cells, kind, values)


def _lines(review: Review, place: Place) -> list[tuple[int, bool, str]]:
    text = review.draft.text
    lines = text.text.split("\n")[: text.line_count]
    wanted = {number for one in review.lines(place) for number in range(one.first, one.last + 1)}
    near = {other for number in wanted for other in range(number - _AROUND, number + _AROUND + 1)}
    numbers = sorted(number for number in near if 0 < number <= len(lines))[:_MOST_LINES]
    return [(number, number in wanted, lines[number - 1]) for number in numbers]


def _name(place: Place) -> str:
    row = "" if place.kind == PAPER else f", row {place.row}" if place.row else ", every row"
    return f"{place.kind}{row}: {place.column}"


def page_of(
    review: Review, address: str, token: str, place: Place | None, form: Mapping[str, str], problems: list[Problem]
) -> str:
    """The page of a place; where it is None, the page says that all is decided.

    ``address`` is that of the draft. ``form`` and ``problems`` are what was sent and is refused, if anything was.
    """
    is_first, places = review.reader == 1, places_of(review)
    values = {
        "address": address,
        "token": token,
        "title": f"{review.draft.board} {review.draft.slug}",
        "is_first": is_first,
        "problems": [str(one) for one in problems],
        "unread": as_text(unread_of(review.draft)),
        "kinds": [kind.name for kind in review.schema.paper_kinds if BASIS in kind.places or kind.name == SKIPPED],
    }
    if place is None:
        return fill_template(_PAGE, {**values, "place": None, "open": len(review.open())}, is_html=True)
    cell, column = review.cells[place], review.column(place)
    unknown = next((vars(one)["name"] for one in problems if isinstance(one, UnknownName)), "")
    after = _next(places, place)
    values |= {
        "place": as_address(place),
        "name": _name(place),
        "column": column,
        "cell": cell,
        "lines": _lines(review, place),
        "row": [
            (at.column, other.value)
            for at, other in review.cells.items()
            if (at.kind, at.row) == (place.kind, place.row) and at != place and other.value and at.kind != PAPER
        ]
        if is_first
        else [],
        "value": form.get("value", cell.value if is_first else ""),
        "note": form.get("note", ""),
        "basis": form.get("basis", ""),
        "bases": BASES[1:],
        "needs_note": any(isinstance(one, AbsentValue) for one in problems),
        "unknown": unknown,
        "introducing": [(one, asked_columns(review.schema, one)[1:]) for one in INTRODUCING] if unknown else [],
        "alike": len(review.alike(place)) if is_first else 1,
        "unlooked": len(review.unlooked(place.kind)) if is_first else 0,
        "has_row": is_first and place.kind != PAPER and place.row != EVERY_ROW,
        "is_every_row": is_first and place.row == EVERY_ROW,
        "after": as_address(after) if after else "",
        "left": len(places),
    }
    return fill_template(_PAGE, values, is_html=True)
