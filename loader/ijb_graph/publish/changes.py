"""What two publications say of the same addresses: what was added, changed and withdrawn, and what replaced it.

A thing is any address of ours that a graph states something of. It is compared by its statements with their named
graphs, but for those that are computed from others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import address, curie, rebase, shortened, term
from ijb_graph.graph_file import open_graph

__all__ = ["Change", "Things", "Withdrawn", "changes_between", "things_of", "withdrawn_after"]

# A property, its value and the named graph.
_Statement = tuple[str, pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal, str]
# What is stated of each address of ours.
Things = Mapping[str, frozenset[_Statement]]

# Named graphs that say nothing that the others do not.
_COMPUTED = ("about", "derived", "shortcuts", "wording")
_TYPE = term("rdf:type")
_LABELS = tuple(term(name) for name in ("skos:prefLabel", "rdfs:label", "dcterms:title"))
# What a newer graph may say of an address that went: it is the value of the first, or the subject of the second.
_REPLACES, _IS_REPLACED_BY = term("dcterms:replaces"), term("dcterms:isReplacedBy")


@dataclass(frozen=True)
class Change:
    """A thing that was ``added``, ``changed`` or ``withdrawn``.

    ``kind`` is its class; ``properties`` are those whose values are no longer the same, ``graphs`` the named graphs
    that state it, both short; ``replaced_by`` is the address that took the place of one that was withdrawn, or empty.
    """

    change: str
    uri: str
    kind: str
    label: str
    properties: tuple[str, ...]
    graphs: tuple[str, ...]
    replaced_by: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """An address that an earlier publication had: ``day`` is that of the first one without it, or empty."""

    uri: str
    kind: str
    label: str
    day: str
    replaced_by: str


def things_of(graph: Path, base: str) -> Things:
    """Read what a published graph states of each address of ours; InputError where the file is not whole."""
    computed = {rebase(address("graph", name), base) for name in _COMPUTED}
    things: dict[str, set[_Statement]] = defaultdict(set)
    with open_graph(graph) as file:
        for quad in pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.N_QUADS):
            named, value = quad.graph_name, quad.object
            if isinstance(named, pyoxigraph.DefaultGraph) or isinstance(value, pyoxigraph.Triple):
                continue
            if isinstance(quad.subject, pyoxigraph.NamedNode) and named.value not in computed:
                things[quad.subject.value].add((quad.predicate.value, value, named.value))
    return {uri: frozenset(stated) for uri, stated in things.items() if uri.startswith(base) and uri != base}


def _values(stated: frozenset[_Statement], *predicates: str) -> list[str]:
    """The values of the first of these properties that has any."""
    found = ([value.value for name, value, _ in sorted(stated, key=str) if name == one] for one in predicates)
    return next((values for values in found if values), [])


def _change(name: str, uri: str, stated: frozenset[_Statement], differing: frozenset[_Statement], base: str) -> Change:
    return Change(
        name,
        uri,
        next(iter(curie(one, base) for one in _values(stated, _TYPE)), ""),
        next(iter(_values(stated, *_LABELS)), ""),
        tuple(sorted({curie(predicate, base) for predicate, _, _ in differing})),
        tuple(sorted({shortened(graph, base).removeprefix("graph/") for _, _, graph in stated})),
    )


def _replacements(old: Things, new: Things, went: list[str], came: list[str]) -> dict[str, str]:
    """What took the place of addresses that went, where it is known.

    That is what the newer graph says to replace one; else the one new thing of which it states the very same.
    """
    said: dict[str, set[str]] = defaultdict(set)
    for uri, stated in new.items():
        for value in _values(stated, _REPLACES):
            said[value].add(uri)
    for uri in went:
        said[uri].update(_values(old[uri], _IS_REPLACED_BY))
    same: dict[frozenset[_Statement], list[str]] = defaultdict(list)
    for uri in came:
        same[new[uri]].append(uri)
    before = defaultdict(list)
    for uri in went:
        before[old[uri]].append(uri)
    found = {}
    for uri in went:
        named = sorted(one for one in said[uri] if one in new)
        alike = same[old[uri]] if len(before[old[uri]]) == 1 else []
        found[uri] = named[0] if len(named) == 1 else alike[0] if len(alike) == 1 else ""
    return found


def changes_between(old: Things, new: Things, base: str) -> list[Change]:
    """Every thing that is not stated as before: added, then changed, then withdrawn, by address."""
    came, went = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    replaced = _replacements(old, new, went, came)
    changed = sorted(uri for uri in old.keys() & new.keys() if old[uri] != new[uri])
    return [
        *(_change("added", uri, new[uri], new[uri], base) for uri in came),
        *(_change("changed", uri, new[uri], old[uri] ^ new[uri], base) for uri in changed),
        *(replace(_change("withdrawn", uri, old[uri], old[uri], base), replaced_by=replaced[uri]) for uri in went),
    ]


def withdrawn_after(earlier: list[Withdrawn], changes: list[Change], new: Things, day: str) -> list[Withdrawn]:
    """The addresses that went, now or before, by address; those that came back are none.

    What replaced one and went itself hands on to what replaced that.
    """
    now = [
        Withdrawn(one.uri, one.kind, one.label, day, one.replaced_by) for one in changes if one.change == "withdrawn"
    ]
    handed_on = {one.uri: one.replaced_by for one in now}
    kept = [
        replace(one, replaced_by=handed_on.get(one.replaced_by, one.replaced_by))
        for one in earlier
        if one.uri not in new
    ]
    return sorted([*kept, *now], key=lambda one: one.uri)
