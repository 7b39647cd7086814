"""Where what the rules find is stated: what people call it, in which paper of which board, on which lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ijb_graph.addresses import rebase
from ijb_graph.engine.interface import Engine

__all__ = ["Location", "locations_of", "rows_about"]

_PLACES = Path(__file__).with_name("locations.rq").read_text(encoding="utf-8")
_QUOTATIONS = Path(__file__).with_name("quotations.rq").read_text(encoding="utf-8")
# How many things one query names: servers refuse a query of any length.
_AT_ONCE = 200
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True)
class Location:
    """What people call a thing, and where it is stated: board and paper by their short names, and lines.

    ``kind`` is what the ontology calls a thing of its class, such as ``measure``: it says which table of the paper that
    is. ``quote`` is the paper's wording, where the graph holds it.
    """

    label: str
    board: str = ""
    paper: str = ""
    lines: str = ""
    kind: str = ""
    quote: str = ""


def rows_about(engine: Engine, query: str, things: list[str], what: str) -> Iterator[list[str]]:
    """The rows of a query about things, a part of the things at a time, each part in order; what is no IRI has none."""
    things = [one for one in things if _IRI.fullmatch(one)]
    for start in range(0, len(things), _AT_ONCE):
        named = " ".join(f"<{one}>" for one in things[start : start + _AT_ONCE])
        # The addresses are the graph's own already.
        yield from sorted(engine.query(rebase(query, engine.base).replace("UNDEF", named), what).texts())


def _quotations(engine: Engine, places: dict[str, Location]) -> dict[str, str]:
    """The wording of each thing in the paper that its place names; nothing where the graph holds no wording."""
    words: dict[str, list[tuple[list[int], str]]] = {}
    for thing, passage, quote in rows_about(engine, _QUOTATIONS, list(places), "the papers' wording"):
        folder, _, lines = passage.rpartition("/")
        if folder.endswith(f"/{places[thing].board}/{places[thing].paper}"):
            words.setdefault(thing, []).append(([int(one) for one in re.findall("[0-9]{1,9}", lines)], quote))
    return {thing: " ... ".join(quote for _, quote in sorted(some)) for thing, some in words.items()}


def locations_of(engine: Engine, things: Iterable[str]) -> dict[str, Location]:
    """The place of each thing, by its address; of one that several papers state, the first by name of paper.

    With the paper's wording, where the graph was built with the papers at hand.

    A thing that no paper states has a place with its own address for a label, and nothing else.
    """
    wanted = sorted(set(things))
    places: dict[str, Location] = {}
    addresses = [one for one in wanted if _IRI.fullmatch(one)]
    for thing, paper, label, lines, board, kind in rows_about(engine, _PLACES, addresses, "the places of findings"):
        places.setdefault(thing, Location(label, board, paper, lines, kind))
    for thing, quote in _quotations(engine, places).items():
        places[thing] = replace(places[thing], quote=quote)
    return {one: places.get(one, Location(one)) for one in wanted}
