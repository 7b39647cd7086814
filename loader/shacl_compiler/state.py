"""What is kept of a validation for the next one, as JSON: what was found, and what each query reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
from shacl_compiler.joins import Alias, Dependencies, Dependency, Join, Part, PathPattern, Pattern
from shacl_compiler.path_steps import PathStep
from shacl_compiler.paths import Path, Predicate
from shacl_compiler.rdf_terms import Term
from shacl_compiler.validation_report import Report, Result

__all__ = ["dependencies_as_json", "dependencies_from_json", "is_serializable", "report_as_json", "report_from_json"]


def is_serializable(report: Report) -> bool:
    """Whether a report can be: not what pySHACL found, nor blank nodes, which have no lasting name."""
    return not report.refused and not any(
        isinstance(term, ox.BlankNode) for one in report.results for term in (one.focus, one.value)
    )


@lru_cache(maxsize=4096)
def _term(text: str) -> Term:
    """The term that N-Triples writes so."""
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    term: Term | ox.Triple = quad.object
    if isinstance(term, ox.Triple):
        raise ValueError("a triple is no term")
    return term


def _literal(text: str) -> ox.Literal:
    term = _term(text)
    if not isinstance(term, ox.Literal):
        raise ValueError(f"{text} is no literal")
    return term


def report_as_json(report: Report) -> list[Any]:
    """What was found, constraint by constraint: focus node, path, value and messages of each result."""

    def written(one: Result) -> list[Any]:
        path = None if one.path is None else str(one.path)
        value = None if one.value is None else str(one.value)
        return [str(one.focus), path, value, [str(message) for message in one.messages]]

    return [[written(one) for one in some] for some in report.found]


def report_from_json(compiled: CompiledShapes, kept: Sequence[Any]) -> Report:
    """The report that was kept of the same shapes; ValueError and the like where it is none."""

    def path_of(one: CompiledConstraint, text: str | None) -> Path | None:
        # Whatever is no predicate is the shape's own path: a query can give no other.
        return Predicate(text[1:-1]) if text is not None and text.startswith("<") else one.shape.path

    def read(one: CompiledConstraint, focus: str, path: str | None, value: str | None, said: list[str]) -> Result:
        messages = tuple(_literal(text) for text in said)
        return one.made(_term(focus), path_of(one, path), None if value is None else _term(value), messages)

    found = tuple(
        tuple(read(one, *result) for result in some) for one, some in zip(compiled.constraints, kept, strict=True)
    )
    return Report(found, (), compiled.warnings)


def _pattern_as_json(pattern: Pattern) -> list[Any]:
    predicates = None if pattern.predicates is None else sorted(pattern.predicates)
    verb = None if pattern.predicate is None else str(pattern.predicate)
    return [str(pattern.subject), predicates, str(pattern.value), pattern.closed, verb]


def _trail_as_json(trail: PathPattern) -> list[Any]:
    ways = [[[sorted(leg.along), sorted(leg.against), leg.repeated] for leg in route] for route in trail.routes]
    return [str(trail.subject), ways, str(trail.value)]


def dependencies_as_json(reads: Dependencies) -> list[Any] | None:
    """What a query reads: every pattern and tie once, then of each pattern its ties, by their places."""
    if reads is None:
        return None

    def written(one: Join) -> list[Any]:
        if isinstance(one, Alias):
            return [str(one.one), str(one.other)]
        return _trail_as_json(one) if isinstance(one, PathPattern) else _pattern_as_json(one)

    every = dict.fromkeys(tie for one in reads for tie in (one.pattern, *one.ties))
    place = {tie: number for number, tie in enumerate(every)}
    ways = [[place[one.pattern], [place[tie] for tie in one.ties]] for one in reads]
    return [[written(tie) for tie in every], ways]


def _variable(text: str) -> ox.Variable:
    return ox.Variable(text.removeprefix("?"))


def _part(text: str) -> Part:
    return _variable(text) if text.startswith("?") else _term(text)


def _pattern(subject: str, predicates: list[str] | None, value: str, closed: bool, verb: str | None) -> Pattern:
    among = None if predicates is None else frozenset(predicates)
    return Pattern(_part(subject), among, _part(value), closed, None if verb is None else _variable(verb))


def _trail(subject: str, ways: list[list[tuple[list[str], list[str], bool]]], value: str) -> PathPattern:
    routes = tuple(
        tuple(PathStep(frozenset(along), frozenset(against), repeated) for along, against, repeated in way)
        for way in ways
    )
    return PathPattern(_part(subject), routes, _part(value))


def dependencies_from_json(kept: Sequence[Any] | None) -> Dependencies:
    """What a query reads, as it was kept; ValueError and the like where it is not that."""
    if kept is None:
        return None

    def read(one: list[Any]) -> Join:
        if len(one) == 2:
            return Alias(*(_variable(name) for name in one))
        return _trail(*one) if len(one) == 3 else _pattern(*one)

    def reach(place: int, ties: list[int]) -> Dependency:
        pattern = every[place]
        if not isinstance(pattern, Pattern):
            raise ValueError(f"{pattern} is no pattern")
        return Dependency(pattern, tuple(every[one] for one in ties))

    kept_ties, ways = kept
    every = [read(one) for one in kept_ties]
    return tuple(reach(*way) for way in ways)
