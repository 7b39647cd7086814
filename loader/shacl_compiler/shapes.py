"""What shapes are: a shape, its targets and its constraints, as read from a shapes graph and before any compiling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import Literal
from rdflib.term import Node

from shacl_compiler.paths import Path

__all__ = [
    "Closed",
    "Constraint",
    "Count",
    "HasValue",
    "Logic",
    "Pair",
    "PropertyOf",
    "Qualified",
    "Query",
    "Shape",
    "Target",
    "UniqueLanguage",
    "ValueTest",
    "inner_shapes",
    "shapes_within",
]


@dataclass(frozen=True)
class Target:
    """What a shape judges.

    ``kind`` is ``node``, ``class``, ``subjects``, ``objects`` or ``query``; ``term`` the node, class or predicate;
    ``query`` a SELECT of ``?this`` with its prefixes put in.
    """

    kind: str
    term: Node | None = None
    query: str = ""


@dataclass(frozen=True)
class ValueTest:
    """A test of each value for itself: ``term`` (``class``, ``in``, ...) and what it is tested against."""

    component: str
    term: str
    values: tuple[Node, ...]
    flags: str = ""


@dataclass(frozen=True)
class Count:
    """At least or at most so many values."""

    component: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Pair:
    """A comparison with another predicate's values: ``equals``, ``disjoint``, ``lessThan``, ``lessThanOrEquals``."""

    component: str
    term: str
    predicate: str


@dataclass(frozen=True)
class HasValue:
    """A value that must be among the values."""

    component: str
    value: Node


@dataclass(frozen=True)
class UniqueLanguage:
    """No two values in one language."""

    component: str


@dataclass(frozen=True)
class Closed:
    """No predicates but these."""

    component: str
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class Logic:
    """``not``, ``and``, ``or``, ``xone`` or ``node``: shapes that each value must conform to, or must not."""

    component: str
    term: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class PropertyOf:
    """A property shape that each value must conform to; its results are reported as its own."""

    component: str
    shape: Shape


@dataclass(frozen=True)
class Qualified:
    """At least or at most so many values that conform to ``shape`` and to none of ``siblings``."""

    component: str
    shape: Shape
    siblings: tuple[Shape, ...]
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Query:
    """A constraint in SPARQL: of ``sh:sparql`` or of a constraint component.

    ``text`` is the query with its prefixes put in, ``parameters`` the values of a component's parameters by their
    variables, ``source`` the node of ``sh:sparql``, None for a component.
    """

    component: str
    text: str
    is_ask: bool
    term: str
    parameters: tuple[tuple[str, Node], ...] = ()
    optional: tuple[str, ...] = ()
    messages: tuple[Literal, ...] = ()
    source: Node | None = None


Constraint = ValueTest | Count | Pair | HasValue | UniqueLanguage | Closed | Logic | PropertyOf | Qualified | Query


@dataclass(eq=False)
class Shape:
    """A shape; ``path`` is None for a node shape, ``name`` what errors call it."""

    node: Node
    name: str
    path: Path | None
    severity: Node
    messages: tuple[Literal, ...]
    deactivated: bool
    targets: tuple[Target, ...] = ()
    constraints: list[Constraint] = field(default_factory=list)


def inner_shapes(constraint: Constraint) -> tuple[Shape, ...]:
    """The shapes that a constraint refers to."""
    match constraint:
        case Logic(shapes=shapes):
            return shapes
        case PropertyOf(shape=shape):
            return (shape,)
        case Qualified(shape=shape, siblings=siblings):
            return (shape, *siblings)
    return ()


def shapes_within(shape: Shape) -> Iterator[Shape]:
    """A shape and every shape that it refers to, however far."""
    yield shape
    for constraint in shape.constraints:
        for inner in inner_shapes(constraint):
            yield from shapes_within(inner)
