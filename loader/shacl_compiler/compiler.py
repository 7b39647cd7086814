"""Compiles a shapes graph into the queries of its constraints."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox
from rdflib import Graph

from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
from shacl_compiler.constraint_queries import constraint_queries
from shacl_compiler.faults import Fault, Refusal, ShapesError
from shacl_compiler.focus_nodes import ReportedShape, reported_shapes
from shacl_compiler.literal_tests import compares, literal_tests
from shacl_compiler.literals import MOST_DIGITS, NUMERIC
from shacl_compiler.marks import focus_mark, with_classes, with_focus
from shacl_compiler.prebinding import ConstraintQuery
from shacl_compiler.rdf_terms import Term, name
from shacl_compiler.shapes import Constraint, Shape, SparqlConstraint, shapes_within
from shacl_compiler.shapes_reader import ShapesGraph
from shacl_compiler.tokens import tokens
from shacl_compiler.vocabulary import RANGES, VALUE_TESTS, pattern_fault

__all__ = ["compile_shapes"]

# So many members of a list stand in the message of a result.
_SHOWN = 10
_Constraint = Constraint | SparqlConstraint
_Queries = list[tuple[_Constraint, ConstraintQuery]]


def compile_shapes(shapes: Graph, refused: Mapping[Term, Refusal] | None = None) -> CompiledShapes:
    """The queries of a shapes graph; but for shapes that are ``refused`` for the data, by their nodes.

    Raises ShapesError with everything ill-formed in it: a term that SHACL does not have or not there, a value that
    the term cannot have, a recursive shape, a broken path, list, regular expression or query. A well-formed shape that
    cannot be compiled is in ``refused``, with everything below it.
    """
    read = ShapesGraph(shapes)
    faults: list[Fault] = []
    read.refused |= refused or {}
    refused = {}
    queries: dict[int, _Queries] = {}
    # A shape with a target is refused whole: its results come from one engine.
    for root in read.roots:
        if read.rules:
            what = f"what the rules of {', '.join(read.rules)} infer is among its data"
            refused[root.node] = read.refused.get(root.node) or Refusal(Fault(root.name, "sh:rule", what))
            continue
        for reported in reported_shapes([root]):
            try:
                _compile(reported, read.refused, queries)
            except Refusal as refusal:
                refused.setdefault(root.node, refusal)
            except ShapesError as error:
                faults.extend(error.faults)
    if faults:
        raise ShapesError([*read.warnings, *faults])
    compiled = reported_shapes([root for root in read.roots if root.node not in refused])
    constraints = tuple(
        _compiled(one, constraint, query) for one in compiled for constraint, query in queries[id(one.shape)]
    )
    tests = tuple(dict.fromkeys(one for root in read.roots for one in literal_tests(root)))
    return CompiledShapes(constraints, tests, tuple(read.warnings), refused, shapes)


def _compile(reported: ReportedShape, refused: Mapping[Term, Refusal], queries: dict[int, _Queries]) -> None:
    """Compile a shape into ``queries``; Refusal or ShapesError where that cannot be."""
    shape = reported.shape
    for inner in shapes_within(shape):
        if inner.node in refused:
            raise refused[inner.node]
        _refuse_values(inner)
    if id(shape) not in queries:
        found = constraint_queries(shape)
        for constraint, query in found:
            _parse(shape, constraint, with_classes(with_focus(query.text, reported.focus), {}))
        queries[id(shape)] = found


def _refuse_values(shape: Shape) -> None:
    """Raise Refusal where a regular expression or a number is not for the engine, ShapesError where one is broken."""
    for constraint in shape.constraints:
        for number in _numbers(constraint):
            if len(re.sub("[^0-9]", "", number)) > MOST_DIGITS:
                term = constraint.term if isinstance(constraint, SparqlConstraint) else f"sh:{constraint.term}"
                raise Refusal(Fault(shape.name, term, f"{number} has more digits than Oxigraph computes with"))
        if isinstance(constraint, Constraint) and constraint.term == "pattern":
            pattern = constraint.values[0].value
            what = pattern_fault(pattern, constraint.flags)
            if what == "broken":
                flags = f" with flags {constraint.flags!r}" if constraint.flags else ""
                raise ShapesError([Fault(shape.name, "sh:pattern", f"a broken regular expression: {pattern!r}{flags}")])
            if what:
                raise Refusal(Fault(shape.name, "sh:pattern", f"{pattern!r} has what XPath's expressions lack"))


def _numbers(constraint: _Constraint) -> list[str]:
    """The numbers that a constraint compares with, as they are written."""
    if isinstance(constraint, SparqlConstraint):
        return [one.text for one in tokens(constraint.text) if one.kind == "number"]
    values = constraint.values if constraint.term in RANGES else ()
    return [one.value for one in values if isinstance(one, ox.Literal) and one.datatype.value in NUMERIC]


def _parse(shape: Shape, constraint: _Constraint, text: str) -> None:
    """Let the engine parse a query: ShapesError where it cannot, Refusal where the query calls an unknown function."""
    term = constraint.term if isinstance(constraint, SparqlConstraint) else f"<{constraint.component}>"
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        what = f"no SPARQL: {' '.join(str(error).split())[:200]}"
        if isinstance(constraint, SparqlConstraint) and _is_sparql_of_rdflib(constraint.text):
            raise Refusal(Fault(shape.name, term, f"by Oxigraph's parser, {what}")) from error
        raise ShapesError([Fault(shape.name, term, what)]) from error
    except RuntimeError as error:
        raise Refusal(Fault(shape.name, term, str(error))) from error


def _is_sparql_of_rdflib(text: str) -> bool:
    """Whether rdflib takes a query, so that pySHACL can run it: one with an aggregate beside ``$this``."""
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415 - slow to import

    try:
        prepareQuery(text)
    except Exception:  # it fails in many ways
        return False
    return True


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
        compares=compares(constraint),
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
        shown, more = constraint.values[:_SHOWN], len(constraint.values) - _SHOWN
        of = " " + ", ".join(map(name, shown)) + (f" and {more} more" if more > 0 else "")
    return ox.Literal(f"The constraint sh:{term[0].lower()}{term[1:]}{of} is not met.", language="en")
