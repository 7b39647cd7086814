"""What a rule looks at, as its compiled queries say: what a change must be of to concern it, and from where."""

from __future__ import annotations

from collections.abc import Iterable

from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.rules import Rule

__all__ = ["dependencies_of_rule"]

_TYPE = PREFIXES["rdf"] + "type"
_OWN = "Only of the thing it judges, and of what that leads to"
_OTHERS = "Of whatever leads to these too, in whatever paper it is stated"
_ANY = "Of anything in any paper, for want of a sure tie to the thing"
_UNKNOWN = "Of everything: a query is not understood"


def _short(address: str) -> str:
    prefixes = sorted(PREFIXES.items(), key=lambda one: len(one[1]), reverse=True)
    found = ((name, address.removeprefix(begin)) for name, begin in prefixes if address.startswith(begin))
    return next((f"{name}:{rest}" for name, rest in found), f"<{address}>")


def dependencies_of_rule(rule: Rule) -> list[tuple[str, list[str]]]:
    """The relations and classes that a rule's queries read, by where a change of them can concern what it finds.

    What the query reaches from the thing by following relations is the thing's own. What it reaches against a relation
    is said by another thing, which any paper may state: what is found about a thing of one paper can then depend on
    another. A relation is told once, where it reaches furthest.
    """
    import pyoxigraph as ox  # noqa: PLC0415 - only a rule's page needs them
    from shacl_compiler import compile_shapes  # noqa: PLC0415
    from shacl_compiler.joins import Dependency, Pattern  # noqa: PLC0415

    def words(pattern: Pattern) -> Iterable[str]:
        if pattern.predicates is None:
            return ["any relation"]
        if pattern.predicates == {_TYPE} and isinstance(pattern.value, ox.NamedNode):
            return [_short(pattern.value.value)]
        return [_short(one) for one in pattern.predicates]

    def heading(reach: Dependency) -> str:
        if not reach.is_joined:
            return _ANY
        return _OWN if reach.is_forward else _OTHERS

    found: dict[str, set[str]] = {}
    for one in compile_shapes(shapes_of(rule, BASE, None)).constraints:
        reads = one.dependencies({})
        if reads is None:
            found.setdefault(_UNKNOWN, set())
        for reach in reads or ():
            found.setdefault(heading(reach), set()).update(words(reach.pattern))
    seen: set[str] = set()
    told = []
    for which in (_UNKNOWN, _ANY, _OTHERS, _OWN):
        if which in found:
            told.append((which, sorted(found[which] - seen)))
            seen |= found[which]
    return [(which, some) for which, some in reversed(told) if some or which == _UNKNOWN]
