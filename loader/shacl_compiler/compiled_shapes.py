"""Compiled shapes: every constraint's query, with what a result of it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import Graph, Literal
from rdflib.term import Node

from shacl_compiler.compiler import ConstraintQuery, constraint_queries
from shacl_compiler.dependencies import dependencies_of
from shacl_compiler.faults import Fault, Refusal, ShapesError, ValidationFailure
from shacl_compiler.focus_nodes import Pattern, reported_shapes, with_classes, with_focus
from shacl_compiler.joins import Dependencies
from shacl_compiler.paths import Path, Predicate
from shacl_compiler.rdf_terms import Term, from_rdflib, name
from shacl_compiler.shapes import Constraint, Logic, PropertyOf, Qualified, Query, Shape, ValueTest
from shacl_compiler.shapes_reader import ShapesGraph
from shacl_compiler.validation_report import Result
from shacl_compiler.well_formedness import pattern_fault

__all__ = ["CompiledConstraint", "CompiledShapes", "compile_shapes"]

Row = Sequence[Term | None]
_PLACE = re.compile(r"\{[?$](\w+)\}")


def _said(message: Literal, known: Mapping[str, str]) -> ox.Literal:
    """A message with values in the places of its variables; a place whose variable has none stays."""
    text = _PLACE.sub(lambda found: known.get(found[1], found[0]), str(message))
    return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)


@dataclass(frozen=True)
class CompiledConstraint:
    """One constraint of one shape, as a query.

    ``rows`` is the query with marks; ``text`` puts in what they stand for. ``focus`` is the pattern of the focus nodes,
    ``among`` that of those which a pattern binds; ``times`` is the pattern of the focus nodes each as often as a shape
    above leads to it, None where that is once.
    """

    shape: Shape
    constraint: Constraint
    rows: ConstraintQuery
    focus: Pattern
    among: Pattern
    times: Pattern | None

    def text(self, below: Mapping[str, Sequence[str]]) -> str:
        """The query; ``below`` gives the classes below each."""
        return with_classes(with_focus(self.rows.text, self.focus), below)

    def few(self, below: Mapping[str, Sequence[str]], focus: Pattern) -> str:
        """The query as it is best run for the few focus nodes that ``focus`` binds."""
        return with_classes(with_focus(self.rows.few or self.rows.text, focus), below)

    def whole(self, below: Mapping[str, Sequence[str]]) -> str:
        """The query as it is best run for all focus nodes: the same rows as of ``text``."""
        return with_classes(with_focus(self.rows.whole or self.rows.text, self.focus), below)

    def focus_nodes(self, below: Mapping[str, Sequence[str]], some: str = "") -> str:
        """The query of the constraint's focus nodes, of those only that ``some`` binds to ``?this``, if it is given."""
        pattern = self.among(some) if some else self.focus("?this")
        return with_classes(f"SELECT DISTINCT ?this WHERE {{ {pattern} }}", below)

    def repeated(self, below: Mapping[str, Sequence[str]]) -> str:
        """The query of the focus nodes that are reached more than once, and how often; empty where none can be."""
        if self.times is None:
            return ""
        bag = f"SELECT ?this (COUNT(*) AS ?times) WHERE {{ {self.times('?this')} }} GROUP BY ?this HAVING(COUNT(*) > 1)"
        return with_classes(bag, below)

    def reads(self, below: Mapping[str, Sequence[str]]) -> Dependencies:
        """What the query reads, pattern by pattern; None where that is not known."""
        return dependencies_of(self.text(below))

    def result(self, row: Row) -> Result:
        """The result that a row stands for; ValidationFailure where it reports one."""
        bound = dict(zip(self.rows.columns, row, strict=True))
        focus, value, path = bound.get("this"), bound.get("value"), self.shape.path
        if focus is None:
            raise ValidationFailure(f"{self.shape.name}: a row without $this")
        found = bound.get("path")
        if isinstance(found, ox.NamedNode):
            path = Predicate(found.value)
        is_query = isinstance(self.constraint, Query)
        if is_query:
            failure = bound.get("failure")
            if isinstance(failure, ox.Literal) and failure.value in ("true", "1"):
                raise ValidationFailure(f"{self.shape.name}: its query reports a failure at {focus}")
            if value is None and self.shape.path is None:
                value = focus
        return self.made(focus, path, value, self._messages(bound))

    def made(self, focus: Term, path: Path | None, value: Term | None, messages: tuple[ox.Literal, ...]) -> Result:
        """A result of this constraint."""
        return Result(
            focus,
            path,
            value,
            ox.NamedNode(self.constraint.component),
            from_rdflib(self.shape.node),
            from_rdflib(self.constraint.source)
            if isinstance(self.constraint, Query) and self.constraint.source is not None
            else None,
            from_rdflib(self.shape.severity),
            messages,
        )

    def _messages(self, bound: Mapping[str, Term | None]) -> tuple[ox.Literal, ...]:
        constraint = self.constraint
        if not isinstance(constraint, Query):
            return tuple(_said(one, {}) for one in self.shape.messages) or (_standard(constraint),)
        own = bound.get("message")
        if isinstance(own, ox.Literal):
            return (own,)
        known = {one: str(term) for one, term in constraint.parameters}
        known |= {one: getattr(term, "value", str(term)) for one, term in bound.items() if term is not None}
        if self.shape.path is not None:
            known.setdefault("PATH", str(self.shape.path))
        return tuple(_said(one, known) for one in constraint.messages or self.shape.messages)


def _standard(constraint: Constraint) -> ox.Literal:
    """What a result says where the shape does not."""
    term = constraint.component.rsplit("#", 1)[-1].removesuffix("ConstraintComponent")
    of = ""
    match constraint:
        case ValueTest(values=values):
            of = " " + ", ".join(name(one) for one in values)
        case _:
            pass
    return ox.Literal(f"The constraint sh:{term[0].lower()}{term[1:]}{of} is not met.", language="en")


@dataclass(frozen=True)
class CompiledShapes:
    """Shapes as queries, for any number of data sets.

    ``refused`` are the shapes with a target that are not compiled, by their nodes; ``warnings`` are of
    what is well-formed and demands nothing: a shape without a target that no shape refers to. ``graph`` is the shapes
    graph.
    """

    graph: Graph
    constraints: tuple[CompiledConstraint, ...]
    refused: Mapping[Node, Refusal]
    warnings: tuple[Fault, ...]

    def datatypes(self) -> dict[str, Fault]:
        """The datatypes that shapes ask for, each with where."""
        found: dict[str, Fault] = {}
        for one in self.constraints:
            for shape in _within(one.shape):
                for constraint in shape.constraints:
                    if isinstance(constraint, ValueTest) and constraint.term == "datatype":
                        datatype = str(constraint.values[0])
                        found.setdefault(datatype, Fault(shape.name, "sh:datatype", f"<{datatype}>"))
        return found


def _within(shape: Shape) -> Iterable[Shape]:
    """A shape and every shape that it refers to."""
    yield shape
    for constraint in shape.constraints:
        match constraint:
            case Logic(shapes=shapes):
                for one in shapes:
                    yield from _within(one)
            case PropertyOf(shape=inner):
                yield from _within(inner)
            case Qualified(shape=inner, siblings=siblings):
                for one in (inner, *siblings):
                    yield from _within(one)
            case _:
                pass


def _patterns(shape: Shape) -> Refusal | None:
    """Why a shape's regular expressions are not for the engine; ShapesError where one is broken."""
    refusal = None
    for constraint in shape.constraints:
        if isinstance(constraint, ValueTest) and constraint.term == "pattern":
            pattern = str(constraint.values[0])
            what = pattern_fault(pattern, constraint.flags)
            if what == "broken":
                flags = f" with flags {constraint.flags!r}" if constraint.flags else ""
                raise ShapesError([Fault(shape.name, "sh:pattern", f"a broken regular expression: {pattern!r}{flags}")])
            if what:
                refusal = Refusal(Fault(shape.name, "sh:pattern", f"{pattern!r} has what XPath's expressions lack"))
    return refusal


def _runs(shape: Shape, constraint: Constraint, rows: ConstraintQuery, focus: Pattern) -> None:
    """Let the engine parse a query: ShapesError where it cannot."""
    text = with_classes(with_focus(rows.text, focus), {})
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        term = constraint.term if isinstance(constraint, Query) else f"<{constraint.component}>"
        raise ShapesError([Fault(shape.name, term, f"no SPARQL: {' '.join(str(error).split())[:200]}")]) from error


def compile_shapes(shapes: Graph) -> CompiledShapes:
    """The queries of a shapes graph.

    Raises ShapesError with everything ill-formed in it: a term that SHACL does not have or not there, a value that
    the term cannot have, a recursive shape, a broken path, list, regular expression or query. A well-formed shape that
    cannot be compiled is in ``refused``, with everything below it.
    """
    read = ShapesGraph(shapes)
    faults: list[Fault] = []
    refused: dict[Node, Refusal] = {}
    compiled: dict[int, list[tuple[Constraint, ConstraintQuery]]] = {}

    def compile_one(shape: Shape, focus: Pattern) -> Refusal | None:
        try:
            for inner in _within(shape):
                if inner.node in read.refused:
                    return read.refused[inner.node]
                if refusal := _patterns(inner):
                    return refusal
            if id(shape) not in compiled:
                rows = constraint_queries(shape)
                for constraint, one in rows:
                    _runs(shape, constraint, one, focus)
                compiled[id(shape)] = rows
        except Refusal as refusal:
            return refusal
        except ShapesError as error:
            faults.extend(error.faults)
        return None

    # A shape with a target is refused whole: its results come from one engine.
    for root in read.roots:
        for route in reported_shapes([root]):
            refusal = compile_one(route.shape, route.focus)
            if refusal is not None:
                refused.setdefault(root.node, refusal)
    if faults:
        raise ShapesError(faults)
    taken = [root for root in read.roots if root.node not in refused]
    constraints = tuple(
        CompiledConstraint(route.shape, constraint, rows, route.focus, route.among, route.times)
        for route in reported_shapes(taken)
        for constraint, rows in compiled[id(route.shape)]
    )
    return CompiledShapes(shapes, constraints, refused, tuple(read.warnings))
