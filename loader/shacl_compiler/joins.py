"""The patterns of a query, and how each is tied to ``?this`` by others."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from shacl_compiler.path_steps import PathSteps
from shacl_compiler.rdf_terms import Term

__all__ = ["THIS", "Alias", "Dependencies", "Dependency", "Join", "Part", "PathPattern", "Pattern"]

Part = Term | ox.Variable
THIS = ox.Variable("this")


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; ``predicates`` is None for any; ``closed`` says that it is a path that cannot be followed."""

    subject: Part
    predicates: frozenset[str] | None
    value: Part
    closed: bool = False
    predicate: ox.Variable | None = None

    def variables(self) -> set[ox.Variable]:
        """The variables of the pattern."""
        return {one for one in (self.subject, self.value, self.predicate) if isinstance(one, ox.Variable)}


@dataclass(frozen=True)
class PathPattern:
    """A property path from one thing to another, by the ways that it can go."""

    subject: Part
    routes: tuple[PathSteps, ...]
    value: Part

    def variables(self) -> set[ox.Variable]:
        """The variables at its ends."""
        return {one for one in (self.subject, self.value) if isinstance(one, ox.Variable)}


@dataclass(frozen=True)
class Alias:
    """Two variables of one value."""

    one: ox.Variable
    other: ox.Variable

    def variables(self) -> set[ox.Variable]:
        """The two."""
        return {self.one, self.other}


Join = Pattern | PathPattern | Alias


@dataclass(frozen=True)
class Dependency:
    """A pattern, and the ties that lead from a match of it to focus nodes, or that narrow which matches count.

    Where they do not lead to ``?this``, and the pattern has no such variable, a match may concern any focus node.
    """

    pattern: Pattern
    ties: tuple[Join, ...]

    @property
    def is_joined(self) -> bool:
        """Whether something sure ties the pattern to ``?this``."""
        return not self.pattern.closed and any(THIS in one.variables() for one in (self.pattern, *self.ties))

    @property
    def is_reached(self) -> bool:
        """Whether relations lead from ``?this`` to it by the shortest way, none of them taken from its end."""
        ways: dict[ox.Variable, bool] = {}
        for one in sorted(self.pattern.variables(), key=str):
            ways[one] = self.pattern.subject == one
        open_ = list(ways)
        while THIS not in ways and open_:
            known = open_.pop(0)
            for tie in self.ties:
                for further in sorted(tie.variables() - set(ways), key=str) if known in tie.variables() else ():
                    ways[further] = ways[known] and _is_led_along(tie, further)
                    open_.append(further)
        return ways.get(THIS, False)


def _is_led_along(tie: Join, start: ox.Variable) -> bool:
    if isinstance(tie, Alias):
        return True
    against = isinstance(tie, PathPattern) and any(leg.against for route in tie.routes for leg in route)
    return tie.subject == start and not against


# What a query reads; None where that is not known.
Dependencies = tuple[Dependency, ...] | None
