"""Compiles a shapes graph into the queries of its constraints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from rdflib import Graph

from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
from shacl_compiler.constraint_queries import constraint_queries
from shacl_compiler.faults import Fault, Refusal, ShapesError
from shacl_compiler.focus_nodes import ReportedShape, reported_shapes
from shacl_compiler.marks import focus_mark, with_classes, with_focus
from shacl_compiler.prebinding import ConstraintQuery
from shacl_compiler.rdf_terms import Term, name
from shacl_compiler.shapes import Constraint, Shape, SparqlConstraint, shapes_within
from shacl_compiler.shapes_reader import ShapesGraph
from shacl_compiler.vocabulary import VALUE_TESTS, pattern_fault

__all__ = ["compile_shapes"]

_Constraint = Constraint | SparqlConstraint
_Queries = list[tuple[_Constraint, ConstraintQuery]]


def compile_shapes(shapes: Graph) -> CompiledShapes:
    """The queries of a shapes graph.

    Raises ShapesError with everything ill-formed in it: a term that SHACL does not have or not there, a value that
    the term cannot have, a recursive shape, a broken path, list, regular expression or query. A well-formed shape that
    cannot be compiled is in ``refused``, with everything below it.
    """
    read = ShapesGraph(shapes)
    faults: list[Fault] = []
    refused: dict[Term, Refusal] = {}
    queries: dict[int, _Queries] = {}
    # A shape with a target is refused whole: its results come from one engine.
    for root in read.roots:
        for reported in reported_shapes([root]):
            try:
                _compile(reported, read.refused, queries)
            except Refusal as refusal:
                refused.setdefault(root.node, refusal)
            except ShapesError as error:
                faults.extend(error.faults)
    if faults:
        raise ShapesError(faults)
    compiled = reported_shapes([root for root in read.roots if root.node not in refused])
    constraints = tuple(
        _compiled(one, constraint, query) for one in compiled for constraint, query in queries[id(one.shape)]
    )
    datatypes = _datatypes(one.shape for one in compiled)
    return CompiledShapes(constraints, datatypes, tuple(read.warnings), refused, shapes if refused else None)


def _compile(reported: ReportedShape, refused: Mapping[Term, Refusal], queries: dict[int, _Queries]) -> None:
    """Compile a shape into ``queries``; Refusal or ShapesError where that cannot be."""
    shape = reported.shape
    for inner in shapes_within(shape):
        if inner.node in refused:
            raise refused[inner.node]
        _refuse_patterns(inner)
    if id(shape) not in queries:
        found = constraint_queries(shape)
        for constraint, query in found:
            _parse(shape, constraint, with_classes(with_focus(query.text, reported.focus), {}))
        queries[id(shape)] = found


def _refuse_patterns(shape: Shape) -> None:
    """Raise Refusal where a regular expression is not for the engine, ShapesError where it is broken."""
    for constraint in shape.constraints:
        if isinstance(constraint, Constraint) and constraint.term == "pattern":
            pattern = constraint.values[0].value
            what = pattern_fault(pattern, constraint.flags)
            if what == "broken":
                flags = f" with flags {constraint.flags!r}" if constraint.flags else ""
                raise ShapesError([Fault(shape.name, "sh:pattern", f"a broken regular expression: {pattern!r}{flags}")])
            if what:
                raise Refusal(Fault(shape.name, "sh:pattern", f"{pattern!r} has what XPath's expressions lack"))


def _parse(shape: Shape, constraint: _Constraint, text: str) -> None:
    """Let the engine parse a query: ShapesError where it cannot, Refusal where the query calls an unknown function."""
    term = constraint.term if isinstance(constraint, SparqlConstraint) else f"<{constraint.component}>"
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        raise ShapesError([Fault(shape.name, term, f"no SPARQL: {' '.join(str(error).split())[:200]}")]) from error
    except RuntimeError as error:
        raise Refusal(Fault(shape.name, term, str(error))) from error


def _compiled(reported: ReportedShape, constraint: _Constraint, query: ConstraintQuery) -> CompiledConstraint:
    shape, focus = reported.shape, reported.focus
    own = constraint if isinstance(constraint, SparqlConstraint) else None
    messages = (own.messages if own else ()) or shape.messages
    return CompiledConstraint(
        name=shape.name,
        node=shape.node,
        path=shape.path,
        severity=shape.severity,
        component=ox.NamedNode(constraint.component),
        constraint=own.source if own else None,
        messages=messages if messages or own else (_standard_message(constraint),),
        parameters={one: term.value for one, term in own.parameters} if own else {},
        is_query=own is not None,
        columns=query.columns,
        per_focus=query.per_focus,
        text=with_focus(query.text, focus),
        whole=with_focus(query.whole or query.text, focus),
        few=query.few or query.text,
        focus=focus("?this"),
        among=reported.among(focus_mark("?this")),
        times=reported.times("?this") if reported.times else "",
    )


def _standard_message(constraint: _Constraint) -> ox.Literal:
    """The message of a result where the shape has none."""
    term = constraint.component.rsplit("#", 1)[-1].removesuffix("ConstraintComponent")
    of = ""
    if isinstance(constraint, Constraint) and constraint.term in VALUE_TESTS:
        of = " " + ", ".join(map(name, constraint.values))
    return ox.Literal(f"The constraint sh:{term[0].lower()}{term[1:]}{of} is not met.", language="en")


def _datatypes(shapes: Iterable[Shape]) -> dict[str, Fault]:
    """The datatypes that shapes and those within them ask for, each with the first place where."""
    found: dict[str, Fault] = {}
    for shape in shapes:
        for one in shapes_within(shape):
            for constraint in one.constraints:
                if isinstance(constraint, Constraint) and constraint.term == "datatype":
                    datatype = constraint.values[0].value
                    found.setdefault(datatype, Fault(one.name, "sh:datatype", f"<{datatype}>"))
    return found
