"""The rules and their cases: each rule's `valid.ttl` and `invalid.ttl`, alone or all of them in one graph."""

from __future__ import annotations

import csv
import io
from functools import cache

import pyoxigraph
import pytest
from ijb_graph.check.findings import Result
from ijb_graph.check.rules import read_rules
from ijb_graph.check.validators import ValidationData, validate_rule
from places import PROJECT
from quick import quick_of_each_kind, words_of_query
from rdflib import RDF, SH, Graph, URIRef

__all__ = [
    "ALL_RULES",
    "CASE",
    "CASES",
    "REPORT",
    "REPORT_COLUMNS",
    "RULES",
    "all_cases",
    "case_store",
    "each_case",
    "each_rule",
    "focus_nodes",
    "found_in_case",
    "own_address",
    "report_of_case",
    "some_rules",
]

# Read once: a rule keeps its parsed and its compiled shape.
ALL_RULES = read_rules(PROJECT.shapes)
RULES = {rule.id: rule for rule in ALL_RULES}
CASES = ("valid.ttl", "invalid.ttl")
# Where the addresses of the things in a case begin.
CASE = "https://w3id.org/ijb/id/case/"
REPORT = "report.csv"
REPORT_COLUMNS = ("focus", "path", "value", "message")

each_rule = pytest.mark.parametrize("rule", RULES)
# For comparisons with pySHACL, which takes long to read a query.
some_rules = pytest.mark.parametrize(
    "rule", quick_of_each_kind(RULES, lambda rule: words_of_query(RULES[rule].turtle.decode()))
)
each_case = pytest.mark.parametrize("case", CASES)


def case_store(rule: str, case: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=str(RULES[rule].path.with_name(case)), format=pyoxigraph.RdfFormat.TURTLE)
    return store


@cache
def found_in_case(rule: str, case: str) -> list[Result]:
    """What a rule finds in one of its cases alone."""
    return sorted(validate_rule(ValidationData(case_store(rule, case)), RULES[rule].graph, rule), key=str)


def report_of_case(rule: str, case: str) -> str:
    """The same, as CSV, as `report.csv` holds it."""
    rows = sorted(
        [one.focus.removeprefix(CASE), one.path, one.value.removeprefix(CASE), one.message]
        for one in found_in_case(rule, case)
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([REPORT_COLUMNS, *rows])
    return out.getvalue()


def own_address(rule: str) -> str:
    """Where the addresses of a rule's case begin in the graph of all cases."""
    return f"{CASE}{rule}/"


def all_cases(case: str) -> pyoxigraph.Store:
    """The cases of all rules in one graph, the things of each with addresses of their own."""
    every = pyoxigraph.Store()
    for rule in RULES:
        text = case_store(rule, case).dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
        own = text.replace(f"<{CASE}".encode(), f"<{own_address(rule)}".encode())
        every.load(own, format=pyoxigraph.RdfFormat.N_QUADS)
    return every


def focus_nodes(rule: str, graph: Graph) -> set[str]:
    """The focus nodes of a rule in a graph, by their addresses."""
    shape, shapes = URIRef(f"https://w3id.org/ijb/shape/{rule}"), RULES[rule].graph
    nodes = {node for of in shapes.objects(shape, SH.targetClass) for node in graph.subjects(RDF.type, of)}
    nodes |= {node for of in shapes.objects(shape, SH.targetSubjectsOf) for node in graph.subjects(of, None)}
    nodes |= {node for of in shapes.objects(shape, SH.targetObjectsOf) for node in graph.objects(None, of)}
    return {str(node) for node in nodes}
