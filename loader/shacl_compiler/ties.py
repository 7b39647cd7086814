"""The patterns of a query, and how each is tied to ``?this`` by others."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from shacl_compiler.routes import Route
from shacl_compiler.terms import Term

__all__ = ["THIS", "Alias", "Part", "Pattern", "Reach", "Reads", "Tie", "Trail"]

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
class Trail:
    """A property path from one thing to another, by the ways that it can go."""

    subject: Part
    routes: tuple[Route, ...]
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


Tie = Pattern | Trail | Alias


@dataclass(frozen=True)
class Reach:
    """A pattern, and the ties that lead from a match of it to focus nodes, or that narrow which matches count.

    Where they do not lead to ``?this``, and the pattern has no such variable, a match may concern any focus node.
    """

    pattern: Pattern
    ties: tuple[Tie, ...]

    @property
    def is_tied(self) -> bool:
        """Whether something sure ties the pattern to ``?this``."""
        return not self.pattern.closed and any(THIS in one.variables() for one in (self.pattern, *self.ties))

    @property
    def is_led_to(self) -> bool:
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


def _is_led_along(tie: Tie, start: ox.Variable) -> bool:
    if isinstance(tie, Alias):
        return True
    against = isinstance(tie, Trail) and any(leg.against for route in tie.routes for leg in route)
    return tie.subject == start and not against


# What a query reads; None where that is not known.
Reads = tuple[Reach, ...] | None
