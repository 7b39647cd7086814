"""pySHACL, which follows SHACL's text node by node, finds with each rule what the compiled queries find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph
import pytest
from assertions import not_empty
from ijb_graph.addresses import BASE
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.findings import Result
from ijb_graph.check.validators import ValidationData, results, validate_rule
from prepared_queries import prepared_queries
from rdflib import Graph
from rule_cases import (
    CASES,
    RULES,
    all_cases,
    each_case,
    each_rule,
    focus_nodes,
    found_in_case,
    own_address,
    some_rules,
)


@pytest.fixture(autouse=True, scope="module")
def _prepared() -> Iterator[None]:
    with prepared_queries():
        yield


def in_order(some: Iterable[Result]) -> list[Result]:
    return sorted(some, key=str)


@dataclass(frozen=True)
class Cases:
    """The cases of all rules in one graph, for both validators."""

    ours: ValidationData
    reference: Graph


@pytest.fixture(scope="module")
def cases() -> dict[str, Cases]:
    every = {case: ValidationData(all_cases(case)) for case in CASES}
    return {case: Cases(data, data.graph) for case, data in every.items()}


@some_rules
def test_the_same_in_a_case_among_all_cases(rule: str, cases: dict[str, Cases]) -> None:
    """What a rule finds of its own cases, with the cases of all other rules around them."""
    # pySHACL's reader of a query is slow, and reads it once in this process: both cases belong into one test.
    for case in not_empty(CASES):
        reference = cases[case].reference
        own = sorted(node for node in focus_nodes(rule, reference) if node.startswith(own_address(rule)))
        assert own, case
        found = [one for one in validate_rule(cases[case].ours, RULES[rule].graph, rule) if one.focus in own]
        assert found or case == "valid.ttl"
        assert in_order(found) == in_order(results(reference, RULES[rule].graph, rule, own)), case


@pytest.mark.slow
@each_rule
@each_case
def test_the_same_in_a_case_alone(rule: str, case: str) -> None:
    path = RULES[rule].path.with_name(case)
    assert found_in_case(rule, case) == in_order(results(Graph().parse(path), RULES[rule].graph, case))


@pytest.fixture(scope="module")
def papers_data(merged: pyoxigraph.Store) -> ValidationData:
    return ValidationData(merged)


# pySHACL runs a query for each focus node: all of them would take it an hour. Here it validates at most so many of
# those in which ours finds something, and as many others, spread over the papers.
SPREAD = 2


def spread(nodes: Iterable[str]) -> list[str]:
    every = sorted(nodes)
    return every[:: -(-len(every) // SPREAD) or 1]


@pytest.mark.slow
@each_rule
def test_the_same_in_the_papers(rule: str, papers_data: ValidationData) -> None:
    shapes, graph = shapes_of(RULES[rule], BASE, None), papers_data.graph
    found = validate_rule(papers_data, shapes, rule)
    offending = {one.focus for one in found}
    among = spread(offending) + spread(focus_nodes(rule, graph) - offending)
    if among:
        expected = results(graph, shapes, rule, among)
        assert in_order(one for one in found if one.focus in among) == in_order(expected)
    else:
        assert found == []
