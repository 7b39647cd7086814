"""Bad questions, rules, calls and graphs: one clear line a fault, exit 2, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_input import PAPER, Spoil, replace, told, write
from command_line import Run
from ijb_graph.graph_file import with_trailer

FOREIGN = "<http://a.example/> <http://b.example/> <http://c.example/> <http://d.example/> .\n"


def test_asking_without_a_build(ijb: Run) -> None:
    for command in (("ask", "papers"), ("check",), ("sparql", "-"), ("reason",)):
        told(ijb(*command, stdin="ASK {}"), ["graph.nq", "Run `ijb build` first"])


ASK: dict[str, tuple[Spoil, tuple[str, ...], list[str]]] = {
    "an unknown question": (
        lambda project: None,
        ("ask", "direction"),
        ["a question 'direction'", "Did you mean 'directions'"],
    ),
    "a value that is no date": (
        lambda project: None,
        ("ask", "functions-without-direction", "--date", "31.10.2019"),
        ["column --date", "'31.10.2019'", "such as 2019-10-31"],
    ),
    "a day that is none": (
        lambda project: None,
        ("ask", "functions-without-direction", "--date", "2019-02-30"),
        ["column --date"],
    ),
    "an unknown rule": (
        lambda project: None,
        ("check", "--rule", "direction-mesure"),
        ["Did you mean 'direction-measure'"],
    ),
    "an unknown board": (lambda project: None, ("check", "--board", "lothian"), ["column --board", "east-lothian"]),
    "an unknown paper": (
        lambda project: None,
        ("check", "--paper", "2019-10-31"),
        ["column --paper", "2019-10-31-directions"],
    ),
    "a board that is none": (
        lambda project: None,
        ("ask", "directions-lacking-oversight", "--board", "east-lothain"),
        ["column --board", "Did you mean 'east-lothian'"],
    ),
    "a paper of another board": (
        lambda project: None,
        ("check", "--board", "midlothian", "--paper", "2019-10-31-directions"),
        ["column --paper", "'2019-10-31-directions'"],
    ),
    "a parameter with an option's name": (
        replace("queries/direction-thread/query.rq", "# param code ", "# param limit "),
        ("ask", "direction-thread"),
        ["queries/direction-thread/query.rq", "0 times VALUES ?limit"],
    ),
    "a rule that is not filled in": (
        replace("shapes/must/record-as-printed/shape.ttl", "Whether something", "FILL IN: Whether something"),
        ("check", "--rule", "record-as-printed"),
        ["record-as-printed/shape.ttl: found FILL IN"],
    ),
    "a broken query file": (
        replace("queries/papers/query.rq", "SELECT DISTINCT ?board", "SELEKT DISTINCT ?board"),
        ("ask", "papers"),
        ["queries/papers/query.rq", "no SPARQL query"],
    ),
    "a header without a question": (
        replace("queries/papers/query.rq", "# question: ", "# frage: "),
        ("ask",),
        ["queries/papers/query.rq", "row 1"],
    ),
    "a parameter nobody binds": (
        replace("queries/papers/query.rq", '# VALUES ?board { "east-lothian" }', ""),
        ("ask", "papers"),
        ["row 4", "0 times VALUES ?board"],
    ),
    "a broken shape": (
        write("shapes/must/record-as-printed/shape.ttl", "shape:x a sh:NodeShape ."),
        ("check",),
        ["shapes/must/record-as-printed/shape.ttl, row 1", "no Turtle"],
    ),
    "a shape of another name": (
        replace("shapes/must/record-as-printed/shape.ttl", "shape:record-as-printed", "shape:printed"),
        ("check",),
        ["named as its folder"],
    ),
    "a severity of another level": (
        replace("shapes/must/record-as-printed/shape.ttl", "sh:Violation", "sh:Info"),
        ("check",),
        ["sh:Violation, for a rule under must/"],
    ),
    "a rule without a basis": (
        replace("shapes/must/record-as-printed/shape.ttl", "ijb:restsOn", "ijb:stands"),
        ("check",),
        ["no ijb:restsOn"],
    ),
    "a rule that nothing demands": (
        replace("shapes/must/record-as-printed/shape.ttl", "ijb:isDemandedBy", "ijb:stands"),
        ("check",),
        ["no value for ijb:isDemandedBy", "[unplaced-rule]"],
    ),
    "a topic that no scheme has": (
        replace("shapes/must/record-as-printed/shape.ttl", "rule-topic/wording", "rule-topic/words"),
        ("check",),
        ["words for ijb:isAboutTopic", "time, money"],
    ),
    "a rule that claims a law it does not rest on": (
        replace("shapes/must/record-as-printed/shape.ttl", "demand/data", "demand/law"),
        ("check",),
        ["demanded by law", "status statute"],
    ),
    "a basis nobody knows": (
        replace("shapes/must/record-as-printed/shape.ttl", "basis/D1", "basis/D9"),
        ("check",),
        ["a basis D9"],
    ),
    "a broken constraint": (
        replace("shapes/should/direction-plan-action/shape.ttl", "WHERE {", "WHERE {{"),
        ("check",),
        ["direction-plan-action/shape.ttl", "sh:select", "not closed"],
    ),
    "an ill-formed shape": (
        replace("shapes/should/direction-function-named/shape.ttl", "sh:minCount 1", 'sh:minCount "one"'),
        ("check",),
        ["direction-function-named/shape.ttl", "sh:minCount", "no whole number"],
    ),
    "no SPARQL file": (
        lambda project: None,
        ("sparql", "nowhere.rq"),
        ["nowhere.rq: found no readable file", "a SPARQL query", "[unreadable-file]"],
    ),
    "a query in another encoding": (
        write("latin.rq", "ASK { # £\n }".encode("latin-1")),
        ("sparql", "latin.rq"),
        ["latin.rq, row 1: found byte 0xa3, which is no UTF-8", "[not-utf8]"],
    ),
    "an unknown option": (
        lambda project: None,
        ("ask", "papers", "--bord", "x"),
        ["ijb ask papers: found an option --bord", "Did you mean '--board'?", "[unknown-option]"],
    ),
    "an unknown command": (
        lambda project: None,
        ("chekc",),
        ["found a command 'chekc'", "Did you mean 'check'?", "[unknown-command]"],
    ),
    "an option without its value": (
        lambda project: None,
        ("ask", "papers", "--limit"),
        ["column --limit: found no value", "[missing-value]"],
    ),
    "an argument that is not given": (
        lambda project: None,
        ("publish",),
        ["ijb publish, column DIR: found no value", "[missing-value]"],
    ),
    "a form that is none": (
        lambda project: None,
        ("ask", "papers", "--format", "xml"),
        ["ijb ask papers, column --format: found a wrong value: 'xml'", "[wrong-value]"],
    ),
    "a day of no month": (
        lambda project: None,
        ("check", "--as-of", "2019-02-30"),
        ["column --as-of: found a wrong value: '2019-02-30' is not a day such as 2019-10-31"],
    ),
    "one argument too many": (
        lambda project: None,
        ("sparql", "a.rq", "b.rq"),
        ["ijb sparql: found a wrong call: Got unexpected extra argument (b.rq)", "[wrong-call]"],
    ),
    "options that exclude each other": (
        lambda project: None,
        ("check", "--summary", "--format", "csv", "--incremental", "--engine", "pyshacl"),
        [
            "found --summary together with --format csv",
            "found --incremental together with --engine pyshacl",
            "[conflicting-options]",
            "2 faults",
        ],
    ),
    "an unknown error": (
        lambda project: None,
        ("errors", "wrong-cal"),
        ["'wrong-cal'", "Did you mean 'wrong-call'", "[unknown-error]"],
    ),
    "a damaged graph": (
        write("build/graph.nq", "<a> <b> .\n"),
        ("ask", "papers"),
        ["graph.nq", "the file was cut", "Run `ijb build` again"],
    ),
    "a sealed graph that is no graph": (
        write("build/graph.nq", "".join(with_trailer([FOREIGN, "<a> <b> .\n"]))),
        ("ask", "papers"),
        ["graph.nq, row 2", "no N-Quads", "Run `ijb build` again"],
    ),
    "a graph with a damaged address": (
        replace("build/graph.nq", "<https://w3id.org/ijb/id/", "<https://w3id.org/ijb/id "),
        ("ask", "papers"),
        ["graph.nq", "changed after the build", "Run `ijb build` again"],
    ),
    "a graph of somebody else": (
        write("build/graph.nq", "".join(with_trailer([FOREIGN]))),
        ("ask", "papers"),
        ["does not say where its addresses begin"],
    ),
}


@pytest.mark.parametrize("case", ASK, ids=lambda case: case.replace(" ", "-"))
def test_bad_questions_and_rules(case: str, project: Path, ready: Run) -> None:
    spoil, command, parts = ASK[case]
    spoil(project)
    told(ready(*command), parts)


def test_broken_sparql_from_standard_input(ready: Run) -> None:
    told(ready("sparql", "-", stdin="SELECT ?x WHERE { ?x"), ["<stdin>", "no SPARQL query"])


def test_faults_of_the_call_the_rules_and_the_graph_are_told_at_once(project: Path, ijb: Run) -> None:
    """Whatever can be looked at without the rest is looked at, and its faults are told together."""
    for rule in ("record-as-printed", "direction-addressee-named"):
        (project / "shapes" / "must" / rule / "shape.ttl").write_text("a b c", encoding="utf-8")
    told(
        ijb("check", "--board", "nowhere"),
        ["record-as-printed/shape.ttl", "direction-addressee-named/shape.ttl", "graph.nq: found no", "3 faults"],
    )
    told(
        ijb("ask", "functions-without-direction", "--date", "soon"),
        ["column --date: found a wrong value: 'soon'", "graph.nq: found no graph", "2 faults"],
    )


def test_a_folder_that_cannot_be_written(project: Path, ijb: Run) -> None:
    (project / "build").write_text("in the way", encoding="utf-8")
    told(ijb("build"), ["build", "found no way to write it"])
    told(ijb("ask", "papers"), ["graph.nq"])


def test_what_an_editor_leaves_is_passed_over(project: Path, ijb: Run) -> None:
    for folder in ("queries", "shapes/must", "data/east-lothian", PAPER):
        (project / folder / ".ipynb_checkpoints").mkdir()
    assert ijb("build").returncode == 0
    assert ijb("ask").returncode == 0
    assert ijb("check", "--rule", "direction-overseer-named").returncode == 0
