"""The reports of findings: what matters first, everything said, the same bytes; and a rule's own page."""

from __future__ import annotations

import io
import itertools
import json
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT, Run
from ijb_graph.addresses import BASE
from ijb_graph.check import report_formats, report_text
from ijb_graph.check.compiled_rules import shapes_of
from ijb_graph.check.findings import LEVEL_MEANINGS, SURENESS, Acceptance, Basis, Finding, by_rule, in_order
from ijb_graph.check.rule_dependencies import dependencies_of_rule
from ijb_graph.check.rules import LEVELS
from rdflib import RDF, SH, Graph, Literal, URIRef
from rule_cases import ALL_RULES
from shacl_compiler import compile_shapes

RULES = ALL_RULES
IJB = "https://w3id.org/ijb/def#"
STATUTE = Basis(
    "L4", "A direction goes to an authority.", "2014 Act, section 26", "statute", ("http://law.example/26",)
)
GUIDANCE = Basis("L16", "Directions record who decided.", "guidance 2020, 1.3", "current-guidance", ())
CAREFUL = Basis("G1", "What a careful reader expects.", "a careful reader", "good-governance", ())


def a_finding(
    rule: str = "direction-measure",
    level: str = "should",
    bases: tuple[Basis, ...] = (CAREFUL,),
    board: str = "east-lothian",
    paper: str = "2019-10-31-directions",
    lines: str = "12",
    subject: str = "D1 Day Services",
    message: str = "The direction SHOULD say what is measured.",
    acceptance: Acceptance | None = None,
) -> Finding:
    basis, node = "; ".join(str(one) for one in bases), "https://w3id.org/ijb/id/direction/x"
    component = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"
    return Finding(
        rule, level, basis, board, paper, lines, subject, message, node, "", "", component, bases, acceptance
    )


ACCEPTED = Acceptance(
    "https://w3id.org/ijb/id/acceptance/x",
    "direction-measure",
    "east-lothian",
    "2019-10-31-directions",
    "D2 Night Services",
    "14",
    "",
    "The service ends this year.",
    "Audit Committee, minute 5.2",
    "2020-03-02",
)


def test_what_matters_comes_first() -> None:
    """By level; then by how sure the basis is; then board, paper and place, as numbers; whatever the order before."""
    ordered = [
        a_finding("direction-addressee-named", "must", (STATUTE,), board="west-lothian"),
        a_finding("record-note", "must", (Basis("D1", "", "this project", "data-integrity", ()),)),
        a_finding("direction-overseer-body", bases=(CAREFUL, GUIDANCE), board="midlothian"),
        a_finding(lines="90"),
        a_finding(lines="90-91; 95"),
        a_finding(lines="528", subject="a"),
        a_finding(lines="528", subject="b"),
        a_finding(paper="2020-01-01-x", lines="1"),
        a_finding(board="edinburgh", lines="1"),
        a_finding("action-direction", "may", (STATUTE,)),
    ]
    for shuffled in not_empty(itertools.islice(itertools.permutations(ordered), 0, 3_628_800, 362_881)):
        assert in_order(list(shuffled)) == ordered
    assert list(by_rule(ordered[::-1])) == [
        "direction-addressee-named",
        "record-note",
        "direction-overseer-body",
        "direction-measure",
        "action-direction",
    ]


def test_how_sure_a_basis_is_are_the_concepts_of_the_scheme() -> None:
    scheme = Graph().parse(PROJECT.ontology / "schemes" / "basis-status.ttl")
    concepts = {str(one).rsplit("/", 1)[1] for one in scheme.subjects(RDF.type, None) if "basis-status/" in str(one)}
    assert set(SURENESS) == concepts
    assert list(LEVEL_MEANINGS) == list(LEVELS)


def test_csv_keeps_its_contract_and_leaves_out_what_is_accepted() -> None:
    findings = [a_finding(), a_finding(subject="D2 Night Services", lines="14", acceptance=ACCEPTED)]
    assert report_formats.as_csv(findings) == (
        "rule,level,basis,board,paper,lines,subject,message\n"
        "direction-measure,should,a careful reader (good governance),east-lothian,2019-10-31-directions,12,"
        "D1 Day Services,The direction SHOULD say what is measured.\n"
    )


def test_json_says_everything() -> None:
    (one,) = json.loads(report_formats.as_json([a_finding(bases=(STATUTE, CAREFUL), acceptance=ACCEPTED)], RULES))
    assert one["title"] == "A direction SHOULD have something measurable"
    assert one["bases"] == [
        {
            "id": "L4",
            "demand": "A direction goes to an authority.",
            "source": "2014 Act, section 26",
            "status": "statute",
            "sections": ["http://law.example/26"],
        },
        {
            "id": "G1",
            "demand": "What a careful reader expects.",
            "source": "a careful reader",
            "status": "good-governance",
            "sections": [],
        },
    ]
    assert (one["acceptance"]["reason"], one["acceptance"]["decided"]) == ("The service ends this year.", "2020-03-02")
    assert json.loads(report_formats.as_json([a_finding()], RULES))[0]["acceptance"] is None


def test_turtle_is_a_shacl_report_that_says_what_is_accepted() -> None:
    findings = [a_finding(), a_finding(subject="D2 Night Services", lines="14", acceptance=ACCEPTED)]
    text = report_formats.as_turtle(findings, "https://w3id.org/ijb/")
    assert report_formats.as_turtle(findings[::-1], "https://w3id.org/ijb/") == text
    graph = Graph().parse(data=text, format="turtle")
    (found,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(found, SH.conforms) == Literal(False)
    assert set(graph.objects(found, SH.result)) == set(graph.subjects(RDF.type, SH.ValidationResult))
    for result in not_empty(graph.objects(found, SH.result)):
        for needed in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, needed))) == 1
    ((result, acceptance),) = graph.subject_objects(URIRef(IJB + "isAcceptedBy"))
    assert str(graph.value(result, URIRef("http://www.w3.org/2000/01/rdf-schema#label"))).startswith("D2 Night")
    assert str(graph.value(acceptance, URIRef(IJB + "decisionName"))) == "Audit Committee, minute 5.2"
    # An acceptance does not make another finding of it.
    plain = Graph().parse(data=report_formats.as_turtle([a_finding()], "https://w3id.org/ijb/"), format="turtle")
    assert set(plain.subjects(RDF.type, SH.ValidationResult)) < set(graph.subjects(RDF.type, SH.ValidationResult))


def printed(findings: list[Finding], as_of: date | None = None) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        report_text.print_findings(findings, RULES)
        report_text.print_counts(findings, 3, as_of)
    return out.getvalue()


def test_a_terminal_gets_it_grouped_with_counts_last() -> None:
    findings = [
        a_finding(subject="D2 Night Services", lines="14-15", acceptance=ACCEPTED),
        a_finding(board="midlothian", paper="2023-09-21-x", lines=""),
        a_finding(),
        a_finding("direction-addressee-named", "must", (STATUTE,), message="The direction MUST name it."),
    ]
    assert (
        printed(findings)
        == """
MUST direction-addressee-named: A direction MUST address a constituent authority
  rests on: 2014 Act, section 26 (statute)
  east-lothian 2019-10-31-directions
    D1 Day Services (line 12): The direction MUST name it.

SHOULD direction-measure: A direction SHOULD have something measurable
  rests on: a careful reader (good governance)
  east-lothian 2019-10-31-directions
    D1 Day Services (line 12): The direction SHOULD say what is measured.
  midlothian 2023-09-21-x
    D1 Day Services: The direction SHOULD say what is measured.

ACCEPTED: somebody has looked at these and decided to live with them.

SHOULD direction-measure: A direction SHOULD have something measurable
  rests on: a careful reader (good governance)
  east-lothian 2019-10-31-directions
    D2 Night Services (lines 14-15): The direction SHOULD say what is measured.
      Accepted: The service ends this year. (Audit Committee, minute 5.2, 2020-03-02)

1 MUST, 2 SHOULD, 0 MAY, 1 accepted; each paper as of the day of its meeting.
1 of 3 rules found nothing.
What a rule asks, why, and how to fix what it finds: ijb check --explain RULE
"""
    )
    assert "No findings; as of 2021-02-03." in printed([], date(2021, 2, 3))


def test_a_rule_has_a_page_of_its_own_before_anything_is_built(ijb: Run, project: Path) -> None:
    done = ijb("check", "--explain", "direction-overseer-body")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (project / "build").exists()
    paragraphs = [
        "A direction SHOULD be overseen by a body or post\ndirection-overseer-body, a rule of level SHOULD\n",
        "What the level means\n  SHOULD: a finding departs from guidance",
        "Why\n  A paper or a piece of work cannot ask what became of a direction.\n",
        "What it rests on, and how sure that is\n  G1  What a careful reader of a board paper expects; no text demands "
        "it.\n      what a careful reader expects: good governance. What a careful reader expects and no text "
        "demands.\n",
        "How to fix what it finds\n  The direction SHOULD be overseen by a body or post; (name) is a paper or",
        "Dependencies: a change of these can change what it finds\n  Of the focus node alone, and of what it leads to: "
        "dcterms:title, ijb:Restatement, ijb:StatedDirection,",
        "Valid example\n    # A group; and a review",
        'Invalid example\n    :paper a ijb:Document ; rdfs:label "Day Services Paper" .',
        "What it says of the invalid example\n    :a  The direction SHOULD be overseen by a body or post; Day ",
        "What it finds in the papers\n  east-lothian 2019-10-31-directions: 1\n    D15g Primary Care",
    ]
    places = [done.stdout.find(one) for one in paragraphs]
    assert -1 not in places, paragraphs[places.index(-1)]
    assert places == sorted(places)
    assert all(line == line.rstrip() for line in not_empty(done.stdout.splitlines()))


def test_a_page_tells_what_can_come_from_another_paper() -> None:
    """An action is judged by what is answered to it; the same work of two actions by everything of the kind."""
    told = {
        rule.id: dict(dependencies_of_rule(rule))
        for rule in RULES
        if rule.id in ("action-overdue", "direction-own-date")
    }
    own, others = told["action-overdue"].values()
    assert list(told["action-overdue"])[1] == "Of anything that leads to these, in any paper"
    assert {"ijb:isDue", "ijb:ImprovementAction"} <= set(own)
    assert set(others) == {"ijb:isResponseTo", "ijb:percentComplete"}
    assert len(told["direction-own-date"]) > 1


@pytest.mark.parametrize("name", ["direction-addressee-constituent", "paper-ratings-complete"])
def test_what_a_rule_looks_at_is_what_concerns_it(name: str) -> None:
    """Nothing that its query reads is left out."""
    rule = next(rule for rule in RULES if rule.id == name)
    told = dict(dependencies_of_rule(rule))
    (one,) = compile_shapes(shapes_of(rule, BASE, None)).constraints
    read = {relation for reach in one.dependencies({}) or () for relation in reach.pattern.predicates or ()}
    names = {name.partition(":")[2] for some in told.values() for name in some}
    assert {relation.rpartition("#")[2] for relation in read} - {"type"} <= names


def test_what_nothing_ties_to_the_thing_is_told_apart() -> None:
    told = dict(dependencies_of_rule(next(rule for rule in RULES if rule.id == "paper-ratings-complete")))
    assert told["Of anything in any paper, since no join leads to the focus node"] == [
        "ijb:hasRatingScope",
        "skos:notation",
    ]


def test_a_page_names_the_sections_of_the_act(ready: Run) -> None:
    text = ready("check", "--explain", "direction-addressee-constituent", "--board", "east-lothian").stdout
    assert "      http://www.legislation.gov.uk/id/asp/2014/9/section/26\n" in text
    assert "east-lothian 2019-10-31-directions: 2\n" in text
    assert "midlothian" not in text.split("What it finds")[1]


def test_a_page_of_no_rule_names_the_nearest(ijb: Run) -> None:
    done = ijb("check", "--explain", "direction-overser-body")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'direction-overseer-body'" in done.stderr
    assert ijb("check", "--explain", "direction-measure", "--format", "csv").returncode == 2
