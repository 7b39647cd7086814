"""N-Quads as text: one line a statement, canonical literals only, so that the same records give the same bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyoxigraph

from ijb_graph.addresses import BASE, PREFIXES, address, rebase, term
from ijb_graph.errors.graph import NotAnAddress

__all__ = ["NamedGraph", "WrittenGraph", "escape", "iri", "lexical", "literal", "sorted_lines"]

# Between two statements; no literal holds it, since it is escaped there.
_NEXT = "\n"
_XSD = PREFIXES["xsd"]
_DATATYPES = {bool: "boolean", int: "integer", Decimal: "decimal", date: "date"}


def escape(text: str) -> str:
    """Text as it stands between the quotation marks of an N-Quads literal: every other character may stand there."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


@lru_cache(maxsize=1 << 16)
def iri(value: str) -> str:
    """An address in N-Quads; a term with a prefix (``prov:wasDerivedFrom``) is written out.

    Raises InputError where it is no address: one alone would spoil the whole file.
    """
    try:
        return str(pyoxigraph.NamedNode(value if "://" in value else term(value)))
    except (ValueError, KeyError) as error:
        raise NotAnAddress("the graph", value=value, reason=str(error)).error() from error


def lexical(value: str | int | bool | date | Decimal) -> str:
    """The text of a literal in its canonical form: the one an RDF store does not rewrite when it loads it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def literal(value: str | int | bool | date | Decimal) -> str:
    """A literal in N-Quads: plain text, or a value with its datatype."""
    if isinstance(value, str):
        return f'"{escape(value)}"'
    return f'"{lexical(value)}"^^<{_XSD}{_DATATYPES[type(value)]}>'


@dataclass(frozen=True)
class WrittenGraph:
    """A named graph that is done: what is stated of each subject, as sorted lines of predicate and object."""

    address: str
    statements: int
    stated: dict[str, str]


class NamedGraph:
    """A named graph in the making: what is stated of each subject, as predicate and object in N-Quads."""

    def __init__(self, *name: str) -> None:
        """Name the graph: ``NamedGraph("reference")`` is ``id/graph/reference``."""
        self.address = address("graph", *name)
        self.stated: defaultdict[str, set[str]] = defaultdict(set)

    def written(self) -> WrittenGraph:
        """The graph when all is stated: it takes less memory, and the next graph can use what it frees."""
        statements = sum(map(len, self.stated.values()))
        # The order of the whole lines: the space that follows comes before all that a longer one can have there.
        stated = {iri(subject): _NEXT.join(sorted(said)) for subject, said in self.stated.items()}
        return WrittenGraph(self.address, statements, stated)

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        """State that ``subject`` stands in a relation to each of ``objects`` (addresses or prefixed terms)."""
        for one in objects:
            self.stated[subject].add(f"{iri(predicate)} {iri(one)}")

    def value(self, subject: str, predicate: str, *values: str | int | bool | date | Decimal | None) -> None:
        """State that ``subject`` has each of ``values``; None and empty text state nothing: the paper does not say."""
        for one in values:
            if one is not None and one != "":
                self.stated[subject].add(f"{iri(predicate)} {literal(one)}")

    def describe(self, subject: str, label: str, *classes: str) -> None:
        """State what kind of thing ``subject`` is and what people call it."""
        self.link(subject, "rdf:type", *classes)
        self.value(subject, "rdfs:label", label)


def sorted_lines(graphs: Iterable[WrittenGraph], base: str) -> Iterator[str]:
    """All statements in the order of their lines, a subject at a time; the project's addresses begin with ``base``."""
    held: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for graph in graphs:
        end = f" {iri(rebase(graph.address, base))} .\n"
        for subject, said in graph.stated.items():
            held[rebase(subject, base)].append((end, rebase(said, base)))
    for subject in sorted(held):
        texts = [f"{subject} {said.replace(_NEXT, f'{end}{subject} ')}{end}" for end, said in held[subject]]
        if len(texts) == 1 and base == BASE:
            yield texts[0]
        else:
            # Lines of several graphs, or lines with another base, come in another order.
            lines = "".join(texts)[:-1].split(_NEXT)
            lines.sort()
            yield f"{_NEXT.join(lines)}\n"
