"""What computed columns look up: over all papers, and in the paper of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from ijb_graph.addresses import address, segment
from ijb_graph.graph.nquads import escape
from ijb_graph.records.names import Name
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import Records
from ijb_graph.records.rows import RecordProblems, Row
from ijb_graph.records.schema import GIVEN

__all__ = ["GIVEN_PIECES", "THEMES", "Context", "Index", "same_function"]

# What a paper gives to the templates of its records, as parts of addresses and as text.
GIVEN_PIECES = tuple((name, operator) for operator in ("", "text") for name in GIVEN)

# The kinds of record that list what a direction can serve.
THEMES = {"golden-thread": "golden-threads", "priority": "priorities"}


def same_function(name: str) -> str:
    """A function's name as it is compared word for word: case, outer space and a final full stop do not count."""
    return " ".join(name.casefold().split()).rstrip(".")


def _function_key(row: Row) -> str:
    return row.text("number") or row.text("function")


def _authority(row: Row) -> str:
    authority = row.name("delegated_by")
    return authority.label if authority else ""


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
}


class Index:
    """What can be looked up over all papers."""

    def __init__(self, records: Records, problems: RecordProblems) -> None:
        """Take the records, and the problems that say of which files rows are missing."""
        self.names, self.papers, self.problems = records.names, records.papers, problems

    def _rows(self, kind: str) -> Iterable[tuple[Paper, Row]]:
        return ((paper, row) for paper in self.papers for row in paper.rows.get(kind, ()))

    @cached_property
    def codes(self) -> set[tuple[str, str, str]]:
        """Board, suite and code of every direction whose text a paper gives."""
        return {(paper.board, paper.suite, row.text("code")) for paper, row in self._rows("directions")}

    @cached_property
    def functions(self) -> dict[tuple[str, Name | None, str], str]:
        """The number of each delegated function, or its name where it has none, by board, authority and name."""
        return {
            (paper.board, row.name("delegated_by"), row.text("function")): _function_key(row)
            for paper, row in self._rows("functions")
        }

    @cached_property
    def first_papers(self) -> dict[tuple[str, ...], Paper]:
        """The earliest paper that states a thing, by kind, board and what tells the things of that kind apart."""
        first: dict[tuple[str, ...], Paper] = {}
        for kind, key in _KEYS.items():
            for paper, row in self._rows(kind):
                first.setdefault((kind, paper.board, *key(paper, row)), paper)
        return first

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
        self.pieces = tuple(write(given[name]) for write in (segment, escape) for name in GIVEN)

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
        """The addresses of the functions that the paper lists, by their names."""
        return {
            same_function(row.text("function")): address(
                "function", self.paper.board, authority.label, _function_key(row)
            )
            for row in self.paper.rows.get("functions", ())
            if (authority := row.name("delegated_by"))
        }

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """The last earlier suite with an outcome for a direction, by the direction's code."""
        rows = self.paper.rows.get("outcomes", ())
        return {row.text("code"): row.text("suite") for row in sorted(rows, key=lambda row: row.text("suite"))}

    def restated(self, kind: str, *key: str) -> tuple[str, ...]:
        """The name of the paper, where an earlier paper of its board states the thing of this kind and key."""
        place = (self.paper.board, *key) if kind == "functions" else (self.paper.board, self.paper.suite, *key)
        first = self.index.first_papers.get((kind, *place), self.paper)
        return () if first is self.paper else (self.paper.slug,)

    def direction(self, code: str) -> str | None:
        """The address of a direction of the paper's suite, whichever paper of its board gives its text."""
        place = (self.paper.board, self.paper.suite, code)
        return address("direction", *place) if place in self.index.codes else None

    def earlier_direction(self, code: str) -> str | None:
        """The address of the direction of this code in the last earlier suite with an outcome for it."""
        suite = self.outcomes.get(code)
        return address("direction", self.paper.board, suite, code) if suite else None
