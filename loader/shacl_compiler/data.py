"""Data to validate: anything that answers a SELECT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pyoxigraph as ox

from shacl_compiler.faults import ValidationFailure
from shacl_compiler.rdf_terms import RDFS, Term, unkept

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Data", "GraphData", "OxigraphData", "classes_below"]

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

    # The predicates of literals that the store does not keep as they were; None where that is not known.
    unkept: frozenset[str] | None = None

    def __init__(self, store: ox.Store, union: bool = False) -> None:
        """Keep the store; nothing is copied."""
        self._store, self._union = store, union

    def select(self, sparql: str) -> Iterable[Row]:
        """The rows of a SELECT, streamed."""
        answer = self._store.query(sparql, use_default_graph_as_union=self._union)
        assert isinstance(answer, ox.QuerySolutions)
        for solution in answer:
            yield list(solution)


class GraphData(OxigraphData):
    """An rdflib graph, in a store of its own."""

    def __init__(self, graph: Graph) -> None:
        """Copy the graph; ValidationFailure where it holds what is no RDF (an address with a space)."""
        from shacl_compiler.rdflib_terms import from_rdflib  # noqa: PLC0415 - slow to import

        self.graph, store = graph, ox.Store()
        try:
            triples = [ox.Triple(*map(from_rdflib, one)) for one in graph.triples((None, None, None))]  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise ValidationFailure(f"the data: {error}") from error
        store.extend(ox.Quad(*triple) for triple in triples)
        super().__init__(store)
        changed = set(unkept(one.object for one in triples))  # type: ignore[misc]
        self.unkept = frozenset(one.predicate.value for one in triples if one.object in changed)


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
