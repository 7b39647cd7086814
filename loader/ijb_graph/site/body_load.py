"""How much rests on a body or post, beside the others that the papers of the same board name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ijb_graph.ask.questions import Question
from ijb_graph.engine import Engine, query_in_base

__all__ = ["BodyLoads", "Load", "Loads"]

QUESTION = "who-carries-most"
# How many of those with the most a page shows.
_MOST = 8


@dataclass(frozen=True)
class Load:
    """What rests on one body; ``rank`` is 1 for those on whom most rests."""

    address: str
    name: str
    rank: int
    directed: int
    oversees: int
    carries: int
    leads: int
    total: int


@dataclass(frozen=True)
class Loads:
    """The load of one body in the papers of a board (its short name), of how many bodies, and those ``beside`` it."""

    board: str
    own: Load
    number: int
    beside: tuple[Load, ...]


class BodyLoads:
    """The loads of all bodies of a graph, as the question about them has it; none where the project has it not."""

    def __init__(self, engine: Engine, questions: Mapping[str, Question]) -> None:
        self._engine, self._question = engine, questions.get(QUESTION)

    @cached_property
    def _by_board(self) -> Mapping[str, list[Load]]:
        found: dict[str, list[Load]] = defaultdict(list)
        if self._question is None:
            return found
        answer = query_in_base(self._engine, self._question.of_everything(["thing"]), QUESTION)
        for texts in answer.texts():
            row = dict(zip(answer.columns, texts, strict=True))
            numbers = [int(row[one]) for one in ("directed", "oversees", "carries", "leads", "total")]
            # They come the most first; who has as much as the one before has the same rank.
            some = found[row["board"]]
            rank = some[-1].rank if some and some[-1].total == numbers[-1] else len(some) + 1
            some.append(Load(row["thing"], row["name"], rank, *numbers))
        return found

    def of(self, address: str) -> Sequence[Loads]:
        """The loads of one body, by its address, in each board's papers that give it something to do."""
        found = []
        for board, loads in sorted(self._by_board.items()):
            own = next((one for one in loads if one.address == address), None)
            if own is not None:
                first = loads[:_MOST]
                found.append(Loads(board, own, len(loads), tuple(first if own in first else [*first, own])))
        return found
