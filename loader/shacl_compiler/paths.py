"""Property paths, as shapes and queries have them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Path", "predicate"]


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
        """Whether the path leads, in no step, from every node to itself."""
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
