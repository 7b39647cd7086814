"""The page of findings: one file that needs no other, for a board's secretary to work through, filter and print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ijb_graph.ask.questions import find_question
from ijb_graph.check.findings import (
    ACCEPTANCE_COLUMNS,
    DEMAND_NAMES,
    LEVEL_MEANINGS,
    SURENESS,
    Basis,
    Finding,
    by_rule,
    in_order,
    place,
    quote_parts,
)
from ijb_graph.check.legal_bases import demand_meanings, status_meanings
from ijb_graph.check.page_layout import PagePaper, counts_of, lay_out
from ijb_graph.check.paper_passages import CitedPassage, PaperLines, cited_passages, read_paper_lines
from ijb_graph.check.rules import DEMANDS, Rule
from ijb_graph.check.worklist import FIRST_ITEMS
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

    ``statuses`` says what each degree of sureness means, ``demands`` what each source of a demand means; ``base`` is
    what the addresses of the graph begin with; ``lines`` is the papers' wording, where the graph holds it.
    """

    papers: list[Paper]
    directions: list[DirectionLevel]
    statuses: dict[str, str]
    demands: dict[str, str]
    base: str
    lines: PaperLines


def _directions(engine: Engine, queries: Path) -> list[DirectionLevel]:
    stated: dict[tuple[str, ...], list[str]] = {}
    for board, suite, code, *where in select_texts(engine, _DIRECTIONS, "the directions of the graph"):
        stated.setdefault((board, suite, code), where)
    levels = []
    question = find_question(queries, "completeness")
    for row in select_texts(engine, question.sparql, f"question {question.name}"):
        # The register's own columns; what every register has besides comes after them.
        board, suite, code, level, missing = row[:5]
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
    statuses, demands = status_meanings(engine), demand_meanings(engine)
    return PageData(papers, directions, statuses, demands, engine.base, read_paper_lines(engine))


def _surest_first(bases: Iterable[Basis]) -> list[Basis]:
    return sorted(bases, key=lambda one: (SURENESS.index(one.status), one.id[0], int(one.id[1:])))


def _texts(bases: Iterable[Basis]) -> list[Basis]:
    """The texts that demand something, the surest first: what a reader expects, and what the data need, are none."""
    return [one for one in _surest_first(bases) if one.status not in ("good-governance", "data-integrity")]


def _boards(papers: list[PagePaper]) -> list[tuple[str, list[PagePaper]]]:
    """The papers by the name of their board; what belongs to no paper comes last."""
    by_board = groupby(papers, key=lambda one: one.paper.board_name if one.paper else "Of no single paper")
    return [(name, list(group)) for name, group in by_board]


def _asked(findings: list[Finding], rules: dict[str, Rule]) -> list[tuple[Rule, list[Basis], int]]:
    """The rules that found something, by id, with what each rests on and how much it found."""
    by_id = sorted(by_rule(findings).items())
    return [
        (rules[rule], _surest_first({basis for one in found for basis in one.bases}), len(found))
        for rule, found in by_id
    ]


def _suites(directions: list[DirectionLevel]) -> list[tuple[str, str, list[DirectionLevel], dict[int, int]]]:
    """The directions of each suite, with how many there are at each level, by level."""
    by_suite = [(key, list(group)) for key, group in groupby(directions, key=lambda one: (one.board, one.suite))]
    return [
        (board, suite, rows, dict(sorted(Counter(row.level for row in rows).items())))
        for (board, suite), rows in by_suite
    ]


def _passages(papers: list[PagePaper], lines: PaperLines) -> list[tuple[PagePaper, tuple[CitedPassage, ...]]]:
    """The passages that the findings of each paper cite; of papers whose wording is not there, none."""
    cited = [(paper, cited_passages(paper, lines.get((paper.board, paper.folder), {}))) for paper in papers]
    return [(paper, passages) for paper, passages in cited if passages]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


_FILTERS: dict[str, Callable[..., object]] = {"place": place, "day": _day, "texts": _texts, "quote_parts": quote_parts}


def as_html(
    findings: list[Finding], rules: list[Rule], data: PageData, as_of: date | None = None, only: str | None = None
) -> str:
    """One page: what was found, by board, paper and item, the most important first, each with its place and basis.

    ``rules`` are all rules; ``only`` is the id of the one that ran, if it was one alone. Nothing on the page is loaded
    from elsewhere, and without scripts everything is visible.
    """
    by_id = {rule.id: rule for rule in rules}
    ordered = in_order(findings)
    listed = [one for one in ordered if not by_id[one.rule].validates_acceptances]
    counts = counts_of(listed)
    laid_out = lay_out(listed, data.papers, data.base)
    passages = _passages(laid_out, data.lines)
    values = {
        "boards": _boards(laid_out),
        "passages": passages,
        "anchor_of": {(paper.board, paper.folder, one.lines): one.anchor for paper, some in passages for one in some},
        "stale": [one for one in ordered if by_id[one.rule].validates_acceptances],
        "papers": data.papers,
        "rules": _asked(listed, by_id),
        "titles": {rule.id: rule.title for rule in rules},
        "number_of_rules": len(rules),
        "only": by_id[only] if only else None,
        "counts": counts,
        "demands": [one for one in DEMANDS if counts[one]],
        "demands_found": [one for one in DEMANDS if any(one == found.demanded_by for found in listed)],
        "demand_names": DEMAND_NAMES,
        "demand_meanings": data.demands,
        "levels": LEVEL_MEANINGS,
        "first_items": FIRST_ITEMS,
        "acceptance_columns": ACCEPTANCE_COLUMNS,
        "bases": _surest_first({basis for one in ordered for basis in one.bases}),
        "statuses": data.statuses,
        "suites": _suites(data.directions),
        "board_names": {paper.board: paper.board_name for paper in data.papers},
        "as_of": as_of,
    }
    return fill_template(_PAGE / "page.html", values, _FILTERS, is_html=True)
