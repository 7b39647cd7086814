"""What a rule finds in data: by its compiled queries, on any engine, or by pySHACL."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph
from shacl_compiler import (
    CompiledShapes,
    Data,
    OxigraphData,
    Refusal,
    Report,
    ValidationFailure,
    validate,
)
from shacl_compiler import Result as Found
from shacl_compiler.data import classes_below

from ijb_graph.check.compiled_rules import compiled
from ijb_graph.check.findings import Result
from ijb_graph.engine.interface import Engine, Row
from ijb_graph.errors.check import UnrunnableShape

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["ENGINES", "ValidationData", "results", "validate_rule"]

# The compiled queries run on the engine that holds the data, and pySHACL what is refused; or pySHACL runs everything.
ENGINES = ("oxigraph", "pyshacl")


class _EngineData:
    """An engine, as the compiled queries are run on it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def select(self, sparql: str) -> list[Row]:
        """The rows of a SELECT."""
        return self._engine.query(sparql, "a rule's query").rows


class ValidationData:
    """The data that rules validate, for both validators: an engine, or a store of a few statements.

    rdflib's copy for pySHACL is made only when a rule needs it.
    """

    def __init__(self, source: Engine | pyoxigraph.Store) -> None:
        self._source = source

    @cached_property
    def data(self) -> Data:
        """The same for compiled queries."""
        return OxigraphData(self._source) if isinstance(self._source, pyoxigraph.Store) else _EngineData(self._source)

    @cached_property
    def classes_below(self) -> Mapping[str, Sequence[str]]:
        """The classes below each class."""
        return classes_below(self.data)

    @cached_property
    def graph(self) -> Graph:
        """The same statements for pySHACL."""
        from rdflib import Graph  # noqa: PLC0415 - slow to import

        if isinstance(self._source, pyoxigraph.Store):
            default = pyoxigraph.DefaultGraph()
            text = self._source.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=default) or b""
        else:
            text = self._source.quads()
        return Graph().parse(data=text, format="nt")


def _result(one: Found) -> Result:
    return Result(
        focus=one.focus.value,
        path=one.path.iri if one.path else "",
        value=one.value.value if one.value else "",
        component=one.component.value,
        message=" ".join(sorted(message.value for message in one.messages)),
    )


def validate_rule(
    data: ValidationData,
    shapes: Graph | CompiledShapes,
    source: str,
    run: Callable[[Data, CompiledShapes], Report] | None = None,
) -> list[Result]:
    """What a rule finds by its compiled queries, which ``run`` runs if it is given.

    InputError, naming ``source``, where the shapes are ill-formed, demand nothing or cannot be run.
    """
    rule = shapes if isinstance(shapes, CompiledShapes) else compiled(shapes, source)
    try:
        report = run(data.data, rule) if run else validate(data.data, rule, below=data.classes_below)
        return [_result(one) for one in report.results]
    except (Refusal, ValidationFailure, OSError) as error:
        raise UnrunnableShape(source, reason=str(error)).error() from error


def results(data: Graph, shapes: Graph, source: str, among: list[str] | None = None) -> list[Result]:
    """What a rule finds by pySHACL; among these focus nodes alone, by their addresses, if they are given.

    InputError, naming ``source``, where the shapes are ill-formed.
    """
    from shacl_compiler.pyshacl_fallback import run_pyshacl  # noqa: PLC0415 - slow to import

    try:
        # pySHACL also logs what is wrong with a shape; it is reported once, below.
        logging.disable(logging.CRITICAL)
        return [_result(one) for one in run_pyshacl(data, shapes, focus_nodes=among)]
    except Exception as error:  # pySHACL and the SPARQL parser under it fail in many ways, all the shape's fault
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise UnrunnableShape(source, reason=reason).error() from error
    finally:
        logging.disable(logging.NOTSET)
