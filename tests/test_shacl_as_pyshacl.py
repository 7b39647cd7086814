"""Data and shapes made at random, from a number: the compiler and pySHACL find the same, result by result."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
import pytest
from pyshacl.errors import ReportableRuntimeError
from shacl_compiler import Result, Term, validate
from shacl_compiler.pyshacl_fallback import run_pyshacl
from shacl_compiler.validation_report import Report
from shacl_examples import PREFIXES, as_written
from shacl_random import example

QUICK, ALL, AT_ONCE = 40, 2040, 500
WORDS = """
class datatype nodeKind minLength maxLength pattern flags languageIn in hasValue equals disjoint minInclusive
maxInclusive minExclusive maxExclusive minCount maxCount uniqueLang lessThan lessThanOrEquals not and or xone node
property closed ignoredProperties qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
deactivated severity sparql rule targetNode targetClass targetSubjectsOf targetObjectsOf
inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
"""


def told(result: Result) -> tuple[str, ...]:
    """A result without its messages, which are each validator's own for Core constraints, and blank nodes' labels."""
    nodes = ("_" if isinstance(one, ox.BlankNode) else str(one) for one in (result.focus, result.value, result.shape))
    return (*nodes, str(result.path), str(result.component), str(result.severity))


def compared(number: int) -> Report | None:
    """Validate an example by both; None where pySHACL gives up."""
    data, shapes = (as_written(text) for text in (PREFIXES + example(number)[0], example(number)[1]))
    try:
        reference = Counter(map(told, run_pyshacl(data, shapes, advanced=True)))
    except ReportableRuntimeError:
        return None
    report = validate(data, shapes)
    assert Counter(map(told, report.results)) == reference, f"example {number}"
    return report


def as_kept(term: Term | None) -> str:
    """A term as a store gives it back: of 1.50, the number 1.5; blank nodes without their labels."""
    if not isinstance(term, ox.Literal):
        return "_" if isinstance(term, ox.BlankNode) else str(term)
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), term))
    return str(next(iter(store)).object)


def results_as_kept(report: Report) -> set[tuple[str, ...]]:
    return {(*map(as_kept, (one.focus, one.value, one.shape)), *told(one)[3:]) for one in report.results}


def differs_of_a_store(number: int) -> bool:
    """Validate an example from a store: what it keeps less of literals changes no result, or a warning says so."""
    data, shapes = (as_written(text) for text in (PREFIXES + example(number)[0], example(number)[1]))
    store = ox.Store()
    store.load((PREFIXES + example(number)[0]).encode(), format=ox.RdfFormat.TURTLE)
    stored = validate(store, shapes)
    is_same = results_as_kept(stored) == results_as_kept(validate(data, shapes))
    assert is_same or stored.warnings, f"example {number}"
    return not is_same


def test_the_same_as_pyshacl() -> None:
    reports = [report for number in range(QUICK) if (report := compared(number))]
    # What the compiler refuses, it hands to pySHACL: that compares nothing.
    assert sum(not report.refused for report in reports) > QUICK / 2
    assert sum(bool(report.results) for report in reports) > QUICK / 2


@pytest.mark.slow
@pytest.mark.parametrize("first", range(QUICK, ALL, AT_ONCE))
def test_the_same_as_pyshacl_of_many(first: int) -> None:
    assert sum(compared(number) is not None for number in range(first, first + AT_ONCE)) > AT_ONCE / 2


@pytest.mark.slow
def test_a_store_says_where_it_keeps_too_little() -> None:
    assert sum(map(differs_of_a_store, range(AT_ONCE))) >= 1


def test_the_examples_differ_and_have_everything() -> None:
    """Each kind of constraint, path, target and literal is in some of them, in the shapes that are compared."""
    shapes = [example(number)[1] for number in range(ALL // 4)]
    assert len(set(shapes)) == len(shapes)
    words = set(re.findall(r"sh:(\w+)", "".join(shapes)))
    assert set(WORDS.split()) - words == set()
