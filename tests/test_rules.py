"""Every rule: its valid case passes, its invalid case gives just the approved report, and its words fit its level."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyoxigraph
import pytest
import shacl_compiler
from conftest import HOUSE
from ijb_graph.addresses import BASE
from ijb_graph.check.findings import Result
from ijb_graph.check.judging import Judged, found_in, results
from ijb_graph.check.rules import JUDGED, LEVELS, Rule, read_rules, rule_folders
from ijb_graph.check.run import shapes_of
from ijb_graph.errors import InputError
from rdflib import RDF, SH, Graph, URIRef
from shacl_compiler import validate

FOLDERS = rule_folders(HOUSE.shapes)
RULES = {rule.id: rule for rule in read_rules(HOUSE.shapes)}
COLUMNS = ["focus", "path", "value", "message"]


def report(rule: Rule, case: Path) -> str:
    """What the rule finds in a case, as CSV."""
    prefix = "https://w3id.org/ijb/id/case/"
    rows = sorted(
        [one.focus.removeprefix(prefix), one.path, one.value.removeprefix(prefix), one.message]
        for one in results(Graph().parse(case), rule.graph, str(case))
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    return out.getvalue()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_valid_case_gives_nothing(folder: Path) -> None:
    assert report(RULES[folder.name], folder / "valid.ttl") == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_invalid_case_gives_the_approved_report(folder: Path, approve: bool) -> None:
    found, approved = report(RULES[folder.name], folder / "invalid.ttl"), folder / "report.csv"
    assert found.count("\n") > 1, "the rule finds nothing in its invalid case"
    if approve:
        approved.write_text(found, encoding="utf-8")
    assert found == approved.read_text(encoding="utf-8")


def by_oxigraph(rule: Rule, shapes: Graph, data: Judged) -> list[Result]:
    return sorted(found_in(data, shapes, rule.id), key=str)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_is_compiled_and_judges_something(rule: Rule) -> None:
    compiled = shacl_compiler.compile_shapes(rule.graph)
    assert (compiled.refused, compiled.warnings) == ({}, ())


@pytest.mark.parametrize("case", ["valid.ttl", "invalid.ttl"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_engines_find_the_same_in_the_cases(folder: Path, case: str) -> None:
    rule, path = RULES[folder.name], folder / case
    store = pyoxigraph.Store()
    store.load(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    found = by_oxigraph(rule, rule.graph, Judged(store))
    assert found == sorted(results(Graph().parse(path), rule.graph, case), key=str)


@pytest.fixture(scope="module")
def papers_judged(merged: pyoxigraph.Store) -> Judged:
    return Judged(merged)


# pySHACL runs a query for each thing that a rule judges: all of them would take it half an hour. It judges everything
# that ours finds, and as many others of each rule, spread over the papers.
OTHERS = 12


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_engines_find_the_same_in_the_papers(folder: Path, papers_judged: Judged) -> None:
    rule = RULES[folder.name]
    shapes = shapes_of(rule, BASE, None)
    found = by_oxigraph(rule, shapes, papers_judged)
    shape, graph = URIRef(f"https://w3id.org/ijb/shape/{rule.id}"), papers_judged.graph
    judged = {str(one) for of in shapes.objects(shape, SH.targetClass) for one in graph.subjects(RDF.type, of)}
    judged |= {str(one) for of in shapes.objects(shape, SH.targetSubjectsOf) for one in graph.subjects(of, None)}
    others = sorted(judged - {one.focus for one in found})
    among = sorted({one.focus for one in found}) + others[:: len(others) // OTHERS + 1]
    if among:
        assert found == sorted(results(graph, shapes, folder.name, among), key=str)
    else:
        assert found == []


def test_what_is_not_compiled_goes_to_pyshacl_and_what_is_broken_is_told() -> None:
    """A rule is never skipped: what the compiler refuses pySHACL finds, and a rule that judges nothing is an error."""
    start = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x:> . :s a sh:NodeShape ; "
    store = pyoxigraph.Store()
    store.load(b"<urn:x:a> a <urn:x:C> ; <urn:x:p> 'no' .", format=pyoxigraph.RdfFormat.TURTLE)

    def found(shape: str) -> list[str]:
        shapes = Graph().parse(data=start + shape, format="turtle")
        return [one.value for one in found_in(Judged(store), shapes, "a rule")]

    # A look-ahead: no regular expression of XPath's, and one of pySHACL's.
    pattern = 'sh:targetClass :C ; sh:property [ sh:path :p ; sh:pattern "(?=y)yes" ] .'
    compiled = shacl_compiler.compile_shapes(Graph().parse(data=start + pattern, format="turtle"))
    assert [str(one) for one in compiled.refused] == ["urn:x:s"]
    assert found(pattern) == ["no"]
    for broken in (
        'sh:targetClass :C ; sh:sparql [ sh:select "SELECT $this WHERE { $this :p ?v FILTER(" ] .',
        "sh:targetClass :C ; sh:property [ sh:path :p ; sh:dataType :d ] .",
        "sh:property [ sh:path :p ; sh:minCount 1 ] .",
    ):
        with pytest.raises(InputError, match="a rule: found"):
            found(broken)


@pytest.mark.parametrize("case", ["valid.ttl", "invalid.ttl"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_stands_in_two_graphs_is_found_once(folder: Path, case: str) -> None:
    """A union of named graphs may give a statement of two papers twice: a rule that counts or sums says DISTINCT."""
    store = pyoxigraph.Store()
    for quad in pyoxigraph.parse(path=str(folder / case), format=pyoxigraph.RdfFormat.TURTLE):
        for graph in ("urn:paper:1", "urn:paper:2"):
            store.add(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(graph)))
    found = list(validate(store, RULES[folder.name].graph, union=True).results)
    once = pyoxigraph.Store()
    once.load(path=str(folder / case), format=pyoxigraph.RdfFormat.TURTLE)
    alike = list(validate(once, RULES[folder.name].graph).results)
    assert len(found) == len(alike)
    assert {one.key() for one in found} == {one.key() for one in alike}


def test_a_rule_that_counts_twice_is_found_out() -> None:
    """The planted fault of the test above."""
    text = """@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ; sh:sparql [
      sh:select "SELECT $this WHERE { $this <urn:p> ?v } GROUP BY $this HAVING(COUNT(?v) > 1)" ; sh:message "two" ] ."""
    shapes, store = Graph().parse(data=text, format="turtle"), pyoxigraph.Store()
    for graph in ("urn:paper:1", "urn:paper:2"):
        node = [pyoxigraph.NamedNode(one) for one in ("urn:a", "urn:p", "urn:v", graph)]
        store.add(pyoxigraph.Quad(*node))
        assert bool(validate(store, shapes, union=True).results) == (graph == "urn:paper:2")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_constraint_of_a_rule_bites(folder: Path) -> None:
    """Without one of its constraints the rule no longer gives the approved report: none is there for show."""
    rule = RULES[folder.name]
    shape = URIRef(f"https://w3id.org/ijb/shape/{rule.id}")
    constraints = [(p, o) for p in (SH.property, SH["or"], SH.sparql) for o in rule.graph.objects(shape, p)]
    assert constraints, "no constraint that this test knows"
    whole = report(rule, folder / "invalid.ttl")
    for predicate, constraint in constraints:
        rule.graph.remove((shape, predicate, constraint))
        try:
            assert report(rule, folder / "invalid.ttl") != whole, f"{predicate} changes nothing"
        finally:
            rule.graph.add((shape, predicate, constraint))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_level_verb_and_placeholders(rule: Rule) -> None:
    """MUST, SHOULD or MAY stands in what the rule demands and in what it says; nothing is left to fill in."""
    messages = [str(message) for message in rule.graph.objects(None, SH.message)]
    for text in (rule.title, *messages):
        assert rule.level.upper() in text.split(), text
        assert not any(other.upper() in text.split() for other in LEVELS if other != rule.level), text
        assert "FILL IN" not in text
        assert text.count(".") or text == rule.title


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_messages_leave_no_variable_open(folder: Path) -> None:
    assert "{?" not in report(RULES[folder.name], folder / "invalid.ttl")


def test_rule_ids_are_unique_and_begin_with_what_they_judge() -> None:
    assert len({folder.name for folder in FOLDERS}) == len(FOLDERS)
    assert {folder.name.split("-")[0] for folder in FOLDERS} <= set(JUDGED)


def test_a_must_rule_rests_on_statute_or_on_the_data_itself() -> None:
    with (HOUSE.data / "reference" / "legal-basis.csv").open(encoding="utf-8") as file:
        status = {row["id"]: row["status"] for row in csv.DictReader(file)}
    for rule in RULES.values():
        lawful = {status[basis] for basis in rule.bases} <= {"statute", "data-integrity"}
        assert lawful == (rule.level == "must"), f"{rule.id} rests on {rule.bases}"


def test_shapes_target_something() -> None:
    for rule in RULES.values():
        shape = URIRef(f"https://w3id.org/ijb/shape/{rule.id}")
        assert (shape, RDF.type, SH.NodeShape) in rule.graph
        assert any(
            rule.graph.value(shape, target) for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        ), rule.id
