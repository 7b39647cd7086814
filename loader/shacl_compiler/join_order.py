"""The plain patterns of a group before its OPTIONALs and BINDs, where that means the same.

``{ A OPTIONAL { B } C }`` joins C with all that A and B gave. Oxigraph then begins with C by itself: with every label
that there is, joined to everything else. ``{ A C OPTIONAL { B } }`` gives the same rows as long as C and B share no
variable that A leaves open, and lets C begin where A has led. So it is with a BIND between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shacl_compiler.tokens import SparqlError, Token

__all__ = ["DOT", "Element", "elements", "end_of", "move_optionals_last"]

DOT = Token("mark", ".")


@dataclass(frozen=True)
class Element:
    """What stands in a group.

    ``triples``, ``optional``, ``filter``, ``bind``, or ``other``, which nothing is moved past.
    """

    kind: str
    parts: tuple[Token, ...]

    def variables(self) -> set[str]:
        """Every variable in it."""
        return {token.text for token in self.parts if token.kind == "var"}

    def can_move(self) -> bool:
        """Whether it is a pattern without a blank node, whose label holds for its neighbours too."""
        return self.kind == "triples" and not any(one.kind == "blank" or one.text == "[" for one in self.parts)


def _mark(token: Token, text: str) -> bool:
    return token.kind == "mark" and token.text == text


def end_of(parts: Sequence[Token], place: int) -> int:
    """Behind the bracket or brace that closes the one at ``place``."""
    opens, closes = ("{", "}") if _mark(parts[place], "{") else ("(", ")")
    depth = 0
    for here in range(place, len(parts)):
        depth += _mark(parts[here], opens) - _mark(parts[here], closes)
        if depth == 0:
            return here + 1
    raise SparqlError("a brace that is not closed")


def _next(parts: Sequence[Token], place: int, text: str) -> int:
    while place < len(parts) and not _mark(parts[place], text):
        place += 1
    return place


def _filter_end(parts: Sequence[Token], place: int) -> int:
    """Behind a FILTER: its brackets, those of its function, or the braces of its EXISTS."""
    brace, bracket = _next(parts, place, "{"), _next(parts, place, "(")
    return end_of(parts, min(brace, bracket))


def elements(parts: Sequence[Token]) -> Iterator[Element]:
    """The elements of a group, without its braces; a pattern up to its full stop is one."""
    place = 0
    while place < len(parts):
        token, start = parts[place], place
        kind = "other"
        if _mark(token, "."):
            place += 1
            continue
        if token.kind == "pattern":
            place += 1
        elif token.says("OPTIONAL"):
            kind, place = "optional", end_of(parts, place + 1)
        elif token.says("FILTER"):
            kind, place = "filter", _filter_end(parts, place)
        elif token.says("BIND"):
            kind, place = "bind", end_of(parts, place + 1)
        elif token.says("GRAPH", "UNION") or _mark(token, "{"):
            place = end_of(parts, _next(parts, place, "{"))
        else:
            kind = "triples"
            while place < len(parts) and not (
                _mark(parts[place], ".")
                or _mark(parts[place], "{")
                or parts[place].says("OPTIONAL", "FILTER", "BIND", "GRAPH", "UNION")
            ):
                place += 1
        yield Element(kind, tuple(parts[start:place]))


def _moved(given: Sequence[Element], bound: frozenset[str]) -> list[Element]:
    """The elements, each pattern as far forward as it may go past OPTIONALs and BINDs."""
    ordered: list[Element] = []
    for element in given:
        target = len(ordered)
        if element.can_move():
            for place in range(len(ordered) - 1, -1, -1):
                before = ordered[place]
                if before.kind == "filter":
                    continue
                if before.kind not in ("optional", "bind"):
                    break
                # Before a BIND that begins its group there is nothing to begin with.
                if all(one.kind == "bind" for one in ordered[: place + 1]):
                    break
                # A BIND makes its variable, and sees of the others what has come before it.
                made = {before.parts[-2].text} if before.kind == "bind" else set()
                certain = bound.union(*(one.variables() for one in ordered[:place] if one.kind == "triples")) - made
                if not before.variables() & element.variables() <= certain:
                    break
                target = place
        ordered.insert(target, element)
    return ordered


def move_optionals_last(parts: Sequence[Token], bound: frozenset[str]) -> list[Token]:
    """A query's tokens with the plain patterns of every group before its OPTIONALs and BINDs.

    ``bound`` are variables that have a value everywhere, with their ``?``. Raises SparqlError for braces that do not
    close.
    """
    written: list[Token] = []
    place = 0
    while place < len(parts):
        token = parts[place]
        if not _mark(token, "{"):
            written.append(token)
            place += 1
            continue
        end = end_of(parts, place)
        inside = parts[place + 1 : end - 1]
        written.append(token)
        if inside and inside[0].says("SELECT"):
            written += move_optionals_last(inside, bound)
        else:
            for element in _moved(list(elements(inside)), bound):
                written += move_optionals_last(element.parts, bound)
                if element.kind == "triples":
                    written.append(DOT)
        written.append(parts[end - 1])
        place = end
    return written
