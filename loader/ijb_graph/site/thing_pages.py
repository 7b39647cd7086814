"""What the page of a thing shows: its statements by property, its small parts, and a paper's records in their order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from ijb_graph.describe.descriptions import Place, Statement, ThingDescription, Value
from ijb_graph.describe.labels import Names
from ijb_graph.describe.things import describe_things
from ijb_graph.engine import Engine, query_in_base
from ijb_graph.site.relation_words import NAMES, SEEN_FROM_VALUE, WEAKER

__all__ = ["Group", "ThingPages"]

# A heading, and under it properties by their labels, each with the statements that have it.
Group = tuple[str, list[tuple[str, list[Statement]]]]

_PROPERTY_LABELS = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?property ?label WHERE {
  VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?property a ?kind ; rdfs:label ?label .
}"""
# What a page says by its places, or a reader does not need.
_LEFT_OUT = {
    "dcterms:abstract",
    "ijb:belongsToBoard",
    "ijb:firstDayOnRecord",
    "ijb:hasBasis",
    "ijb:hasRestatement",
    "ijb:isStatedIn",
    "ijb:lastDayOnRecord",
    "ijb:lines",
    "ijb:position",
    "prov:wasDerivedFrom",
    "skos:prefLabel",
}
# How many steps from a page's thing its small parts are, and from how many things one may be led to.
_DEEPEST, _MOST_OWNERS = 2, 2


class ThingPages:
    """What is said of the things that have a page, and of their parts, which are shown there."""

    def __init__(self, engine: Engine, names: Names, things: Collection[str]) -> None:
        """``things`` are the addresses of those that have a page."""
        self._engine, self._names, self._things = engine, names, things

    def __getitem__(self, address: str) -> ThingDescription:
        """What is said of a thing that has a page."""
        return self._described[address]

    @cached_property
    def _described(self) -> dict[str, ThingDescription]:
        described = {one.address: one for one in describe_things(self._engine, self._things)}
        level = list(described.values())
        for _ in range(_DEEPEST):
            parts = {one for thing in level for one in self._linked(thing)} - described.keys()
            level = list(describe_things(self._engine, sorted(parts)))
            described |= {one.address: one for one in level}
        return described

    @cached_property
    def _labels(self) -> dict[str, str]:
        """What the ontology calls each property, by its name with prefix."""
        rows = query_in_base(self._engine, _PROPERTY_LABELS, "the labels of properties").texts()
        return {self._names.short(address): label for address, label in rows}

    def _linked(self, thing: ThingDescription) -> list[str]:
        """The things of the graph without a page of their own that a thing leads to."""
        start = f"{self._engine.base}id/"
        linked = (one.value.address for one in thing.links if one.property not in _LEFT_OUT)
        return [one for one in linked if one.startswith(start) and one not in self._things]

    def parts(self, thing: ThingDescription) -> list[ThingDescription]:
        """The parts of a thing that its page shows, such as its oversight: stated by a paper, and shared by few."""
        found: dict[str, ThingDescription] = {}

        def add(whole: ThingDescription) -> None:
            for address in self._linked(whole):
                part = self._described.get(address)
                if part is None or not part.places or address in found:
                    continue
                if len({one.value.address for one in part.pointing}) <= _MOST_OWNERS:
                    found[address] = part
                    add(part)

        add(thing)
        return list(found.values())

    def groups(self, thing: ThingDescription, pointing: bool = True) -> Iterator[Group]:
        """The statements of a thing, and those that point to it if wanted."""
        for heading, statements in (("Facts", thing.facts), ("Links", thing.links)):
            by_property: dict[str, list[Statement]] = defaultdict(list)
            for one in statements:
                if one.property not in _LEFT_OUT:
                    by_property[self._word(one.property)].append(one)
            if by_property:
                yield heading, sorted(by_property.items())
        if pointing and (found := self._pointing(thing)):
            yield "Where else it stands", found

    def _word(self, property_: str) -> str:
        """What pages call a property."""
        return NAMES.get(property_) or self._labels.get(property_, property_)

    def _owner(self, value: Value, thing: ThingDescription) -> Value:
        """The thing with a page that a part belongs to, as an oversight does to its direction; else the part itself."""
        level = [value]
        for _ in range(_DEEPEST):
            if any(one.address in self._things for one in level):
                break
            described = (self._described.get(one.address) for one in level)
            level = [one.value for part in described if part for one in part.pointing if one.property not in _LEFT_OUT]
        # What many things lead to, such as a list, belongs to none of them.
        owners = {one for one in level if one.address in self._things and one.address != thing.address}
        return next(iter(owners)) if len(owners) == 1 else value

    def _pointing(self, thing: ThingDescription) -> list[tuple[str, list[Statement]]]:
        """What the thing is or does to others, each named once for each such relation, with all places that say it."""
        found: dict[str, dict[Value, list[Place]]] = defaultdict(lambda: defaultdict(list))
        for one in thing.pointing:
            if one.property not in _LEFT_OUT:
                word = SEEN_FROM_VALUE.get(one.property) or f"{self._word(one.property)}, said of"
                found[word][self._owner(one.value, thing)] += one.places
        for weak, stronger in WEAKER.items():
            for owner in list(found.get(weak, ())):
                if holding := [word for word in stronger if owner in found.get(word, ())]:
                    places = found[weak].pop(owner)
                    for word in holding:
                        found[word][owner] += places
        order = list(dict.fromkeys(SEEN_FROM_VALUE.values()))
        known = [one for one in order if found.get(one)]
        words = [*known, *sorted(one for one in found if one not in order)]
        return [(word, [self._merged(owner, places) for owner, places in _by_text(found[word])]) for word in words]

    @staticmethod
    def _merged(value: Value, places: list[Place]) -> Statement:
        """One statement of several: what follows from a paper's words stands at these."""
        stated = [one for one in places if one.paper]
        return Statement("", value, tuple(dict.fromkeys(stated or places)))

    @staticmethod
    def records(paper: ThingDescription) -> list[tuple[str, Value]]:
        """What a paper states, with the lines, in the order of the paper."""
        stated = {one.value: one.places[0].lines for one in paper.pointing if one.property == "ijb:isStatedIn"}

        def order(one: Value) -> tuple[list[int], str, str]:
            return [int(number) for number in re.findall(r"[0-9]{1,9}", stated[one])], one.text, one.address

        return [(stated[one], one) for one in sorted(stated, key=order)]


def _by_text(found: Mapping[Value, list[Place]]) -> list[tuple[Value, list[Place]]]:
    return sorted(found.items(), key=lambda one: (one[0].text, one[0].address))
