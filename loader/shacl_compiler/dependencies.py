"""What a query depends on: each of its triple patterns, with the joins between it and ``?this``.

    SELECT ?this WHERE { ?this :p ?x OPTIONAL { ?x :q ?y } FILTER NOT EXISTS { ?z :r ?x } }

depends on three patterns. ``?this :p ?x`` is joined to ``?this`` by itself; the other two by ``?this :p ?x``, which
holds of each row of the query. A pattern in an OPTIONAL, in a branch of a UNION or in EXISTS joins only what stands in
the same place: it need not hold of a row.

Filters are passed over, so that a change may seem to concern more focus nodes than it does, and never fewer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import pyoxigraph as ox

from shacl_compiler.joins import THIS, Alias, Dependencies, Dependency, Join, Part, PathPattern, Pattern
from shacl_compiler.paths import step_sequences
from shacl_compiler.query_tree import Group, Select, parse
from shacl_compiler.rdf_terms import is_kept, term_of
from shacl_compiler.tokens import SparqlError, Token, tokens
from shacl_compiler.triple_patterns import TriplePattern, path_of, split_sequence, triple_patterns

__all__ = ["dependencies_of"]


class _Names(dict[str, ox.Variable]):
    """The variables of a query or sub-SELECT: a name that is met for the first time is made by ``make``."""

    def __init__(self, make: Callable[[str], ox.Variable]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> ox.Variable:
        self[name] = self._make(name)
        return self[name]


@dataclass
class _Scope:
    """The joins that hold of each row of a group, and the scopes in it that need not hold."""

    joins: list[Join] = field(default_factory=list)
    possible: list[_Scope] = field(default_factory=list)


class _Reader:
    """Reads the groups of a query into scopes."""

    def __init__(self) -> None:
        self.numbers = count(1)

    def fresh(self, _: str = "") -> ox.Variable:
        return ox.Variable(f"s_d{next(self.numbers)}")

    def fresh_token(self) -> Token:
        return Token("var", str(self.fresh()))

    def query(self, query: Select, names: _Names, scope: _Scope) -> None:
        self.group(query.where, names, scope)
        parts = (*query.head, *query.tail)
        self.expression(parts, names, scope)
        for place, part in enumerate(parts[2:-2], start=2):
            if part == ("word", "AS"):
                self.alias(parts[place - 2 : place + 3], names, scope)

    def sub_select(self, query: Select, names: _Names, scope: _Scope) -> None:
        """A sub-SELECT: a variable that it does not project is its own."""
        projected = query.projected()
        inner = names if projected is None else _Names(self.fresh)
        inner.update({f"?{one}": names[f"?{one}"] for one in projected or ()})
        self.query(query, inner, scope)

    def group(self, group: Group, names: _Names, scope: _Scope) -> None:
        for element in group.elements:
            if isinstance(element, Select):
                self.sub_select(element, names, scope)
            elif element.kind == "triples":
                for triple in triple_patterns(element, self.fresh_token):
                    scope.joins += self.joins(triple, names)
            elif element.kind in ("filter", "bind", "optional"):
                self.expression(element.parts, names, scope)
                self.alias(element.parts[1:], names, scope)
            elif element.kind in ("graph", "union"):
                inner = [part for part in element.parts if isinstance(part, Group)]
                for one in inner:
                    self.group(one, names, scope if len(inner) == 1 else self.possible(scope))
            elif element.kind == "other":
                raise SparqlError(f"{element.parts[0]}: not understood")

    def possible(self, scope: _Scope) -> _Scope:
        scope.possible.append(_Scope())
        return scope.possible[-1]

    def expression(self, parts: Sequence[Token | Group], names: _Names, scope: _Scope) -> None:
        """The groups among some tokens, which need not hold."""
        for part in parts:
            if isinstance(part, Group):
                self.group(part, names, self.possible(scope))

    def alias(self, parts: Sequence[Token | Group], names: _Names, scope: _Scope) -> None:
        """``( ?one AS ?other )``, if the parts are that."""
        match parts:
            case [Token(text="("), Token("var", one), Token("word", _), Token("var", other), Token(text=")")]:
                scope.joins.append(Alias(names[one], names[other]))

    def part(self, term: tuple[Token, ...], names: _Names) -> Part:
        """A term of a pattern; a literal that a store keeps in another form (``1.0`` as ``1``) is any value."""
        if term[0].kind == "var":
            return names[term[0].text]
        found = term_of("".join(token.text for token in term))
        return found if is_kept(found) else self.fresh()

    def joins(self, triple: TriplePattern, names: _Names) -> list[Join]:
        """What a triple pattern joins: a pattern or, for a property path, several, or a path."""
        subject, value = self.part(triple.subject, names), self.part(triple.value, names)
        if triple.verb[0].kind == "var":
            return [Pattern(subject, None, value, predicate=names[triple.verb[0].text])]
        path = path_of(triple.verb)
        alternatives = None if path is None else step_sequences(path)
        if alternatives is not None:
            whole = PathPattern(subject, alternatives, value)
            if len(alternatives) == 1 and not any(
                step.repeated or (step.forward and step.backward) for step in alternatives[0]
            ):
                return [pattern for pattern, _ in self.patterns_of(whole)]
            return [whole]
        steps = list(split_sequence(triple, self.fresh_token))
        if len(steps) > 1:
            return [join for step in steps for join in self.joins(step, names)]
        return [Pattern(subject, None if path is None else path.predicates, value, is_opaque=True)]

    def patterns_of(self, path: PathPattern) -> Iterator[tuple[Pattern, list[Join]]]:
        """The patterns of a path's steps, each with what joins it to the path's start and to its end."""
        for steps in path.alternatives:
            places = [path.subject, *(self.fresh() for _ in steps[1:]), path.value]
            for number, step in enumerate(steps):
                start, end = places[number], places[number + 1]
                around: list[Join] = []
                if step.repeated:
                    first, last = self.fresh(), self.fresh()
                    around = [PathPattern(start, ((step,),), first), PathPattern(last, ((step,),), end)]
                    start, end = first, last
                if number:
                    around.append(PathPattern(path.subject, (steps[:number],), places[number]))
                if number + 1 < len(steps):
                    around.append(PathPattern(places[number + 1], (steps[number + 1 :],), path.value))
                for predicates, one, other in ((step.forward, start, end), (step.backward, end, start)):
                    if predicates:
                        yield Pattern(one, predicates, other), around

    def dependencies(self, scope: _Scope, around: list[Join]) -> Iterator[tuple[Pattern, list[Join]]]:
        """Each pattern of a scope, with all that holds where it does; ``around`` is what holds around the scope."""
        every = [*around, *scope.joins]
        narrowed = {one for join in every if not _can_stay(join) for one in join.variables()}
        for join in scope.joins:
            if isinstance(join, Alias):
                continue
            if _can_stay(join) and not _has_term(join) and not join.variables() & narrowed:
                # It joins each node of the data to itself: any triple can add a node.
                yield Pattern(THIS, None, THIS, is_opaque=True), []
            elif isinstance(join, Pattern):
                yield join, every
            else:
                for pattern, more in self.patterns_of(join):
                    yield pattern, [*every, *more]
        for inner in scope.possible:
            yield from self.dependencies(inner, every)


def _can_stay(join: Join) -> bool:
    """Whether it joins, or can join, a node to itself in no step."""
    if isinstance(join, PathPattern):
        return any(all(step.repeated for step in steps) for steps in join.alternatives)
    return isinstance(join, Alias) or join.is_opaque


def _has_term(join: Pattern | PathPattern) -> bool:
    """Whether an end of it is no variable."""
    return not all(isinstance(end, ox.Variable) for end in (join.subject, join.value))


def _relevant(pattern: Pattern, joins: Sequence[Join]) -> tuple[Join, ...]:
    """The joins between a pattern's variables and ``?this``, without those that connect and restrict nothing."""
    if pattern.is_opaque:
        return ()
    own = pattern.variables()
    usable = [
        one for one in dict.fromkeys(joins) if one != pattern and not (isinstance(one, Pattern) and one.is_opaque)
    ]
    if THIS in own:
        return tuple(one for one in usable if one.variables() <= own)
    met = set(own)
    while more := {name for one in usable if one.variables() & met for name in one.variables()} - met:
        met |= more
    relevant = [one for one in usable if one.variables() & met]
    while True:
        uses = Counter(name for one in relevant if len(one.variables()) > 1 for name in one.variables())
        between = {THIS, *own, *(name for name, number in uses.items() if number > 1)}
        kept = [one for one in relevant if len(one.variables() & between) >= min(2, len(one.variables()))]
        if kept == relevant:
            return tuple(kept)
        relevant = kept


def dependencies_of(sparql: str) -> Dependencies:
    """Every pattern of a query, with what joins it to ``?this``; None where the query is not understood."""
    reader, scope = _Reader(), _Scope()
    try:
        reader.query(parse(tokens(sparql)), _Names(lambda name: ox.Variable(name[1:])), scope)
    except (SyntaxError, ValueError):
        return None
    found = reader.dependencies(scope, [])
    return tuple(dict.fromkeys(Dependency(pattern, _relevant(pattern, joins)) for pattern, joins in found))
