"""The ways that a property path of a query can go, leg by leg."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.term import Node

__all__ = ["PathStep", "PathSteps", "routes"]

# A path that can go in more ways than this is not followed.
_MOST = 16


@dataclass(frozen=True)
class PathStep:
    """A part of a way: one step along a predicate or against one, or any number of such steps, none too."""

    along: frozenset[str]
    against: frozenset[str] = frozenset()
    repeated: bool = False

    def turned(self) -> PathStep:
        """The same from its end."""
        return PathStep(self.against, self.along, self.repeated)


# One way from the path's start to its end.
PathSteps = tuple[PathStep, ...]


class _UnboundedError(ValueError):
    """A path that no few ways stand for."""


def routes(path: Node | Path) -> tuple[PathSteps, ...] | None:
    """Every way that a path can go; None where they cannot be told, as of ``(p/q)*`` and ``!p``."""
    try:
        return _routes(path)
    except _UnboundedError:
        return None


def _routes(path: Any) -> tuple[PathSteps, ...]:
    match path:
        case URIRef():
            return ((PathStep(frozenset({str(path)})),),)
        case InvPath(arg=inner):
            return tuple(tuple(leg.turned() for leg in reversed(route)) for route in _routes(inner))
        case SequencePath(args=steps):
            ways = product(*map(_routes, steps))
            return _few([tuple(leg for route in way for leg in route) for way in ways])
        case AlternativePath(args=choices):
            return _few([route for choice in choices for route in _routes(choice)])
        case MulPath(path=inner, mod=mark):
            once = _routes(inner)
            if mark == "?":
                return _few([(), *once])
            if len(once) > 1 or len(once[0]) != 1:
                raise _UnboundedError(str(path))
            (leg,) = once[0]
            more = PathStep(leg.along, leg.against, repeated=True)
            return ((more,) if mark == "*" or leg.repeated else (leg, more),)
    raise _UnboundedError(str(path))


def _few(ways: list[PathSteps]) -> tuple[PathSteps, ...]:
    """The ways without those said twice, and with those of a single step as one."""
    single = [way[0] for way in ways if len(way) == 1 and not way[0].repeated]
    others = [way for way in ways if len(way) != 1 or way[0].repeated]
    if single:
        along = frozenset[str]().union(*(leg.along for leg in single))
        others.append((PathStep(along, frozenset[str]().union(*(leg.against for leg in single))),))
    found = tuple(dict.fromkeys(others))
    if len(found) > _MOST:
        raise _UnboundedError("too many ways")
    return found
