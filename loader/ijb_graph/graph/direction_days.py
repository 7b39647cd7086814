"""The days of directions: when each was issued, and from when it is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.values import UNDECIDED, Period

__all__ = ["Direction", "days_in_force", "issued_on"]

# A direction: its board, its suite (empty without one) and its code.
Direction = tuple[str, str, str]


def _terms(paper: Paper) -> Mapping[str, Row]:
    """What the paper says of directions beside their text, by their codes."""
    return {row.text("direction"): row for row in paper.rows.get("direction-terms", ())}


def _first_day(row: Row | None, column: str) -> date | None:
    periods = row.cells.get(column, ()) if row else ()
    return next((one.earliest for one in periods if isinstance(one, Period)), None)


def issued_on(paper: Paper, code: str) -> date:
    """The day on which a direction was issued, as the paper has it; the day of its meeting where it has none."""
    return _first_day(_terms(paper).get(code), "issued") or paper.meeting_date


def _is_undecided(row: Row) -> bool:
    return any(isinstance(one, Period) and one.text == UNDECIDED for one in row.cells.get("effective", ()))


def days_in_force(papers: Iterable[Paper]) -> dict[Direction, date | None]:
    """From when each direction is in force; None for those that take effect on a day that is undecided.

    It is the day on which the direction takes effect, else on which it is issued, by the first paper that says so; else
    that of its suite; without a suite, that of the first meeting whose paper gives the direction. Of a month or a year
    it is the first day: from then on the direction can be in force. "Ongoing" gives no day of its own.

    A suite stands in it with an empty code.
    """
    own: dict[Direction, date] = {}
    default: dict[Direction, date | None] = {}
    undecided: dict[Direction, None] = {}
    for paper in papers:
        for suite in paper.suites:
            if suite.in_force_from:
                default.setdefault((paper.board, suite.period, ""), suite.in_force_from)
        for code, row in _terms(paper).items():
            if _is_undecided(row):
                undecided[paper.board, paper.suite, code] = None
            elif day := _first_day(row, "effective") or _first_day(row, "issued"):
                own.setdefault((paper.board, paper.suite, code), day)
        for row in () if paper.suite else paper.rows.get("directions", ()):
            default.setdefault((paper.board, "", row.text("code")), paper.meeting_date)
    return default | undecided | own
