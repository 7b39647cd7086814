"""The dependencies of a rule: the properties and classes that its compiled queries read, and where from."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode
from shacl_compiler.joins import Dependency, Pattern

from ijb_graph.addresses import BASE, PREFIXES, curie
from ijb_graph.check.compiled_rules import CompiledRules
from ijb_graph.check.rules import Rule

__all__ = ["dependencies_of_rule"]

_TYPE = PREFIXES["rdf"] + "type"
_OWN = "Of the focus node alone, and of what it leads to"
_OTHERS = "Of anything that leads to these, in any paper"
_ANY = "Of anything in any paper, since no join leads to the focus node"
_UNKNOWN = "Of everything, since a query could not be analysed"


def dependencies_of_rule(rule: Rule) -> list[tuple[str, list[str]]]:
    """The properties and classes that a rule's queries read, by where a change of them can affect its findings.

    Returns pairs of a heading and short names such as ``ijb:isDue``, the narrowest heading first. What a query reaches
    from the focus node by following properties is stated of the focus node or of what it leads to. What it reaches
    against a property is stated of another thing, which any paper may do: a finding in one paper can then depend on
    another. Each name stands under the widest heading that applies to it.
    """

    def names(pattern: Pattern) -> Iterable[str]:
        if pattern.predicates is None:
            return ["any property"]
        if pattern.predicates == {_TYPE} and isinstance(pattern.value, NamedNode):
            return [curie(pattern.value.value)]
        return [curie(one) for one in pattern.predicates]

    def heading(dependency: Dependency) -> str:
        if not dependency.is_joined:
            return _ANY
        return _OWN if dependency.is_forward else _OTHERS

    found: dict[str, set[str]] = {}
    for constraint in CompiledRules(BASE, None).of(rule).constraints:
        dependencies = constraint.dependencies({})
        if dependencies is None:
            found.setdefault(_UNKNOWN, set())
        for one in dependencies or ():
            found.setdefault(heading(one), set()).update(names(one.pattern))
    seen: set[str] = set()
    listed = []
    for which in (_UNKNOWN, _ANY, _OTHERS, _OWN):
        if which in found:
            listed.append((which, sorted(found[which] - seen)))
            seen |= found[which]
    return [(which, some) for which, some in reversed(listed) if some or which == _UNKNOWN]
