"""Asking some papers only: those of one authority, or one of them, with all that holds for every paper."""

from __future__ import annotations

from ijb_graph.engine import Engine, in_base_of
from ijb_graph.errors import InputError, nearest

__all__ = ["narrow"]

_PAPERS = """
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?graph ?slug ?board WHERE {
  GRAPH ?graph { ?paper a ijb:BoardPaper ; dcterms:identifier ?slug ; ijb:isPaperOf ?authority }
  ?authority ijb:shortName ?board .
}"""


def narrow(engine: Engine, board: str | None, paper: str | None, source: str) -> None:
    """Let an engine answer from the papers of ``board``, or from ``paper`` alone, and from no other paper.

    Reference data, the ontology and the editorial links stay: they belong to no paper. Raises InputError, naming
    ``source``, where there is no such paper.
    """
    if board is None and paper is None:
        return
    rows = engine.query(in_base_of(engine, _PAPERS), source).rows
    papers = [(row[0].value, row[1].value, row[2].value) for row in rows if row[0] and row[1] and row[2]]
    slugs = sorted(slug for _, slug, of in papers if board in (None, of))
    if paper is not None and paper not in slugs:
        fix = f"{nearest(paper, slugs)}Correct --paper."
        raise InputError.of(source, repr(paper), f"one of {', '.join(slugs) or 'no papers'}", fix, column="--paper")
    others = {graph for graph, slug, of in papers if board not in (None, of) or paper not in (None, slug)}
    engine.keep(engine.graphs() - others)
