"""Property paths, and the steps that they consist of, so that a changed triple can be followed to the ends of a path.

``:p/(:q|^:r)`` goes a step along ``:p``, then one along ``:q`` or against ``:r``. ``:p?/:q`` has two alternatives: the
steps ``:p``, ``:q``, and the step ``:q`` alone. ``(:p/:q)*`` cannot be split into steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

__all__ = ["Path", "PathStep", "PathSteps", "predicate", "step_sequences"]

# A path with more alternatives than this is not split into steps.
_MOST = 16


@dataclass(frozen=True)
class Path:
    """A property path: a predicate, or the paths that an operator of SPARQL is put to.

    ``operator`` is ``^`` (inverse), ``/`` (sequence), ``|`` (alternative), ``*``, ``+`` or ``?``; it is empty for a
    predicate, whose address is ``iri``.
    """

    operator: str
    parts: tuple[Path, ...] = ()
    iri: str = ""

    def __str__(self) -> str:
        """The path as SPARQL writes it."""
        if not self.operator:
            return f"<{self.iri}>"
        if self.operator in "/|":
            return f"({self.operator.join(map(str, self.parts))})"
        return f"^({self.parts[0]})" if self.operator == "^" else f"({self.parts[0]}){self.operator}"

    @property
    def is_nullable(self) -> bool:
        """Whether the path connects every node with itself in no step."""
        found = [part.is_nullable for part in self.parts]
        return any(found) if self.operator == "|" else self.operator in "*?" or all(found) if self.operator else False

    @property
    def predicates(self) -> frozenset[str]:
        """Every predicate in it."""
        own = frozenset({self.iri} if self.iri else ())
        return own.union(*(part.predicates for part in self.parts))

    def inverted(self) -> Path:
        """The path from its end to its start, with the operator ``^`` put to its parts."""
        if self.operator == "^":
            return self.parts[0]
        parts = tuple(Path("^", (part,)) for part in self.parts)
        return Path(self.operator, parts[::-1] if self.operator == "/" else parts) if parts else Path("^", (self,))


def predicate(iri: str) -> Path:
    """The path of one predicate."""
    return Path("", iri=iri)


@dataclass(frozen=True)
class PathStep:
    """One step of a path, along any of some predicates or against any of others; ``repeated`` none or more times."""

    forward: frozenset[str]
    backward: frozenset[str] = frozenset()
    repeated: bool = False

    def inverse(self) -> PathStep:
        """The same step from its end."""
        return PathStep(self.backward, self.forward, self.repeated)


# The steps of one alternative, from the path's start to its end.
PathSteps = tuple[PathStep, ...]


class _UnboundedError(ValueError):
    """A path that no few sequences of steps stand for."""


def step_sequences(path: Path) -> tuple[PathSteps, ...] | None:
    """The alternatives of a path, each as a sequence of steps; None where it cannot be split."""
    try:
        return _sequences(path)
    except _UnboundedError:
        return None


def _sequences(path: Path) -> tuple[PathSteps, ...]:
    inner = [_sequences(part) for part in path.parts]
    match path.operator:
        case "":
            return ((PathStep(frozenset({path.iri})),),)
        case "^":
            return tuple(tuple(step.inverse() for step in reversed(steps)) for steps in inner[0])
        case "/":
            return _merged([sum(combined, start=()) for combined in product(*inner)])
        case "|":
            return _merged([steps for choice in inner for steps in choice])
        case "?":
            return _merged([(), *inner[0]])
    if len(inner[0]) > 1 or len(inner[0][0]) != 1:
        raise _UnboundedError(str(path))
    [step] = inner[0][0]
    more = PathStep(step.forward, step.backward, repeated=True)
    return ((more,) if path.operator == "*" or step.repeated else (step, more),)


def _merged(alternatives: list[PathSteps]) -> tuple[PathSteps, ...]:
    """The alternatives, each once, and those of a single step as one step."""
    single = [steps[0] for steps in alternatives if len(steps) == 1 and not steps[0].repeated]
    others = [steps for steps in alternatives if len(steps) != 1 or steps[0].repeated]
    if single:
        forward, backward = (
            frozenset[str]().union(*sets) for sets in zip(*((one.forward, one.backward) for one in single), strict=True)
        )
        others.append((PathStep(forward, backward),))
    found = tuple(dict.fromkeys(others))
    if len(found) > _MOST:
        raise _UnboundedError("too many alternatives")
    return found
