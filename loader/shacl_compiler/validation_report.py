"""Validation results and reports, also as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from shacl_compiler.faults import Fault, Refusal
from shacl_compiler.paths import Path
from shacl_compiler.rdf_terms import RDF, SH, XSD, Term

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["Report", "Result", "in_order"]

_Triple = tuple[Term, Term, Term]
_TYPE = ox.NamedNode(RDF + "type")
_PATH_TERMS = {
    "^": "inversePath",
    "|": "alternativePath",
    "*": "zeroOrMorePath",
    "+": "oneOrMorePath",
    "?": "zeroOrOnePath",
}


def _sh(term: str) -> ox.NamedNode:
    return ox.NamedNode(SH + term)


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
    ``refused`` are the shapes that were handed to pySHACL. ``warnings`` are of what SHACL passes over or what demands
    nothing (an unknown term, a shape without a target that no shape refers to), and of what a store does not keep.
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

    def graph(self) -> Graph:
        """The report as an rdflib graph: a ``sh:ValidationReport`` and its results."""
        from shacl_compiler.rdflib_terms import graph_of  # noqa: PLC0415 - slow to import

        graph = graph_of(self._triples(ox.BlankNode(f"report{number}") for number in count(1)))
        graph.bind("sh", SH)
        return graph

    def _triples(self, blank: Iterator[ox.BlankNode]) -> Iterator[_Triple]:
        report = next(blank)
        yield report, _TYPE, _sh("ValidationReport")
        yield report, _sh("conforms"), ox.Literal(str(self.conforms).lower(), datatype=ox.NamedNode(XSD + "boolean"))
        for result in self.results:
            node = next(blank)
            path, triples = (None, []) if result.path is None else _path_as_rdf(result.path, blank)
            yield report, _sh("result"), node
            yield node, _TYPE, _sh("ValidationResult")
            values = {
                "focusNode": result.focus,
                "resultPath": path,
                "value": result.value,
                "resultSeverity": result.severity,
                "sourceConstraintComponent": result.component,
                "sourceShape": result.shape,
                "sourceConstraint": result.constraint,
            }
            for term, value in (*values.items(), *(("resultMessage", message) for message in result.messages)):
                if value is not None:
                    yield node, _sh(term), value
            yield from triples


def _path_as_rdf(path: Path, blank: Iterator[ox.BlankNode]) -> tuple[Term, list[_Triple]]:
    """A path as RDF: its node and the triples that say what it is."""
    if not path.operator:
        return ox.NamedNode(path.iri), []
    parts = [_path_as_rdf(part, blank) for part in path.parts]
    triples = [triple for _, some in parts for triple in some]
    head = parts[0][0]
    if path.operator in "/|":
        head = ox.NamedNode(RDF + "nil")
        for node, _ in reversed(parts):
            cell = next(blank)
            triples += [(cell, ox.NamedNode(RDF + "first"), node), (cell, ox.NamedNode(RDF + "rest"), head)]
            head = cell
    if path.operator == "/":
        return head, triples
    here = next(blank)
    return here, [*triples, (here, _sh(_PATH_TERMS[path.operator]), head)]
