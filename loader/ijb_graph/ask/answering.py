"""A question answered: with defaults that fit the board asked about, and with what an empty answer means."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

from pyoxigraph import Literal

from ijb_graph.addresses import PREFIXES, rebase
from ijb_graph.ask.questions import DEFAULTS, Question
from ijb_graph.engine import Answer, Engine, query_in_base
from ijb_graph.engine.papers import answer_from, select_papers
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_text import QueryText
from ijb_graph.errors import shown

__all__ = ["Asked", "ask_of", "shown_values"]

_IJB = PREFIXES["ijb"]
_COUNT = """SELECT (COUNT(DISTINCT ?thing) AS ?things) (SAMPLE(?label) AS ?name) WHERE {{
  OPTIONAL {{ ?thing a <{kind}> ; <{ijb}isStatedIn> ?paper . {of_board} }}
  OPTIONAL {{ <{kind}> <{rdfs}label> ?label }}
}}"""


@dataclass(frozen=True)
class Asked:
    """A question as it is asked of an engine, which answers from the board or paper that is asked about.

    ``sparql`` is in the graph's own base; ``defaults`` are those that are used, by parameter. ``board`` is None where
    all are asked about; ``has_papers`` says whether the graph holds any of it. ``is_restricted``: the engine leaves
    papers out. ``has_words``: a value is a text that somebody typed, and makes the query one that is not ours.
    """

    question: Question
    engine: Engine
    sparql: str
    defaults: Mapping[str, str]
    board: str | None
    has_papers: bool
    is_restricted: bool
    has_words: bool

    def answer(self, limits: Limits | None = None) -> Answer:
        """The rows; within limits where some are given. Raises InputError where the query meets one."""
        source = shown(self.question.path)
        return (
            self.engine.query_limited(self.sparql, source, limits) if limits else self.engine.query(self.sparql, source)
        )

    def to_run(self, limit: int | None = None) -> str:
        """The query as another tool can run it: of the graphs that are answered from, where these are not all."""
        sparql = self.sparql
        if self.is_restricted:
            graphs = sorted(self.engine.graphs())
            sparql = QueryText(sparql).asked_of(graphs, graphs)
        return f"{sparql.rstrip()}\n" + (f"LIMIT {limit}\n" if limit is not None else "")

    def meaning_of_empty(self) -> str:
        """What it means to have no answer: that there was nothing to look at, or that nothing was found in it."""
        of_whom = f"of {self.board}" if self.board else "asked"
        if not self.has_papers:
            return f"Nothing found: the graph holds no paper {of_whom}, so that nothing can be concluded."
        looked_at = []
        for name in self.question.about:
            prefix, _, local = name.partition(":")
            kind = PREFIXES[prefix] + local
            of_board = f"?paper <{_IJB}isPaperOf>/<{_IJB}shortName> {Literal(self.board)} ." if self.board else ""
            sparql = _COUNT.format(kind=kind, ijb=_IJB, rdfs=PREFIXES["rdfs"], of_board=of_board)
            ((things, label),) = query_in_base(self.engine, sparql, name).texts()
            if things == "0":
                return f"Nothing found: the papers {of_whom} hold no {label or name}, so that nothing can be concluded."
            looked_at.append(f"{things} x {label or name}")
        among = f" among {', '.join(looked_at)}" if looked_at else ""
        return f"Nothing found{among}. That means: {self.question.empty}"


def shown_values(values: Mapping[str, str]) -> str:
    """Values as options of the command, such as ``--code D11b``."""
    return " ".join(f'--{name} "{one}"' if " " in one else f"--{name} {one}" for name, one in values.items())


def ask_of(
    engine: Engine, question: Question, given: Mapping[str, str], board: str | None = None, paper: str | None = None
) -> Asked:
    """The question with the values given, of the papers of ``board`` or of ``paper`` alone; the engine stays as it is.

    Where a board or a paper is given, the defaults are such as fit it, if the question has a query for them. Raises
    InputError with every value that is wrong, or where there is no such board or paper.
    """
    forms = {one.name: one.form for one in question.parameters}
    values = dict(given) if board is None or "board" not in forms else {**given, "board": board}
    question.with_values(values)
    of_board = values.get("board") or board
    papers = select_papers(engine, of_board, paper, f"ijb ask {question.name}", may_be_none=True)
    is_restricted = bool(paper or (board and "board" not in forms))
    if is_restricted:
        engine = copy(engine)
        answer_from(engine, papers)
    own = {one.name: one.default for one in question.parameters if one.default}
    fitted: dict[str, str] = {}
    # Those of the question's file fit the board that they name.
    if question.defaults and (paper or of_board not in (None, own.get("board"))):
        source = shown(question.path.with_name(DEFAULTS))
        found = query_in_base(engine, question.fitting(values), source)
        for row in found.texts()[:1]:
            fitted = {name: value for name, value in zip(found.columns, row, strict=True) if value}
    defaults = {name: value for name, value in (own | fitted).items() if name not in values}
    sparql = rebase(question.with_values({**defaults, **values}), engine.base)
    words = any(value and forms[name] == "text" and name != "board" for name, value in values.items())
    return Asked(question, engine, sparql, defaults, of_board, bool(papers), is_restricted, words)
