"""One term: what the ontology says of it, how the graph uses it, and which questions and rules name it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.describe.classes import describe_classes, evidence_query
from ijb_graph.describe.descriptions import TermDescription, Value
from ijb_graph.describe.labels import Names, rows_about, texts
from ijb_graph.engine import Engine
from ijb_graph.engine.interface import Row
from ijb_graph.input_files import read_text

__all__ = ["TERM_KINDS", "TERM_RELATIONS", "TERM_TEXTS", "describe_term", "readers_of"]

_IN_SCHEME = f"<{PREFIXES['skos']}inScheme>"
# What a scheme and its concepts say of each other is no use of them.
_NOT_OF_SCHEMES = f"MINUS {{ ?thing {_IN_SCHEME}|<{PREFIXES['skos']}hasTopConcept> ?other }}"
TERM_KINDS = {
    "owl:Class": "class",
    "owl:ObjectProperty": "object property",
    "owl:DatatypeProperty": "datatype property",
    "owl:AnnotationProperty": "annotation property",
    "skos:ConceptScheme": "scheme",
    "skos:Concept": "concept",
}
# What is said of a term, by heading: in words, and by other terms; then, from other terms, the same way round.
TERM_TEXTS = {
    "definition": "skos:definition",
    "scope": "skos:scopeNote",
    "example": "skos:example",
    "not an example": "ijb:negativeExample",
    "follows from": "ijb:isDerivedBy",
    "stands for": "ijb:isShortcutFor",
    "history": "skos:historyNote",
    "source": "dcterms:source",
}
TERM_RELATIONS = {
    "subclass of": "rdfs:subClassOf",
    "subproperty of": "rdfs:subPropertyOf",
    "domain": "rdfs:domain",
    "range": "rdfs:range",
    "values from the scheme": "qb:codeList",
    "in the scheme": "skos:inScheme",
    "broader": "skos:broader",
    "nothing is both this and": "owl:disjointWith",
    "replaced by": "dcterms:isReplacedBy",
}
_INVERSE = {
    "subclasses": "rdfs:subClassOf",
    "subproperties": "rdfs:subPropertyOf",
    "domain of": "rdfs:domain",
    "range of": "rdfs:range",
    "scheme of": "qb:codeList",
}


class _Term:
    """A term with what a graph says of it."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine, self.address, self.names = engine, address, Names(engine)
        self.name = self.names.short(address)
        said = list(rows_about(engine, "term_statements", [address]))
        back = list(rows_about(engine, "term_relations", [address]))
        self.words, self.links = self._by_property(said), self._by_property(said, of_things=True)
        self.back = self._by_property(back, of_things=True)
        self.names.learn([address])
        types = self.links["rdf:type"]
        self.kind = next((TERM_KINDS[one] for one in TERM_KINDS if one in types), next(iter(types), ""))

    def _by_property(self, rows: list[Row], of_things: bool = False) -> dict[str, list[str]]:
        """The texts, or the short names of things, by the short name of the property."""
        found: dict[str, list[str]] = defaultdict(list)
        for _, property_, value in rows:
            assert property_ and value
            if isinstance(value, NamedNode) and of_things:
                found[self.names.short(property_.value)].append(self.names.short(value.value))
            elif isinstance(value, Literal) and not of_things:
                found[self.names.short(property_.value)].append(value.value)
        return defaultdict(list, {name: sorted(values) for name, values in found.items()})

    def value(self, address: str) -> Value:
        """A thing as a value, with its label."""
        self.names.learn([address])
        return Value(self.names.label(address), address)


def _grouped(headings: dict[str, str], said: dict[str, list[str]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(heading, tuple(said[name])) for heading, name in headings.items() if said.get(name)]


def _rows(term: _Term, name: str, things: Iterable[str]) -> list[list[str]]:
    return sorted(texts(row) for row in rows_about(term.engine, name, things))


# How a graph uses a term: how many things, with counts, an example, and the query for paper and lines.
_Use = tuple[int, list[tuple[str, int]], tuple[Value, ...], str]


def _class_use(term: _Term) -> _Use:
    for one in describe_classes(term.engine, term.address):
        query = evidence_query(one.name, term.engine.base) if one.is_stated else ""
        return one.things, [(use.name, use.things) for use in one.properties], (one.example,), query
    return 0, [], (), ""


def _property_use(term: _Term) -> _Use:
    uses = sorted((term.names.short(one), int(things)) for one, things in _rows(term, "property_uses", [term.address]))
    example: tuple[Value, ...] = ()
    for thing, value in rows_about(term.engine, "property_example", [term.address]):
        assert thing and value
        example = (
            term.value(thing.value),
            Value(value.value) if isinstance(value, Literal) else term.value(value.value),
        )
    return _things(term, f"?thing <{term.address}> ?value"), uses, example, ""


def _concept_use(term: _Term) -> _Use:
    rows = _rows(term, "value_uses", [term.address])
    uses = [(term.names.short(property_), int(things)) for property_, things, _ in rows]
    example = tuple(term.value(one) for _, _, one in rows[:1])
    return _things(term, f"?thing ?property <{term.address}> {_NOT_OF_SCHEMES}"), uses, example, ""


def _scheme_use(term: _Term) -> _Use:
    concepts = [concept for _, concept in _rows(term, "scheme_uses", [term.address])]
    counts = {concept: int(things) for concept, things in _rows(term, "value_counts", concepts)}
    uses = [(term.names.short(one), counts.get(one, 0)) for one in concepts]
    pattern = f"?value {_IN_SCHEME} <{term.address}> . ?thing ?property ?value {_NOT_OF_SCHEMES}"
    return _things(term, pattern), uses, (), ""


def _things(term: _Term, pattern: str) -> int:
    """How many things a pattern finds."""
    query = f"SELECT (COUNT(DISTINCT ?thing) AS ?things) WHERE {{ {pattern} }}"
    return int(term.engine.query(query, "the things of a term").texts()[0][0])


_USES = {"class": _class_use, "scheme": _scheme_use, "concept": _concept_use}


def describe_term(engine: Engine, address: str) -> TermDescription:
    """A term of a graph, by its full address; ``readers_of`` finds who names it."""
    term = _Term(engine, address)
    things, uses, example, query = _USES.get(term.kind, _property_use)(term)
    return TermDescription(
        address=address,
        name=term.name,
        kind=term.kind or "property of another vocabulary",
        label=term.names.label(address),
        texts=tuple(_grouped(TERM_TEXTS, term.words)),
        relations=(*_grouped(TERM_RELATIONS, term.links), *_grouped(_INVERSE, term.back)),
        things=things,
        uses=tuple(uses),
        example=example,
        query=query,
    )


def readers_of(
    term: TermDescription, base: str, queries: Path, shapes: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the questions and the ids of the rules whose text names a term, with its prefix or in full.

    ``base`` is where the addresses of the term's graph begin.
    """
    # The files are written with the project's own base.
    full = BASE + term.address.removeprefix(base) if term.address.startswith(base) else term.address
    named = re.compile(rf"(?<![\w:-]){re.escape(term.name)}(?![\w/-])|<{re.escape(full)}>")
    questions = [path.parent.name for path in queries.glob("*/query.rq") if named.search(read_text(path, "a query"))]
    rules = [path.parent.name for path in shapes.glob("*/*/shape.ttl") if named.search(read_text(path, "a shape"))]
    return tuple(sorted(questions)), tuple(sorted(rules))
