"""What a query reads: its triple patterns, and how each is tied to ``?this`` by others that hold whenever it does.

A row of a query rests on a triple by one of its patterns. The patterns that are joined with that one, in its own group
and in those around it, held too; what is optional, or one side of a UNION, or asked to exist elsewhere, need not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, URIRef, Variable
from rdflib.paths import NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from shacl_compiler.joins import THIS, Alias, Dependencies, Dependency, Join, Part, PathPattern, Pattern
from shacl_compiler.path_steps import routes
from shacl_compiler.rdf_terms import from_rdflib

__all__ = ["dependencies_of"]

_Ties = tuple[Join, ...]


def _variable(name: Variable) -> ox.Variable:
    return ox.Variable(str(name))


def _part(node: Node) -> Part:
    """A term of a query; a blank node there is a variable."""
    if isinstance(node, Variable):
        return ox.Variable(str(node))
    return ox.Variable(f"_{node}") if isinstance(node, BNode) else from_rdflib(node)


class _UnknownError(ValueError):
    """Something that is not understood: then a change may concern anything."""


class _Walk:
    """Walks the algebra of a query and notes each pattern with what holds whenever it does."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.noted: list[tuple[Pattern, _Ties]] = []

    def fresh(self) -> Variable:
        return Variable(f"_{next(self.numbers)}")

    def ties(self, subject: Node, predicate: Node | Path, value: Node) -> list[Join]:
        """What a triple of the query asks: a pattern or, for a property path, several, or a trail."""
        if isinstance(predicate, Variable):
            return [Pattern(_part(subject), None, _part(value), predicate=_variable(predicate))]
        ways = routes(predicate)
        if ways is not None:
            trail = PathPattern(_part(subject), ways, _part(value))
            if len(ways) == 1 and not any(leg.repeated or (leg.along and leg.against) for leg in ways[0]):
                return [pattern for pattern, _ in self.along(trail)]
            return [trail]
        if isinstance(predicate, SequencePath):
            found: list[Join] = []
            places = [subject, *(self.fresh() for _ in predicate.args[1:]), value]
            for start, step, end in zip(places, predicate.args, places[1:], strict=False):
                found += self.ties(start, step, end)
            return found
        return [Pattern(_part(subject), _within(predicate), _part(value), closed=True)]

    def along(self, trail: PathPattern) -> Iterator[tuple[Pattern, _Ties]]:
        """The patterns along a trail, each with what leads to it from the start and from it to the end."""
        for route in trail.routes:
            places = [trail.subject, *(_variable(self.fresh()) for _ in route[1:]), trail.value]
            for number, leg in enumerate(route):
                start, end = places[number], places[number + 1]
                around: list[Join] = []
                if leg.repeated:
                    first, last = _variable(self.fresh()), _variable(self.fresh())
                    around = [PathPattern(start, ((leg,),), first), PathPattern(last, ((leg,),), end)]
                    start, end = first, last
                if number:
                    around.append(PathPattern(trail.subject, (route[:number],), places[number]))
                if number + 1 < len(route):
                    around.append(PathPattern(places[number + 1], (route[number + 1 :],), trail.value))
                for predicates, one, other in ((leg.along, start, end), (leg.against, end, start)):
                    if predicates:
                        yield Pattern(one, predicates, other), tuple(around)

    def named(self, term: Any, names: Mapping[Variable, Variable]) -> Any:
        return names.get(term, term) if isinstance(term, Variable) else term

    def sure(self, node: CompValue, names: dict[Variable, Variable]) -> _Ties:
        """Walk a part of the query within ``names``; return what holds of each of its rows."""
        return self.walk(node, names, (), noting=False)

    def walk(  # noqa: PLR0911, PLR0912 - one for each kind
        self, node: Any, names: dict[Variable, Variable], around: _Ties, noting: bool = True
    ) -> _Ties:
        """Note each pattern of a part, with ``around`` and what is sure in the part; return what is sure in it."""
        match node.name:
            case "BGP":
                ties = [
                    tie
                    for subject, predicate, value in node.triples
                    for tie in self.ties(
                        self.named(subject, names), self.named(predicate, names), self.named(value, names)
                    )
                ]
                if noting:
                    self.note(ties, around)
                return tuple(ties)
            case "Join":
                first, second = self.sure(node.p1, names), self.sure(node.p2, names)
                if noting:
                    self.walk(node.p1, names, (*around, *second))
                    self.walk(node.p2, names, (*around, *first))
                return (*first, *second)
            case "LeftJoin":
                first, second = self.sure(node.p1, names), self.sure(node.p2, names)
                if noting:
                    self.walk(node.p1, names, around)
                    self.walk(node.p2, names, (*around, *first))
                    self.expression(node.expr, names, (*around, *first, *second))
                return first
            case "Filter":
                sure = self.walk(node.p, names, around, noting)
                if noting:
                    self.expression(node.expr, names, (*around, *sure))
                return sure
            case "Union":
                for part in (node.p1, node.p2):
                    self.walk(part, names, around, noting)
                return ()
            case "Extend":
                sure = self.walk(node.p, names, around, noting)
                if noting:
                    self.expression(node.expr, names, (*around, *sure))
                if isinstance(node.expr, Variable):
                    return (
                        *sure,
                        Alias(_variable(self.named(node.expr, names)), _variable(self.named(node.var, names))),
                    )
                return sure
            case "Project" | "Distinct" | "Reduced" | "OrderBy" | "Slice" | "Graph" | "AggregateJoin" | "Group":
                return self.walk(node.p, names, around, noting)
            case "ToMultiSet":
                return () if node.p.name == "values" else self.sub_query(node.p, names, around, noting)
            case "SelectQuery":
                return self.walk(node.p, names, around, noting)
        raise _UnknownError(node.name)

    def note(self, ties: list[Join], around: _Ties) -> None:
        """Note the patterns of a group, with what is sure ``around`` it."""
        every = (*around, *ties)
        met = {one for tie in every if not _can_stay(tie) for one in tie.variables()}
        for tie in ties:
            if _can_stay(tie) and not _has_term(tie) and not tie.variables() & met:
                # It leads from whatever is in the data to itself: any triple can bring in one more.
                self.noted.append((Pattern(THIS, None, THIS, closed=True), ()))
            elif isinstance(tie, Pattern):
                self.noted.append((tie, every))
            elif isinstance(tie, PathPattern):
                self.noted += [(one, (*every, *more)) for one, more in self.along(tie)]

    def sub_query(self, node: CompValue, names: dict[Variable, Variable], around: _Ties, noting: bool) -> _Ties:
        """A sub-query: what it does not project is known to it alone."""
        project = node
        while project.name in ("Distinct", "Reduced", "OrderBy", "Slice"):
            project = project.p
        inner = _Names({one: self.named(one, names) for one in project.PV}, self)
        return self.walk(node, inner, around, noting)

    def expression(self, expression: Any, names: dict[Variable, Variable], around: _Ties) -> None:
        """Note the patterns that an expression asks to exist."""
        if isinstance(expression, CompValue):
            if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
                self.walk(expression.graph, names, around)
                return
            for value in expression.values():
                self.expression(value, names, around)
        elif isinstance(expression, (list, tuple)):
            for value in expression:
                self.expression(value, names, around)


class _Names(dict[Variable, Variable]):
    """Names in a sub-query: each that is not projected is given another, always the same."""

    def __init__(self, projected: dict[Variable, Variable], walk: _Walk) -> None:
        super().__init__(projected)
        self._walk = walk

    def get(self, key: Variable, default: Any = None) -> Any:
        if key not in self:
            self[key] = self._walk.fresh()
        return self[key]


def _can_stay(tie: Join) -> bool:
    """Whether it leads, or may lead, in no step from a thing to itself."""
    if isinstance(tie, PathPattern):
        return any(all(leg.repeated for leg in route) for route in tie.routes)
    return isinstance(tie, Alias) or tie.closed


def _within(path: Any) -> frozenset[str] | None:
    """The predicates in a path; None where it can be any."""
    if isinstance(path, URIRef):
        return frozenset({str(path)})
    if isinstance(path, NegatedPath):
        return None
    found: set[str] = set()
    for one in getattr(path, "args", None) or [getattr(path, "arg", None) or path.path]:
        inner = _within(one)
        if inner is None:
            return None
        found |= inner
    return frozenset(found)


def _has_term(tie: Join) -> bool:
    """Whether an end of it is told."""
    return not isinstance(tie, Alias) and not all(isinstance(end, ox.Variable) for end in (tie.subject, tie.value))


def _leading(pattern: Pattern, ties: _Ties) -> tuple[Join, ...]:
    """The ties between a pattern's variables and ``?this``, without those that lead nowhere and narrow nothing."""
    if pattern.closed:
        return ()
    own = pattern.variables()
    usable = [tie for tie in dict.fromkeys(ties) if tie != pattern and not (isinstance(tie, Pattern) and tie.closed)]
    if THIS in own:
        return tuple(tie for tie in usable if tie.variables() <= own)
    met = set(own)
    while more := {one for tie in usable if tie.variables() & met for one in tie.variables()} - met:
        met |= more
    leading = [tie for tie in usable if tie.variables() & met]
    while True:
        bag = Counter(one for tie in leading if len(tie.variables()) > 1 for one in tie.variables())
        between = {THIS, *own, *(one for one, number in bag.items() if number > 1)}
        kept = [tie for tie in leading if len(tie.variables() & between) >= min(2, len(tie.variables()))]
        if kept == leading:
            return tuple(kept)
        leading = kept


# The reading of a query is slow and does not depend on the data; a book of rules has some hundred.
@lru_cache(maxsize=4096)
def dependencies_of(sparql: str) -> Dependencies:
    """Every pattern of a query, with what ties it to ``?this``; None where the query is not understood."""
    walk = _Walk()
    try:
        algebra = translateQuery(parseQuery(sparql)).algebra
        walk.walk(algebra, {}, ())
    except Exception:  # rdflib's parser and algebra fail in many ways: then nothing is known of the query
        return None
    return tuple(dict.fromkeys(Dependency(pattern, _leading(pattern, ties)) for pattern, ties in walk.noted))
