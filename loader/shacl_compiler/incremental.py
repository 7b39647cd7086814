"""Incremental validation: reuse the results for focus nodes that a change of the data cannot affect.

A constraint's query has the patterns ``?this :in ?paper`` and ``?page :in ?paper``. A triple ``:x :in :p`` is removed:

* as a match of the first pattern it affects the focus node ``:x``;
* as a match of the second, the focus nodes that the first joins to ``:p``, in the data as they are and as they were
  before the change.

These focus nodes are validated again, and the results for all others are reused. The result is the same as that of a
whole validation: every row of a query rests on a triple for each pattern that it needs, and where the patterns are
joined, so are these triples. FILTERs are passed over, so that too many focus nodes may be validated, never too few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property

import pyoxigraph as ox

from shacl_compiler.compiled_shapes import CompiledShapes
from shacl_compiler.data import Data, OxigraphData, classes_below
from shacl_compiler.joins import THIS, Alias, Dependencies, Join, Part, PathPattern, Pattern
from shacl_compiler.literals import literals_of, warnings_for
from shacl_compiler.paths import PathStep, PathSteps
from shacl_compiler.rdf_terms import Term
from shacl_compiler.validation_report import Report, Result, in_order
from shacl_compiler.validator import as_data, listed, results_of_constraint, results_of_refused, validate

__all__ = ["Changes", "revalidate", "update_report"]

_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
# With more nodes than this on the way, finding the affected focus nodes takes longer than validating all of them.
_MOST = 1000


class Changes:
    """Triples that were added to some data or removed from them, and the focus nodes that they affect.

    There may be more triples than were changed: then more focus nodes seem affected. What the data are asked is
    remembered; so the data must not change any more.
    """

    def __init__(self, data: Data, triples: Iterable[ox.Triple]) -> None:
        """Keep the triples, and ``data`` as they are after the change."""
        self.data, self.triples = data, tuple(dict.fromkeys(triples))
        self._by_predicate: defaultdict[str, list[ox.Triple]] = defaultdict(list)
        for triple in self.triples:
            self._by_predicate[triple.predicate.value].append(triple)
        # Many patterns differ in the names of their variables alone.
        self._indexes: dict[Hashable, dict[Term, list[ox.Triple]]] = {}
        self._answers: dict[Hashable, Set[Term] | None] = {}

    @property
    def of_classes(self) -> bool:
        """Whether they change which class is below which: queries that name classes then are other queries."""
        return _SUBCLASS in self._by_predicate

    @cached_property
    def below(self) -> Mapping[str, Sequence[str]]:
        """The classes below each class, in the data after the change."""
        return classes_below(self.data)

    def affected(self, compiled: CompiledShapes) -> list[set[Term] | None]:
        """The focus nodes of each constraint that are affected; None for all."""
        return [self.affected_focus_nodes(one.dependencies(self.below)) for one in compiled.constraints]

    def affected_focus_nodes(self, dependencies: Dependencies) -> set[Term] | None:
        """The focus nodes of a constraint, by what its query depends on, that are affected; None for all."""
        if dependencies is None or self.of_classes:
            return None
        matched = [one for one in dependencies if self._match(one.pattern)]
        if any(one.pattern.is_opaque for one in matched):
            return None
        found: set[Term] = set()
        for one in matched:
            nodes = self._joined_to(one.pattern, one.joins)
            if nodes is None:
                return None
            found |= nodes
        return found if _can_be_listed(found) else None

    def _matching(self, pattern: Pattern) -> Iterator[ox.Triple]:
        changed = self._by_predicate
        among = changed.keys() if pattern.predicates is None else pattern.predicates & changed.keys()
        return (
            triple for one in sorted(among) for triple in changed[one] if pattern.is_opaque or _fits(pattern, triple)
        )

    def _match(self, pattern: Pattern) -> bool:
        """Whether a pattern matches any of the triples."""
        variables = sorted(pattern.variables(), key=str)
        return bool(self._by(pattern, variables[0]) if variables else any(self._matching(pattern)))

    def _by(self, pattern: Pattern, variable: ox.Variable) -> Mapping[Term, Sequence[ox.Triple]]:
        """The triples that a pattern matches, by what they bind a variable of it to."""
        key = _without_names(pattern, variable)
        if key not in self._indexes:
            index: defaultdict[Term, list[ox.Triple]] = defaultdict(list)
            for triple in self._matching(pattern):
                index[_binding(pattern, variable, triple)].append(triple)
            self._indexes[key] = dict(index)
        return self._indexes[key]

    def _joined_to(self, pattern: Pattern, joins: Sequence[Join]) -> set[Term] | None:
        """The focus nodes that are joined to the triples which a pattern matches; None where it can be any.

        In a row that rests on such a triple every join holds. So the values that a variable can have there are
        restricted by each join, and first by those from variables with the fewest values: by the paper that states a
        rating before the proposal that is rated throughout the country.
        """
        can_be: dict[ox.Variable, set[Term]] = {}

        def restrict(variable: ox.Variable, nodes: Set[Term]) -> None:
            if variable in can_be:
                can_be[variable] &= nodes
                return
            can_be[variable] = set(nodes)
            for join in joins if _can_be_listed(nodes) else ():
                if join.variables() == {variable}:
                    kept = self._follow(join, variable, variable, can_be[variable])
                    can_be[variable] &= can_be[variable] if kept is None else kept

        for variable in sorted(pattern.variables(), key=str):
            restrict(variable, self._by(pattern, variable).keys())
        done: set[ox.Variable] = set()
        while all(can_be.values()):
            known = min(can_be.keys() - done, key=lambda one: (len(can_be[one]), one != THIS, one.value), default=THIS)
            if known == THIS:
                return can_be.get(THIS)
            done.add(known)
            # Of too many nodes, or of blank nodes, which a query cannot name, nothing is asked.
            for join in joins if _can_be_listed(can_be[known]) else ():
                variables = join.variables()
                for further in variables - done if known in variables else ():
                    found = self._follow(join, known, further, can_be[known])
                    if found is not None:
                        restrict(further, found)
        return set()

    def _follow(self, join: Join, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term]) -> Set[Term] | None:
        """The values of ``wanted`` that are joined to values of ``known``; None where they are too many."""
        if isinstance(join, Alias):
            return nodes
        if isinstance(join, PathPattern):
            return self._follow_path(join, known, wanted, nodes)
        key = (_without_names(join, known, wanted), frozenset(nodes))
        if key not in self._answers:
            self._answers[key] = self._look_up(join, known, wanted, nodes)
        return self._answers[key]

    def _follow_path(
        self, path: PathPattern, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term]
    ) -> Set[Term] | None:
        if known != wanted:
            return self._follow_steps(path.alternatives, nodes, path.subject == known)
        end = path.value if path.subject == known else path.subject
        if isinstance(end, ox.Variable):
            return nodes
        found = self._follow_steps(path.alternatives, {end}, path.subject == end)
        return nodes if found is None else nodes & found

    def _follow_steps(self, alternatives: Sequence[PathSteps], nodes: Set[Term], from_start: bool) -> Set[Term] | None:
        """The nodes at the end of all alternatives, from their start or, backward, from their end."""
        every: set[Term] = set()
        for steps in alternatives:
            there: Set[Term] | None = nodes
            for step in steps if from_start else [step.inverse() for step in reversed(steps)]:
                there = None if there is None else self._follow_step(step, there)
            if there is None:
                return None
            every |= there
        return every

    def _follow_step(self, step: PathStep, nodes: Set[Term]) -> Set[Term] | None:
        known, wanted = ox.Variable("start"), ox.Variable("end")
        patterns = [Pattern(known, step.forward, wanted)] if step.forward else []
        patterns += [Pattern(wanted, step.backward, known)] if step.backward else []
        met, new = set(nodes), nodes
        while new:
            if not _can_be_listed(new):
                return None
            found: set[Term] = set()
            for pattern in patterns:
                there = self._follow(pattern, known, wanted, new)
                if there is None:
                    return None
                found |= there
            if not step.repeated:
                return found
            new = found - met
            met |= new
        return met if step.repeated else set()

    def _look_up(self, pattern: Pattern, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term]) -> set[Term] | None:
        changed = self._by(pattern, known)
        found = {_binding(pattern, wanted, triple) for node in nodes & changed.keys() for triple in changed[node]}

        def written(term: Part) -> str:
            if not isinstance(term, ox.Variable):
                return str(term)
            return {wanted: "?wanted", known: "?known"}.get(term, f"?o{term.value}")

        verb = "|".join(f"<{one}>" for one in sorted(pattern.predicates or ()))
        if pattern.predicate is not None:
            verb = written(pattern.predicate)
        asked = written(known if known == wanted else wanted)
        for some in listed(nodes):
            where = f"VALUES ?known {{ {some} }} {written(pattern.subject)} {verb} {written(pattern.value)}"
            query = f"SELECT DISTINCT {asked} WHERE {{ {where} }} LIMIT {_MOST + 1}"
            found |= {row[0] for row in self.data.select(query) if row[0] is not None}
            if len(found) > _MOST:
                return None
        return found


def _without_names(pattern: Pattern, *variables: ox.Variable) -> Hashable:
    """What a pattern and some of its variables share with those that only have other names."""
    parts = (pattern.subject, pattern.predicate, pattern.value)
    named = [parts.index(one) if isinstance(one, ox.Variable) else one for one in parts]
    return (pattern.predicates, pattern.is_opaque, *named, *map(parts.index, variables))


def _binding(pattern: Pattern, variable: ox.Variable, triple: ox.Triple) -> Term:
    """What a triple that a pattern matches binds a variable of it to."""
    if pattern.subject == variable:
        return triple.subject  # type: ignore[return-value]
    return triple.object if pattern.value == variable else triple.predicate  # type: ignore[return-value]


def _fits(pattern: Pattern, triple: ox.Triple) -> bool:
    places = ((pattern.subject, triple.subject), (pattern.value, triple.object))
    return all(
        _binding(pattern, part, triple) == value if isinstance(part, ox.Variable) else part == value
        for part, value in (*places, (pattern.predicate or triple.predicate, triple.predicate))
    )


def _can_be_listed(nodes: Set[Term]) -> bool:
    return len(nodes) <= _MOST and ox.BlankNode not in map(type, nodes)


def update_report(
    compiled: CompiledShapes, changes: Changes, previous: Report, affected: Sequence[Collection[Term] | None]
) -> Report:
    """A report of the data after a change, with the results for the ``affected`` focus nodes of each constraint anew.

    Shapes that are refused are validated whole.
    """
    data, below = changes.data, changes.below
    found: list[tuple[Result, ...]] = []
    for one, before, nodes in zip(compiled.constraints, previous.found, affected, strict=False):
        if nodes is None:
            found.append(tuple(results_of_constraint(one, data, below)))
        elif not nodes:
            found.append(before)
        else:
            kept = [result for result in before if result.focus not in nodes]
            found.append(tuple(in_order(kept + results_of_constraint(one, data, below, nodes))))
    found += results_of_refused(compiled, data)
    return Report(tuple(found), previous.refused, previous.warnings)


def revalidate(
    compiled: CompiledShapes,
    data: ox.Store | Data,
    previous: Report,
    added: Iterable[ox.Triple],
    removed: Iterable[ox.Triple],
    *,
    union: bool = False,
) -> Report:
    """The report after a change of the data, the same as that of a whole validation.

    ``data`` are the data after the change, ``previous`` the report of the same shapes before it, ``added`` and
    ``removed`` what was changed, each triple as the data keep it. Shapes that are refused are validated whole. The
    warnings of the previous report stay.
    """
    source, added = as_data(data, union), tuple(added)
    warnings = previous.warnings
    if isinstance(source, OxigraphData):
        literals = literals_of(added)
        are_refused = [one.fault for one in compiled.refused.values()]
        if literals.uncomputable or [one.fault for one in previous.refused] != are_refused:
            # Which shapes are refused depends on the data.
            return validate(source, compiled)
        known = {one.term for one in warnings}
        warnings += tuple(one for one in warnings_for(compiled, literals) if one.term not in known)
    changes = Changes(source, [*added, *removed])
    report = update_report(compiled, changes, previous, changes.affected(compiled))
    return replace(report, warnings=warnings)
