"""Running the rules: each judges the graph as of a day, and each result is a finding in a paper."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from ijb_graph.addresses import BASE, rebase
from ijb_graph.check.acceptances import accept, acceptance_graph, fitting, read_acceptances
from ijb_graph.check.as_of import shapes_as_of
from ijb_graph.check.findings import Basis, Finding, Result, in_order
from ijb_graph.check.incremental_check import IncrementalCheck
from ijb_graph.check.legal_bases import legal_bases_of, read_legal_bases
from ijb_graph.check.locations import Location, locations_of
from ijb_graph.check.rules import Rule, select_rules
from ijb_graph.check.validators import ENGINES, ValidationData, validate_rule
from ijb_graph.engine import Embedded, Engine
from ijb_graph.engine.papers import select_papers
from ijb_graph.errors import InputError, shown

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["check", "shapes_of"]

_One = TypeVar("_One")
_Other = TypeVar("_Other")


# Whoever checks again in one process, as tests do, need not write and compile the rules anew.
@lru_cache(maxsize=1024)
def shapes_of(rule: Rule, base: str, as_of: date | None) -> Graph:
    """A rule's shapes as they judge as of a day, with the project's addresses beginning with ``base``.

    InputError where the rule cannot be told the day.
    """
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    try:
        judged = shapes_as_of(rule.graph, as_of)
    except ValueError as error:
        expected = "?paper ijb:judgementDate ?day in a query, with a variable"
        raise InputError.of(shown(rule.path), str(error), expected, "Write it so.") from error
    if base == BASE:
        return judged
    return Graph().parse(data=rebase(judged.serialize(format="turtle"), base), format="turtle")


def _finding(rule: Rule, bases: tuple[Basis, ...], place: Location, result: Result) -> Finding:
    return Finding(
        rule=rule.id,
        level=rule.level,
        basis="; ".join(str(one) for one in bases),
        board=place.board,
        paper=place.paper,
        lines=place.lines,
        subject=place.label,
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


def _each(work: Callable[[_One], _Other], given: Sequence[_One], at_once: int) -> Generator[_Other, None, None]:
    """What comes of each thing given, in their order; so many are worked on at once.

    Nothing more is begun once something has gone wrong, or nobody waits for it any more.
    """
    if at_once == 1:
        yield from map(work, given)
        return
    with ThreadPoolExecutor(at_once) as pool:
        try:
            yield from pool.map(work, given)
        finally:
            pool.shutdown(cancel_futures=True)


def check(
    engine: Engine,
    rules: list[Rule],
    as_of: date | None = None,
    board: str | None = None,
    paper: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
    validator: str = ENGINES[0],
    only: str | None = None,
    again: IncrementalCheck | None = None,
) -> list[Finding]:
    """Run the rules over everything the engine holds; keep the findings of one board, paper or rule if asked to.

    Without ``as_of`` each paper is judged as of the day of its meeting. ``only`` is the id of a rule; with ``again``
    what an earlier check found is used where it still stands. An accepted finding has its acceptance; one that is there
    no more is a finding itself, of the rule that judges acceptances, unless papers are judged as of another day than
    the one it was accepted on. Raises InputError where a shape cannot be run.
    """
    select_papers(engine, board, paper, "ijb check")
    progress("reading the graph")
    data = ValidationData(engine)
    places: dict[str, Location] = {}
    bases = read_legal_bases(engine)
    first, last = _in_turn(rules, only)
    findings = []

    def results_of(numbered: tuple[int, Rule]) -> list[Result]:
        number, rule = numbered
        progress(f"rule {number} of {len(first)}: {rule.id}")
        validate = again.validating(rule, engine.base) if again else None
        return validate_rule(data, shapes_of(rule, engine.base, as_of), shown(rule.path), validator, validate)

    # Oxigraph answers a query on one core. A server, which serves others too, is asked one thing at a time.
    at_once = 1 if again or validator != ENGINES[0] or not isinstance(engine, Embedded) else os.cpu_count() or 1
    with closing(_each(results_of, list(enumerate(first, start=1)), at_once)) as judged_by_each:
        for rule, found in zip(first, judged_by_each, strict=True):
            basis = legal_bases_of(rule, bases)
            places |= locations_of(engine, {one.focus for one in found} - set(places))
            findings += [_finding(rule, basis, places[one.focus], one) for one in found]
    fits = fitting([one for one in read_acceptances(engine) if only in (None, one.rule, *_ids(last))], findings)
    findings = accept(findings, fits)
    if fits and as_of is None:
        judged = ValidationData(acceptance_graph(fits, engine.base))
        places = {one.address: Location(f"{one.rule}: {one.subject}", one.board, one.paper, one.lines) for one in fits}
        for rule in last:
            for result in validate_rule(judged, shapes_of(rule, engine.base, None), shown(rule.path), validator):
                findings.append(_finding(rule, legal_bases_of(rule, bases), places[result.focus], result))
    if only in _ids(last):
        findings = [one for one in findings if one.rule == only]
    return in_order([one for one in findings if board in (None, one.board) and paper in (None, one.paper)])
