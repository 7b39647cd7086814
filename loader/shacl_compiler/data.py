"""Data to validate: anything that answers a SELECT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

import pyoxigraph as ox

from shacl_compiler.datatypes import DERIVED
from shacl_compiler.rdf_terms import RDFS, XSD, Term

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
    """For each class that has any, the classes below it, in any number of steps and over blank nodes too, in order."""
    direct: dict[Term, set[Term]] = {}
    for lower, upper in data.select(f"SELECT DISTINCT ?lower ?upper WHERE {{ ?lower <{RDFS}subClassOf> ?upper }}"):
        if lower is not None and upper is not None:
            direct.setdefault(upper, set()).add(lower)

    def below(upper: Term) -> tuple[str, ...]:
        found: set[Term] = set()
        open_ = [upper]
        while open_:
            new = direct.get(open_.pop(), set()) - found
            found |= new
            open_ += new
        return tuple(sorted(one.value for one in found - {upper} if isinstance(one, ox.NamedNode)))

    return {upper.value: below(upper) for upper in direct if isinstance(upper, ox.NamedNode)}
