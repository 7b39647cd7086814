"""One thing with all that is said of it: facts, links, what points to it, each with paper and lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from ijb_graph.addresses import PREFIXES, curie, rebase
from ijb_graph.check.locations import Location, locations_of
from ijb_graph.describe.descriptions import Place, Statement, ThingDescription, Value
from ijb_graph.describe.labels import Names, rows_about, texts
from ijb_graph.engine import Engine, Term
from ijb_graph.engine.interface import Row
from ijb_graph.engine.papers import read_papers

__all__ = ["describe_thing", "describe_things"]

_TYPE, _STRING = PREFIXES["rdf"] + "type", PREFIXES["xsd"] + "string"
_LANGUAGE_STRING = PREFIXES["rdf"] + "langString"
_LABEL = PREFIXES["rdfs"] + "label"

# Statements of one property and value, with the named graph and the thing whose lines are theirs.
_Grouped = dict[tuple[str, Term], set[tuple[str, str]]]


class _Describer:
    """Describes things of one graph, which is asked for names and places as they are needed."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.names = engine, Names(engine)
        self._papers = {paper.graph: paper for paper in read_papers(engine)}
        self._lines: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._prefix = rebase(PREFIXES["id"], engine.base) + "graph/"

    def learn(self, rows: Iterable[Row]) -> None:
        """Ask for the names and the lines of all that rows speak of; their second column is the subject."""
        rows = list(rows)
        self.names.learn(term.value for row in rows for term in row[1:] if isinstance(term, NamedNode))
        for graph, thing, lines in map(texts, rows_about(self._engine, "lines", {texts(row)[1] for row in rows})):
            if lines not in self._lines[graph, thing]:
                self._lines[graph, thing].append(lines)

    def place(self, graph: str, subject: str) -> Place:
        """Where a named graph states something of a subject."""
        lines = "; ".join(sorted(self._lines.get((graph, subject), ())))
        name = graph.removeprefix(self._prefix)
        if paper := self._papers.get(graph):
            return Place(name, paper.board, paper.slug, lines)
        return Place(name, lines=lines)

    def value(self, term: Term) -> Value:
        """A term as a value."""
        if isinstance(term, Literal):
            kind = term.datatype.value
            plain = kind in (_STRING, _LANGUAGE_STRING)
            return Value(term.value, datatype="" if plain else curie(kind, self._engine.base))
        return Value(self.names.label(term.value), term.value)

    def statements(self, grouped: _Grouped) -> tuple[Statement, ...]:
        """Statements in the order of their properties and values."""
        made = [
            Statement(
                curie(property_, self._engine.base),
                self.value(term),
                tuple(sorted({self.place(*one) for one in places}, key=lambda one: (one.graph, one.lines))),
            )
            for (property_, term), places in grouped.items()
        ]
        return tuple(sorted(made, key=lambda one: (one.property, one.value.text, one.value.address)))


def _described(
    describer: _Describer, quotes: Mapping[str, Location], address: str, said: list[Row], pointing: list[Row]
) -> ThingDescription:
    """The description of a thing whose statements have been read and learned."""
    facts: _Grouped = defaultdict(set)
    links: _Grouped = defaultdict(set)
    back: _Grouped = defaultdict(set)
    kinds, stated = set[str](), set[str]()
    for graph, subject, property_, value in said:
        assert graph and subject and property_ and value
        if property_.value == _TYPE:
            kinds.add(value.value)
        elif property_.value != _LABEL:
            group = facts if isinstance(value, Literal) else links
            group[property_.value, value].add((graph.value, subject.value))
        stated.add(graph.value)
    for graph, subject, property_, _ in pointing:
        assert graph and subject and property_
        back[property_.value, subject].add((graph.value, subject.value))
    places = (describer.place(graph, address) for graph in sorted(stated))
    return ThingDescription(
        address=address,
        label=describer.names.label(address),
        kinds=tuple(Value(describer.names.label(one), one) for one in sorted(kinds)),
        places=tuple(one for one in places if one.paper),
        quote=quotes[address].quote,
        facts=describer.statements(facts),
        links=describer.statements(links),
        pointing=describer.statements(back),
    )


def _by_column(rows: Iterable[Row], column: int) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[texts(row)[column]].append(row)
    return grouped


def describe_things(engine: Engine, addresses: Iterable[str]) -> Iterator[ThingDescription]:
    """All that a graph says of things, by their full addresses, with what later papers say of each; in their order.

    A thing of which nothing is said has no kinds, facts or links; what points to it is there all the same.
    """
    wanted = list(dict.fromkeys(addresses))
    describer = _Describer(engine)
    restates = rebase(PREFIXES["ijb"], engine.base) + "hasRestatement"
    said = _by_column(rows_about(engine, "statements", wanted), 1)
    again = {
        one: sorted({texts(row)[3] for row in rows if texts(row)[2] == restates} - {one}) for one, rows in said.items()
    }
    later = _by_column(rows_about(engine, "statements", {other for some in again.values() for other in some}), 1)
    pointing = _by_column(rows_about(engine, "pointing", wanted), 3)
    describer.learn(row for grouped in (said, later, pointing) for rows in grouped.values() for row in rows)
    quotes = locations_of(engine, [*wanted, *later])
    for address in wanted:
        others = (_described(describer, quotes, one, later[one], []) for one in again.get(address, ()))
        described = _described(describer, quotes, address, said.get(address, []), pointing.get(address, []))
        yield replace(described, restatements=tuple(others))


def describe_thing(engine: Engine, address: str) -> ThingDescription:
    """All that a graph says of one thing, as `describe_things` gives it."""
    return next(describe_things(engine, [address]))
