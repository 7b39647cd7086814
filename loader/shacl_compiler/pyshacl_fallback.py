"""pySHACL, for the shapes that the compiler refuses, and its reports read as results."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, Graph
from rdflib import SH as S
from rdflib.term import Node

from shacl_compiler.compiled_shapes import CompiledShapes
from shacl_compiler.data import Data
from shacl_compiler.faults import Fault, Refusal, ValidationFailure
from shacl_compiler.path_reader import read_path
from shacl_compiler.rdf_terms import Term
from shacl_compiler.rdflib_terms import from_rdflib, name, to_rdflib
from shacl_compiler.validation_report import Result, in_order

__all__ = ["results_in", "run_pyshacl", "validate_with_pyshacl"]

# pySHACL and the parser of SPARQL under it keep state of their own: one runs at a time.
_ONE_AT_A_TIME = Lock()
_TARGETS = (S.targetNode, S.targetClass, S.targetSubjectsOf, S.targetObjectsOf, S.target)


def results_in(report: Graph) -> list[Result]:
    """The results of a validation report; not those that stand in it only to explain another (``sh:detail``)."""

    def value(node: Node, predicate: Node) -> Node | None:
        return report.value(node, predicate)

    def term(node: Node, predicate: Node) -> Term | None:
        found = value(node, predicate)
        return None if found is None else from_rdflib(found)

    found = []
    for node in set(report.objects(None, S.result)):
        focus, severity, shape = (term(node, one) for one in (S.focusNode, S.resultSeverity, S.sourceShape))
        component, path = term(node, S.sourceConstraintComponent), value(node, S.resultPath)
        if focus is None or severity is None or shape is None or not isinstance(component, ox.NamedNode):
            raise ValidationFailure(f"a result that lacks what every result has: {name(node)}")
        messages = [from_rdflib(one) for one in report.objects(node, S.resultMessage)]
        found.append(
            Result(
                focus,
                None if path is None else read_path(report, path),
                term(node, S.value),
                component,
                shape,
                term(node, S.sourceConstraint),
                severity,
                tuple(sorted((one for one in messages if isinstance(one, ox.Literal)), key=str)),
            )
        )
    return in_order(found)


def run_pyshacl(
    data: Graph, shapes: Graph, focus_nodes: Sequence[str] | None = None, advanced: bool = False
) -> list[Result]:
    """What pySHACL finds; among these focus nodes only, by their IRIs, if they are given.

    ``advanced`` turns on SHACL's advanced features. ValidationFailure where pySHACL ends without a report; it may raise
    many other errors too.
    """
    from pyshacl import validate  # noqa: PLC0415 - optional, and slow to import

    nodes: Any = list(focus_nodes) if focus_nodes else None
    with _ONE_AT_A_TIME:
        _, report, text = validate(
            data, shacl_graph=shapes, inplace=True, do_owl_imports=False, advanced=advanced, focus_nodes=nodes
        )
    if not isinstance(report, Graph):
        raise ValidationFailure(str(text))
    return results_in(report)


def _refused_only(compiled: CompiledShapes) -> Graph:
    """The shapes graph with the targets of every shape taken away that is compiled."""
    graph = Graph()
    for triple in compiled.graph or ():
        graph.add(triple)
    for target in _TARGETS:
        for shape in set(graph.subjects(target)) - set(compiled.refused):
            graph.remove((shape, target, None))
    for shape in {*graph.subjects(RDF.type, S.NodeShape), *graph.subjects(RDF.type, S.PropertyShape)}:
        if shape not in compiled.refused:
            for kind in (RDFS.Class, OWL.Class):
                graph.remove((shape, RDF.type, kind))
    return graph


def validate_with_pyshacl(data: Data, compiled: CompiledShapes) -> list[Result]:
    """What pySHACL finds by the refused shapes; Refusal where it is not installed, ValidationFailure where it fails."""
    graph = Graph()
    for row in data.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        statement: Any = tuple(to_rdflib(term) for term in row if term is not None)
        graph.add(statement)
    try:
        return run_pyshacl(graph, _refused_only(compiled), advanced=True)
    except ImportError as error:
        fault = next(iter(compiled.refused.values())).fault
        raise Refusal(Fault(fault.shape, fault.term, f"{fault.wrong}; pySHACL is not installed")) from error
    except Exception as error:  # pySHACL and the parser of SPARQL under it fail in many ways
        shapes = ", ".join(map(name, compiled.refused))
        raise ValidationFailure(f"{shapes}: pySHACL cannot run it either: {error}") from error
