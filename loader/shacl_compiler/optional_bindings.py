"""The bindings of ``$this`` repeated inside OPTIONAL, for queries of a few focus nodes (sideways information passing).

    VALUES ?this { :a :b } ?this :in ?paper OPTIONAL { ?other :in ?paper ; :of ?it }

    VALUES ?this { :a :b } ?this :in ?paper
    OPTIONAL { VALUES ?this { :a :b } ?this :in ?paper . ?other :in ?paper ; :of ?it }

Why: Oxigraph evaluates an OPTIONAL of several triples by itself, here with all papers, and joins it by a hash table.
With the bindings repeated it begins at the papers of these focus nodes. For all focus nodes that would be work twice.

Why the result is the same: what is repeated holds of every row that the OPTIONAL is joined to, with the same values. A
row may come more often; so nothing is repeated where duplicates matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shacl_compiler.query_tree import Element, Group, Select
from shacl_compiler.subselects import counts_rows

__all__ = ["repeat_bindings"]

_Elements = list[Element | Select]


def _reached(known: Iterable[str], elements: Sequence[Element]) -> list[Element]:
    """The triples that are joined to known variables, each after those that it is joined by."""
    met, left, found = set(known), list(elements), list[Element]()
    while further := next((one for one in left if one.variables & met), None):
        found.append(further)
        left.remove(further)
        met |= further.variables
    return found


def _joining(known: frozenset[str], elements: Sequence[Element], wanted: frozenset[str]) -> list[Element]:
    """The triples that join known variables to wanted ones, and no others."""

    def given(some: Sequence[Element]) -> frozenset[str]:
        return wanted & known.union(*(one.variables for one in _reached(known, some)))

    found = _reached(known, elements)
    for one in reversed(found):
        fewer = [other for other in found if other is not one]
        if given(fewer) == given(found):
            found = fewer
    return _reached(known, found)


def repeat_bindings(query: Select, bound: frozenset[str]) -> Select:
    """A query with the bindings that each OPTIONAL is joined to repeated in it.

    ``bound`` are the variables that the pattern of the focus nodes binds, with their ``?``. The rows are the same as a
    set: a row may come more often. Where the query itself counts rows, nothing is changed.
    """
    return _Repetition(bound).query(query, bag=False)


class _Repetition:
    """Rewrites group by group; ``bag`` is true where duplicates matter."""

    def __init__(self, bound: frozenset[str]) -> None:
        self.bound = bound

    def query(self, query: Select, bag: bool) -> Select:
        bag = counts_rows(query, bag)
        return query.map(lambda group: self.group(group, bag))

    def group(self, group: Group, bag: bool) -> Group:
        return Group(self.elements(group, bag, []))

    def elements(self, group: Group, bag: bool, around: Sequence[Element]) -> tuple[Element | Select, ...]:
        """The elements of a group, rewritten; ``around`` are elements outside of it that hold of every row."""
        rewritten, certain = _Elements(), list(around)
        for element in group.elements:
            if isinstance(element, Select):
                rewritten.append(self.query(element, bag))
            elif element.kind == "optional" and not bag:
                rewritten.append(Element("optional", (element.parts[0], Group(self.optional(element.group, certain)))))
            else:
                rewritten.append(element.map(lambda inner: self.group(inner, bag)))
                if element.can_move() or element.kind == "bindings":
                    certain.append(element)
        return tuple(rewritten)

    def optional(self, group: Group, certain: Sequence[Element]) -> tuple[Element | Select, ...]:
        """The elements of an OPTIONAL whose duplicates do not matter.

        A sub-SELECT has the focus nodes in it already, and a single triple is looked up for each row without more.
        """
        elements = group.elements
        focus = [one for one in certain if one.kind == "bindings"][:1]
        is_single = len(elements) == 1 and elements[0].kind == "triples" and len(list(elements[0].tokens())) == 4
        if is_single or not focus or any(isinstance(one, Select) for one in elements):
            return self.elements(group, False, [])
        own = frozenset[str]().union(*(one.variables for one in elements if one.kind == "triples"))
        joining = _joining(self.bound, [one for one in certain if one.can_move()], own)
        if not own & self.bound.union(*(one.variables for one in joining)):
            return self.elements(group, False, [])
        repeated = [*([] if focus[0] in elements else focus), *joining]
        return (*repeated, *self.elements(group, False, [*focus, *joining]))
