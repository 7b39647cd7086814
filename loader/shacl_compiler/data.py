"""Data to validate: anything that answers a SELECT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

import pyoxigraph as ox

from shacl_compiler.datatypes import DERIVED
from shacl_compiler.rdf_terms import XSD, Term

__all__ = ["Data", "OxigraphData", "classes_below"]

Row = Sequence[Term | None]


@runtime_checkable
class Data(Protocol):
    """Data to validate: an embedded store, or an adapter of a SPARQL 1.1 server.

    A blank node that two queries give must have the same label if results of both are to be compared.
    """

    def select(self, sparql: str) -> Iterable[Row]:
        """The rows of a SELECT, each with its terms in the order in which the query names its variables.

        An unbound variable is None. ``sparql`` has no prologue and always names its variables. It may be called from
        several threads at once when ``validate`` is given several ``workers``.
        """
        ...


class OxigraphData:
    """A pyoxigraph Store: its default graph or, with ``union``, all its graphs as one."""

    # Oxigraph keeps these as xsd:integer: whether a literal had such a datatype is not known any more.
    merged_datatypes = frozenset(XSD + kind for kind in DERIVED)

    def __init__(self, store: ox.Store, union: bool = False) -> None:
        """Keep the store; nothing is copied."""
        self._store, self._union = store, union

    def select(self, sparql: str) -> Iterable[Row]:
        """The rows of a SELECT, streamed."""
        answer = self._store.query(sparql, use_default_graph_as_union=self._union)
        assert isinstance(answer, ox.QuerySolutions)
        for solution in answer:
            yield list(solution)


def classes_below(data: Data) -> Mapping[str, tuple[str, ...]]:
    """For each class that has any, the classes below it, however far, in order."""
    direct: dict[str, set[str]] = {}
    for row in data.select(
        "SELECT DISTINCT ?lower ?upper WHERE { ?lower <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?upper }"
    ):
        lower, upper = row
        if isinstance(lower, ox.NamedNode) and isinstance(upper, ox.NamedNode):
            direct.setdefault(upper.value, set()).add(lower.value)

    def below(upper: str) -> tuple[str, ...]:
        found: set[str] = set()
        open_ = [upper]
        while open_:
            new = direct.get(open_.pop(), set()) - found
            found |= new
            open_ += new
        return tuple(sorted(found - {upper}))

    return {upper: below(upper) for upper in direct}
