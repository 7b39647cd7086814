"""What the page of findings says beside the findings: the papers, how complete each direction is, what words mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ijb_graph.ask.questions import find_question
from ijb_graph.check.legal_bases import status_meanings
from ijb_graph.engine import Engine, select_texts
from ijb_graph.engine.papers import Paper, select_papers

__all__ = ["DirectionLevel", "PageData", "read_page_data"]

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
    """The papers and directions that were checked; ``statuses`` says what each degree of sureness means."""

    papers: list[Paper]
    directions: list[DirectionLevel]
    statuses: dict[str, str]


def _directions(engine: Engine, queries: Path) -> list[DirectionLevel]:
    places: dict[tuple[str, ...], list[str]] = {}
    for board, suite, code, *place in select_texts(engine, _DIRECTIONS, "the directions of the graph"):
        places.setdefault((board, suite, code), place)
    levels = []
    question = find_question(queries, "completeness")
    for row in select_texts(engine, question.sparql, f"question {question.name}"):
        board, suite, code, level, missing = row
        label, paper, lines = places.get((board, suite, code), [code, "", ""])
        levels.append(DirectionLevel(board, suite, label, paper, lines, int(level), missing))
    return levels


def read_page_data(engine: Engine, queries: Path, board: str | None = None, paper: str | None = None) -> PageData:
    """Read the facts about all papers, or about those of one board, or about one paper; ``queries`` is the folder."""
    papers = select_papers(engine, board, paper, "ijb check")
    chosen = {(one.board, one.slug) for one in papers}
    directions = [one for one in _directions(engine, queries) if (one.board, one.paper) in chosen]
    return PageData(papers, directions, status_meanings(engine))
