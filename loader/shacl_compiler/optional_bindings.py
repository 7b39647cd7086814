"""An OPTIONAL that begins with what leads to it, so that a few focus nodes lead into it.

``VALUES ?this { … } ?this :in ?paper OPTIONAL { ?other :in ?paper ; :of ?it }`` is joined by a table: Oxigraph finds
whatever is of anything in any paper, and then takes what is in these papers. With ``VALUES ?this { … } ?this :in
?paper`` once more in the OPTIONAL it begins with these papers. What is said again has the values that it has before, so
the rows are the same, each perhaps more often. For all focus nodes that would only be asked twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shacl_compiler.join_order import DOT, Element, elements, end_of
from shacl_compiler.subselects import counts_rows
from shacl_compiler.tokens import Token

__all__ = ["repeat_bindings"]

_OPEN, _CLOSE = Token("mark", "{"), Token("mark", "}")


def _reached(known: Iterable[str], every: Sequence[Element]) -> list[Element]:
    """The patterns among some elements that known variables lead to, each after those that lead to it."""
    met, left, found = set(known), [one for one in every if one.can_move()], list[Element]()
    while further := next((one for one in left if one.variables() & met), None):
        found.append(further)
        left.remove(further)
        met |= further.variables()
    return found


def _leading(known: frozenset[str], every: Sequence[Element], wanted: set[str]) -> list[Element]:
    """The patterns that lead from known variables to wanted ones, and no others."""

    def given(some: Sequence[Element]) -> set[str]:
        return wanted & known.union(*(one.variables() for one in _reached(known, some)))

    found = _reached(known, every)
    for one in reversed(found):
        fewer = [other for other in found if other is not one]
        if given(fewer) == given(found):
            found = fewer
    return _reached(known, found)


class _Query:
    """A query whose OPTIONALs are narrowed; ``bound`` are the variables of its focus nodes."""

    def __init__(self, bound: frozenset[str]) -> None:
        self.bound = bound

    def within(self, parts: Sequence[Token], bag: bool) -> list[Token]:
        """Tokens with what stands in their braces narrowed."""
        written: list[Token] = []
        place = 0
        while place < len(parts):
            if parts[place] != _OPEN:
                written.append(parts[place])
                place += 1
                continue
            end = end_of(parts, place)
            written += [_OPEN, *self.inside(parts[place + 1 : end - 1], bag), _CLOSE]
            place = end
        return written

    def inside(self, parts: Sequence[Token], bag: bool) -> list[Token]:
        """What stands in braces: a sub-query or a group."""
        if parts and parts[0].says("SELECT"):
            return self.within(parts, counts_rows(parts, bag))
        return self.group(parts, [], bag)

    def group(self, parts: Sequence[Token], before: Sequence[Element], bag: bool) -> list[Token]:
        """A group's tokens; ``before`` are elements around it that surely hold, the focus nodes' among them."""
        written: list[Token] = []
        sure = list(before)
        for element in elements(parts):
            if element.kind == "optional":
                inner = element.parts[2:-1]
                narrowed = self.inside(inner, bag) if bag else self.optional(inner, sure)
                written += [*element.parts[:2], *narrowed, _CLOSE]
                continue
            written += self.within(element.parts, bag)
            if element.kind == "triples":
                written.append(DOT)
            if element.can_move() or element.parts[0].kind == "pattern":
                sure.append(element)
        return written

    def optional(self, parts: Sequence[Token], sure: Sequence[Element]) -> list[Token]:
        """The inside of an OPTIONAL whose rows count once.

        A sub-query has the focus nodes in it, and a single triple is looked up for each row, without more.
        """
        every = list(elements(parts))
        focus = [one for one in sure if one.parts[0].kind == "pattern"]
        single = len(every) == 1 and len(every[0].parts) == 3
        if single or not focus or (parts and parts[0].says("SELECT")):
            return self.inside(parts, bag=False)
        own = {name for one in every if one.kind == "triples" for name in one.variables()}
        leading = _leading(self.bound, sure, own)
        if not own & self.bound.union(*(one.variables() for one in leading)):
            return self.inside(parts, bag=False)
        again = [token for one in leading for token in (*one.parts, DOT)]
        has_focus = any(one.parts == focus[0].parts for one in every)
        nodes = [] if has_focus else [*focus[0].parts]
        return [*nodes, *again, *self.group(parts, [*focus, *leading], bag=False)]


def repeat_bindings(parts: Sequence[Token], bound: frozenset[str]) -> list[Token]:
    """A query's tokens with what leads into each OPTIONAL said in it.

    ``bound`` are the variables that the pattern of the focus nodes gives a value, with their ``?``. The rows are the
    same, but for how often each comes: whoever reads them is to take each once. Where rows are counted, all is left as
    it is.
    """
    return _Query(bound).within(parts, counts_rows(parts, bag=False))
