"""Sub-SELECTs extracted for things that share a value with the focus node, so that Oxigraph hash-joins them.

    ?this :in ?paper . ?other :in ?paper ; a :Rating ; :of ?it

    ?this :in ?paper . { SELECT ?other ?paper ?it WHERE { ?other a :Rating . ?other :of ?it . ?other :in ?paper } }

Why: Oxigraph looks up everything in a paper anew for each focus node of the paper, which is quadratic in its size. A
sub-SELECT it evaluates once, and joins by a hash table. That is faster when all focus nodes are validated; for a few of
them the look-ups are. Only what has a class is extracted: without one there is no index to begin with.

Why the result is the same: a sub-SELECT that projects every variable which the rest of the query names is joined as its
triples were. Where duplicates do not matter, the other variables are left out, and each row comes once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from shacl_compiler.query_tree import Element, Group, Select, grouped, triples
from shacl_compiler.tokens import Token
from shacl_compiler.triple_patterns import RDF_TYPE

__all__ = ["counts_rows", "extract_subselects"]

_TYPE = ("a", f"<{RDF_TYPE}>")
# Aggregates that depend on duplicates, unless they have DISTINCT, and what does not depend on them.
_COUNTING, _TAKING = ("COUNT", "SUM", "AVG", "GROUP_CONCAT"), ("MIN", "MAX", "SAMPLE", "GROUP")
_SELECT, _DISTINCT, _WHERE = (Token("word", text) for text in ("SELECT", "DISTINCT", "WHERE"))

# A predicate of a subject, with its objects.
_Property = tuple[Token, ...]


def counts_rows(query: Select, bag: bool) -> bool:
    """Whether duplicates among the solutions of a query's group matter.

    ``bag`` is true where duplicates among the rows of the query itself matter.
    """
    around = [
        token for part in (*query.head, *query.tail) for token in (part.tokens() if isinstance(part, Group) else [part])
    ]
    if Token("mark", "*") in query.head:
        return True
    counts = [place for place, token in enumerate(around) if token.says(*_COUNTING)]
    if counts or any(token.says(*_TAKING) for token in around):
        return not all(around[place + 2].says("DISTINCT") for place in counts)
    return bag


def _properties(element: Element) -> list[_Property]:
    """The predicates of an element of triples, each with its objects: split at each semicolon outside of brackets."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in list(element.tokens())[1:-1]:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if token == ("mark", ";") and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [tuple(one) for one in found if one]


def _subject(element: Element | Select) -> Token:
    return next(iter(element.tokens()))


@dataclass(frozen=True)
class _Star:
    """The triples of one subject in a run of elements, and those elements."""

    subject: Token
    elements: tuple[Element, ...]
    properties: tuple[_Property, ...]

    @property
    def named(self) -> Counter[str]:
        """Its variables, each with the number of its occurrences, the subject counted once."""
        every = (self.subject, *(token for one in self.properties for token in one))
        return Counter(token.text for token in every if token.kind == "var")

    @property
    def has_class(self) -> bool:
        """Whether one of its properties is a class that is no variable."""
        return any(map(_is_class, self.properties))


def _is_class(one: _Property) -> bool:
    return one[0].text in _TYPE and all(token.kind != "var" for token in one)


def _stars(run: Sequence[Element]) -> list[_Star]:
    by: dict[Token, list[Element]] = {}
    for element in run:
        by.setdefault(_subject(element), []).append(element)
    return [
        _Star(subject, tuple(some), tuple(one for element in some for one in _properties(element)))
        for subject, some in by.items()
    ]


def _triples(elements: Iterable[Element]) -> set[tuple[Token, _Property]]:
    return {(_subject(element), one) for element in elements for one in _properties(element)}


def extract_subselects(query: Select, bound: frozenset[str]) -> Select:
    """A query with sub-SELECTs for what only shares a value with the focus node.

    ``bound`` are variables that have a value everywhere, with their ``?``. The rows are the same as a set: a row may
    come more or less often. UNION, GRAPH, EXISTS and triples with blank nodes are not changed.
    """
    return _Extraction(query, bound).query(query, bag=False)


class _Extraction:
    """Rewrites group by group.

    In each, ``known`` are the variables that the elements before bind, ``seen`` are their triples, and ``bag`` is true
    where duplicates matter.
    """

    def __init__(self, query: Select, bound: frozenset[str]) -> None:
        self.bound = bound
        self.named = Counter(token.text for token in query.tokens() if token.kind == "var")

    def query(self, query: Select, bag: bool) -> Select:
        return Select(query.head, self.group(query.where, counts_rows(query, bag)), query.tail)

    def group(self, group: Group, bag: bool) -> Group:
        rewritten: list[Element | Select] = []
        known, seen = set(self.bound), set[tuple[Token, _Property]]()
        for in_run, elements in groupby(group.elements, lambda one: one.kind in ("triples", "filter")):
            run = list(elements)
            if in_run:
                some = [one for one in run if isinstance(one, Element) and one.kind == "triples"]
                rewritten += self.run(run, some if all(one.can_move() for one in some) else [], known, bag)
                known = known.union(*(one.variables for one in some))
                seen |= _triples(some)
                continue
            for element in run:
                rewritten.append(self.element(element, known, seen, bag))
                known |= element.variables
        return Group(tuple(rewritten))

    def element(
        self, element: Element | Select, known: set[str], seen: set[tuple[Token, _Property]], bag: bool
    ) -> Element | Select:
        if isinstance(element, Select):
            return self.query(element, bag)
        if element.kind == "optional":
            return element.map(lambda group: self.optional(group, known, seen, bag))
        match element.parts:
            case (Group(elements=(Select() as inner,)),):
                return grouped(self.query(inner, bag))
        return element

    def optional(self, group: Group, known: set[str], seen: set[tuple[Token, _Property]], bag: bool) -> Group:
        """The group of an OPTIONAL, where all that is new in it is of one subject.

        Of several, one might be evaluated again for each row, and then all of it is.
        """
        match group.elements:
            case (Select() as query,):
                return Group((self.query(query, bag),))
        elements = [one for one in group.elements if isinstance(one, Element)]
        some = [one for one in elements if one.kind == "triples" and not _triples([one]) <= seen]
        is_plain = all(one.kind == "filter" or one.can_move() for one in elements)
        if not is_plain or len({_subject(one) for one in some}) != 1:
            return group
        return Group(tuple(self.run(elements, some, known, bag)))

    def run(
        self, run: Sequence[Element | Select], some: Sequence[Element], known: set[str], bag: bool
    ) -> list[Element | Select]:
        """A run of triples and filters, with sub-SELECTs in the place of ``some`` of its triples where that can be.

        A sub-SELECT is for a subject with a class that nothing but a shared value joins to what is known before.
        """
        known = set(known)
        extracted: dict[int, list[Element | Select]] = {}
        left = _stars(some)
        while left:
            # Whatever is joined as a subject comes first: it is looked up.
            star = next((one for one in left if one.subject.kind != "var" or one.subject.text in known), None)
            if star is None:
                star = next((one for one in left if not known.isdisjoint(one.named)), left[0])
                shared = known.intersection(star.named)
                if shared and star.has_class:
                    extracted |= {id(one): [] for one in star.elements}
                    extracted[id(star.elements[0])] = [self.subselect(star, shared, bag)]
            left.remove(star)
            known |= star.named.keys()
        return [one for element in run for one in extracted.get(id(element), [element])]

    def subselect(self, star: _Star, shared: set[str], bag: bool) -> Element:
        """A sub-SELECT of a star: its class first, then what is its own, and what is shared last."""

        def order(one: _Property) -> int:
            if _is_class(one):
                return 0
            return 2 if one[-1].text in shared else 1

        where = Group(tuple(triples(star.subject, *one) for one in sorted(star.properties, key=order)))
        own = star.named
        # What is shared may be bound by the focus nodes alone: a parameter stands in no other token of the query.
        asked = {name for name in own if bag or name in shared or self.named[name] > own[name]}
        distinct = [] if len(asked) == len(own) else [_DISTINCT]
        projected = [Token("var", name) for name in sorted(asked)]
        return grouped(Select((_SELECT, *distinct, *projected, _WHERE), where))
