"""Validating again after a change: only what the change can concern.

A changed triple that matches a pattern of a constraint's query concerns those focus nodes to which the pattern is tied
by other patterns, in the data as they are or as they were. Their results are found anew; the others' stand. Filters are
passed over, so that more focus nodes may be judged than need be, and never fewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import pyoxigraph as ox
from rdflib import Variable
from rdflib.term import Node

from shacl_compiler.compiled import CompiledConstraint, CompiledShapes
from shacl_compiler.data import Data, classes_below
from shacl_compiler.reads import Pattern, Reach, reaches
from shacl_compiler.reference import by_pyshacl
from shacl_compiler.results import Report, Result, in_order
from shacl_compiler.terms import Term, from_rdflib
from shacl_compiler.validating import as_data, found_by

__all__ = ["concerned", "revalidate"]

_BELOW = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
# With more nodes than this on the way, or to judge again, running the whole constraint is the shorter way.
_MOST = 2000

# The reading of a query does not depend on the data; a book of rules has some hundred.
_reads = lru_cache(maxsize=4096)(reaches)


class _Everything(Exception):  # noqa: N818 - no error: the change may concern every focus node
    """A change that may concern every focus node."""


def _bound(pattern: Pattern, triple: ox.Triple) -> dict[Variable, Term] | None:
    """The variables of a pattern as a triple binds them; None where it does not match."""
    if pattern.predicates is not None and triple.predicate.value not in pattern.predicates:
        return None
    if pattern.closed:
        return {}
    bound: dict[Variable, Term] = {}
    places: list[tuple[Node | None, Term]] = [(pattern.subject, triple.subject), (pattern.value, triple.object)]  # type: ignore[list-item]
    places.append((pattern.predicate, triple.predicate))
    for term, value in places:
        if isinstance(term, Variable):
            if bound.setdefault(term, value) != value:
                return None
        elif term is not None and from_rdflib(term) != value:
            return None
    return bound


def _written(term: Node | None, known: Variable, wanted: Variable) -> str:
    if not isinstance(term, Variable):
        return "" if term is None else str(from_rdflib(term))
    return {known: "?known", wanted: "?wanted"}.get(term, f"?o{term}")


def _along(
    tie: Pattern, known: Variable, wanted: Variable, nodes: Collection[Term], data: Data, changed: Iterable[ox.Triple]
) -> set[Term]:
    """Where a pattern leads from some nodes, by the data as they are and by what was changed in them."""
    found: set[Term] = set()
    for triple in changed:
        bound = _bound(tie, triple)
        if bound is not None and bound[known] in nodes:
            found.add(bound[wanted])
    subject, value = _written(tie.subject, known, wanted), _written(tie.value, known, wanted)
    if tie.predicate is not None:
        verb = _written(tie.predicate, known, wanted)
    else:
        verb = "|".join(f"<{one}>" for one in sorted(tie.predicates or ()))
    listed = " ".join(sorted(str(node) for node in nodes))
    sparql = f"SELECT DISTINCT ?wanted WHERE {{ VALUES ?known {{ {listed} }} {subject} {verb} {value} }}"
    found |= {row[0] for row in data.select(sparql) if row[0] is not None}
    return found


def _nodes(reach: Reach, triple: ox.Triple, data: Data, changed: Sequence[ox.Triple]) -> set[Term]:
    """The focus nodes that a changed triple concerns by one pattern."""
    bound = _bound(reach.pattern, triple)
    if bound is None:
        return set()
    if reach.steps is None:
        raise _Everything
    if not reach.steps:
        return {bound[Variable("this")]}
    nodes = {bound[reach.steps[0][0]]}
    for known, tie, wanted in reach.steps:
        if len(nodes) > _MOST or any(isinstance(node, ox.BlankNode) for node in nodes):
            raise _Everything
        if isinstance(tie, Pattern):
            nodes = _along(tie, known, wanted, nodes, data, changed)
        if not nodes:
            break
    return nodes


def concerned(
    one: CompiledConstraint, data: Data, below: Mapping[str, Sequence[str]], changed: Sequence[ox.Triple]
) -> set[Term] | None:
    """The focus nodes of a constraint that a change can concern; None where it can be any.

    ``data`` are the data after the change and ``changed`` what was added and removed.
    """
    reads = _reads(one.text(below))
    if reads is None or any(triple.predicate.value == _BELOW for triple in changed):
        return None
    found: set[Term] = set()
    try:
        for triple in changed:
            for reach in reads:
                found |= _nodes(reach, triple, data, changed)
                if len(found) > _MOST:
                    return None
    except _Everything:
        return None
    return None if any(isinstance(node, ox.BlankNode) for node in found) else found


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
    source, changed = as_data(data, union), [*added, *removed]
    below = classes_below(source)
    found: list[tuple[Result, ...]] = []
    for one, before in zip(compiled.constraints, previous.found, strict=False):
        nodes = concerned(one, source, below, changed)
        if nodes is None:
            found.append(tuple(found_by(one, source, below)))
        elif not nodes:
            found.append(before)
        else:
            kept = [result for result in before if result.focus not in nodes]
            found.append(tuple(in_order(kept + found_by(one, source, below, nodes))))
    if compiled.refused:
        found.append(tuple(by_pyshacl(source, compiled)))
    return Report(tuple(found), previous.refused, previous.warnings)
