"""pySHACL, for the shapes that the compiler refuses, and its reports read as results."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import OWL, RDF, RDFS, Graph
from rdflib import SH as S

from shacl_compiler.compiled_shapes import CompiledShapes
from shacl_compiler.data import Data, GraphData
from shacl_compiler.faults import Fault, Refusal, ValidationFailure
from shacl_compiler.path_reader import read_path
from shacl_compiler.rdf_terms import SH, Term, name
from shacl_compiler.rdflib_terms import graph_of, to_rdflib
from shacl_compiler.sparql_constraints import messages_of
from shacl_compiler.statements import Statements
from shacl_compiler.validation_report import Result, in_order

__all__ = ["results_in", "run_pyshacl", "validate_with_pyshacl"]

# pySHACL and the parser of SPARQL under it keep state of their own: one runs at a time.
_ONE_AT_A_TIME = Lock()
_TARGETS = (S.targetNode, S.targetClass, S.targetSubjectsOf, S.targetObjectsOf, S.target)
_CLASSES = (RDFS.Class, OWL.Class)
# What every result has.
_DUE = ("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent")


def results_in(report: Graph) -> list[Result]:
    """The results of a validation report; not those that stand in it only to explain another (``sh:detail``)."""
    statements = Statements(report)
    reports = statements.subjects(SH + "result")
    found = []
    for node in {one for report_ in reports for one in statements.objects(report_, SH + "result")}:

        def value(term: str, node: Term = node) -> Term | None:
            return statements.value(node, SH + term)

        focus, severity, shape, component = map(value, _DUE)
        if focus is None or severity is None or shape is None or not isinstance(component, ox.NamedNode):
            raise ValidationFailure(f"a result that lacks what every result has: {name(node)}")
        head, messages = value("resultPath"), messages_of(statements, node, "resultMessage")
        path = None if head is None else read_path(statements, head)
        constraint = value("sourceConstraint")
        found.append(Result(focus, path, value("value"), component, shape, constraint, severity, messages))
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
        normalizes = rdflib.NORMALIZE_LITERALS
        try:
            _, report, text = validate(
                data, shacl_graph=shapes, inplace=True, do_owl_imports=False, advanced=advanced, focus_nodes=nodes
            )
        finally:
            # pySHACL turns it on for all that is read later.
            rdflib.NORMALIZE_LITERALS = normalizes
    if not isinstance(report, Graph):
        raise ValidationFailure(str(text))
    return results_in(report)


def _refused_only(compiled: CompiledShapes) -> Graph:
    """The shapes graph with the targets of every shape taken away that is compiled."""
    graph = Graph()
    refused = set(map(to_rdflib, compiled.refused))
    shapes = {
        one for kind in (S.NodeShape, S.PropertyShape) for one in (compiled.graph or graph).subjects(RDF.type, kind)
    }
    for subject, predicate, value in compiled.graph or ():
        is_target = predicate in _TARGETS or (predicate == RDF.type and value in _CLASSES and subject in shapes)
        if subject in refused or not is_target:
            graph.add((subject, predicate, value))
    return graph


def validate_with_pyshacl(data: Data, compiled: CompiledShapes) -> list[Result]:
    """What pySHACL finds by the refused shapes; Refusal where it is not installed, ValidationFailure where it fails."""
    if isinstance(data, GraphData):
        graph = Graph()
        for triple in data.graph.triples((None, None, None)):
            graph.add(triple)
    else:
        rows = data.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
        graph = graph_of([term for term in row if term is not None] for row in rows)
    try:
        return run_pyshacl(graph, _refused_only(compiled), advanced=True)
    except ImportError as error:
        fault = next(iter(compiled.refused.values())).fault
        raise Refusal(Fault(fault.shape, fault.term, f"{fault.wrong}; pySHACL is not installed")) from error
    except Exception as error:  # pySHACL and the parser of SPARQL under it fail in many ways
        shapes = ", ".join(map(name, compiled.refused))
        raise ValidationFailure(f"{shapes}: pySHACL cannot run it either: {error}") from error
