"""The triples of a group moved before its OPTIONALs and BINDs, where that means the same.

    { ?s :p ?o OPTIONAL { ?o :q ?x } ?o :label ?l }

    { ?s :p ?o . ?o :label ?l OPTIONAL { ?o :q ?x } }

Why: SPARQL joins ``?o :label ?l`` to the result of the OPTIONAL. Oxigraph evaluates it by itself, with every label of
the data, and joins the two by a hash table. Moved forward, it is part of the join of triples, and looked up for each
``?o`` in an index.

Why the result is the same: as long as the OPTIONAL and the triples share only variables that are bound before the
OPTIONAL, they do not see each other. For a BIND between them it is so too, if the triples do not bind what it reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from shacl_compiler.query_tree import Element, Group, Select
from shacl_compiler.tokens import Token

__all__ = ["move_optionals_last"]

_Elements = list[Element | Select]


def _bound_by(element: Element | Select) -> set[str]:
    """The variable that a BIND binds."""
    token = element.parts[-2] if isinstance(element, Element) and element.kind == "bind" else None
    return {token.text} if isinstance(token, Token) else set()


def _place(moved: Element | Select, before: _Elements, bound: frozenset[str]) -> int:
    """How far forward an element can go among those before it: the place that it gets."""
    target = len(before)
    if not isinstance(moved, Element) or not moved.can_move():
        return target
    for place in range(len(before) - 1, -1, -1):
        passed = before[place]
        if passed.kind == "filter":
            continue
        # Before a BIND that begins its group there is no join to be part of.
        if passed.kind not in ("optional", "bind") or all(one.kind == "bind" for one in before[: place + 1]):
            break
        certain = bound.union(*(one.variables for one in before[:place] if one.kind == "triples")) - _bound_by(passed)
        if not passed.variables & moved.variables <= certain:
            break
        target = place
    return target


def _ordered(elements: Sequence[Element | Select], bound: frozenset[str]) -> tuple[Element | Select, ...]:
    ordered: _Elements = []
    for element in elements:
        ordered.insert(_place(element, ordered, bound), element)
    return tuple(ordered)


def move_optionals_last(query: Select, bound: frozenset[str]) -> Select:
    """A query with the triples of each group before its OPTIONALs and BINDs.

    ``bound`` are the variables that have a value everywhere, with their ``?``.
    """

    def group(one: Group) -> Group:
        return Group(tuple(element.map(group) for element in _ordered(one.elements, bound)))

    return query.map(group)
