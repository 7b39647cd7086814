"""Running the rules: each validates the graph as of a day, and each result is a finding in a paper."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from threading import Thread
from typing import TypeVar

from ijb_graph.check.acceptances import accept, acceptance_graph, fitting, read_acceptances
from ijb_graph.check.compiled_rules import CompiledRules
from ijb_graph.check.findings import Basis, Finding, Result, in_order
from ijb_graph.check.incremental_check import IncrementalCheck
from ijb_graph.check.legal_bases import demanded_on, legal_bases_of, read_legal_bases
from ijb_graph.check.locations import Location, locations_of
from ijb_graph.check.lost_values import lost_values, speaks_of_lost
from ijb_graph.check.readings import reasons_of, terms_needed, terms_of_readings
from ijb_graph.check.rules import Rule, select_rules
from ijb_graph.check.validators import ENGINES, ValidationData, results, validate_rule
from ijb_graph.check.worklist import in_worklist
from ijb_graph.engine import Embedded, Engine
from ijb_graph.engine.papers import read_papers, select_papers
from ijb_graph.errors import shown

__all__ = ["check"]

_One = TypeVar("_One")
_Other = TypeVar("_Other")


def _finding(
    rule: Rule,
    known: tuple[Basis, ...],
    place: Location,
    result: Result,
    terms: frozenset[str],
    days: Mapping[tuple[str, str], date],
) -> Finding:
    demand, bases = demanded_on(days.get((place.board, place.paper)), rule, known)
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
        demanded_by=demand,
        topic=rule.topic,
        section=rule.section,
        by_reading=bool(terms_needed(rule, result.message, terms)),
        quote=place.quote,
        kind=place.kind,
    )


def _with_reasons(
    findings: list[Finding], rules: dict[str, Rule], engine: Engine, terms: frozenset[str]
) -> list[Finding]:
    """The findings, with the reasons of our readings where they rest on any."""
    resting = {one: terms_needed(rules[one.rule], one.message, terms) for one in findings if one.by_reading}
    reasons = reasons_of(engine, resting)
    return [replace(one, reasons=reasons[one]) if one in reasons else one for one in findings]


def _results(
    rule: Rule,
    data: ValidationData,
    compiled: CompiledRules,
    validator: str,
    incremental: IncrementalCheck | None = None,
) -> list[Result]:
    """What a rule finds in data."""
    if validator != ENGINES[0]:
        return results(data.graph, compiled.shapes_of(rule), shown(rule.path))
    run = incremental.validating(rule, compiled.base) if incremental else None
    return validate_rule(data, compiled.of(rule), shown(rule.path), run)


def _ids(rules: list[Rule]) -> list[str]:
    return [rule.id for rule in rules]


def _in_turn(rules: list[Rule], only: str | None) -> tuple[list[Rule], list[Rule]]:
    """The rules that run, and those that validate acceptances, which run after them: they need the findings."""
    first, last = ([rule for rule in rules if rule.validates_acceptances is last] for last in (False, True))
    chosen = select_rules(rules, only)
    return (first if only in (None, *_ids(last)) else chosen), last


def _can_start_thread() -> bool:
    """Whether the system allows this process one more thread."""
    try:
        thread = Thread(target=lambda: None)
        thread.start()
        thread.join()
    except RuntimeError:
        return False
    return True


def _each(work: Callable[[_One], _Other], given: Sequence[_One], at_once: int) -> Generator[_Other, None, None]:
    """What comes of each thing given, in their order; so many are worked on at once.

    Nothing more is begun once something has gone wrong, or nobody waits for it any more.
    """
    if at_once == 1 or not _can_start_thread():
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
    incremental: IncrementalCheck | None = None,
) -> list[Finding]:
    """Run the rules over everything the engine holds; keep the findings of one board, paper or rule if asked to.

    Without ``as_of`` each paper is validated as of the day of its meeting. ``only`` is the id of a rule;
    ``incremental`` reuses what an earlier check found. An accepted finding has its acceptance; one that is there no
    more is a finding itself, of the rule that validates acceptances, unless papers are validated as of another day than
    the one it was accepted on. Raises InputError where a shape cannot be run.
    """
    select_papers(engine, board, paper, "ijb check")
    progress("reading the graph")
    data, compiled = ValidationData(engine), CompiledRules(engine.base, as_of)
    first, last = _in_turn(rules, only)
    days = {(one.board, one.slug): one.meeting for one in read_papers(engine)}
    known = read_legal_bases(engine)
    bases = {rule.id: legal_bases_of(rule, known) for rule in (*first, *last)}

    def results_of(numbered: tuple[int, Rule]) -> list[Result]:
        number, rule = numbered
        progress(f"rule {number} of {len(first)}: {rule.id}")
        return _results(rule, data, compiled, validator, incremental)

    # Oxigraph answers a query on one core. A server, which serves others too, is asked one thing at a time.
    is_server = not isinstance(engine, Embedded)
    at_once = 1 if incremental or validator != ENGINES[0] or is_server else os.cpu_count() or 1
    with closing(_each(results_of, list(enumerate(first, start=1)), at_once)) as results_of_each:
        found = [(rule, result) for rule, some in zip(first, results_of_each, strict=True) for result in some]
    lost = lost_values(engine)
    found = [(rule, result) for rule, result in found if not speaks_of_lost(result, lost)]
    places = locations_of(engine, {result.focus for _, result in found})
    terms = terms_of_readings(engine)
    findings = [_finding(rule, bases[rule.id], places[result.focus], result, terms, days) for rule, result in found]
    findings = _with_reasons(findings, {rule.id: rule for rule in first}, engine, terms)
    fits = fitting([one for one in read_acceptances(engine) if only in (None, one.rule, *_ids(last))], findings)
    findings = accept(findings, fits)
    if fits and as_of is None:
        acceptances = ValidationData(acceptance_graph(fits, engine.base))
        places = {one.address: Location(f"{one.rule}: {one.subject}", one.board, one.paper, one.lines) for one in fits}
        found = [(rule, result) for rule in last for result in _results(rule, acceptances, compiled, validator)]
        findings += [
            _finding(rule, bases[rule.id], places[result.focus], result, terms, days) for rule, result in found
        ]
    compiled.save()
    if only in _ids(last):
        findings = [one for one in findings if one.rule == only]
    return in_order(in_worklist([one for one in findings if board in (None, one.board) and paper in (None, one.paper)]))
