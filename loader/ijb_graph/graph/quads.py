"""N-Quads as text: one line a statement, canonical literals only, so that the same records give the same bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

import pyoxigraph

from ijb_graph.addresses import BASE, PREFIXES, address, rebase, term
from ijb_graph.errors import InputError

__all__ = ["NamedGraph", "escape", "iri", "sorted_lines"]

_XSD = PREFIXES["xsd"]


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
    except ValueError as error:
        raise InputError.of(
            "the graph",
            f"a statement that no store would read, of {value}",
            "web addresses",
            f"Correct the address: {error}.",
        ) from error


def _literal(value: str | int | bool | date | Decimal) -> str:
    """A literal in its canonical form: the one an RDF store does not rewrite when it loads it."""
    if isinstance(value, str):
        return f'"{escape(value)}"'
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{_XSD}boolean>'
    if isinstance(value, int):
        return f'"{value}"^^<{_XSD}integer>'
    if isinstance(value, Decimal):
        return f'"{value.normalize():f}"^^<{_XSD}decimal>'
    return f'"{value.isoformat()}"^^<{_XSD}date>'


class NamedGraph:
    """Statements of one named graph: what is stated of each subject, as predicate and object in N-Quads."""

    def __init__(self, *name: str) -> None:
        """Name the graph: ``NamedGraph("reference")`` is ``id/graph/reference``."""
        self.address = address("graph", *name)
        self.stated: defaultdict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        """How many statements there are."""
        return sum(map(len, self.stated.values()))

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        """State that ``subject`` stands in a relation to each of ``objects`` (addresses or prefixed terms)."""
        for one in objects:
            self.stated[subject].add(f"{iri(predicate)} {iri(one)}")

    def value(self, subject: str, predicate: str, *values: str | int | bool | date | Decimal | None) -> None:
        """State that ``subject`` has each of ``values``; None and empty text state nothing: the paper does not say."""
        for one in values:
            if one is not None and one != "":
                self.stated[subject].add(f"{iri(predicate)} {_literal(one)}")

    def describe(self, subject: str, label: str, *classes: str) -> None:
        """State what kind of thing ``subject`` is and what people call it."""
        self.link(subject, "rdf:type", *classes)
        self.value(subject, "rdfs:label", label)

    def absorb(self, subject: str, predicate_and_object: str) -> None:
        """Take in a statement whose predicate and object are N-Quads already."""
        self.stated[subject].add(predicate_and_object)


def sorted_lines(graphs: Iterable[NamedGraph], base: str) -> Iterator[str]:
    """The lines of all statements in order, those of one subject together; addresses of the project begin with ``base``."""
    stated: defaultdict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for graph in graphs:
        end = f" {iri(rebase(graph.address, base))} .\n"
        for subject, said in graph.stated.items():
            if base != BASE:
                said = {rebase(one, base) for one in said}
            stated[rebase(subject, base)].append((end, said))
    for subject in sorted(stated, key=iri):
        start = f"{iri(subject)} "
        yield "".join(sorted({f"{start}{one}{end}" for end, said in stated[subject] for one in said}))
