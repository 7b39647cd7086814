"""What computed columns look up: over all papers, and in the paper of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from ijb_graph.addresses import address, segment
from ijb_graph.graph.direction_days import Direction, days_in_force, issued_on
from ijb_graph.graph.nquads import escape
from ijb_graph.records.names import Name
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import RecordProblems, Row
from ijb_graph.records.schema import GIVEN

__all__ = ["EMPTY", "GIVEN_PIECES", "THEMES", "Context", "Index", "meeting_path", "same_function", "session_of"]

# The piece of an empty cell, or of what a paper does not give: one that no cell can hold, so that it shows.
EMPTY = "\0"

# What a paper gives to the templates of its records: as parts of addresses, that may be left out or not, and as text.
GIVEN_PIECES = tuple((name, operator) for operator in ("", "/", "text") for name in GIVEN)

# The kinds of record that list what a direction can serve.
THEMES = {"golden-thread": "golden-threads", "priority": "priorities"}


def same_function(name: str) -> str:
    """A function's name as it is compared word for word: case, outer space and a final full stop do not count."""
    return " ".join(name.casefold().split()).rstrip(".")


def _piece(text: str, operator: str) -> str:
    if operator == "/":
        return f"/{segment(text)}" if text else ""
    return (segment if operator == "" else escape)(text) if text else EMPTY


def _function_key(row: Row) -> str:
    return row.text("number") or row.text("function")


def _authority(row: Row) -> str:
    authority = row.name("delegated_by")
    return authority.label if authority else ""


def session_of(paper: Paper, body: Name | None, day: date | None, session: str) -> str:
    """Which of several meetings of a body on a day is meant; empty where it has one.

    The one that is named, else the one that the paper is put to, if it is a meeting of that body on that day.
    """
    is_of_board = body is None or (body.sort == "authority" and body.key == paper.board)
    return session or (paper.session if is_of_board and day in (None, paper.meeting_date) else "")


def meeting_path(paper: Paper, body: Name | None = None, day: date | None = None, session: str = "") -> str:
    """The end of a meeting's address: whose body it is, the body, the day and, where it has several, which of them.

    The board whose paper it is, and the day that the paper is put to it, unless another body or day is given.
    """
    parts = (body.board, body.key) if body else ("", paper.board)
    which = str(day or paper.meeting_date), session_of(paper, body, day, session)
    return "/".join(segment(part) for part in (*parts, *which) if part)


def _meeting(paper: Paper, row: Row) -> str:
    return meeting_path(paper, row.name("body"), row.date("date"), row.text("session"))


# Things that papers of several boards may state: each has one address for all of them.
# What a suite has, and a paper without one has for itself.
_OF_A_SUITE = ("budget-lines", "indicators", "plan-actions")
_OF_ALL_BOARDS = ("meetings", "agenda-items", "officer-recommendations")

# What tells apart the things that several papers of a board may state, by their kinds. What has no key of its own, such
# as a budget, is there once for a suite.
_KEYS: dict[str, Callable[[Paper, Row], tuple[str, ...]]] = {
    "directions": lambda paper, row: (paper.suite, row.text("code")),
    "direction-groups": lambda paper, row: (paper.suite, row.text("group")),
    "functions": lambda _, row: (_authority(row), _function_key(row)),
    "measures": lambda paper, row: (paper.suite, row.text("direction"), row.text("measure")),
    "budget-lines": lambda paper, _: (paper.suite,),
    "indicators": lambda paper, _: (paper.suite,),
    "plan-actions": lambda paper, _: (paper.suite,),
    "meetings": lambda paper, row: (_meeting(paper, row),),
    "agenda-items": lambda paper, row: (_meeting(paper, row), row.text("number") or row.text("title")),
    "officer-recommendations": lambda paper, row: (_meeting(paper, row), row.text("item"), row.text("letter")),
}


class Index:
    """What can be looked up over all papers."""

    def __init__(self, records: Records, problems: RecordProblems) -> None:
        """Take the records, and the problems that say of which files rows are missing."""
        self.names, self.papers, self.problems = records.names, records.papers, problems
        self._shared = records.shared

    def _rows(self, kind: str) -> Iterable[tuple[Paper, Row]]:
        return ((paper, row) for paper in self.papers for row in paper.rows.get(kind, ()))

    @cached_property
    def codes(self) -> set[tuple[str, str, str]]:
        """Board, suite (empty without one) and code of every direction whose text a paper gives."""
        return {(paper.board, paper.suite, row.text("code")) for paper, row in self._rows("directions")}

    @cached_property
    def _days_in_force(self) -> dict[Direction, date | None]:
        return days_in_force(self.papers)

    def in_force_from(self, board: str, suite: str, code: str) -> date | None:
        """The day from which a direction is in force; None where it is not known, or not decided."""
        days = self._days_in_force
        return days.get((board, suite, code), days.get((board, suite, "")))

    @cached_property
    def functions(self) -> dict[tuple[str, Name | None, str], str]:
        """The number of each delegated function, or its name where it has none, by board, authority and name."""
        return {
            (paper.board, row.name("delegated_by"), row.text("function")): _function_key(row)
            for paper, row in self._rows("functions")
        }

    @cached_property
    def _health_boards(self) -> set[Name | None]:
        return {row.name("health_board") for row in self._shared.get("reference/integration-authorities", ())}

    @cached_property
    def _national_functions(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The short names of the national functions, by the sort of authority that delegates them and their names."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for row in self._shared.get("reference/national-functions", ()):
            key = row.text("delegated_by"), same_function(row.text("name"))
            found[key] = (*found.get(key, ()), row.text("id"))
        return found

    def national_function(self, authority: Name, name: str) -> tuple[str, ...]:
        """The short names of the national functions of this name that a health board, or else a council, delegates."""
        sort = "health-board" if authority in self._health_boards else "council"
        return self._national_functions.get((sort, same_function(name)), ())

    @cached_property
    def first_papers(self) -> dict[tuple[str, ...], Paper]:
        """The earliest paper that states a thing, by kind, board and what tells the things of that kind apart."""
        first: dict[tuple[str, ...], Paper] = {}
        for kind, key in _KEYS.items():
            for paper, row in self._rows(kind):
                board = "" if kind in _OF_ALL_BOARDS else paper.board
                first.setdefault((kind, board, *key(paper, row)), paper)
        return first

    @cached_property
    def kinds_of_bodies(self) -> dict[Name, str]:
        """What each body is that reference data or a paper describes."""
        rows = self._shared.get("reference/bodies", ())
        return {Name("body", row.text("name"), row.text("board"), row.text("name")): row.text("kind") for row in rows}

    @cached_property
    def authorities(self) -> dict[str, Name]:
        """The integration authorities by their short names."""
        rows = self._shared.get("reference/integration-authorities", ())
        return {slug: Name("authority", slug, "", row.text("name")) for row in rows if (slug := row.text("slug"))}

    @cached_property
    def themes(self) -> dict[tuple[str, str, str, int | None], str]:
        """The address of each golden thread and priority, by board, suite, kind and number."""
        return {
            (paper.board, paper.suite, theme, row.integer("number")): address(
                theme, paper.board, paper.slug, str(row.integer("number"))
            )
            for theme, kind in THEMES.items()
            for paper, row in self._rows(kind)
        }


class Context:
    """What can be looked up for a record: all papers, and its own, None for reference and editorial data.

    ``pieces`` is what the paper gives, in the order of GIVEN_PIECES.
    """

    def __init__(self, index: Index, paper: Paper | None) -> None:
        self.index, self._paper = index, paper
        given = paper.given if paper else dict.fromkeys(GIVEN, "")
        self.pieces = tuple(_piece(given[name], operator) for name, operator in GIVEN_PIECES)

    @property
    def paper(self) -> Paper:
        """The paper of the record."""
        assert self._paper is not None, "reference and editorial data have no paper"
        return self._paper

    @cached_property
    def groups(self) -> set[str]:
        """The groups of directions that the paper lists."""
        return {row.text("group") for row in self.paper.rows.get("direction-groups", ())}

    @cached_property
    def functions(self) -> dict[str, str]:
        """The addresses of the functions that papers of the board list, by their names; the paper's own list first."""
        board = self.paper.board
        of_board = (paper for paper in self.index.papers if paper.board == board)
        return {
            same_function(row.text("function")): address("function", board, authority.label, _function_key(row))
            for paper in (*of_board, self.paper)
            for row in paper.rows.get("functions", ())
            if (authority := row.name("delegated_by"))
        }

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """The last earlier suite with an outcome for a direction, by the direction's code."""
        rows = self.paper.rows.get("outcomes", ())
        return {row.text("code"): row.text("suite") for row in sorted(rows, key=lambda row: row.text("suite"))}

    def restated(self, kind: str, *key: str) -> tuple[str, ...]:
        """The name of the paper, where an earlier paper of its board states the thing of this kind and key."""
        if kind in _OF_A_SUITE and not self.paper.suite:
            return ()
        if kind in _OF_ALL_BOARDS:
            place: tuple[str, ...] = ("", *key)
        else:
            place = (self.paper.board, *key) if kind == "functions" else (self.paper.board, self.paper.suite, *key)
        first = self.index.first_papers.get((kind, *place), self.paper)
        return () if first is self.paper else (self.paper.slug,)

    def issued_otherwise(self, code: str) -> Paper | None:
        """The first paper with a direction of this code that is another one; None where it is the same.

        Codes of directions without a suite may come again. Two papers that give one as issued, on two days, give two.
        """
        paper = self.paper
        first = self.index.first_papers.get(("directions", paper.board, paper.suite, code), paper)
        is_same = first is paper or bool(paper.suite) or issued_on(first, code) == issued_on(paper, code)
        is_issued_twice = all(one.declared.get("directions_as_issued") for one in (first, paper))
        return first if is_issued_twice and not is_same else None

    def direction(self, code: str) -> str | None:
        """The address of a direction of the paper's suite, whichever paper of its board gives its text."""
        place = (self.paper.board, self.paper.suite, code)
        return address("direction", *place) if place in self.index.codes else None

    def earlier_direction(self, code: str) -> str | None:
        """The address of the direction of this code in the last earlier suite with an outcome for it."""
        suite = self.outcomes.get(code)
        return None if suite is None else address("direction", self.paper.board, suite, code)
