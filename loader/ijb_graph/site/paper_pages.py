"""What the page of a paper has besides its statements: its lines, what the paper does not say, and what was lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ijb_graph.ask.questions import Question
from ijb_graph.check.paper_passages import PaperLines, read_paper_lines
from ijb_graph.describe.descriptions import Value
from ijb_graph.engine import Engine, query_in_base
from ijb_graph.engine.papers import Paper
from ijb_graph.site.thing_pages import ThingPages

__all__ = ["Lost", "PaperLine", "PaperPages", "anchor"]

_LOST = "lost-or-not-applicable"
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class PaperLine:
    """A printed line: number, wording, the records that begin there, whether it ``follows`` the one shown before."""

    number: int
    text: str
    follows: bool
    records: tuple[Value, ...]


@dataclass(frozen=True)
class Lost:
    """A value that is not there: ``lost`` in the export of the paper, or ``not applicable``; what, and of what."""

    reason: str
    subject: str
    what: str
    lines: str
    record: str


def anchor(lines: str) -> str:
    """The id of the first of the lines on the page of their paper: ``line-490``; empty where there is none."""
    first = _NUMBER.search(lines)
    return f"line-{int(first[0])}" if first else ""


class PaperPages:
    """What the papers of a graph state, line by line.

    ``questions`` are those of the project, by name.
    """

    def __init__(self, engine: Engine, things: ThingPages, questions: Mapping[str, Question]) -> None:
        self._engine, self._things, self._questions = engine, things, questions
        self._anchors: dict[str, set[str]] = {}

    @cached_property
    def _wording(self) -> PaperLines:
        return read_paper_lines(self._engine)

    @cached_property
    def _lost(self) -> dict[tuple[str, str], list[Lost]]:
        found: dict[tuple[str, str], list[Lost]] = defaultdict(list)
        if question := self._questions.get(_LOST):
            answer = query_in_base(self._engine, question.sparql, question.name)
            for row in answer.texts():
                said = dict(zip(answer.columns, row, strict=True))
                one = Lost(said["reason"], said["subject"], said["what"], said["lines"], said["record"])
                found[said["board"], said["paper"]].append(one)
        return found

    def lost(self, paper: Paper) -> list[Lost]:
        """The values of a paper that its records say to be lost or not applicable."""
        return self._lost[paper.board, paper.slug]

    def lines(self, paper: Paper) -> list[PaperLine]:
        """The printed lines that records were read from; none where the graph holds no wording of the paper."""
        known = self._wording.get((paper.board, paper.slug), {})
        starting = defaultdict(list)
        for lines, value in self._things.records(self._things[paper.address]):
            starting[anchor(lines)].append(value)
        return [
            PaperLine(number, known[number], number - 1 in known, tuple(starting[f"line-{number}"]))
            for number in sorted(known)
        ]

    def target(self, paper: Paper, lines: str) -> str:
        """The fragment that leads to lines on the page of their paper; empty where the page has no such place."""
        if paper.address not in self._anchors:
            stated = {anchor(lines) for lines, _ in self._things.records(self._things[paper.address])}
            printed = {f"line-{number}" for number in self._wording.get((paper.board, paper.slug), ())}
            self._anchors[paper.address] = (stated | printed) - {""}
        found = anchor(lines)
        return f"#{found}" if found in self._anchors[paper.address] else ""
