"""Validating again after a change: only what the change can concern.

A changed triple that matches a pattern of a constraint's query concerns those focus nodes to which the pattern is tied
by other patterns, in the data as they are or as they were. Their results are found anew; the others' stand. Filters are
passed over, so that more focus nodes may be judged than need be, and never fewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set

import pyoxigraph as ox

from shacl_compiler.compiled_shapes import CompiledShapes
from shacl_compiler.data import Data, classes_below
from shacl_compiler.joins import THIS, Alias, Dependencies, Join, Part, PathPattern, Pattern
from shacl_compiler.path_steps import PathStep, PathSteps
from shacl_compiler.pyshacl_fallback import validate_with_pyshacl
from shacl_compiler.rdf_terms import Term
from shacl_compiler.validation_report import Report, Result, in_order
from shacl_compiler.validator import as_data, listed, results_of_constraint

__all__ = ["Changes", "affected_focus_nodes", "revalidate", "update_report"]

_BELOW = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
# With more nodes than this on the way, finding out what is concerned takes longer than running the whole constraint.
_MOST = 1000


class Changes:
    """Triples that were added to some data or removed; it may be told of more than were.

    What the data say of them is asked once, so that it is of one change and the data after it.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        """Keep them by their predicates."""
        self.triples = tuple(dict.fromkeys(triples))
        self._by: defaultdict[str, list[ox.Triple]] = defaultdict(list)
        for triple in self.triples:
            self._by[triple.predicate.value].append(triple)
        # Many patterns differ in the names of their variables alone.
        self._indexes: dict[Hashable, dict[Term, list[ox.Triple]]] = {}
        self.asked: dict[Hashable, Set[Term] | None] = {}

    @property
    def of_classes(self) -> bool:
        """Whether it changes which class is below which: queries that name classes then are other queries."""
        return _BELOW in self._by

    def _matching(self, pattern: Pattern) -> Iterator[ox.Triple]:
        among = self._by.keys() if pattern.predicates is None else pattern.predicates & self._by.keys()
        return (triple for one in sorted(among) for triple in self._by[one] if pattern.closed or _fits(pattern, triple))

    def match(self, pattern: Pattern) -> bool:
        """Whether a pattern matches any of the triples."""
        variables = sorted(pattern.variables(), key=str)
        return bool(self.by(pattern, variables[0]) if variables else any(self._matching(pattern)))

    def by(self, pattern: Pattern, variable: ox.Variable) -> Mapping[Term, Sequence[ox.Triple]]:
        """The triples that a pattern matches, by what they bind a variable of it to."""
        key = _alike(pattern, variable)
        if key not in self._indexes:
            index: defaultdict[Term, list[ox.Triple]] = defaultdict(list)
            for triple in self._matching(pattern):
                index[_bound(pattern, variable, triple)].append(triple)
            self._indexes[key] = dict(index)
        return self._indexes[key]


def _alike(pattern: Pattern, *variables: ox.Variable) -> Hashable:
    """What a pattern and some of its variables share with those that are named otherwise."""
    parts = (pattern.subject, pattern.predicate, pattern.value)
    named = [parts.index(one) if isinstance(one, ox.Variable) else one for one in parts]
    return (pattern.predicates, pattern.closed, *named, *map(parts.index, variables))


def _bound(pattern: Pattern, variable: ox.Variable, triple: ox.Triple) -> Term:
    """What a triple that a pattern matches binds a variable of it to."""
    if pattern.subject == variable:
        return triple.subject  # type: ignore[return-value]
    return triple.object if pattern.value == variable else triple.predicate  # type: ignore[return-value]


def _fits(pattern: Pattern, triple: ox.Triple) -> bool:
    places = ((pattern.subject, triple.subject), (pattern.value, triple.object))
    return all(
        _bound(pattern, part, triple) == value if isinstance(part, ox.Variable) else part == value
        for part, value in (*places, (pattern.predicate or triple.predicate, triple.predicate))
    )


def _written(term: Part, known: ox.Variable, wanted: ox.Variable) -> str:
    if not isinstance(term, ox.Variable):
        return str(term)
    return {wanted: "?wanted", known: "?known"}.get(term, f"?o{term.value}")


def _along(
    tie: Join, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term], data: Data, changes: Changes
) -> Set[Term] | None:
    """Where a tie leads from some nodes, by the data as they are and by what was changed; None where that is far."""
    if isinstance(tie, Alias):
        return nodes
    if isinstance(tie, PathPattern):
        return _along_trail(tie, known, wanted, nodes, data, changes)
    key = (_alike(tie, known, wanted), frozenset(nodes))
    if key not in changes.asked:
        changes.asked[key] = _led_to(tie, known, wanted, nodes, data, changes)
    return changes.asked[key]


def _along_trail(
    trail: PathPattern, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term], data: Data, changes: Changes
) -> Set[Term] | None:
    if known == wanted:
        end = trail.value if trail.subject == known else trail.subject
        if isinstance(end, ox.Variable):
            return nodes
        found = _by_routes(trail.routes, {end}, trail.subject == end, data, changes)
        return nodes if found is None else nodes & found
    return _by_routes(trail.routes, nodes, trail.subject == known, data, changes)


def _by_routes(
    ways: Sequence[PathSteps], nodes: Set[Term], from_start: bool, data: Data, changes: Changes
) -> Set[Term] | None:
    """Where all ways lead from some nodes at their start or, taken backward, at their end; None where that is far."""
    every: set[Term] = set()
    for route in ways:
        there: Set[Term] | None = nodes
        for leg in route if from_start else [leg.turned() for leg in reversed(route)]:
            there = None if there is None else _by_leg(leg, there, data, changes)
        if there is None:
            return None
        every |= there
    return every


def _by_leg(leg: PathStep, nodes: Set[Term], data: Data, changes: Changes) -> Set[Term] | None:
    known, wanted = ox.Variable("start"), ox.Variable("end")
    steps = [Pattern(known, leg.along, wanted)] if leg.along else []
    steps += [Pattern(wanted, leg.against, known)] if leg.against else []
    met, new = set(nodes), nodes
    while new:
        if not _can_be_listed(new):
            return None
        found: set[Term] = set()
        for step in steps:
            there = _along(step, known, wanted, new, data, changes)
            if there is None:
                return None
            found |= there
        if not leg.repeated:
            return found
        new = found - met
        met |= new
    return met if leg.repeated else set()


def _led_to(
    tie: Pattern, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term], data: Data, changes: Changes
) -> set[Term] | None:
    changed = changes.by(tie, known)
    found = {_bound(tie, wanted, triple) for node in nodes if node in changed for triple in changed[node]}
    subject, value = _written(tie.subject, known, wanted), _written(tie.value, known, wanted)
    if tie.predicate is not None:
        verb = _written(tie.predicate, known, wanted)
    else:
        verb = "|".join(f"<{one}>" for one in sorted(tie.predicates or ()))
    asked = "?known" if known == wanted else "?wanted"
    for some in listed(nodes):
        query = f"SELECT DISTINCT {asked} WHERE {{ VALUES ?known {{ {some} }} {subject} {verb} {value} }}"
        found |= {row[0] for row in data.select(f"{query} LIMIT {_MOST + 1}") if row[0] is not None}
        if len(found) > _MOST:
            return None
    return found


def _nodes(pattern: Pattern, ties: Sequence[Join], data: Data, changes: Changes) -> set[Term] | None:
    """The focus nodes that the changed triples which a pattern matches concern; None where it can be any.

    A row that rests on such a triple is one in which every tie holds. So what a variable can be there is narrowed by
    each tie from another, and first from those that can be the fewest things: by the paper that states a rating before
    the proposal that is rated throughout the country.
    """
    can_be: dict[ox.Variable, set[Term]] = {}
    tied = [(tie, tie.variables()) for tie in ties]

    def learn(variable: ox.Variable, nodes: Set[Term]) -> None:
        if variable in can_be:
            can_be[variable] &= nodes
            return
        can_be[variable] = set(nodes)
        if not _can_be_listed(nodes):
            return
        for tie in (tie for tie, variables in tied if variables == {variable}):
            narrowed = _along(tie, variable, variable, can_be[variable], data, changes)
            if narrowed is not None:
                can_be[variable] &= narrowed

    for variable in sorted(pattern.variables(), key=str):
        learn(variable, changes.by(pattern, variable).keys())
    done: set[ox.Variable] = set()
    while all(can_be.values()):
        # Where there are too many, or blank nodes, which a query cannot name, a variable says nothing of others.
        known = min(can_be.keys() - done, key=lambda one: (len(can_be[one]), one != THIS, one.value), default=THIS)
        if known == THIS:
            return can_be.get(THIS)
        done.add(known)
        if not _can_be_listed(can_be[known]):
            continue
        for tie, variables in tied:
            for further in variables - done if known in variables else ():
                found = _along(tie, known, further, can_be[known], data, changes)
                if found is not None:
                    learn(further, found)
    return set()


def _can_be_listed(nodes: Set[Term]) -> bool:
    return len(nodes) <= _MOST and ox.BlankNode not in map(type, nodes)


def affected_focus_nodes(reads: Dependencies, data: Data, changes: Changes) -> set[Term] | None:
    """The focus nodes of a constraint that a change can concern; None where it can be any.

    ``reads`` is what its query reads, and ``data`` are the data after the change.
    """
    if reads is None or changes.of_classes:
        return None
    matched = [one for one in reads if changes.match(one.pattern)]
    if any(one.pattern.closed for one in matched):
        return None
    found: set[Term] = set()
    for one in matched:
        nodes = _nodes(one.pattern, one.ties, data, changes)
        if nodes is None:
            return None
        found |= nodes
    return found if _can_be_listed(found) else None


def update_report(
    compiled: CompiledShapes, data: Data, previous: Report, nodes: Sequence[Collection[Term] | None]
) -> Report:
    """A report with the results of some focus nodes found anew; ``nodes`` are those of each constraint, None for all.

    Shapes that are refused are judged anew whole.
    """
    found: list[tuple[Result, ...]] = []
    for one, before, some in zip(compiled.constraints, previous.found, nodes, strict=False):
        if some is None:
            found.append(tuple(results_of_constraint(one, data, classes_below(data))))
        elif not some:
            found.append(before)
        else:
            kept = [result for result in before if result.focus not in some]
            found.append(tuple(in_order(kept + results_of_constraint(one, data, classes_below(data), some))))
    if compiled.refused:
        found.append(tuple(validate_with_pyshacl(data, compiled)))
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
    """The report after a change of the data, the same as of a validation anew.

    ``data`` are the data after the change, ``previous`` the report of the same shapes before it, ``added`` and
    ``removed`` what was changed, each triple as the data keep it. Shapes that are refused are judged anew whole.
    """
    source, changes = as_data(data, union), Changes([*added, *removed])
    below = classes_below(source)
    nodes = [affected_focus_nodes(one.reads(below), source, changes) for one in compiled.constraints]
    return update_report(compiled, source, previous, nodes)
