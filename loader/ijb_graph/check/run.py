"""Running the rules: the graph as of a day, each rule as one query or by pySHACL, each result a finding in a paper."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph
import shacl_compiler

from ijb_graph.addresses import BASE, PREFIXES, rebase
from ijb_graph.check.findings import Finding, Result, in_order
from ijb_graph.check.rules import Rule
from ijb_graph.engine import Engine
from ijb_graph.errors import InputError, nearest, shown

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["ENGINES", "Judged", "as_judged", "check", "found_in", "results", "selected"]

# Oxigraph runs each constraint as one query, and pySHACL what cannot be one; or pySHACL runs everything.
ENGINES = ("oxigraph", "pyshacl")


_PLACES = """
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?label ?board ?paper ?lines WHERE {
  ?thing rdfs:label ?label .
  { GRAPH ?origin { ?thing ijb:isStatedIn ?source . OPTIONAL { ?thing ijb:lines ?lines } } }
  UNION { ?thing a ijb:BoardPaper . BIND(?thing AS ?source) }
  ?source dcterms:identifier ?paper ; ijb:isPaperOf/ijb:shortName ?board .
} ORDER BY DESC(?paper)"""

_BASES = """
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?id ?source ?status WHERE {
  ?basis a ijb:LegalBasis ; skos:notation ?id ; dcterms:source ?source ; ijb:hasBasisStatus ?concept .
  BIND(REPLACE(STR(?concept), "^.*/", "") AS ?status)
}"""

_PAPERS = """
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?paper ?identifier ?board ?date WHERE {
  ?paper a ijb:BoardPaper ; dcterms:identifier ?identifier ; ijb:meetingDate ?date ;
    ijb:isPaperOf/ijb:shortName ?board .
}"""


def _table(engine: Engine, sparql: str) -> list[list[str]]:
    answer = engine.query(rebase(sparql, engine.base), "the check's own query")
    return [[term.value if term else "" for term in row] for row in answer.rows]


def as_judged(engine: Engine, as_of: date | None) -> pyoxigraph.Store:
    """What the rules see: every named graph in one, and for each paper the day as of which it is judged."""
    store = pyoxigraph.Store()
    store.bulk_load(engine.quads(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    predicate = pyoxigraph.NamedNode(rebase(PREFIXES["ijb"], engine.base) + "judgementDate")
    day = pyoxigraph.NamedNode(PREFIXES["xsd"] + "date")
    for paper, _, _, meeting in _table(engine, _PAPERS):
        literal = pyoxigraph.Literal(str(as_of or meeting), datatype=day)
        store.add(pyoxigraph.Quad(pyoxigraph.NamedNode(paper), predicate, literal))
    return store


class Judged:
    """What the rules see, for both engines; rdflib's copy is made only when a rule needs it."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        """Keep the store; rdflib's copy waits until it is asked for."""
        self.store = store

    @cached_property
    def graph(self) -> Graph:
        """The same statements for pySHACL."""
        from rdflib import Graph  # noqa: PLC0415 - slow to import

        text = self.store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
        return Graph().parse(data=text or b"", format="nt")


def found_in(data: Judged, shapes: Graph, source: str, engine: str = ENGINES[0]) -> list[Result]:
    """What a rule finds, by Oxigraph, or by pySHACL where it is asked for or the compiler refuses the rule.

    Raises InputError, naming ``source``, where the shapes are ill-formed or judge nothing.
    """
    if engine != ENGINES[0]:
        return results(data.graph, shapes, source)
    try:
        compiled = shacl_compiler.compile_shapes(shapes)
        if compiled.warnings:
            raise shacl_compiler.ShapesError(compiled.warnings)
        if compiled.refused:
            return results(data.graph, shapes, source)
        found = shacl_compiler.validate(data.store, compiled).results
    except (shacl_compiler.ShapesError, shacl_compiler.Refusal, shacl_compiler.ValidationFailure, OSError) as error:
        raise InputError.of(
            source,
            f"a shape that cannot be run ({_first_line(error)})",
            "SHACL Core or a SPARQL constraint",
            "Correct the shape.",
        ) from error
    return [
        Result(
            focus=_text(one.focus),
            path=one.path.iri if isinstance(one.path, shacl_compiler.Predicate) else "",
            value="" if one.value is None else _text(one.value),
            component=one.component.value,
            message=" ".join(sorted(message.value for message in one.messages)),
        )
        for one in found
    ]


def _text(term: shacl_compiler.Term) -> str:
    return term.value


def _shapes(rule: Rule, base: str) -> Graph:
    from rdflib import Graph  # noqa: PLC0415

    return (
        rule.graph
        if base == BASE
        else Graph().parse(data=rebase(rule.graph.serialize(format="turtle"), base), format="turtle")
    )


def _first_line(said: object) -> str:
    return next(iter(str(said).strip().splitlines()), type(said).__name__)


def results(data: Graph, shapes: Graph, source: str) -> list[Result]:
    """What pySHACL finds.

    Raises InputError, naming ``source``, where the shapes are ill-formed.
    """
    from pyshacl import validate  # noqa: PLC0415 - slow to import
    from rdflib import SH, Graph, URIRef  # noqa: PLC0415

    try:
        # pySHACL also logs what is wrong with a shape; it is told once, below.
        logging.disable(logging.CRITICAL)
        _, report, text = validate(data, shacl_graph=shapes, inplace=True, do_owl_imports=False)
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
    # Results that only explain another hang on it, not on the report.
    for result in report.objects(None, SH.result):
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


def selected(engine: Engine, board: str | None, paper: str | None) -> None:
    """Refuse a board or paper that the graph does not hold, with the nearest that it does."""
    papers = [(row[2], row[1]) for row in _table(engine, _PAPERS)]
    boards = {of for of, _ in papers}
    if board is not None and board not in boards:
        mend = f"{nearest(board, boards)}Correct --board."
        raise InputError.of("ijb check", repr(board), f"one of {', '.join(sorted(boards))}", mend, column="--board")
    slugs = {slug for of, slug in papers if board in (None, of)}
    if paper is not None and paper not in slugs:
        mend = f"{nearest(paper, slugs)}Correct --paper."
        raise InputError.of("ijb check", repr(paper), f"one of {', '.join(sorted(slugs))}", mend, column="--paper")


def _finding(rule: Rule, basis: str, place: list[str], result: Result) -> Finding:
    label, board, paper, lines = place
    return Finding(
        rule=rule.id,
        level=rule.level,
        basis=basis,
        board=board,
        paper=paper,
        lines=lines,
        subject=label,
        message=result.message,
        node=result.focus,
        path=result.path,
        value=result.value,
        component=result.component,
    )


def check(
    engine: Engine,
    rules: list[Rule],
    as_of: date | None = None,
    board: str | None = None,
    paper: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
    validator: str = ENGINES[0],
) -> list[Finding]:
    """Run the rules over everything the engine holds; keep the findings of one board or paper if asked to.

    Without ``as_of`` each paper is judged as of the day of its meeting. Raises InputError where a shape cannot be run.
    """
    selected(engine, board, paper)
    progress("reading the graph")
    data = Judged(as_judged(engine, as_of))
    places = {row[0]: row[1:] for row in _table(engine, _PLACES)}
    bases = {row[0]: f"{row[1]} ({row[2].replace('-', ' ')})" for row in _table(engine, _BASES)}
    findings = []
    for number, rule in enumerate(rules, start=1):
        progress(f"rule {number} of {len(rules)}: {rule.id}")
        unknown = [one for one in rule.bases if one not in bases]
        if unknown:
            raise InputError.of(
                shown(rule.path),
                f"a basis {unknown[0]}",
                "an id of reference/legal-basis.csv",
                f"{nearest(unknown[0], bases)}Correct it.",
            )
        basis = "; ".join(bases[one] for one in rule.bases)
        for result in found_in(data, _shapes(rule, engine.base), shown(rule.path), validator):
            place = places.get(result.focus, [result.focus, "", "", ""])
            findings.append(_finding(rule, basis, place, result))
    return in_order([one for one in findings if board in (None, one.board) and paper in (None, one.paper)])
