"""Runs compiled shapes over data, and hands the shapes that are refused to pySHACL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pyoxigraph as ox

from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
from shacl_compiler.data import Data, GraphData, OxigraphData, classes_below
from shacl_compiler.faults import Fault, ValidationFailure
from shacl_compiler.literals import StoredLiterals, refused_for, warnings_for
from shacl_compiler.rdf_terms import Term
from shacl_compiler.validation_report import Report, Result, in_order

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["as_data", "listed", "results_of_constraint", "results_of_refused", "validate"]

# With more focus nodes than this, the query of all focus nodes is faster.
_LISTED = 300


def as_data(data: ox.Store | Graph | Data, union: bool = False) -> Data:
    """A store or an rdflib graph as data to validate; other data as they are."""
    if isinstance(data, ox.Store):
        return OxigraphData(data, union)
    return data if isinstance(data, Data) else GraphData(data)


def listed(nodes: Iterable[Term]) -> Iterator[str]:
    """Nodes for VALUES, none a blank node, some hundred at a time: a longer list Oxigraph joins last, row by row."""
    texts = sorted(str(node) for node in nodes)
    for start in range(0, len(texts), _LISTED):
        yield " ".join(texts[start : start + _LISTED])


def results_of_constraint(
    one: CompiledConstraint,
    data: Data,
    below: Mapping[str, Sequence[str]],
    nodes: Collection[Term] | None = None,
) -> list[Result]:
    """The results of a constraint, in order; for these focus nodes only if ``nodes`` is given, none a blank node."""
    chosen: set[Term] | None = None
    if nodes is not None:
        asked = [one.focus_nodes(below, some) for some in listed(nodes)]
        chosen = {row[0] for text in asked for row in data.select(text) if row[0] is not None}
    elif one.per_focus:
        chosen = {row[0] for row in data.select(one.focus_nodes(below)) if row[0] is not None}
    if chosen is not None and one.per_focus:
        if any(isinstance(node, ox.BlankNode) for node in chosen):
            raise ValidationFailure(f"{one.name}: a query with LIMIT cannot be run for a blank node")
        texts = [one.query_of_some(below, node) for node in sorted(map(str, chosen))]
    elif chosen is not None and len(chosen) <= _LISTED:
        texts = [one.query_of_some(below, some) for some in listed(chosen)]
    else:
        texts = [one.query(below)]
    found = [one.result(row) for text in texts for row in data.select(text)]
    return _as_often(one, data, below, in_order([each for each in found if chosen is None or each.focus in chosen]))


def _as_often(
    one: CompiledConstraint, data: Data, below: Mapping[str, Sequence[str]], results: list[Result]
) -> list[Result]:
    """Each result as often as its focus node is reached through the shapes above: each of them reports it."""
    bag = one.repeated(below) if results else ""
    if not bag:
        return results
    times = {str(node): int(getattr(number, "value", "1")) for node, number in data.select(bag)}
    return [result for result in results for _ in range(times.get(str(result.focus), 1))]


def results_of_refused(compiled: CompiledShapes, data: Data) -> list[tuple[Result, ...]]:
    """The results of refused shapes, by pySHACL, as the last of a report; nothing where no shape is refused."""
    if not compiled.refused:
        return []
    from shacl_compiler.pyshacl_fallback import validate_with_pyshacl  # noqa: PLC0415 - it imports rdflib

    return [tuple(validate_with_pyshacl(data, compiled))]


def _for_store(
    compiled: CompiledShapes, data: OxigraphData, below: Mapping[str, Sequence[str]]
) -> tuple[CompiledShapes, tuple[Fault, ...]]:
    """The shapes without those that a store would get wrong, which are refused, and warnings of what it cannot know."""
    literals = StoredLiterals.of(data)
    refused = refused_for(compiled, literals, below)
    if refused:
        if compiled.graph is None:
            raise next(iter(refused.values()))
        from shacl_compiler.compiler import compile_shapes  # noqa: PLC0415 - it imports rdflib

        compiled = compile_shapes(compiled.graph, refused)
    return compiled, warnings_for(compiled, literals)


def validate(
    data: ox.Store | Graph | Data,
    shapes: Graph | CompiledShapes,
    *,
    union: bool = False,
    workers: int = 1,
    fallback: bool = True,
    below: Mapping[str, Sequence[str]] | None = None,
) -> Report:
    """Validate data against shapes.

    ``data`` is a pyoxigraph Store (its default graph; with ``union`` all its graphs as one), an rdflib graph, or
    anything that implements ``Data``. Only of an rdflib graph the texts of numbers and dates are known. ``workers``
    queries run at once. A shape that the compiler refuses, or whose results for these data Oxigraph would get wrong,
    goes to pySHACL, unless ``fallback`` is false: then its Refusal is raised. ``below`` gives the classes below each
    class, if they are known already.

    Raises ShapesError for ill-formed shapes, Refusal, and ValidationFailure where a query reports a failure.
    """
    if isinstance(shapes, CompiledShapes):
        compiled = shapes
    else:
        from shacl_compiler.compiler import compile_shapes  # noqa: PLC0415 - it imports rdflib

        compiled = compile_shapes(shapes)
    source = as_data(data, union)
    known = classes_below(source) if below is None else below
    warnings: tuple[Fault, ...] = ()
    if isinstance(source, OxigraphData):
        compiled, warnings = _for_store(compiled, source, known)
    if compiled.refused and not fallback:
        raise next(iter(compiled.refused.values()))

    def results_of(one: CompiledConstraint) -> tuple[Result, ...]:
        return tuple(results_of_constraint(one, source, known))

    if workers == 1:
        found = list(map(results_of, compiled.constraints))
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(results_of, compiled.constraints))
    found += results_of_refused(compiled, source)
    return Report(tuple(found), tuple(compiled.refused.values()), (*compiled.warnings, *warnings))
