"""Which rules and findings rest on our readings, which stand in no paper but in a graph of their own; and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyoxigraph
from shacl_compiler.query_tree import Group, Select, parse
from shacl_compiler.tokens import tokens

from ijb_graph.addresses import PREFIXES, rebase
from ijb_graph.check.findings import Finding
from ijb_graph.check.locations import rows_about
from ijb_graph.check.rules import Rule
from ijb_graph.engine import Engine, select_texts

__all__ = ["reasons_of", "rule_looks_at_readings", "terms_needed", "terms_of_readings"]

_TERMS = Path(__file__).with_name("terms_of_readings.rq").read_text(encoding="utf-8")
_ALONE = Path(__file__).with_name("terms_of_readings_alone.rq").read_text(encoding="utf-8")
_REASONS = Path(__file__).with_name("reasons.rq").read_text(encoding="utf-8")
_NAME = re.compile(r"ijb:(\w+)")
_VARIABLE = re.compile(r"\\\{(?:\\\?|\\\$)\w+\\\}")
_MESSAGE, _SELECT = PREFIXES["sh"] + "message", PREFIXES["sh"] + "select"


def terms_of_readings(engine: Engine) -> frozenset[str]:
    """The names of our properties and classes that only the graph of readings uses."""
    start, what = rebase(PREFIXES["ijb"], engine.base), "the terms of our readings"
    used = {term for (term,) in select_texts(engine, rebase(_TERMS, engine.base), what) if term.startswith(start)}
    if not used:
        return frozenset()
    query = rebase(_ALONE, engine.base).replace("UNDEF", " ".join(f"<{term}>" for term in sorted(used)))
    return frozenset(term.removeprefix(start) for (term,) in select_texts(engine, query, what))


def rule_looks_at_readings(rule: Rule, terms: frozenset[str]) -> bool:
    """Whether a rule looks at something that only our readings say."""
    return not terms.isdisjoint(_NAME.findall(rule.turtle.decode()))


def terms_needed(rule: Rule, message: str, terms: frozenset[str]) -> frozenset[str]:
    """The terms of our readings without which there would be no finding with this message; none where it needs none.

    What a constraint looks at in an OPTIONAL alone can add words to a finding, or take it away: no finding rests on it.
    """
    needed = (
        _outside_optional(query) & terms
        for pattern, query in _constraints(rule.turtle)
        if pattern.fullmatch(message) and not terms.isdisjoint(_NAME.findall(query))
    )
    return frozenset[str]().union(*needed)


def reasons_of(engine: Engine, needed: Mapping[Finding, frozenset[str]]) -> dict[Finding, tuple[str, ...]]:
    """Why we read it so, by finding: the reasons of our readings of the thing found, and of what it is found with.

    ``needed`` are the terms of our readings that each finding rests on: readings of other terms are left out. What
    rests on there being no reading, such as of an action that nothing continues, has no reason.
    """
    things = {one for finding in needed for one in (finding.node, finding.value)}
    told: dict[str, list[tuple[str, str]]] = {}
    for thing, term, reason in rows_about(engine, _REASONS, sorted(things), "the reasons of our readings"):
        told.setdefault(thing, []).append((term.rpartition("#")[2], reason))
    return {
        finding: tuple(
            dict.fromkeys(
                reason
                for thing in (finding.node, finding.value)
                for term, reason in told.get(thing, ())
                if term in terms
            )
        )
        for finding, terms in needed.items()
    }


@cache
def _constraints(turtle: bytes) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Of each constraint in SPARQL: what its messages look like, and its query."""
    messages: dict[object, str] = {}
    queries: dict[object, str] = {}
    for quad in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE):
        if isinstance(quad.object, pyoxigraph.Literal):
            if quad.predicate.value == _MESSAGE:
                messages[quad.subject] = quad.object.value
            elif quad.predicate.value == _SELECT:
                queries[quad.subject] = quad.object.value
    return tuple(
        (re.compile(_VARIABLE.sub(".*", re.escape(messages[node])), re.DOTALL), query)
        for node, query in queries.items()
        if node in messages
    )


@cache
def _outside_optional(query: str) -> frozenset[str]:
    """The names of our terms that stand in no OPTIONAL of a query."""
    found = _without_optional(parse(tokens(query))).tokens()
    return frozenset(
        one.text.removeprefix("ijb:") for one in found if one.kind == "name" and one.text.startswith("ijb:")
    )


def _without_optional(query: Select) -> Select:
    def change(group: Group) -> Group:
        return Group(tuple(one.map(change) for one in group.elements if one.kind != "optional"))

    return query.map(change)
