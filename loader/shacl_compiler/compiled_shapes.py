"""Compiled shapes: the query of each constraint, and what its results contain. Shapes and reports can be JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from shacl_compiler.dependencies import dependencies_of
from shacl_compiler.faults import Fault, Refusal, ValidationFailure
from shacl_compiler.joins import Dependencies
from shacl_compiler.literals import LiteralTest
from shacl_compiler.marks import with_classes, with_focus
from shacl_compiler.paths import Path, predicate
from shacl_compiler.rdf_terms import Term, term_of
from shacl_compiler.tokens import tokens
from shacl_compiler.triple_patterns import path_of
from shacl_compiler.validation_report import Report, Result

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = [
    "CompiledConstraint",
    "CompiledShapes",
    "is_serializable",
    "report_as_json",
    "report_from_json",
    "shapes_as_json",
    "shapes_from_json",
]

Row = Sequence[Term | None]
_PLACE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class CompiledConstraint:
    """One constraint of one shape, as a query.

    ``name`` is what errors call the shape. ``node``, ``path``, ``severity``, ``component`` and ``constraint`` are those
    of each result, and so are ``messages``, with places such as ``{?value}`` for the variables of a row and for
    ``parameters``. ``is_query`` tells a constraint in SPARQL from one of SHACL Core; ``compares`` says that it, or a
    shape that it refers to, compares values by their order.

    ``text`` is the query; ``whole`` is the same as it is best run for all focus nodes, and ``few``, with a mark for
    them, as it is for some. All have marks for classes. ``per_focus`` says that the query is to be run once for each
    focus node. ``focus`` is the pattern of the focus nodes, and ``among``, with a mark for these, that of those among
    some; ``times`` gives each focus node as often as a shape above leads to it, and is empty where that is once.
    """

    name: str
    node: Term
    path: Path | None
    severity: Term
    component: ox.NamedNode
    constraint: Term | None
    messages: tuple[ox.Literal, ...]
    parameters: Mapping[str, str]
    is_query: bool
    compares: bool
    columns: tuple[str, ...]
    per_focus: bool
    text: str
    whole: str
    few: str
    focus: str
    among: str
    times: str

    def query(self, below: Mapping[str, Sequence[str]]) -> str:
        """The query as it is best run for all focus nodes; ``below`` gives the classes below each."""
        return with_classes(self.whole, below)

    def query_of_some(self, below: Mapping[str, Sequence[str]], some: str) -> str:
        """The query as it is best run for few focus nodes: those among ``some``, terms as SPARQL writes them."""
        return with_classes(with_focus(self.few, lambda variable: f"VALUES {variable} {{ {some} }}"), below)

    def focus_nodes(self, below: Mapping[str, Sequence[str]], some: str = "") -> str:
        """The query of the constraint's focus nodes; of those among ``some``, if terms are given."""
        pattern = with_focus(self.among, lambda _: f"VALUES ?this {{ {some} }}") if some else self.focus
        return with_classes(f"SELECT DISTINCT ?this WHERE {{ {pattern} }}", below)

    def repeated(self, below: Mapping[str, Sequence[str]]) -> str:
        """The query of the focus nodes that are reached more than once, and how often; empty where none can be."""
        if not self.times:
            return ""
        bag = f"SELECT ?this (COUNT(*) AS ?times) WHERE {{ {self.times} }} GROUP BY ?this HAVING(COUNT(*) > 1)"
        return with_classes(bag, below)

    def dependencies(self, below: Mapping[str, Sequence[str]]) -> Dependencies:
        """What the query depends on, pattern by pattern; None where that is not known."""
        return dependencies_of(with_classes(self.text, below))

    def result(self, row: Row) -> Result:
        """The result that a row of the query stands for; ValidationFailure where it reports one."""
        bound = dict(zip(self.columns, row, strict=True))
        focus, value, path = bound.get("this"), bound.get("value"), self.path
        if focus is None:
            raise ValidationFailure(f"{self.name}: a row without $this")
        found, failure = bound.get("path"), bound.get("failure")
        if isinstance(found, ox.NamedNode):
            path = predicate(found.value)
        if self.is_query:
            if isinstance(failure, ox.Literal) and failure.value in ("true", "1"):
                raise ValidationFailure(f"{self.name}: its query reports a failure at {focus}")
            value = focus if value is None and self.path is None else value
        return self.result_of(focus, path, value, self._messages(bound) if self.is_query else self.messages)

    def result_of(self, focus: Term, path: Path | None, value: Term | None, messages: tuple[ox.Literal, ...]) -> Result:
        """A result of this constraint."""
        return Result(focus, path, value, self.component, self.node, self.constraint, self.severity, messages)

    def _messages(self, bound: Mapping[str, Term | None]) -> tuple[ox.Literal, ...]:
        own = bound.get("message")
        if isinstance(own, ox.Literal):
            return (own,)
        known = {**self.parameters, **{one: term.value for one, term in bound.items() if term is not None}}
        if self.path is not None:
            known.setdefault("PATH", str(self.path))
        return tuple(_filled_in(one, known) for one in self.messages)


def _filled_in(message: ox.Literal, known: Mapping[str, str]) -> ox.Literal:
    """A message with values in the places of its variables; a place whose variable has none stays."""
    text = _PLACE.sub(lambda found: known.get(found[1], found[0]), message.value)
    return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)


@dataclass(frozen=True)
class CompiledShapes:
    """Shapes as queries, for any number of data sets.

    ``literal_tests`` are those whose result can rest on what a store does not keep of a literal. ``refused`` are the
    shapes with a target that are not compiled, by their nodes; ``graph`` is the shapes graph, None where the compiled
    shapes are all that is known. ``warnings`` are of what SHACL passes over, or what demands nothing: an unknown term,
    a shape without a target that no shape refers to.
    """

    constraints: tuple[CompiledConstraint, ...]
    literal_tests: tuple[LiteralTest, ...]
    warnings: tuple[Fault, ...] = ()
    refused: Mapping[Term, Refusal] = field(default_factory=dict)
    graph: Graph | None = field(default=None, compare=False)


_TERMS = ("node", "severity", "component", "constraint")


def _test_as_json(one: LiteralTest) -> list[Any]:
    datatypes, predicates = (some and sorted(some) for some in (one.datatypes, one.predicates))
    return [str(one.node), astuple(one.fault), datatypes, predicates, one.has_unkept, one.in_shapes]


def _test_from_json(kept: Sequence[Any]) -> LiteralTest:
    node, fault, *sets, has_unkept, in_shapes = kept
    datatypes, predicates = (None if some is None else frozenset(some) for some in sets)
    return LiteralTest(term_of(node), Fault(*fault), datatypes, predicates, has_unkept, in_shapes)


def shapes_as_json(compiled: CompiledShapes) -> dict[str, Any]:
    """Compiled shapes as JSON; ValueError where some are refused, for which the shapes graph is needed."""
    if compiled.refused:
        raise ValueError("refused shapes cannot be JSON")

    def text(value: Term | Path | None) -> str | None:
        return None if value is None else str(value)

    constraints = [
        {
            **vars(one),
            **{name: text(getattr(one, name)) for name in ("path", *_TERMS)},
            "messages": [(message.value, message.language) for message in one.messages],
        }
        for one in compiled.constraints
    ]
    return {
        "constraints": constraints,
        "literal_tests": [_test_as_json(one) for one in compiled.literal_tests],
        "warnings": [astuple(fault) for fault in compiled.warnings],
    }


def shapes_from_json(kept: Mapping[str, Any]) -> CompiledShapes:
    """The compiled shapes that JSON holds; KeyError, TypeError, ValueError or SyntaxError where it holds none."""

    def constraint(fields: dict[str, Any]) -> CompiledConstraint:
        path, messages = fields["path"], fields["messages"]
        terms = {name: fields[name] and term_of(fields[name]) for name in _TERMS}
        return CompiledConstraint(
            **{
                **fields,
                **terms,
                "path": path and path_of(tuple(tokens(path))),
                "messages": tuple(ox.Literal(text, language=language) for text, language in messages),
                "columns": tuple(fields["columns"]),
            }
        )

    return CompiledShapes(
        tuple(map(constraint, kept["constraints"])),
        tuple(map(_test_from_json, kept["literal_tests"])),
        tuple(Fault(*fault) for fault in kept["warnings"]),
    )


def is_serializable(report: Report) -> bool:
    """Whether a report can be JSON: it has nothing that pySHACL found, and no blank nodes, whose labels do not last."""
    return not report.refused and not any(
        isinstance(term, ox.BlankNode) for one in report.results for term in (one.focus, one.value)
    )


def _literal(text: str) -> ox.Literal:
    term = term_of(text)
    if not isinstance(term, ox.Literal):
        raise ValueError(f"{text} is no literal")
    return term


def report_as_json(report: Report) -> list[Any]:
    """The results of each constraint: focus node, path, value and messages of each."""

    def written(one: Result) -> list[Any]:
        path = None if one.path is None else str(one.path)
        value = None if one.value is None else str(one.value)
        return [str(one.focus), path, value, [str(message) for message in one.messages]]

    return [[written(one) for one in some] for some in report.found]


def report_from_json(compiled: CompiledShapes, state: Sequence[Any]) -> Report:
    """The report of the same shapes that ``state`` holds; ValueError and the like where it is none."""

    def path_of(one: CompiledConstraint, text: str | None) -> Path | None:
        # Whatever is no predicate is the shape's own path: a query can give no other.
        return predicate(text[1:-1]) if text is not None and text.startswith("<") else one.path

    def read(one: CompiledConstraint, focus: str, path: str | None, value: str | None, messages: list[str]) -> Result:
        literals = tuple(_literal(text) for text in messages)
        return one.result_of(term_of(focus), path_of(one, path), None if value is None else term_of(value), literals)

    found = tuple(
        tuple(read(one, *result) for result in some) for one, some in zip(compiled.constraints, state, strict=True)
    )
    return Report(found, (), compiled.warnings)
