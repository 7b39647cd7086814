"""pySHACL, for the shapes that the compiler refuses; it is needed only for those."""

from __future__ import annotations

from threading import Lock
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, Graph
from rdflib import SH as S

from shacl_compiler.compiled_shapes import CompiledShapes
from shacl_compiler.data import Data
from shacl_compiler.faults import Fault, Refusal, ValidationFailure
from shacl_compiler.paths import read_path
from shacl_compiler.rdf_terms import from_rdflib, name, to_rdflib
from shacl_compiler.validation_report import Result, in_order

__all__ = ["results_in", "validate_with_pyshacl"]

# pySHACL and the parser of SPARQL under it keep state of their own: one runs at a time.
_ONE_AT_A_TIME = Lock()
_TARGETS = (S.targetNode, S.targetClass, S.targetSubjectsOf, S.targetObjectsOf, S.target)


def _only(compiled: CompiledShapes) -> Graph:
    """The shapes graph with the targets of every shape taken away that is compiled."""
    graph = Graph()
    for triple in compiled.graph:
        graph.add(triple)
    for target in _TARGETS:
        for shape in set(graph.subjects(target)) - set(compiled.refused):
            graph.remove((shape, target, None))
    for shape in {*graph.subjects(RDF.type, S.NodeShape), *graph.subjects(RDF.type, S.PropertyShape)}:
        if shape not in compiled.refused:
            for kind in (RDFS.Class, OWL.Class):
                graph.remove((shape, RDF.type, kind))
    return graph


def results_in(report: Graph) -> list[Result]:
    """The results of a validation report; not those that stand in it only to explain another (``sh:detail``)."""
    found = []
    for node in set(report.objects(None, S.result)):
        value, path = report.value(node, S.value), report.value(node, S.resultPath)
        source = report.value(node, S.sourceConstraint)
        component = from_rdflib(report.value(node, S.sourceConstraintComponent, any=False) or S.Violation)
        assert isinstance(component, ox.NamedNode)
        messages = [from_rdflib(one) for one in report.objects(node, S.resultMessage)]
        focus, shape = report.value(node, S.focusNode), report.value(node, S.sourceShape)
        severity = report.value(node, S.resultSeverity)
        assert focus is not None
        assert shape is not None
        assert severity is not None
        found.append(
            Result(
                from_rdflib(focus),
                None if path is None else read_path(report, path),
                None if value is None else from_rdflib(value),
                component,
                from_rdflib(shape),
                None if source is None else from_rdflib(source),
                from_rdflib(severity),
                tuple(sorted((one for one in messages if isinstance(one, ox.Literal)), key=str)),
            )
        )
    return in_order(found)


def validate_with_pyshacl(data: Data, compiled: CompiledShapes) -> list[Result]:
    """What pySHACL finds by the refused shapes; Refusal where it is not installed or cannot run one either."""
    shapes = ", ".join(name(one) for one in compiled.refused)
    try:
        from pyshacl import validate  # noqa: PLC0415 - optional, and slow to import
        from pyshacl.errors import ReportableRuntimeError  # noqa: PLC0415
    except ImportError as error:
        first = next(iter(compiled.refused.values()))
        raise Refusal(
            Fault(first.fault.shape, first.fault.term, f"{first.fault.wrong}; pySHACL is not installed")
        ) from error
    graph = Graph()
    for subject, predicate, value in data.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }"):
        assert subject is not None
        assert predicate is not None
        assert value is not None
        statement: Any = (to_rdflib(subject), to_rdflib(predicate), to_rdflib(value))
        graph.add(statement)
    try:
        with _ONE_AT_A_TIME:
            _, report, text = validate(
                graph, shacl_graph=_only(compiled), inplace=True, do_owl_imports=False, advanced=True
            )
    except (ReportableRuntimeError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise ValidationFailure(f"{shapes}: pySHACL cannot run it either: {error}") from error
    if not isinstance(report, Graph):
        raise ValidationFailure(f"{shapes}: pySHACL cannot run it either: {text}")
    return results_in(report)
