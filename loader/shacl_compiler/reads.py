"""What a query reads: its triple patterns, and how each is tied to ``?this`` by others that hold whenever it does.

A row of a query rests on a triple by one of its patterns. The patterns that are joined with that one, in its own group
and in those around it, held too; what is optional, or one side of a UNION, or asked to exist elsewhere, need not have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from shacl_compiler.terms import Term, from_rdflib

__all__ = ["THIS", "Alias", "Part", "Pattern", "Reach", "Reads", "Step", "Tie", "predicates", "reaches"]

Part = Term | ox.Variable
THIS = ox.Variable("this")


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; ``predicates`` is None for any, and ``closed`` says that it is a path of any length."""

    subject: Part
    predicates: frozenset[str] | None
    value: Part
    closed: bool = False
    predicate: ox.Variable | None = None

    def variables(self) -> set[ox.Variable]:
        """The variables of the pattern."""
        return {one for one in (self.subject, self.value, self.predicate) if isinstance(one, ox.Variable)}


@dataclass(frozen=True)
class Alias:
    """Two variables of one value."""

    one: ox.Variable
    other: ox.Variable

    def variables(self) -> set[ox.Variable]:
        """The two."""
        return {self.one, self.other}


Tie = Pattern | Alias
Step = tuple[ox.Variable, Tie, ox.Variable]
_Ties = tuple[Tie, ...]


def _variable(name: Variable) -> ox.Variable:
    return ox.Variable(str(name))


def _part(node: Node) -> Part:
    """A term of a query; a blank node there is a variable."""
    if isinstance(node, Variable):
        return ox.Variable(str(node))
    return ox.Variable(f"_{node}") if isinstance(node, BNode) else from_rdflib(node)


@dataclass(frozen=True)
class Reach:
    """A pattern, and the ties that lead from a match of it to focus nodes, or that narrow which those can be.

    None where nothing sure ties the pattern to ``?this``: then a match may concern any focus node.
    """

    pattern: Pattern
    ties: tuple[Tie, ...] | None

    @property
    def steps(self) -> tuple[Step, ...] | None:
        """The shortest way to ``?this``: one after another what is known, the tie, and what the tie then gives."""
        if self.ties is None:
            return None
        ways: dict[ox.Variable, tuple[Step, ...]] = dict.fromkeys(self.pattern.variables(), ())
        open_ = list(ways)
        while THIS not in ways:
            known = open_.pop(0)
            for tie in self.ties:
                for further in sorted(tie.variables() - set(ways), key=str) if known in tie.variables() else ():
                    ways[further] = (*ways[known], (known, tie, further))
                    open_.append(further)
        return ways[THIS]


# What a query reads; None where that is not known.
Reads = tuple[Reach, ...] | None


class _UnknownError(ValueError):
    """Something that is not understood: then a change may concern anything."""


class _Walk:
    """Walks the algebra of a query and notes each pattern with what holds whenever it does."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.noted: list[tuple[Pattern, _Ties]] = []

    def fresh(self) -> Variable:
        return Variable(f"_{next(self.numbers)}")

    def triple(self, subject: Node, predicate: Node | Path, value: Node) -> list[Pattern]:
        match predicate:
            case SequencePath():
                patterns: list[Pattern] = []
                steps: list[Any] = list(predicate.args)
                for number, step in enumerate(steps):
                    to: Node = value if number == len(steps) - 1 else self.fresh()
                    patterns += self.triple(subject, step, to)
                    subject = to
                return patterns
            case InvPath(arg=inner) if isinstance(inner, URIRef):
                return [Pattern(_part(value), frozenset({str(inner)}), _part(subject))]
            case AlternativePath() if all(isinstance(one, URIRef) for one in predicate.args):
                return [Pattern(_part(subject), frozenset(str(one) for one in predicate.args), _part(value))]
            case Path():
                return [Pattern(_part(subject), _within(predicate), _part(value), closed=True)]
            case Variable():
                return [Pattern(_part(subject), None, _part(value), predicate=ox.Variable(str(predicate)))]
        return [Pattern(_part(subject), frozenset({str(predicate)}), _part(value))]

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
                patterns = [
                    pattern
                    for subject, predicate, value in node.triples
                    for pattern in self.triple(
                        self.named(subject, names), self.named(predicate, names), self.named(value, names)
                    )
                ]
                if noting:
                    self.noted += [(one, (*around, *patterns)) for one in patterns]
                return tuple(patterns)
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


def _leading(pattern: Pattern, ties: _Ties) -> tuple[Tie, ...] | None:
    """The ties between a pattern's variables and ``?this``, without those that lead nowhere and narrow nothing."""
    if pattern.closed:
        return None
    own = pattern.variables()
    usable = [tie for tie in dict.fromkeys(ties) if tie != pattern and not (isinstance(tie, Pattern) and tie.closed)]
    if THIS in own:
        return tuple(tie for tie in usable if tie.variables() <= own)
    met = set(own)
    while more := {one for tie in usable if tie.variables() & met for one in tie.variables()} - met:
        met |= more
    if THIS not in met:
        return None
    leading = [tie for tie in usable if tie.variables() & met]
    while True:
        often = Counter(one for tie in leading if len(tie.variables()) > 1 for one in tie.variables())
        between = {THIS, *own, *(one for one, number in often.items() if number > 1)}
        kept = [tie for tie in leading if len(tie.variables() & between) >= min(2, len(tie.variables()))]
        if kept == leading:
            return tuple(kept)
        leading = kept


# The reading of a query is slow and does not depend on the data; a book of rules has some hundred.
@lru_cache(maxsize=4096)
def reaches(sparql: str) -> Reads:
    """Every pattern of a query, with what ties it to ``?this``; None where the query is not understood."""
    walk = _Walk()
    try:
        algebra = translateQuery(parseQuery(sparql)).algebra
        walk.walk(algebra, {}, ())
    except Exception:  # rdflib's parser and algebra fail in many ways: then nothing is known of the query
        return None
    return tuple(dict.fromkeys(Reach(pattern, _leading(pattern, ties)) for pattern, ties in walk.noted))


def predicates(found: Iterable[Reach]) -> frozenset[str] | None:
    """The predicates that patterns read; None for any."""
    every: set[str] = set()
    for one in found:
        if one.pattern.predicates is None:
            return None
        every |= one.pattern.predicates
    return frozenset(every)
