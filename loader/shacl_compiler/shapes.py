"""What shapes are: a shape, its targets and its constraints, as read from a shapes graph and before any compiling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import pyoxigraph as ox

from shacl_compiler.paths import Path
from shacl_compiler.rdf_terms import SH, Term

__all__ = ["MOST_COUNTED", "Constraint", "Shape", "SparqlConstraint", "Target", "component", "shapes_within"]

# The greatest number that engines surely compare: nothing has so many values or characters.
MOST_COUNTED = 2**63 - 1
_COMPONENTS = {"sparql": "SPARQL"}


def component(term: str) -> str:
    """The address of the constraint component of a term: ``minCount`` gives ``sh:MinCountConstraintComponent``."""
    return f"{SH}{_COMPONENTS.get(term, term[0].upper() + term[1:])}ConstraintComponent"


@dataclass(frozen=True)
class Target:
    """What a shape validates.

    ``kind`` is ``node``, ``class``, ``subjects``, ``objects`` or ``query``; ``term`` the node, class or predicate;
    ``query`` a SELECT of ``?this`` without prefixes.
    """

    kind: str
    term: Term | None = None
    query: str = ""


@dataclass(frozen=True)
class Constraint:
    """A constraint of SHACL Core.

    ``term`` is what makes it: ``class``, ``minCount``, ``property``, ``qualifiedMinCount`` and so on. ``values`` are
    the term's value, the members of its list, or the predicates that ``closed`` allows. ``shapes`` are those that
    values must conform to, or must not; ``siblings`` those that the values of a qualified shape must not conform to.
    """

    term: str
    values: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()
    siblings: tuple[Shape, ...] = ()
    flags: str = ""

    @property
    def component(self) -> str:
        """The address of its component."""
        return component(self.term)

    @property
    def iri(self) -> str:
        """Its one value, an address, as SPARQL writes it."""
        return str(self.values[0])

    @property
    def counted(self) -> int:
        """For a count, the number of values that decides it: at least so many are due, or one less is the most."""
        return min(int(self.values[0].value) + self.term.endswith("axCount"), MOST_COUNTED)


@dataclass(frozen=True)
class SparqlConstraint:
    """A constraint in SPARQL: of ``sh:sparql`` or of a constraint component.

    ``text`` is the query without prefixes, ``term`` what errors name it by, ``parameters`` the values of a component's
    parameters by their variables, ``source`` the node of ``sh:sparql``, None for a component.
    """

    component: str
    text: str
    is_ask: bool
    term: str
    parameters: tuple[tuple[str, Term], ...] = ()
    optional: tuple[str, ...] = ()
    messages: tuple[ox.Literal, ...] = ()
    source: Term | None = None

    shapes: ClassVar[tuple[Shape, ...]] = ()
    siblings: ClassVar[tuple[Shape, ...]] = ()


@dataclass(eq=False)
class Shape:
    """A shape; ``path`` is None for a node shape, ``name`` what errors call it."""

    node: Term
    name: str
    path: Path | None
    severity: Term
    messages: tuple[ox.Literal, ...]
    deactivated: bool
    targets: tuple[Target, ...] = ()
    constraints: list[Constraint | SparqlConstraint] = field(default_factory=list)


def shapes_within(shape: Shape) -> Iterator[Shape]:
    """A shape and every shape that it refers to, however far."""
    yield shape
    for constraint in shape.constraints:
        for inner in (*constraint.shapes, *constraint.siblings):
            yield from shapes_within(inner)
