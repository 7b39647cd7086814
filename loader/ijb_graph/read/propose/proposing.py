"""From a draft to the draft with what a program proposes: asked, run, read and put through the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ijb_graph.read.drafts.cells import PROPOSED, TO_DECIDE
from ijb_graph.read.drafts.draft import Draft
from ijb_graph.read.propose.answer import Refused, read_answer
from ijb_graph.read.propose.gate import Gate
from ijb_graph.read.propose.program import ProgramLimits, run_program
from ijb_graph.read.propose.proposals import Taken, take_proposals
from ijb_graph.read.propose.request import kinds_to_propose, request_for
from ijb_graph.records.names import Names
from ijb_graph.records.schema import Schema
from ijb_graph.text_safety import for_terminal

__all__ = ["proposals_as_text", "propose"]

# How many places of one reason are named.
_MOST_SHOWN = 5


def propose(
    draft: Draft, schema: Schema, names: Names, command: str, kinds: Iterable[str], limits: ProgramLimits
) -> tuple[Draft, Taken]:
    """A draft with the proposals of a program, and what became of these.

    ``kinds`` are those to ask for, as ``kinds_to_propose`` has them. Raises InputError where the program or its answer
    cannot be used: nothing of it is then in any draft.
    """
    asked = kinds_to_propose(schema, draft, list(kinds))
    answer = run_program(command, request_for(draft, asked, names), limits)
    rows, refused = read_answer(answer)
    taken = take_proposals(draft, rows, refused, asked, Gate(draft.text, names, draft.board))
    return replace(draft, cells=taken.cells), taken


def _by_reason(refused: Iterable[Refused]) -> dict[str, list[str]]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for one in refused:
        places[one.reason].append(one.where)
    return places


def proposals_as_text(taken: Taken) -> Iterator[str]:
    """What became of the proposals, a line each: the counts, then each reason for which something was refused."""
    counts = ", ".join(f"{taken.counts[one]} {one}" for one in (PROPOSED, TO_DECIDE, "the same"))
    yield f"cells of the program: {counts}; {len(taken.refused)} things refused"
    for reason, places in _by_reason(taken.refused).items():
        more = f" and {len(places) - _MOST_SHOWN} more" if len(places) > _MOST_SHOWN else ""
        yield for_terminal(f"refused, {'; '.join(places[:_MOST_SHOWN])}{more}: {reason}")
