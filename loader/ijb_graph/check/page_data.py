"""What the page of findings says beside the findings: the papers, how complete each direction is, what words mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ijb_graph.ask.questions import find_question
from ijb_graph.check.legal_bases import status_meanings
from ijb_graph.engine import Engine, select_texts
from ijb_graph.engine.papers import Paper, select_papers

__all__ = ["DirectionLevel", "PageData", "read_page_data"]

_DIRECTIONS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?board ?suite ?code ?label ?slug ?lines WHERE {
  GRAPH ?stated { ?direction a ijb:StatedDirection ; skos:notation ?code ; rdfs:label ?label ; ijb:lines ?lines ;
    ijb:isStatedIn ?paper }
  ?direction ijb:belongsToSuite/skos:notation ?suite .
  ?paper dcterms:identifier ?slug ; ijb:isPaperOf/ijb:shortName ?board .
} ORDER BY ?slug ?lines"""


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
