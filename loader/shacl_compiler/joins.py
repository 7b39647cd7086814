"""What the result of a query depends on: its triple patterns, and the joins between each of them and ``?this``.

In ``?this :in ?paper . ?page :in ?paper ; a :Page`` the pattern ``?page a :Page`` is joined to ``?this`` by the two
others. A triple ``:x a :Page`` that is added or removed affects the focus nodes that these joins connect with ``:x``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from shacl_compiler.paths import PathSteps
from shacl_compiler.rdf_terms import Term

__all__ = ["THIS", "Alias", "Dependencies", "Dependency", "Join", "Part", "PathPattern", "Pattern"]

Part = Term | ox.Variable
THIS = ox.Variable("this")


@dataclass(frozen=True)
class Pattern:
    """A triple pattern.

    ``predicates`` are those that match, None for all; ``predicate`` is the variable in their place, if there is one.
    ``is_opaque`` stands for a property path that cannot be taken apart: a triple of it may affect any focus node.
    """

    subject: Part
    predicates: frozenset[str] | None
    value: Part
    is_opaque: bool = False
    predicate: ox.Variable | None = None

    def variables(self) -> set[ox.Variable]:
        """The variables of the pattern."""
        return {one for one in (self.subject, self.value, self.predicate) if isinstance(one, ox.Variable)}


@dataclass(frozen=True)
class PathPattern:
    """A property path from one term or variable to another, as the alternatives that it has."""

    subject: Part
    alternatives: tuple[PathSteps, ...]
    value: Part

    def variables(self) -> set[ox.Variable]:
        """The variables at its ends."""
        return {one for one in (self.subject, self.value) if isinstance(one, ox.Variable)}


@dataclass(frozen=True)
class Alias:
    """Two variables that BIND makes equal."""

    one: ox.Variable
    other: ox.Variable

    def variables(self) -> set[ox.Variable]:
        """The two."""
        return {self.one, self.other}


Join = Pattern | PathPattern | Alias


@dataclass(frozen=True)
class Dependency:
    """A pattern, with the joins between it and ``?this`` and those that say which of its matches count.

    Where no join connects it with ``?this``, and the pattern has no such variable, a match may affect any focus node.
    """

    pattern: Pattern
    joins: tuple[Join, ...]

    @property
    def is_joined(self) -> bool:
        """Whether the pattern is surely joined to ``?this``."""
        return not self.pattern.is_opaque and any(THIS in one.variables() for one in (self.pattern, *self.joins))

    @property
    def is_forward(self) -> bool:
        """Whether the shortest way from ``?this`` to the pattern follows all properties from subject to object."""
        forward: dict[ox.Variable, bool] = {}
        for one in sorted(self.pattern.variables(), key=str):
            forward[one] = self.pattern.subject == one
        open_ = list(forward)
        while THIS not in forward and open_:
            known = open_.pop(0)
            for join in self.joins:
                for further in sorted(join.variables() - set(forward), key=str) if known in join.variables() else ():
                    forward[further] = forward[known] and _starts_at(join, further)
                    open_.append(further)
        return forward.get(THIS, False)


def _starts_at(join: Join, start: ox.Variable) -> bool:
    if isinstance(join, Alias):
        return True
    backward = isinstance(join, PathPattern) and any(step.backward for steps in join.alternatives for step in steps)
    return join.subject == start and not backward


# What a query depends on; None where that is not known.
Dependencies = tuple[Dependency, ...] | None
