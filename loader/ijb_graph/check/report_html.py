"""The page of findings: one file that needs no other, for a board's secretary to work through, filter and print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ijb_graph.check.findings import LEVEL_MEANINGS, SURENESS, Basis, Finding, by_rule, in_order
from ijb_graph.check.page_data import DirectionLevel, PageData
from ijb_graph.check.report_text import place
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.engine.papers import Paper

__all__ = ["as_html"]

_PAGE = Path(__file__).parent / "page"

# What a direction has at each level of completeness.
_COMPLETENESS = {
    0: "not lawful on its face",
    1: "lawful on its face: addressee, function, money",
    2: "accountable: an overseeing body and a report as well",
    3: "steerable: a measure, a date and an action of the delivery plan as well",
}


@dataclass(frozen=True)
class _Said:
    """Findings of a rule in a paper of which the same is said."""

    message: str
    findings: list[Finding]


@dataclass(frozen=True)
class _RuleGroup:
    """What a rule finds in a paper."""

    rule: Rule
    bases: tuple[Basis, ...]
    open: list[_Said]
    accepted: list[Finding]

    @property
    def size(self) -> int:
        """How many findings there are, accepted ones included."""
        return sum(len(said.findings) for said in self.open) + len(self.accepted)


@dataclass(frozen=True)
class _PaperGroup:
    """What is found in a paper; without a head, what belongs to no single paper."""

    head: Paper | None
    groups: list[_RuleGroup]
    counts: dict[str, int]

    @property
    def size(self) -> int:
        """How many findings there are, accepted ones included."""
        return sum(group.size for group in self.groups)


@dataclass(frozen=True)
class _BoardGroup:
    """The papers of a board."""

    short: str
    name: str
    papers: list[_PaperGroup]


def _counts(findings: list[Finding]) -> dict[str, int]:
    """How many findings are open, by level, and how many are accepted."""
    counted = Counter("accepted" if one.acceptance else one.level for one in findings)
    return {name: counted[name] for name in (*LEVELS, "accepted")}


def _rule_group(rule: Rule, findings: list[Finding]) -> _RuleGroup:
    said: dict[str, list[Finding]] = {}
    for one in findings:
        if one.acceptance is None:
            said.setdefault(one.message, []).append(one)
    return _RuleGroup(
        rule,
        tuple(sorted(findings[0].bases, key=lambda one: SURENESS.index(one.status))),
        [_Said(message, group) for message, group in said.items()],
        [one for one in findings if one.acceptance],
    )


def _boards(findings: list[Finding], rules: dict[str, Rule], heads: list[Paper]) -> list[_BoardGroup]:
    """Every paper with what was found in it, by board; what belongs to no paper comes last."""
    groups: list[tuple[Paper | None, list[Finding]]] = [
        (head, [one for one in findings if (one.board, one.paper) == (head.board, head.slug)]) for head in heads
    ]
    placed = {(head.board, head.slug) for head in heads}
    elsewhere = [one for one in findings if (one.board, one.paper) not in placed]
    if elsewhere:
        groups.append((None, elsewhere))
    papers = []
    for head, there in groups:
        shown = [one for one in there if not rules[one.rule].judges_acceptances]
        by = [_rule_group(rules[rule], found) for rule, found in by_rule(shown).items()]
        papers.append(_PaperGroup(head, by, _counts(there)))

    def board_of(paper: _PaperGroup) -> tuple[str, str]:
        return (paper.head.board, paper.head.board_name) if paper.head else ("", "Of no single paper")

    return [_BoardGroup(short, name, list(group)) for (short, name), group in groupby(papers, key=board_of)]


def _suites(directions: list[DirectionLevel]) -> list[tuple[str, str, list[DirectionLevel], dict[int, int]]]:
    """The directions of each suite, with how many there are at each level."""
    suites = []
    for (board, suite), group in groupby(directions, key=lambda one: (one.board, one.suite)):
        rows = list(group)
        counted = Counter(row.level for row in rows)
        suites.append((board, suite, rows, {level: counted[level] for level in _COMPLETENESS}))
    return suites


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def as_html(
    findings: list[Finding], rules: list[Rule], facts: PageData, as_of: date | None = None, only: str | None = None
) -> str:
    """One page: what was found, by board, paper and rule, each with its place, basis and what to do.

    ``rules`` are all rules; ``only`` is the id of the one that ran, if it was one alone. Nothing on the page is loaded
    from elsewhere, and without scripts everything is visible.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only this page needs it

    by_id = {rule.id: rule for rule in rules}
    ordered = in_order(findings)
    about_acceptances = [one for one in ordered if by_id[one.rule].judges_acceptances]
    bases = {basis.id: basis for one in ordered for basis in one.bases}
    environment = Environment(
        loader=FileSystemLoader(_PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"place": place, "day": _day}
    return environment.get_template("page.html").render(
        boards=_boards(ordered, by_id, facts.papers),
        stale=about_acceptances,
        papers=facts.papers,
        rules=[by_id[rule] for rule in by_rule(findings)],
        number_of_rules=len(rules),
        only=by_id[only] if only else None,
        counts=_counts(findings),
        levels=LEVEL_MEANINGS,
        bases=sorted(bases.values(), key=lambda one: (SURENESS.index(one.status), one.id[0], int(one.id[1:]))),
        statuses=facts.statuses,
        suites=_suites(facts.directions),
        board_names={head.board: head.board_name for head in facts.papers},
        completeness=_COMPLETENESS,
        as_of=as_of,
    )
