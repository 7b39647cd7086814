"""EXISTS of several triple patterns, rewritten as one EXISTS of a single pattern inside another.

    FILTER NOT EXISTS { $this :p ?x . ?x :q ?y FILTER(?y > 1) }

    FILTER NOT EXISTS { $this :p ?x FILTER EXISTS { ?x :q ?y FILTER(?y > 1) } }

Why: Oxigraph evaluates the join inside an EXISTS anew for each row of the query, over all data, and so takes time that
grows with the square of the data. An EXISTS of one pattern is a look-up in an index.

Why the result is the same: EXISTS asks whether there is any solution. There is one of two joined patterns just where
there is one of the first for which there is one of the second; and a FILTER may stand wherever its variables are bound.
An EXISTS that holds anything but triples and filters is left as it is.
"""

from __future__ import annotations

from collections import Counter
from itertools import count

from shacl_compiler.query_tree import Element, Group, Select, triples
from shacl_compiler.tokens import SparqlError, Token
from shacl_compiler.triple_patterns import TriplePattern, split_sequence, triple_patterns

__all__ = ["nest_exists"]

_FILTER, _EXISTS = Token("word", "FILTER"), Token("word", "EXISTS")


def nest_exists(query: Select) -> Select:
    """A query with every EXISTS of triples and filters nested."""
    return _Nesting(query).query(query)


class _Nesting:
    def __init__(self, query: Select) -> None:
        self.named = _variables(query)
        self.numbers = (one for one in count(1) if f"?s_n{one}" not in self.named)

    def fresh(self) -> Token:
        return Token("var", f"?s_n{next(self.numbers)}")

    def query(self, query: Select) -> Select:
        # Groups in the head and the tail of a query can only be those of an EXISTS.
        head, tail = (Element("filter", parts).map(self.exists).parts for parts in (query.head, query.tail))
        return Select(head, self.group(query.where), tail)

    def group(self, group: Group) -> Group:
        """A group with every EXISTS in it nested."""
        return Group(tuple(self.element(one) for one in group.elements))

    def element(self, element: Element | Select) -> Element | Select:
        if isinstance(element, Select):
            return self.query(element)
        return element.map(self.exists if element.kind in ("filter", "bind") else self.group)

    def exists(self, group: Group) -> Group:
        """The group of an EXISTS, nested where that can be."""
        patterns: list[TriplePattern] = []
        filters: list[Element] = []
        try:
            for element in group.elements:
                if isinstance(element, Element) and element.kind == "filter":
                    filters.append(element)
                elif isinstance(element, Element):
                    for triple in triple_patterns(element, self.fresh):
                        patterns += split_sequence(triple, self.fresh)
                else:
                    return self.group(group)
        except SparqlError:
            return self.group(group)
        inside = _variables(group)
        known = {name for name, number in self.named.items() if number > inside[name]}
        return _nested(patterns, [one.map(self.exists) for one in filters], known)


def _variables(node: Group | Select) -> Counter[str]:
    return Counter(token.text for token in node.tokens() if token.kind == "var")


def _nested(patterns: list[TriplePattern], filters: list[Element], known: set[str]) -> Group:
    """Patterns one inside another, each next to the variables ``known`` by then, and each filter as soon as it can."""
    own = {name for one in patterns for name in one.variables}

    def level(known: set[str], patterns: list[TriplePattern], filters: list[Element]) -> Group:
        elements: list[Element] = []
        if patterns:
            # First what has a variable that is known, and the fewest that are not.
            first = min(
                patterns,
                key=lambda one: (bool(one.variables) and not one.variables & known, len(one.variables - known)),
            )
            patterns = [one for one in patterns if one is not first]
            elements.append(triples(*first.subject, *first.verb, *first.value))
            known = known | first.variables
        ready = [one for one in filters if not patterns or one.variables & own <= known]
        elements += ready
        if patterns:
            inner = level(known, patterns, [one for one in filters if one not in ready])
            elements.append(Element("filter", (_FILTER, _EXISTS, inner)))
        return Group(tuple(elements))

    return level(known & own, patterns, filters)
