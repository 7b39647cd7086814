"""Computed columns of meetings: which meeting a record is about, and what of it another record names.

A meeting goes by the end of its address, made of its body, its day and, where a body has several on one day, which of
them it is (``lookups.meeting_path``), so that what several
papers say of it comes together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from ijb_graph.addresses import BASE, address, segment
from ijb_graph.errors import nearest
from ijb_graph.errors.records import UnknownReference
from ijb_graph.graph.lookups import Context, meeting_path, session_of
from ijb_graph.records.names import Name
from ijb_graph.records.values import Period

__all__ = ["MEETING_FUNCTIONS"]

Texts = tuple[str, ...]
_Value = TypeVar("_Value")

# What a body does at a meeting. What is planned, published or issued tells of none.
_DONE_AT_A_MEETING = frozenset(
    (
        "accepted",
        "agreed",
        "amended",
        "approved",
        "asked",
        "deferred",
        "dissented",
        "instructed",
        "met",
        "moved",
        "no-direction-required",
        "noted",
        "presented",
        "rejected",
        "remitted",
        "requested",
        "withdrawn",
    )
)
# The kinds of bodies that do it at a meeting; a government, a council or a company can act by its officers.
_MEETING_BODIES = ("standing-group", "change-board")


def _one(cell: tuple[_Value, ...]) -> _Value | None:
    """The value of a cell; None where it is empty."""
    return cell[0] if cell else None


def meeting(context: Context, body: tuple[Name, ...], day: tuple[date, ...], session: Texts) -> Texts:
    """The end of the address of the meeting that a record is about."""
    return (meeting_path(context.paper, _one(body), _one(day), "".join(session)),)


def meeting_body(context: Context, body: tuple[Name, ...]) -> tuple[Name, ...]:
    """The body that meets: the board whose paper it is, unless another is named."""
    own = context.index.authorities.get(context.paper.board)
    return body or ((own,) if own else ())


def meeting_day(context: Context, day: tuple[date, ...]) -> tuple[date, ...]:
    """The day of the meeting: the one that the paper is put to, unless another is named."""
    return day or (context.paper.meeting_date,)


def meeting_session(context: Context, body: tuple[Name, ...], day: tuple[date, ...], session: Texts) -> Texts:
    """Which of several meetings of a body on a day it is."""
    which = session_of(context.paper, _one(body), day[0], "".join(session)) if day else ""
    return (which,) if which else ()


def meeting_when(context: Context, body: tuple[Name, ...], day: tuple[date, ...], session: Texts) -> Texts:
    """The day of a meeting and, where a body has several on it, which of them it is."""
    which = meeting_session(context, body, day, session)
    return tuple(", ".join((str(one), *which)) for one in day)


def _one_day(time: tuple[Period, ...]) -> date | None:
    """The day that a time is, where it is one."""
    return time[0].earliest if time and time[0].earliest == time[0].latest else None


def decision_meeting(
    context: Context, body: tuple[Name, ...], time: tuple[Period, ...], session: Texts, kind: Texts, item: Texts
) -> Texts:
    """The end of the address of the meeting that a decision is told of; none where body, day or kind tell of none."""
    day, name = _one_day(time), body[0]
    meets = name.sort == "authority" or context.index.kinds_of_bodies.get(name) in _MEETING_BODIES
    if day and (item or session or (meets and kind[0] in _DONE_AT_A_MEETING)):
        return (meeting_path(context.paper, name, day, "".join(session)),)
    for column, value in (("item", item), ("session", session)):
        if value:
            target = f"{'an item of ' if value is item else ''}a meeting, whose day the column date gives"
            raise UnknownReference("", column=column, value=value[0], target=target, hint="").error()
    return ()


def day_of_meeting(_: Context, time: tuple[Period, ...], of_meeting: Texts) -> tuple[date, ...]:
    """The day of a decision that is told of a meeting."""
    day = _one_day(time)
    return (day,) if day and of_meeting else ()


def _stated(context: Context, kind: str, column: str, place: Texts, value: str) -> Texts:
    """The address of what a paper of any board states of a meeting; none where rows were left out that may do so."""
    stated = context.index.first_papers
    if (kind, "", *place, value) in stated:
        singular = kind.removesuffix("s")
        return (f"{BASE}id/{singular}/{place[0]}/" + "/".join(segment(one) for one in (*place[1:], value)),)
    if context.index.problems.lacks_rows(kind, context.paper.board):
        return ()
    known = [key[-1] for key in stated if key[:-1] == (kind, "", *place)]
    target = f"a row of {kind}.csv, in any paper, for {', '.join(place)}, as body and date of the row say"
    raise UnknownReference("", column=column, value=value, target=target, hint=nearest(value, known)).error()


def agenda_item(context: Context, of_meeting: Texts, item: Texts) -> Texts:
    """The agenda item of a number, or of a title."""
    return _stated(context, "agenda-items", "item", of_meeting, item[0]) if item else ()


def agenda_items(context: Context, of_meeting: Texts, items: Texts) -> Texts:
    """The agenda items of several numbers or titles."""
    return tuple(one for item in items for one in _stated(context, "agenda-items", "items", of_meeting, item))


def officer_recommendations(context: Context, of_meeting: Texts, item: Texts, letters: Texts) -> Texts:
    """The officers' recommendations of some letters on an agenda item."""
    kind, column = "officer-recommendations", "recommendations"
    return tuple(one for letter in letters for one in _stated(context, kind, column, (*of_meeting, *item), letter))


def report_put(context: Context, is_this_paper: tuple[bool, ...], report: Texts) -> Texts:
    """The report that is put to a meeting: the paper itself, or a document of a reference or title."""
    if is_this_paper == (True,):
        return (address("paper", context.paper.board, context.paper.slug),)
    return report_elsewhere(context, is_this_paper, report)


def report_elsewhere(context: Context, is_this_paper: tuple[bool, ...], report: Texts) -> Texts:
    """The report that is put to a meeting, where it is not the paper itself."""
    is_other = report and is_this_paper != (True,)
    return (address("document", context.paper.board, report[0]),) if is_other else ()


# By the names that ``ijb:computed`` gives them.
MEETING_FUNCTIONS: dict[str, Callable[..., Iterable[Any]]] = {
    function.__name__: function
    for function in (
        meeting,
        meeting_body,
        meeting_day,
        meeting_session,
        meeting_when,
        decision_meeting,
        day_of_meeting,
        agenda_item,
        agenda_items,
        officer_recommendations,
        report_put,
        report_elsewhere,
    )
}
