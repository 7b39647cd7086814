"""The page of findings: one file that needs no other, for a board's secretary to work through, filter and print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ijb_graph.ask.questions import find_question
from ijb_graph.check.findings import LEVEL_MEANINGS, SURENESS, Basis, Finding, by_rule, in_order, place
from ijb_graph.check.legal_bases import status_meanings
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.engine import Engine, select_texts
from ijb_graph.engine.interface import short_reason
from ijb_graph.engine.papers import Paper, select_papers
from ijb_graph.errors.engine import UnexpectedValue
from ijb_graph.jinja_templates import fill_template

__all__ = ["PageData", "as_html", "read_page_data"]

_PAGE = Path(__file__).parent / "page"
_DIRECTIONS = Path(__file__).with_name("directions.rq").read_text(encoding="utf-8")


@dataclass(frozen=True)
class DirectionLevel:
    """How complete a direction is (0 to 3), with what is missing for the next level, and where it stands."""

    board: str
    suite: str
    label: str
    paper: str
    lines: str
    level: int
    missing: str


@dataclass(frozen=True)
class PageData:
    """What the page says beside the findings: the papers, and how complete each of their directions is.

    ``statuses`` says what each degree of sureness means.
    """

    papers: list[Paper]
    directions: list[DirectionLevel]
    statuses: dict[str, str]


def _directions(engine: Engine, queries: Path) -> list[DirectionLevel]:
    stated: dict[tuple[str, ...], list[str]] = {}
    for board, suite, code, *where in select_texts(engine, _DIRECTIONS, "the directions of the graph"):
        stated.setdefault((board, suite, code), where)
    levels = []
    question = find_question(queries, "completeness")
    for row in select_texts(engine, question.sparql, f"question {question.name}"):
        board, suite, code, level, missing = row
        if not re.fullmatch("[0-9]", level):
            raise UnexpectedValue(engine.name, "the level of a direction", short_reason(level)).error()
        label, paper, lines = stated.get((board, suite, code), [code, "", ""])
        levels.append(DirectionLevel(board, suite, label, paper, lines, int(level), missing))
    return levels


def read_page_data(engine: Engine, queries: Path, board: str | None = None, paper: str | None = None) -> PageData:
    """Read the facts about all papers, or about those of one board, or about one paper; ``queries`` is the folder."""
    papers = select_papers(engine, board, paper, "ijb check")
    chosen = {(one.board, one.slug) for one in papers}
    directions = [one for one in _directions(engine, queries) if (one.board, one.paper) in chosen]
    return PageData(papers, directions, status_meanings(engine))


@dataclass(frozen=True)
class _RuleGroup:
    """What a rule finds in a paper: open findings by message, then accepted ones."""

    rule: Rule
    bases: list[Basis]
    open: dict[str, list[Finding]]
    accepted: list[Finding]

    @property
    def size(self) -> int:
        """How many findings there are, accepted ones included."""
        return sum(map(len, self.open.values())) + len(self.accepted)


@dataclass(frozen=True)
class _PaperGroup:
    """What is found in a paper; without one, what belongs to no single paper."""

    paper: Paper | None
    groups: list[_RuleGroup]
    counts: dict[str, int]


def _counts(findings: list[Finding]) -> dict[str, int]:
    """How many findings are open, by level, and how many are accepted."""
    counted = Counter("accepted" if one.acceptance else one.level for one in findings)
    return {name: counted[name] for name in (*LEVELS, "accepted")}


def _surest_first(bases: Iterable[Basis]) -> list[Basis]:
    return sorted(bases, key=lambda one: (SURENESS.index(one.status), one.id[0], int(one.id[1:])))


def _rule_group(rule: Rule, findings: list[Finding]) -> _RuleGroup:
    by_message: dict[str, list[Finding]] = {}
    for one in findings:
        if one.acceptance is None:
            by_message.setdefault(one.message, []).append(one)
    return _RuleGroup(rule, _surest_first(findings[0].bases), by_message, [one for one in findings if one.acceptance])


def _paper_group(paper: Paper | None, findings: list[Finding], rules: dict[str, Rule]) -> _PaperGroup:
    listed = by_rule([one for one in findings if not rules[one.rule].validates_acceptances])
    return _PaperGroup(paper, [_rule_group(rules[rule], found) for rule, found in listed.items()], _counts(findings))


def _boards(
    findings: list[Finding], rules: dict[str, Rule], papers: list[Paper]
) -> list[tuple[str, list[_PaperGroup]]]:
    """Every paper with what was found in it, by the name of its board; what belongs to no paper comes last."""
    by_paper: dict[tuple[str, str], list[Finding]] = {(one.board, one.slug): [] for one in papers}
    elsewhere: list[Finding] = []
    for one in findings:
        by_paper.get((one.board, one.paper), elsewhere).append(one)
    groups = [_paper_group(one, by_paper[one.board, one.slug], rules) for one in papers]
    boards = groupby(groups, key=lambda one: one.paper.board_name if one.paper else "")
    listed = [(name, list(group)) for name, group in boards]
    return [*listed, ("Of no single paper", [_paper_group(None, elsewhere, rules)])] if elsewhere else listed


def _suites(directions: list[DirectionLevel]) -> list[tuple[str, str, list[DirectionLevel], dict[int, int]]]:
    """The directions of each suite, with how many there are at each level, by level."""
    by_suite = [(key, list(group)) for key, group in groupby(directions, key=lambda one: (one.board, one.suite))]
    return [
        (board, suite, rows, dict(sorted(Counter(row.level for row in rows).items())))
        for (board, suite), rows in by_suite
    ]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def as_html(
    findings: list[Finding], rules: list[Rule], data: PageData, as_of: date | None = None, only: str | None = None
) -> str:
    """One page: what was found, by board, paper and rule, each with its place, basis and what to do.

    ``rules`` are all rules; ``only`` is the id of the one that ran, if it was one alone. Nothing on the page is loaded
    from elsewhere, and without scripts everything is visible.
    """
    by_id = {rule.id: rule for rule in rules}
    ordered = in_order(findings)
    values = {
        "boards": _boards(ordered, by_id, data.papers),
        "stale": [one for one in ordered if by_id[one.rule].validates_acceptances],
        "papers": data.papers,
        "rules": [by_id[rule] for rule in by_rule(findings)],
        "number_of_rules": len(rules),
        "only": by_id[only] if only else None,
        "counts": _counts(findings),
        "levels": LEVEL_MEANINGS,
        "bases": _surest_first({basis for one in ordered for basis in one.bases}),
        "statuses": data.statuses,
        "suites": _suites(data.directions),
        "board_names": {paper.board: paper.board_name for paper in data.papers},
        "as_of": as_of,
    }
    return fill_template(_PAGE / "page.html", values, {"place": place, "day": _day}, is_html=True)
