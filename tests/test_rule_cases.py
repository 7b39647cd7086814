"""The rules against their cases: nothing in the valid one, just the approved report in the invalid one."""

from __future__ import annotations

import pyoxigraph
import pytest
from assertions import not_empty
from ijb_graph.check.compiled_rules import compiled
from rdflib import SH, Graph, URIRef
from rule_cases import (
    CASES,
    REPORT,
    REPORT_COLUMNS,
    RULES,
    case_store,
    each_case,
    each_rule,
    focus_nodes,
    report_of_case,
)
from shacl_compiler import validate
from shacl_compiler.rdflib_terms import graph_of


@each_rule
def test_a_valid_case_gives_nothing_and_an_invalid_one_the_approved_report(rule: str) -> None:
    """And each case holds something that the rule validates."""
    for case in not_empty(CASES):
        graph = graph_of(quad.triple for quad in case_store(rule, case))
        assert focus_nodes(rule, graph), case
    assert report_of_case(rule, "valid.ttl") == ",".join(REPORT_COLUMNS) + "\n"
    found, approved = report_of_case(rule, "invalid.ttl"), RULES[rule].path.with_name(REPORT)
    assert found.count("\n") > 1, "the rule finds nothing in its invalid case"
    assert found == approved.read_text(encoding="utf-8")


def in_graph(quad: pyoxigraph.Quad, graph: str) -> pyoxigraph.Quad:
    return pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(graph))


@each_rule
def test_what_two_graphs_state_is_found_once(rule: str) -> None:
    """A union of named graphs may give a statement of two papers twice: a rule that counts or sums says DISTINCT.

    All statements of one predicate twice, for each predicate of the case.
    """
    shapes = compiled(RULES[rule].graph, rule)
    for case in not_empty(CASES):
        quads = list(case_store(rule, case))
        once = validate(case_store(rule, case), shapes).results
        store = pyoxigraph.Store()
        store.extend(in_graph(quad, "urn:paper:1") for quad in quads)
        for predicate in not_empty({quad.predicate for quad in quads}):
            again = pyoxigraph.NamedNode("urn:paper:2")
            store.extend(in_graph(quad, again.value) for quad in quads if quad.predicate == predicate)
            twice = validate(store, shapes, union=True).results
            assert [one.key() for one in twice] == [one.key() for one in once], f"{case}: {predicate}"
            store.remove_graph(again)


@pytest.mark.slow
@each_rule
@each_case
def test_what_two_graphs_state_altogether_is_found_once(rule: str, case: str) -> None:
    """The same with every statement twice: a query of twenty patterns then gives each row a million times."""
    store = pyoxigraph.Store()
    for graph in ("urn:paper:1", "urn:paper:2"):
        store.extend(in_graph(quad, graph) for quad in case_store(rule, case))
    twice = validate(store, RULES[rule].graph, union=True).results
    once = validate(case_store(rule, case), RULES[rule].graph).results
    assert [one.key() for one in twice] == [one.key() for one in once]


def test_a_rule_that_counts_twice_is_found_out() -> None:
    """The planted fault of the tests above."""
    text = """@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:sparql [
      sh:select "SELECT $this WHERE { $this <urn:p> ?v } GROUP BY $this HAVING(COUNT(?v) > 1)" ; sh:message "two" ] ."""
    shapes, store = Graph().parse(data=text, format="turtle"), pyoxigraph.Store()
    for graph in ("urn:paper:1", "urn:paper:2"):
        node = [pyoxigraph.NamedNode(one) for one in ("urn:a", "urn:p", "urn:v", graph)]
        store.add(pyoxigraph.Quad(*node))
        assert bool(validate(store, shapes, union=True).results) == (graph == "urn:paper:2")


@each_rule
def test_every_constraint_of_a_rule_bites(rule: str) -> None:
    """Without one of its constraints the rule no longer gives the approved report: none is there for show."""
    shape, data = URIRef(f"https://w3id.org/ijb/shape/{rule}"), case_store(rule, "invalid.ttl")
    constraints = [(p, o) for p in (SH.property, SH["or"], SH.sparql) for o in RULES[rule].graph.objects(shape, p)]
    assert constraints, "no constraint that this test knows"
    whole = [one.key() for one in validate(data, compiled(RULES[rule].graph, rule)).results]
    for predicate, constraint in not_empty(constraints):
        without = Graph() + RULES[rule].graph
        without.remove((shape, predicate, constraint))
        assert [one.key() for one in validate(data, without).results] != whole, f"{predicate} changes nothing"
