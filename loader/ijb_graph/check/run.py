"""Running the rules: the graph as of a day, each rule as one query or by pySHACL, each result a finding in a paper."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph

from ijb_graph.addresses import BASE, PREFIXES, rebase
from ijb_graph.check.accepted import accept, acceptances_with_findings, fitting, read_acceptances
from ijb_graph.check.bases import bases_of, read_bases
from ijb_graph.check.findings import Basis, Finding, Result, in_order
from ijb_graph.check.rules import Rule, select_rules
from ijb_graph.check.setbased import compiled, found_by
from ijb_graph.engine import Engine
from ijb_graph.errors import InputError, nearest, shown

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["ENGINES", "Judged", "as_judged", "check", "found_in", "results", "selected"]

# Oxigraph runs what can be one query for all, and pySHACL the rest; or pySHACL runs everything.
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
    """What a rule finds, by Oxigraph where the rule is one query for all, else by pySHACL."""
    constraints = compiled(shapes) if engine == ENGINES[0] else None
    if constraints is None:
        return results(data.graph, shapes, source)
    try:
        return [one for constraint in constraints for one in found_by(constraint, data.store)]
    except (SyntaxError, ValueError, OSError) as error:
        found, expected = f"a shape that cannot be run ({_first_line(error)})", "SHACL Core or a SPARQL constraint"
        raise InputError.of(source, found, expected, "Correct the shape.") from error


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
    from rdflib import RDF, SH, Graph, URIRef  # noqa: PLC0415

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


def _finding(rule: Rule, bases: tuple[Basis, ...], place: list[str], result: Result) -> Finding:
    label, board, paper, lines = place
    return Finding(
        rule=rule.id,
        level=rule.level,
        basis="; ".join(str(one) for one in bases),
        board=board,
        paper=paper,
        lines=lines,
        subject=label,
        message=result.message,
        node=result.focus,
        path=result.path,
        value=result.value,
        component=result.component,
        bases=bases,
    )


def _ids(rules: list[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def _in_turn(rules: list[Rule], only: str | None) -> tuple[list[Rule], list[Rule]]:
    """The rules that run, and those that judge acceptances, which run after them: they need what the others find."""
    first, last = ([rule for rule in rules if rule.judges_acceptances is judges] for judges in (False, True))
    chosen = select_rules(rules, only)
    return (first if only in (None, *_ids(last)) else chosen), last


def check(
    engine: Engine,
    rules: list[Rule],
    as_of: date | None = None,
    board: str | None = None,
    paper: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
    validator: str = ENGINES[0],
    only: str | None = None,
) -> list[Finding]:
    """Run the rules over everything the engine holds; keep the findings of one board, paper or rule if asked to.

    Without ``as_of`` each paper is judged as of the day of its meeting. ``only`` is the id of a rule. An accepted
    finding has its acceptance; one that is there no more is a finding itself, of the rule that judges acceptances,
    unless papers are judged as of another day than the one it was accepted on. Raises InputError where a shape cannot
    be run.
    """
    selected(engine, board, paper)
    progress("reading the graph")
    data = Judged(as_judged(engine, as_of))
    places = {row[0]: row[1:] for row in _table(engine, _PLACES)}
    bases = read_bases(engine)
    first, last = _in_turn(rules, only)
    findings = []
    for number, rule in enumerate(first, start=1):
        progress(f"rule {number} of {len(first)}: {rule.id}")
        basis = bases_of(rule, bases)
        for result in found_in(data, _shapes(rule, engine.base), shown(rule.path), validator):
            place = places.get(result.focus, [result.focus, "", "", ""])
            findings.append(_finding(rule, basis, place, result))
    fits = fitting([one for one in read_acceptances(engine) if only in (None, one.rule, *_ids(last))], findings)
    findings = accept(findings, fits)
    if fits and as_of is None:
        judged = Judged(acceptances_with_findings(fits, engine.base))
        places = {one.address: [f"{one.rule}: {one.subject}", one.board, one.paper, one.lines] for one in fits}
        for rule in last:
            for result in found_in(judged, _shapes(rule, engine.base), shown(rule.path), validator):
                findings.append(_finding(rule, bases_of(rule, bases), places[result.focus], result))
    if only in _ids(last):
        findings = [one for one in findings if one.rule == only]
    return in_order([one for one in findings if board in (None, one.board) and paper in (None, one.paper)])
