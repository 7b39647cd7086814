"""Where what the rules find is stated: what people call it, in which paper of which board, on which lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.addresses import rebase
from ijb_graph.engine.interface import Engine

__all__ = ["Location", "locations_of"]

_PLACES = Path(__file__).with_name("locations.rq").read_text(encoding="utf-8")
# How many things one query names: servers refuse a query of any length.
_AT_ONCE = 200
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True)
class Location:
    """What people call a thing, and where it is stated: board and paper by their short names, and lines."""

    label: str
    board: str = ""
    paper: str = ""
    lines: str = ""


def locations_of(engine: Engine, things: Iterable[str]) -> dict[str, Location]:
    """The place of each thing, by its address; of one that several papers state, the first by name of paper.

    A thing that no paper states has a place with its own address for a label, and nothing else.
    """
    wanted = sorted(set(things))
    places: dict[str, Location] = {}
    addresses = [one for one in wanted if _IRI.fullmatch(one)]
    for start in range(0, len(addresses), _AT_ONCE):
        named = " ".join(f"<{one}>" for one in addresses[start : start + _AT_ONCE])
        # The addresses are the graph's own already.
        rows = engine.query(rebase(_PLACES, engine.base).replace("UNDEF", named), "the places of findings").texts()
        for thing, paper, label, lines, board in sorted(rows):
            places.setdefault(thing, Location(label, board, paper, lines))
    return {one: places.get(one, Location(one)) for one in wanted}
