"""The reports of findings: what matters first, everything said, the same bytes; and a rule's own page."""

from __future__ import annotations

import csv
import io
import itertools
import json
from contextlib import redirect_stdout
from dataclasses import replace
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
from ijb_graph.check.rules import DEMANDS, LEVELS, SECTIONS, TOPICS
from ijb_graph.check.worklist import in_worklist
from ijb_graph.engine.papers import Paper
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
        rule,
        level,
        basis,
        board,
        paper,
        lines,
        subject,
        message,
        node,
        "",
        "",
        component,
        bases,
        acceptance=acceptance,
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
        a_finding("record-evidence", "must", (Basis("D1", "", "this project", "data-integrity", ()),)),
        a_finding("direction-overseer-named", bases=(CAREFUL, GUIDANCE), board="midlothian"),
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
        "record-evidence",
        "direction-overseer-named",
        "direction-measure",
        "action-direction",
    ]


@pytest.mark.parametrize(
    ("scheme", "known"),
    [("basis-status", SURENESS), ("demand", DEMANDS), ("rule-topic", TOPICS), ("report-section", SECTIONS)],
)
def test_what_orders_a_report_are_the_concepts_of_a_scheme(scheme: str, known: tuple[str, ...]) -> None:
    graph = Graph().parse(PROJECT.ontology / "schemes" / f"{scheme}.ttl")
    concepts = {str(one).rsplit("/", 1)[1] for one in graph.subjects(RDF.type, None) if f"{scheme}/" in str(one)}
    assert set(known) == concepts


def test_every_level_has_a_meaning() -> None:
    assert list(LEVEL_MEANINGS) == list(LEVELS)


def test_csv_keeps_its_contract_and_leaves_out_what_is_accepted() -> None:
    findings = [a_finding(), a_finding(subject="D2 Night Services", lines="14", acceptance=ACCEPTED)]
    assert report_formats.as_csv(in_worklist(findings)) == (
        "rule,level,basis,board,paper,lines,subject,message,item,demanded_by,section,rank,by_reading,quote\n"
        "direction-measure,should,a careful reader (good governance),east-lothian,2019-10-31-directions,12,"
        "D1 Day Services,The direction SHOULD say what is measured.,D1 Day Services,good-practice,main,1,false,\n"
    )


def test_json_says_everything() -> None:
    (one,) = json.loads(report_formats.as_json([a_finding(bases=(STATUTE, CAREFUL), acceptance=ACCEPTED)], RULES))
    (read,) = json.loads(report_formats.as_json([replace(a_finding(), reasons=("One is the other.",))], RULES))
    assert (one["reasons"], read["reasons"]) == ([], ["One is the other."])
    assert one["title"] == next(rule.title for rule in RULES if rule.id == "direction-measure")
    assert one["bases"] == [
        {
            "id": "L4",
            "demand": "A direction goes to an authority.",
            "source": "2014 Act, section 26",
            "status": "statute",
            "sections": ["http://law.example/26"],
            "issued": "",
            "replaced": "",
            "page": "",
        },
        {
            "id": "G1",
            "demand": "What a careful reader expects.",
            "source": "a careful reader",
            "status": "good-governance",
            "sections": [],
            "issued": "",
            "replaced": "",
            "page": "",
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


PAPER = Paper(
    "urn:graph",
    "urn:paper",
    "east-lothian",
    "East Lothian Integration Joint Board",
    "2019-10-31-directions",
    "Directions",
    date(2019, 10, 31),
    None,
)


def printed(findings: list[Finding], as_of: date | None = None, with_appendix: bool = False) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        report_text.print_findings(in_worklist(findings), RULES, [PAPER], with_appendix)
        report_text.print_counts(in_worklist(findings), 3, as_of)
    return out.getvalue()


def test_a_terminal_gets_it_paper_by_paper_with_what_matters_first() -> None:
    other = "https://w3id.org/ijb/id/direction/y"
    findings = [
        a_finding(subject="D2 Night Services", lines="14-15", acceptance=ACCEPTED),
        a_finding(board="midlothian", paper="2023-09-21-x", lines=""),
        replace(a_finding(), quote="a  long\nquotation " + "of words " * 40),
        replace(a_finding(subject="D3 Wards", lines="13"), node=other),
        replace(
            a_finding("direction-overseer-named", message="It SHOULD name a group."),
            by_reading=True,
            reasons=("The name is one of a group.",),
        ),
        replace(a_finding("body-named-right", "may", message="One name."), demanded_by="house-style"),
        replace(
            a_finding("direction-addressee-named", "must", (STATUTE,), message="The direction MUST name it."),
            demanded_by="law",
        ),
    ]
    expected = """
East Lothian Integration Joint Board, 31 October 2019: Directions

  1  LAW  D1 Day Services (line 12)
     The direction MUST name it.  [2014 Act, section 26; direction-addressee-named]

  2  GOOD PRACTICE  A direction SHOULD say what is counted or measured, or by when its product is there: 2
     The direction SHOULD say what is measured.  [direction-measure]
     D1 Day Services (line 12); D3 Wards (line 13)

     1 more of house style, this data or our own readings: --appendix

  Accepted: somebody has looked at these and lives with them
     D2 Night Services (lines 14-15): The direction SHOULD say what is measured.
       The service ends this year. (Audit Committee, minute 5.2, 2020-03-02)

midlothian 2023-09-21-x

  1  GOOD PRACTICE  D1 Day Services
     The direction SHOULD say what is measured.  [direction-measure]

1 MUST, 4 SHOULD, 1 MAY in 4 items, 1 accepted; each paper as of the day of its meeting.
3 rules ran. What a rule asks, why, and how to fix what it finds: ijb check --explain RULE
"""
    assert printed(findings) == expected
    whole = printed(findings, with_appendix=True)
    assert (
        """
  Appendix: house style, this data, our readings

  3  GOOD PRACTICE  D1 Day Services (line 12)
     It SHOULD name a group.  [by our reading; direction-overseer-named]
       Our reading: The name is one of a group.
     HOUSE STYLE  One name.  [body-named-right]
"""
        in whole
    )
    assert "more of house style" not in whole
    alone = printed([findings[2]])
    assert "\n      “a long quotation of words of words" in alone
    assert " ...”\n" in alone
    assert "No findings; as of 2021-02-03." in printed([], date(2021, 2, 3))


def test_the_first_screen_of_a_paper_is_marked_off() -> None:
    findings = [
        replace(a_finding(rule, message=f"It SHOULD say {rule}.", lines=""), node=f"urn:{rule}")
        for rule in [one.id for one in RULES if not one.validates_acceptances][:14]
    ]
    assert "\n     These 12 first. The other 2:\n" in printed(findings)
    assert "These 12 first" not in printed(findings[:12])


def test_a_summary_shows_what_matters_first_and_counts_the_rest() -> None:
    rules = [rule.id for rule in RULES if not rule.validates_acceptances][:14]
    findings = [replace(a_finding(rule), node=f"urn:{rule}", demanded_by="contradiction") for rule in rules]
    out = io.StringIO()
    with redirect_stdout(out):
        report_text.print_summary(in_worklist(findings), RULES, [PAPER])
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert lines[0] == "East Lothian Integration Joint Board, 31 October 2019: Directions"
    assert sum(line.startswith("contradiction") for line in lines) == 12
    shown = [line.split("[")[1].rstrip("]") for line in lines if line.startswith("contradiction")]
    left = [rule for rule in rules if rule not in shown]
    assert len(left) == 2
    named = " ".join(lines).split("2 more of 2 other rules: ")[1]
    assert {one.split(" ")[0] for one in named.split(", ")} == set(left)


def test_a_summary_goes_by_what_demands_it_and_not_by_what_else_is_wrong_with_a_thing() -> None:
    style, law, guidance = (rule.id for rule in RULES[:3])
    found = [
        replace(a_finding(law), demanded_by="law", node="urn:1"),
        replace(a_finding(style), demanded_by="good-practice", node="urn:1"),
        replace(a_finding(guidance), demanded_by="guidance", node="urn:2"),
    ]
    out = io.StringIO()
    with redirect_stdout(out):
        report_text.print_summary(in_worklist(found), RULES, [PAPER])
    demands = [line.split("  ")[0] for line in out.getvalue().splitlines() if line.rstrip().endswith("]")]
    assert demands == ["law", "guidance", "good practice"]


EXPLAINED = next(rule for rule in RULES if rule.id == "direction-measure")


def in_turn(text: str, parts: list[str]) -> None:
    """Assert that the parts stand in a text one after the other, however its lines are wrapped."""
    words = " ".join(text.split())
    places = [words.find(" ".join(one.split())) for one in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_a_rule_has_a_page_of_its_own_before_anything_is_built(ijb: Run, project: Path) -> None:
    done = ijb("check", "--explain", EXPLAINED.id)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (project / "build").exists()
    example = (EXPLAINED.path.parent / "report.csv").read_text(encoding="utf-8").splitlines()[1]
    message = next(csv.DictReader(["focus,path,value,message", example]))["message"]
    in_turn(
        done.stdout,
        [
            f"{EXPLAINED.title} {EXPLAINED.id}, a rule of level SHOULD, demanded by good practice",
            f"Why {EXPLAINED.why}",
            "What it rests on, and how sure that is",
            "what a careful reader expects: good governance.",
            "What the level means SHOULD: a finding departs from guidance",
            f"An example of what it finds, in words {message}",
            f"What to do {message.split('. ')[-1]}",
            "What it finds in the papers east-lothian 2019-10-31-directions: 2 D01h New Hospital",
            f"ijb check --explain {EXPLAINED.id} --technical",
        ],
    )
    assert "ijb:" not in done.stdout
    assert all(line == line.rstrip() for line in not_empty(done.stdout.splitlines()))


def test_the_technical_page_has_properties_and_turtle(ready: Run) -> None:
    done = ready("check", "--explain", EXPLAINED.id, "--technical")
    in_turn(
        done.stdout,
        [
            "What it finds in the papers",
            "Its messages, with what differs in brackets",
            "Dependencies: a change of these can change what it finds Of the focus node alone",
            "Valid example",
            "Invalid example",
            "What it finds in the invalid example :",
        ],
    )
    assert "a ijb:StatedDirection" in done.stdout
    alone = ready("check", "--technical")
    assert (alone.returncode, alone.stdout) == (2, "")
    assert "--technical without --explain" in alone.stderr


def test_a_rule_on_our_readings_says_so(ready: Run) -> None:
    assert "readings of ours" in ready("check", "--explain", "paper-claim-not-denied").stdout
    assert "readings of ours" not in ready("check", "--explain", EXPLAINED.id).stdout


def test_a_page_tells_what_can_come_from_another_paper() -> None:
    """An action is judged by what is answered to it; the same work of two actions by everything of the kind."""
    told = {
        rule.id: dict(dependencies_of_rule(rule))
        for rule in RULES
        if rule.id in ("action-overdue", "direction-date-or-frequency")
    }
    own, others = told["action-overdue"].values()
    assert list(told["action-overdue"])[1] == "Of anything that leads to these, in any paper"
    assert {"ijb:hasActionStatus", "ijb:ImprovementAction"} <= set(own)
    assert {"ijb:isResponseTo", "ijb:percentComplete", "ijb:isContinuationOf"} <= set(others)
    assert len(told["direction-date-or-frequency"]) > 1


@pytest.mark.parametrize("name", ["direction-sharing", "paper-progress-told"])
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
    text = ready("check", "--explain", "direction-addressee-clear", "--board", "east-lothian").stdout
    assert "      http://www.legislation.gov.uk/id/asp/2014/9/section/26\n" in text
    assert "east-lothian 2019-10-31-directions: 1\n" in text
    assert "midlothian" not in text.split("What it finds")[1]


def test_a_page_of_no_rule_names_the_nearest(ijb: Run) -> None:
    done = ijb("check", "--explain", "direction-overser-named")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'direction-overseer-named'" in done.stderr
    assert ijb("check", "--explain", "direction-measure", "--format", "csv").returncode == 2
