"""What the rules judge, and what a rule finds in it: by the compiler of shapes on any engine, or by pySHACL."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph

from ijb_graph.check.findings import Result
from ijb_graph.engine.interface import Engine, Row
from ijb_graph.errors import InputError, unnamed

if TYPE_CHECKING:
    from rdflib import Graph
    from shacl_compiler import CompiledShapes, Data, Report
    from shacl_compiler import Result as Found

__all__ = ["ENGINES", "ValidationData", "results", "validate_rule"]

# The compiled shapes run on the engine that holds the data, and pySHACL what is refused; or pySHACL runs everything.
ENGINES = ("oxigraph", "pyshacl")


class _Asked:
    """An engine, as the compiler of shapes asks it."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine."""
        self._engine = engine

    def select(self, sparql: str) -> list[Row]:
        """The rows of a SELECT."""
        return self._engine.query(sparql, "a rule's query").rows


class ValidationData:
    """What the rules judge, for both validators: an engine, or a store of a few statements.

    rdflib's copy for pySHACL is made only when a rule needs it.
    """

    def __init__(self, source: Engine | pyoxigraph.Store) -> None:
        """Keep what is judged; nothing is copied."""
        self._source = source

    @cached_property
    def data(self) -> Data:
        """The same for the compiler of shapes."""
        from shacl_compiler import OxigraphData  # noqa: PLC0415 - slow to import

        return OxigraphData(self._source) if isinstance(self._source, pyoxigraph.Store) else _Asked(self._source)

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
    from shacl_compiler import Predicate  # noqa: PLC0415 - imported already by the compiler

    return Result(
        focus=one.focus.value,
        path=one.path.iri if isinstance(one.path, Predicate) else "",
        value=one.value.value if one.value else "",
        component=one.component.value,
        message=" ".join(sorted(message.value for message in one.messages)),
    )


@lru_cache(maxsize=1024)
def _compiled(shapes: Graph) -> CompiledShapes:
    """The shapes as queries; ShapesError where they are ill-formed or judge nothing."""
    import shacl_compiler as shacl  # noqa: PLC0415 - slow to import

    compiled = shacl.compile_shapes(shapes)
    if compiled.warnings:
        raise shacl.ShapesError(compiled.warnings)
    return compiled


def validate_rule(
    data: ValidationData,
    shapes: Graph,
    source: str,
    engine: str = ENGINES[0],
    validate: Callable[[Data, CompiledShapes], Report] | None = None,
) -> list[Result]:
    """What a rule finds; InputError, naming ``source``, where they are ill-formed, judge nothing or cannot be run.

    ``validate`` runs the compiled shapes: ``shacl_compiler.validate`` unless another is given.
    """
    if engine != ENGINES[0]:
        return results(data.graph, shapes, source)
    import shacl_compiler as shacl  # noqa: PLC0415 - slow to import

    expected, fix = "a well-formed shape that can be run", "Correct the shape."
    try:
        return [_result(one) for one in (validate or shacl.validate)(data.data, _compiled(shapes)).results]
    except shacl.ShapesError as error:
        raise InputError([unnamed(source, str(fault), expected, fix) for fault in error.faults]) from error
    except (shacl.Refusal, shacl.ValidationFailure, OSError) as error:
        raise InputError.of(source, f"a shape that cannot be run ({error})", expected, fix) from error


def _first_line(said: object) -> str:
    return next(iter(str(said).strip().splitlines()), type(said).__name__)


def results(data: Graph, shapes: Graph, source: str, among: list[str] | None = None) -> list[Result]:
    """What pySHACL finds; among these focus nodes alone, by their addresses, if they are given.

    Raises InputError, naming ``source``, where the shapes are ill-formed.
    """
    from pyshacl import validate  # noqa: PLC0415 - slow to import
    from rdflib import RDF, SH, Graph, URIRef  # noqa: PLC0415

    try:
        # pySHACL also logs what is wrong with a shape; it is told once, below.
        logging.disable(logging.CRITICAL)
        _, report, text = validate(
            data, shacl_graph=shapes, inplace=True, do_owl_imports=False, focus_nodes=[*among] if among else None
        )
    except Exception as error:  # pySHACL and the SPARQL parser under it fail in many ways, all the shape's fault
        raise InputError.of(
            source,
            f"a shape that cannot be run ({_first_line(error)})",
            "SHACL Core or a SPARQL constraint",
            "Correct the shape.",
        ) from error
    finally:
        logging.disable(logging.NOTSET)
    if not isinstance(report, Graph):
        raise InputError.of(
            source,
            f"a shape that cannot be run ({_first_line(text)})",
            "SHACL Core or a SPARQL constraint",
            "Correct the shape.",
        )
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
        found.append(
            Result(
                focus=str(report.value(result, SH.focusNode)),
                path=str(path) if isinstance(path, URIRef) else "",
                value="" if value is None else str(value),
                component=str(report.value(result, SH.sourceConstraintComponent)),
                message=" ".join(messages),
            )
        )
    return found
