"""What the page of findings says beside the findings: the papers, how complete each direction is, what words mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ijb_graph.ask.questions import find_question
from ijb_graph.check.legal_bases import status_meanings
from ijb_graph.engine import Engine, in_base_of

__all__ = ["DirectionLevel", "Head", "PageData", "read_page_data"]

_PAPERS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?board ?name ?slug ?title ?date WHERE {
  ?paper a ijb:BoardPaper ; dcterms:identifier ?slug ; dcterms:title ?title ; ijb:meetingDate ?date ;
    ijb:isPaperOf ?authority .
  ?authority ijb:shortName ?board ; rdfs:label ?name .
} ORDER BY ?board ?slug"""

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
class Head:
    """A paper: its board by short name and name, the name of its folder, its title and the day of its meeting."""

    board: str
    board_name: str
    slug: str
    title: str
    meeting: date


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

    papers: list[Head]
    directions: list[DirectionLevel]
    statuses: dict[str, str]


def _directions(engine: Engine, queries: Path) -> list[DirectionLevel]:
    places: dict[tuple[str, ...], list[str]] = {}
    for row in engine.query(in_base_of(engine, _DIRECTIONS), "the directions of the graph").rows:
        board, suite, code, *place = (term.value if term else "" for term in row)
        places.setdefault((board, suite, code), place)
    levels = []
    question = find_question(queries, "completeness")
    for row in engine.query(in_base_of(engine, question.sparql), f"question {question.name}").rows:
        board, suite, code, level, missing = (term.value if term else "" for term in row)
        label, paper, lines = places.get((board, suite, code), [code, "", ""])
        levels.append(DirectionLevel(board, suite, label, paper, lines, int(level), missing))
    return levels


def read_page_data(engine: Engine, queries: Path, board: str | None = None, paper: str | None = None) -> PageData:
    """Read the facts about all papers, or about those of one board, or about one paper; ``queries`` is the folder."""
    rows = engine.query(in_base_of(engine, _PAPERS), "the papers of the graph").rows
    heads = []
    for row in rows:
        of, name, slug, title, day = (term.value if term else "" for term in row)
        if board in (None, of) and paper in (None, slug):
            heads.append(Head(of, name, slug, title, date.fromisoformat(day)))
    chosen = {(head.board, head.slug) for head in heads}
    directions = [one for one in _directions(engine, queries) if (one.board, one.paper) in chosen]
    return PageData(heads, directions, status_meanings(engine))
