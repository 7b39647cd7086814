"""The results of a validation as JSON, for the incremental validation that comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from shacl_compiler.compiled_shapes import CompiledConstraint, CompiledShapes
from shacl_compiler.paths import Path, predicate
from shacl_compiler.rdf_terms import term_of
from shacl_compiler.validation_report import Report, Result

__all__ = ["is_serializable", "report_as_json", "report_from_json"]


def is_serializable(report: Report) -> bool:
    """Whether a report can be JSON: it has nothing that pySHACL found, and no blank nodes, whose labels do not last."""
    return not report.refused and not any(
        isinstance(term, ox.BlankNode) for one in report.results for term in (one.focus, one.value)
    )


def _literal(text: str) -> ox.Literal:
    term = term_of(text)
    if not isinstance(term, ox.Literal):
        raise ValueError(f"{text} is no literal")
    return term


def report_as_json(report: Report) -> list[Any]:
    """The results of each constraint: focus node, path, value and messages of each."""

    def written(one: Result) -> list[Any]:
        path = None if one.path is None else str(one.path)
        value = None if one.value is None else str(one.value)
        return [str(one.focus), path, value, [str(message) for message in one.messages]]

    return [[written(one) for one in some] for some in report.found]


def report_from_json(compiled: CompiledShapes, state: Sequence[Any]) -> Report:
    """The report of the same shapes that ``state`` holds; ValueError and the like where it is none."""

    def path_of(one: CompiledConstraint, text: str | None) -> Path | None:
        # Whatever is no predicate is the shape's own path: a query can give no other.
        return predicate(text[1:-1]) if text is not None and text.startswith("<") else one.path

    def read(one: CompiledConstraint, focus: str, path: str | None, value: str | None, messages: list[str]) -> Result:
        literals = tuple(_literal(text) for text in messages)
        return one.result_of(term_of(focus), path_of(one, path), None if value is None else term_of(value), literals)

    found = tuple(
        tuple(read(one, *result) for result in some) for one, some in zip(compiled.constraints, state, strict=True)
    )
    return Report(found, (), compiled.warnings)
