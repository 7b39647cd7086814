"""Which term or thing a person means: by its address, or by the name that people know it by."""

from __future__ import annotations

import re

from pyoxigraph import Literal

from ijb_graph.addresses import PREFIXES, curie, rebase, shortened
from ijb_graph.describe.labels import query_text
from ijb_graph.engine import Engine, select_texts
from ijb_graph.engine.unknown_terms import addresses_beside
from ijb_graph.errors import nearest
from ijb_graph.errors.describe import SeveralThingsNamed, UnknownTermOrThing

__all__ = ["Found", "look_up"]

_MOST_LISTED = 20
_ADDRESS = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*://[^\x00-\x20<>\"{}|^`\\]*)>?")
_PART = re.compile(r"[A-Za-z0-9#._~/-]+")

Found = tuple[str, bool]
"""The full address of what is meant, and whether it is a term; else it is a thing."""


def _is_known(engine: Engine, address: str) -> bool:
    query = f"ASK {{ {{ <{address}> ?p ?o }} UNION {{ ?s ?p <{address}> }} UNION {{ ?s <{address}> ?o }} }}"
    return bool(engine.query(query, "an address").truth)


def _addresses(engine: Engine, name: str) -> list[str]:
    """The addresses that a name can be short for, the likeliest first."""
    if found := _ADDRESS.fullmatch(name):
        return [found[1]]
    if not _PART.fullmatch(name.replace(":", "", 1)):
        return []
    prefix, colon, local = name.partition(":")
    if colon:
        return [rebase(PREFIXES[prefix], engine.base) + local] if prefix in PREFIXES else []
    # With a part of an address alone, or with as much of it as `ijb ask` shows.
    return [engine.base + begin + name for begin in ("def#", "scheme/", "id/", "") if (begin + name).count("#") < 2]


def _terms(engine: Engine) -> dict[str, str]:
    """The terms of the graph that are no things of its own: each short name with the full address."""
    things = f"{engine.base}id/"
    rows = select_texts(engine, query_text("all_terms"), "the terms of the graph")
    return {curie(term, engine.base).strip("<>"): term for (term,) in rows if not term.startswith(things)}


def _term_named(terms: dict[str, str], name: str) -> str | None:
    """The term of this name, whatever its case, with or without its prefix; ours before those of others."""
    wanted = name.casefold().removeprefix("ijb:")
    named = [short for short in sorted(terms) if wanted in (short.casefold(), short.partition(":")[2].casefold())]
    return terms[min(named, key=lambda short: not short.startswith("ijb:"))] if named else None


def _things_named(engine: Engine, name: str) -> list[str]:
    """The things whose code or label this is, whatever its case."""
    query = query_text("named_things").replace("NAME", str(Literal(name.lower())))
    rows = select_texts(engine, query, "the things of a name")
    return sorted({thing for (thing,) in rows if thing.startswith(f"{engine.base}id/")})


def _nearest(engine: Engine, name: str, terms: dict[str, str]) -> str:
    """The terms and things with the nearest names; of an address, the nearest addresses."""
    part = name.strip("<>").removeprefix(engine.base).removeprefix("id/")
    if "/" in part and _PART.fullmatch(part):
        beside = [shortened(one, engine.base) for one in addresses_beside(engine, f"{engine.base}id/{part}")]
        if found := nearest(part, beside):
            return found
    words = {*terms, *(short.partition(":")[2] for short in terms)}
    words |= {word for (word,) in select_texts(engine, query_text("thing_names"), "the names of things")}
    return nearest(name, words)


def look_up(engine: Engine, name: str) -> Found:
    """What a name stands for: a full address, one with a prefix or without its beginning, or a term's or thing's name.

    A term goes before a thing that has its name. Raises InputError where nothing has the name, with the nearest, and
    where several things have it.
    """
    name = name.strip()
    terms = _terms(engine)
    known_terms = set(terms.values())
    for address in _addresses(engine, name):
        if address in known_terms or (address.startswith(f"{engine.base}def#") and _is_known(engine, address)):
            return address, True
        if _is_known(engine, address):
            return address, False
    if term := _term_named(terms, name):
        return term, True
    things = _things_named(engine, name)
    if len(things) == 1:
        return things[0], False
    if things:
        more = f" and {len(things) - _MOST_LISTED} more" if len(things) > _MOST_LISTED else ""
        listed = ", ".join(shortened(one, engine.base) for one in things[:_MOST_LISTED]) + more
        raise SeveralThingsNamed("ijb describe", name, len(things), listed).error()
    raise UnknownTermOrThing("ijb describe", name, _nearest(engine, name, terms)).error()
