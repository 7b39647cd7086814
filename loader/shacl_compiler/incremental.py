"""Validating again after a change: only what the change can concern.

A changed triple that matches a pattern of a constraint's query concerns those focus nodes to which the pattern is tied
by other patterns, in the data as they are or as they were. Their results are found anew; the others' stand. Filters are
passed over, so that more focus nodes may be judged than need be, and never fewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set

import pyoxigraph as ox

from shacl_compiler.compiled import CompiledShapes
from shacl_compiler.data import Data, classes_below
from shacl_compiler.reads import THIS, Alias, Part, Pattern, Reads, Tie
from shacl_compiler.reference import by_pyshacl
from shacl_compiler.results import Report, Result, in_order
from shacl_compiler.terms import Term
from shacl_compiler.validating import as_data, found_by, listed

__all__ = ["Changes", "concerned", "renewed", "revalidate"]

_BELOW = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
# With more nodes than this on the way, finding out what is concerned takes longer than running the whole constraint.
_MOST = 2000


class Changes:
    """Triples that were added to the data or removed; it may be told of more than were."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        """Keep them by their predicates."""
        self.triples = tuple(dict.fromkeys(triples))
        self._by: defaultdict[str, list[ox.Triple]] = defaultdict(list)
        for triple in self.triples:
            self._by[triple.predicate.value].append(triple)
        self._matching: dict[Pattern, list[dict[ox.Variable, Term]]] = {}

    @property
    def of_classes(self) -> bool:
        """Whether it changes which class is below which: queries that name classes then are other queries."""
        return _BELOW in self._by

    def matching(self, pattern: Pattern) -> list[dict[ox.Variable, Term]]:
        """What the variables of a pattern are bound to by each triple that it matches."""
        if pattern not in self._matching:
            of = self._by if pattern.predicates is None else pattern.predicates & self._by.keys()
            found = (_bound(pattern, triple) for one in sorted(of) for triple in self._by[one])
            self._matching[pattern] = [bound for bound in found if bound is not None]
        return self._matching[pattern]


def _bound(pattern: Pattern, triple: ox.Triple) -> dict[ox.Variable, Term] | None:
    """The variables of a pattern as a triple binds them; None where it does not match."""
    if pattern.closed:
        return {}
    bound: dict[ox.Variable, Term] = {}
    places: list[tuple[Part | None, Term]] = [(pattern.subject, triple.subject), (pattern.value, triple.object)]  # type: ignore[list-item]
    places.append((pattern.predicate, triple.predicate))
    for term, value in places:
        if isinstance(term, ox.Variable):
            if bound.setdefault(term, value) != value:
                return None
        elif term is not None and term != value:
            return None
    return bound


def _written(term: Part, known: ox.Variable, wanted: ox.Variable) -> str:
    if not isinstance(term, ox.Variable):
        return str(term)
    return {wanted: "?wanted", known: "?known"}.get(term, f"?o{term.value}")


def _along(
    tie: Tie, known: ox.Variable, wanted: ox.Variable, nodes: Set[Term], data: Data, changes: Changes
) -> set[Term] | None:
    """Where a tie leads from some nodes, by the data as they are and by what was changed; None where that is far."""
    if isinstance(tie, Alias):
        return set(nodes)
    found = {bound[wanted] for bound in changes.matching(tie) if bound[known] in nodes}
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


def _nodes(
    pattern: Pattern, ties: Sequence[Tie], bound: list[dict[ox.Variable, Term]], data: Data, changes: Changes
) -> set[Term] | None:
    """The focus nodes that changed triples concern which a pattern matches; None where it can be any.

    A row that rests on such a triple is one in which every tie holds. So what a variable can be there is narrowed by
    each tie from another, and first from those that can be the fewest things: by the paper that states a rating before
    the proposal that is rated throughout the country.
    """
    can_be: dict[ox.Variable, set[Term]] = {}

    def learn(variable: ox.Variable, nodes: set[Term]) -> None:
        if variable in can_be:
            can_be[variable] &= nodes
            return
        can_be[variable] = nodes
        for tie in ties:
            if tie.variables() == {variable} and _can_be_listed(can_be[variable]):
                can_be[variable] &= _along(tie, variable, variable, can_be[variable], data, changes) or set()

    for variable in pattern.variables():
        learn(variable, {one[variable] for one in bound})
    done: set[ox.Variable] = set()
    while all(can_be.values()):
        # Where there are too many, or blank nodes, which a query cannot name, a variable says nothing of others.
        open_ = [one for one in can_be if one not in done and _can_be_listed(can_be[one])]
        known = min(open_, key=lambda one: (len(can_be[one]), one != THIS, one.value), default=THIS)
        if known == THIS:
            return can_be.get(THIS)
        done.add(known)
        for tie in ties:
            for further in tie.variables() - done if known in tie.variables() else ():
                found = _along(tie, known, further, can_be[known], data, changes)
                if found is not None:
                    learn(further, found)
    return set()


def _can_be_listed(nodes: Set[Term]) -> bool:
    return len(nodes) <= _MOST and not any(isinstance(node, ox.BlankNode) for node in nodes)


def concerned(reads: Reads, data: Data, changes: Changes) -> set[Term] | None:
    """The focus nodes of a constraint that a change can concern; None where it can be any.

    ``reads`` is what its query reads, and ``data`` are the data after the change.
    """
    if reads is None or changes.of_classes:
        return None
    matched = [(one, bound) for one in reads if (bound := changes.matching(one.pattern))]
    if any(one.ties is None for one, _ in matched):
        return None
    found: set[Term] = set()
    for one, bound in matched:
        nodes = _nodes(one.pattern, one.ties or (), bound, data, changes)
        if nodes is None:
            return None
        found |= nodes
    return found if _can_be_listed(found) else None


def renewed(compiled: CompiledShapes, data: Data, previous: Report, nodes: Sequence[Collection[Term] | None]) -> Report:
    """A report with the results of some focus nodes found anew; ``nodes`` are those of each constraint, None for all.

    Shapes that are refused are judged anew whole.
    """
    found: list[tuple[Result, ...]] = []
    for one, before, some in zip(compiled.constraints, previous.found, nodes, strict=False):
        if some is None:
            found.append(tuple(found_by(one, data, classes_below(data))))
        elif not some:
            found.append(before)
        else:
            kept = [result for result in before if result.focus not in some]
            found.append(tuple(in_order(kept + found_by(one, data, classes_below(data), some))))
    if compiled.refused:
        found.append(tuple(by_pyshacl(data, compiled)))
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
    nodes = [concerned(one.reads(below), source, changes) for one in compiled.constraints]
    return renewed(compiled, source, previous, nodes)
