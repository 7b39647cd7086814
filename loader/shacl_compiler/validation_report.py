"""Validation results and reports, also as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from shacl_compiler.faults import Fault, Refusal
from shacl_compiler.paths import Path, path_triples
from shacl_compiler.rdf_terms import SH, XSD, Term

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Report", "Result", "in_order"]

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Result:
    """One validation result.

    ``component`` is the address of the constraint component, ``constraint`` the node of ``sh:sparql`` for a SPARQL
    constraint; ``path`` and ``value`` are None where the result has none.
    """

    focus: Term
    path: Path | None
    value: Term | None
    component: ox.NamedNode
    shape: Term
    constraint: Term | None
    severity: Term
    messages: tuple[ox.Literal, ...]

    def key(self) -> tuple[str, ...]:
        """What results are put in order by."""
        value = "" if self.value is None else str(self.value)
        return (str(self.focus), str(self.path or ""), value, *(str(one) for one in self.messages))


def in_order(results: list[Result]) -> list[Result]:
    """The results of one constraint in an order of their own, not the engine's."""
    return sorted(results, key=Result.key)


@dataclass(frozen=True)
class Report:
    """What a validation found, in the order of the shapes and, for each constraint, of the focus nodes.

    ``found`` are the results of each compiled constraint, and last, where shapes were refused, those of pySHACL.
    ``refused`` are the shapes that were handed to pySHACL; ``warnings`` are of what demands nothing: a shape
    without a target that no shape refers to.
    """

    found: tuple[tuple[Result, ...], ...]
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """Every result."""
        return tuple(result for some in self.found for result in some)

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of whatever severity."""
        return not self.results

    def triples(self) -> Iterator[ox.Triple]:
        """The report as RDF: a ``sh:ValidationReport`` and its results."""
        numbers = count(1)

        def blanks() -> Iterator[ox.BlankNode]:
            while True:
                yield ox.BlankNode(f"report{next(numbers)}")

        blank = blanks()

        def sh(term: str) -> ox.NamedNode:
            return ox.NamedNode(SH + term)

        report = next(blank)
        yield ox.Triple(report, _TYPE, sh("ValidationReport"))
        conforms = ox.Literal(str(self.conforms).lower(), datatype=ox.NamedNode(XSD + "boolean"))
        yield ox.Triple(report, sh("conforms"), conforms)
        for result in self.results:
            node = next(blank)
            yield ox.Triple(report, sh("result"), node)
            yield ox.Triple(node, _TYPE, sh("ValidationResult"))
            yield ox.Triple(node, sh("focusNode"), result.focus)
            yield ox.Triple(node, sh("resultSeverity"), result.severity)
            yield ox.Triple(node, sh("sourceConstraintComponent"), result.component)
            yield ox.Triple(node, sh("sourceShape"), result.shape)
            if result.path is not None:
                head, triples = path_triples(result.path, blank)
                yield ox.Triple(node, sh("resultPath"), head)
                yield from triples
            if result.value is not None:
                yield ox.Triple(node, sh("value"), result.value)
            if result.constraint is not None:
                yield ox.Triple(node, sh("sourceConstraint"), result.constraint)
            for message in result.messages:
                yield ox.Triple(node, sh("resultMessage"), message)

    def graph(self) -> Graph:
        """The report as an rdflib graph."""
        from rdflib import SH as S  # noqa: PLC0415
        from rdflib import Graph  # noqa: PLC0415

        from shacl_compiler.rdflib_terms import to_rdflib  # noqa: PLC0415

        graph = Graph()
        graph.bind("sh", S)
        for triple in self.triples():
            graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))  # type: ignore[arg-type]
        return graph
