"""Which papers a graph holds, of which boards: read, selected, and refused where there is none of that name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ijb_graph.engine.interface import Engine, select_texts, short_reason
from ijb_graph.errors import nearest
from ijb_graph.errors.engine import UnexpectedValue, UnknownBoard, UnknownPaper

__all__ = ["Paper", "answer_from", "read_boards", "read_papers", "select_papers"]

_PAPERS = Path(__file__).with_name("papers.rq").read_text(encoding="utf-8")

_BOARDS = "SELECT DISTINCT ?board WHERE { ?authority <https://w3id.org/ijb/def#shortName> ?board }"


@dataclass(frozen=True)
class Paper:
    """A paper: the addresses of its named graph and its own, whose it is, and the day of its meeting.

    ``board`` is its board's short name, ``slug`` the name of its folder; ``place`` the address and name of its board's
    area, if the graph holds one.
    """

    graph: str
    address: str
    board: str
    board_name: str
    slug: str
    title: str
    meeting: date
    place: tuple[str, str] | None


def read_papers(engine: Engine) -> list[Paper]:
    """The papers that a graph holds, by board and folder."""
    papers: dict[str, Paper] = {}
    for row in select_texts(engine, _PAPERS, "the papers of the graph"):
        graph, paper, board, name, slug, title, day, area, area_name = row
        place = (area, area_name) if area else None
        try:
            meeting = date.fromisoformat(day)
        except ValueError as error:
            raise UnexpectedValue(engine.name, "the day of a meeting", short_reason(day)).error() from error
        papers.setdefault(graph, Paper(graph, paper, board, name, slug, title, meeting, place))
    return list(papers.values())


def read_boards(engine: Engine) -> list[str]:
    """The short names of all integration authorities that a graph knows, in order."""
    return sorted(name for (name,) in select_texts(engine, _BOARDS, "the boards of the graph"))


def select_papers(
    engine: Engine, board: str | None, paper: str | None, source: str, may_be_none: bool = False
) -> list[Paper]:
    """The papers of ``board``, or ``paper`` alone, or all where neither is given.

    Raises InputError, naming ``source``, where there is no such board or paper: an empty answer would be taken for
    good news. A board of which the graph holds no paper is refused too, unless there ``may_be_none``.
    """
    papers = read_papers(engine)
    boards = {one.board for one in papers}
    if board is not None and board not in boards:
        expected = f"one of {', '.join(sorted(boards))}"
        if may_be_none:
            expected = "the short name of an integration authority, such as east-lothian"
            boards = set(read_boards(engine))
        if board not in boards:
            raise UnknownBoard(source, board, expected, nearest(board, boards), column="--board").error()
    chosen = [one for one in papers if board in (None, one.board)]
    slugs = sorted({one.slug for one in chosen})
    if paper is not None and paper not in slugs:
        expected = ", ".join(slugs) or "no papers"
        raise UnknownPaper(source, paper, expected, nearest(paper, slugs), column="--paper").error()
    return [one for one in chosen if paper in (None, one.slug)]


def answer_from(engine: Engine, papers: list[Paper]) -> None:
    """Let an engine answer from these papers and from no other.

    Reference data, the ontology and the editorial links stay: they belong to no paper.
    """
    others = {one.graph for one in read_papers(engine)} - {one.graph for one in papers}
    engine.keep(engine.graphs() - others)
