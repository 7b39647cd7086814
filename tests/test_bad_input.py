"""Bad input: one clear line a fault, all of a file's faults, exit 2, no traceback.

A line tells file, row, column, what was found, what was expected and how to fix it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Done, Run
from ijb_graph.graph_file import with_trailer

FOREIGN = "<http://a.example/> <http://b.example/> <http://c.example/> <http://d.example/> .\n"
PAPER = "data/east-lothian/2019-10-31-directions"

Spoil = Callable[[Path], object]


def replace(name: str, old: str, new: str) -> Spoil:
    def spoil(project: Path) -> None:
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def write(name: str, content: str | bytes) -> Spoil:
    def spoil(project: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return spoil


def latin_1(project: Path) -> None:
    path = project / PAPER / "priorities.csv"
    path.write_bytes(path.read_bytes().replace(b"implement the", "£ implement the".encode("latin-1")))


ACCEPTED = "rule,subject,lines,words,reason,decision,decided\n"

BUILD: dict[str, tuple[Spoil, list[str]]] = {
    "an acceptance under no rule": (
        write(
            f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-mesure,D01h New Hospital,392,,Why,Who,2020-03-02\n"
        ),
        ["accepted-findings.csv, row 2, column rule", "'direction-mesure'", "Did you mean 'direction-measure'"],
    ),
    "an acceptance without a reason": (
        write(
            f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D01h New Hospital,392,,,Who,2020-03-02\n"
        ),
        ["accepted-findings.csv, row 2, column reason", "an empty cell", "why the finding is accepted"],
    ),
    "an acceptance without a day": (
        write(f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D01h New Hospital,392,,Why,Who,soon\n"),
        ["accepted-findings.csv, row 2, column decided", "'soon'", "such as 2019-10-31"],
    ),
    "an acceptance twice": (
        write(f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D1,392,,Why,Who,2020-03-02\n" * 2),
        ["accepted-findings.csv, row 3", "'direction-measure D1 392' again (first in row 2)"],
    ),
    "acceptances that differ in punctuation alone": (
        write(
            f"{PAPER}/accepted-findings.csv",
            ACCEPTED + "".join(f"direction-measure,{one},392,,Why,Who,2020-03-02\n" for one in ("d1 day", "d1-day")),
        ),
        [
            "accepted-findings.csv, row 3",
            "acceptance/east-lothian/2019-10-31-directions/direction-measure/",
            "row 2 has already",
        ],
    ),
    "an acceptance on lines that the paper does not have": (
        write(f"{PAPER}/accepted-findings.csv", ACCEPTED + "direction-measure,D1,9999,,Why,Who,2020-03-02\n"),
        ["accepted-findings.csv, row 2, column lines", "lines within the paper's 998"],
    ),
    "a missing column": (
        replace(f"{PAPER}/reserves.csv", "reserve,as_at,amount_k", "reserve,as_at,amount"),
        ["reserves.csv, row 1, column amount_k", "a column 'amount'", "Did you mean 'amount_k'?"],
    ),
    "an unknown body": (
        replace(f"{PAPER}/overseers.csv", "D01h,SPG,", "D01h,Strategic Planing Group,"),
        ["overseers.csv, row 2, column body", "'Strategic Planing Group'", "Did you mean 'Strategic Planning Group'"],
    ),
    "a malformed date": (
        replace(f"{PAPER}/reserves.csv", "2019-03-31", "31/03/2019"),
        ["reserves.csv, row 2, column as_at", "'31/03/2019'", "such as 2019-10-31"],
    ),
    "a day that is none": (
        replace(f"{PAPER}/reserves.csv", "2019-03-31", "2019-02-30"),
        ["column as_at", "'2019-02-30'", "a day of the calendar"],
    ),
    "a malformed period": (
        replace(f"{PAPER}/milestones.csv", "2020-12", "2020-13"),
        ["milestones.csv, row 2, column due", "'2020-13'"],
    ),
    "a malformed amount": (
        replace(f"{PAPER}/budget-lines.csv", "3769", '"3,769"'),
        ["budget-lines.csv, row 2, column amount_k", "'3,769'", "plain digits"],
    ),
    "a duplicate code": (
        replace(f"{PAPER}/directions.csv", "\nD02f,", "\nD01h,"),
        ["directions.csv, row 3, column code", "'D01h' again (first in row 2)"],
    ),
    "a wrong encoding": (latin_1, ["priorities.csv, row 7", "no UTF-8", "that is CSV UTF-8"]),
    "lines past the end": (
        replace(f"{PAPER}/reserves.csv", ",963,", ",9963,"),
        ["reserves.csv, row 5, column lines", "9963", "lines within the paper's 998"],
    ),
    "lines that run backwards": (
        replace(f"{PAPER}/reserves.csv", ",963,", ",963-960,"),
        ["column lines", "rising range"],
    ),
    "no lines": (replace(f"{PAPER}/reserves.csv", ",963,", ",,"), ["column lines", "an empty cell"]),
    "a value outside its list": (
        replace(f"{PAPER}/ratings.csv", ",established,", ",etablished,"),
        ["ratings.csv, row 2, column rating", "Did you mean 'established'"],
    ),
    "no note on a mended row": (
        replace(f"{PAPER}/ratings.csv", ",printed,", ",mended,"),
        ["ratings.csv, row 2, column note"],
    ),
    "a direction that is not there": (
        replace(f"{PAPER}/overseers.csv", "D01h,SPG,", "D01x,SPG,"),
        ["overseers.csv, row 2, column direction", "'D01x'", "directions.csv"],
    ),
    "too many cells": (
        replace(f"{PAPER}/reserves.csv", ",963,printed,", ",963,printed,,"),
        ["reserves.csv, row 5", "found 7 cells"],
    ),
    "a space at the end": (
        replace(f"{PAPER}/reserves.csv", "General Reserves", "General Reserves "),
        ["column reserve", "no space"],
    ),
    "an open quotation mark": (
        replace(f"{PAPER}/reserves.csv", "General Reserves", '"General Reserves'),
        ["reserves.csv", "no CSV"],
    ),
    "an empty file": (write(f"{PAPER}/reserves.csv", ""), ["reserves.csv", "an empty file"]),
    "an unknown kind": (write(f"{PAPER}/reservs.csv", "a,b\n"), ["reservs.csv", "Did you mean 'reserves.csv'"]),
    "an unknown board": (
        write("data/east-lothain/2020-01-01-x/paper.toml", ""),
        ["data/east-lothain", "Did you mean 'east-lothian'"],
    ),
    "a folder without a date": (write("data/east-lothian/directions/paper.toml", ""), ["directions", "named by date"]),
    "a paper without paper.toml": (
        write("data/east-lothian/2020-01-01-x/reserves.csv", "reserve\n"),
        ["paper.toml", "no readable file"],
    ),
    "a broken paper.toml": (
        replace(f"{PAPER}/paper.toml", "board = ", "board : "),
        ["paper.toml", "no TOML", "line 1"],
    ),
    "a misspelt entry": (
        replace(f"{PAPER}/paper.toml", "title = ", "titel = "),
        ["paper.toml, column title: found nothing", "Did you mean 'title'"],
    ),
    "a wrong hash": (
        replace(f"{PAPER}/paper.toml", 'sha256 = "09f', 'sha256 = "xyz'),
        ["column text.sha256", "64 hexadecimal digits"],
    ),
    "a suite nobody describes": (
        replace(f"{PAPER}/paper.toml", 'suite = "2019-20"', 'suite = "2020-21"'),
        ["column suite", "'2020-21'"],
    ),
    "another day than the folder's": (
        replace(f"{PAPER}/paper.toml", "meeting_date = 2019-10-31", "meeting_date = 2019-10-30"),
        ["column meeting_date", "2019-10-30"],
    ),
    "an alias of nobody": (
        replace("data/reference/aliases.csv", "SPG,Strategic Planning Group", "SPG,Strategic Group"),
        ["aliases.csv", "column name", "'Strategic Group'"],
    ),
    "a link to a thread that is none": (
        replace("data/editorial/theme-links.csv", "D02f,golden-thread,8", "D02f,golden-thread,88"),
        ["theme-links.csv, row 2, column number", "88"],
    ),
    "a link from a direction that is none": (
        replace("data/editorial/theme-links.csv", "D02f,", "D99f,"),
        ["theme-links.csv, row 2, column direction", "'D99f'"],
    ),
    "a match of a name nobody uses": (
        replace("data/editorial/function-matches.csv", "D01h,Inpatient", "D01h,Outpatient"),
        ["function-matches.csv, row 2, column name"],
    ),
    "a shared work in an action that is none": (
        replace("data/editorial/shared-work.csv", "governance review,1.1,1,", "governance review,1.1,9,"),
        ["shared-work.csv, row 2, column action", "'9'", "board edinburgh, meeting_date 2019-05-24, proposal 1.1"],
    ),
    "a continuation of an action of the same day": (
        replace("data/editorial/continued-actions.csv", "1.1,1,2019-05-24,1.1,1,", "1.1,1,2020-02-04,1.1,2,"),
        ["continued-actions.csv, row 2, column earlier_date", "2020-02-04"],
    ),
    "a needed step that is none": (
        replace("data/editorial/needed-steps.csv", "1.1,1,3,1.1,1,2,", "1.1,1,3,1.1,1,7,"),
        [
            "needed-steps.csv, row 2, column needed_response",
            "'7'",
            "edinburgh, meeting_date 2020-02-04, proposal 1.1, action 1",
        ],
    ),
    "an action that continues one of the same day": (
        replace(
            "data/editorial/continued-actions.csv",
            "edinburgh,2020-02-04,1.1,1,2019-05-24,1.1,1",
            "edinburgh,2020-02-04,1.1,1,2020-02-04,1.1,2",
        ),
        ["continued-actions.csv, row 2, column earlier_date", "2020-02-04 continuing 2020-02-04"],
    ),
    "directions of one paper that differ in punctuation alone": (
        replace(f"{PAPER}/directions.csv", "\nD02f,", "\nD01h-,"),
        ["directions.csv, row 3: found a record with the address direction/east-lothian/2019-20/D01h"],
    ),
    "a broken schema": (write("data/kinds/directions.json", "{"), ["kinds/directions.json", "JSONDecodeError"]),
    "no schemas": (
        lambda project: shutil.rmtree(project / "data/kinds"),
        ["data/kinds: found no readable file", "the schemas of the kinds of record"],
    ),
    "an unknown datatype": (
        replace("data/kinds/measures.json", '"datatype": "period"', '"datatype": "perriod"'),
        ["measures.json", "'perriod'", "Did you mean 'period'?"],
    ),
    "values joined without a space": (
        replace(f"{PAPER}/budget-lines.csv", "D01; D10", "D01;D10"),
        ["budget-lines.csv, row 9, column direction_refs", "'D01;D10'", "joined by '; '"],
    ),
    "a control character": (
        replace(f"{PAPER}/reserves.csv", "General Reserves", "General\x1b[31m Reserves"),
        ["column reserve", "without U+001B ESCAPE"],
    ),
    "a number beyond all measure": (
        replace(f"{PAPER}/reserves.csv", ",1087,", "," + "9" * 40 + ","),
        ["reserves.csv, row 5, column amount_k", "a whole number"],
    ),
    "an indicator that is none": (
        replace(f"{PAPER}/indicators.csv", "\n6,", "\n9,"),
        ["indicators.csv, row 7, column indicator", "'9'"],
    ),
    "an outcome of a suite nobody describes": (
        replace(f"{PAPER}/outcomes.csv", "2018-19,D01h", "2017-18,D01h"),
        ["outcomes.csv, row 2, column suite", "'2017-18'", "2018-19"],
    ),
    "an alias that is somebody's name": (
        replace("data/reference/aliases.csv", "ELC,East Lothian Council", "NHS Lothian,NHS Fife"),
        ["aliases.csv", "column alias", "which NHS Lothian is called already"],
    ),
    "two bodies with one address": (
        replace(
            "data/reference/bodies.csv",
            "\nCarers Change Board,",
            "\nCarers-Change Board,change-board,east-lothian,,\nCarers Change Board,",
        ),
        ["bodies.csv, row ", "body/east-lothian/carers-change-board, which", "bodies.csv row "],
    ),
    "a file that is no record": (
        write(f"{PAPER}/ratings.csv.txt", "x"),
        ["ratings.csv.txt: found ratings.csv.txt", "Did you mean 'ratings.csv'"],
    ),
    "a file beside the folders": (write("data/notes.csv", "x"), ["data/notes.csv: found notes.csv"]),
    "an address that is none": (
        replace(f"{PAPER}/cited-documents.csv", "https://www.sehd", "https://[www.sehd"),
        ["cited-documents.csv, row 2: found a statement that no store would read", "https://[www.sehd"],
    ),
    "a citation that is no address": (
        replace(f"{PAPER}/paper.toml", '"http://www.legislation.gov.uk/id/asp/2014/9",', '"the Act", 3,'),
        ["column cites: found 'the Act'", "column cites: found 3"],
    ),
    "a suite that is a number": (
        replace(f"{PAPER}/paper.toml", 'suite = "2019-20"', "suite = 2019"),
        ["column suite: found 2019"],
    ),
    "no suite at all": (
        replace(f"{PAPER}/paper.toml", 'suite = "2019-20"', ""),
        ["column suite: found no suite", "budget-lines.csv"],
    ),
    "suites that are no tables": (
        replace(f"{PAPER}/paper.toml", '[[suites]]\nperiod = "2018-19"', '[suites]\nperiod = "2018-19"'),
        ["paper.toml"],
    ),
    "a period of two years": (
        replace(f"{PAPER}/paper.toml", 'period = "2018-19"', 'period = "2018-20"'),
        ["suites[0].period", "'2018-20'"],
    ),
    "a paper without lines": (replace(f"{PAPER}/paper.toml", "lines = 998", "lines = 0"), ["column text.lines"]),
    "a broken ontology": (
        write("ontology/broken.ttl", "ijb:A a ijb:B .\n"),
        ["ontology/broken.ttl", "row 1", "no Turtle"],
    ),
    "a blank node in the ontology": (
        write("ontology/blank.ttl", "<https://a.example/b> <https://a.example/c> [] .\n"),
        ["ontology/blank.ttl", "a blank node"],
    ),
}


def told(done: Done, parts: list[str]) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert all(line.startswith("ijb: ") for line in not_empty(done.stderr.splitlines())), done.stderr
    for part in not_empty(parts):
        assert part in done.stderr, f"{part!r} not in {done.stderr}"


@pytest.mark.parametrize("case", BUILD, ids=lambda case: case.replace(" ", "-"))
def test_bad_records(case: str, project: Path, ijb: Run) -> None:
    spoil, parts = BUILD[case]
    spoil(project)
    told(ijb("build"), parts)
    assert not (project / "build").exists()


def test_all_faults_of_a_file_are_told_at_once(project: Path, ijb: Run) -> None:
    for old, new in ((",219,", ",x,"), (",164,", ",y,"), ("2019-03-31,312", "yesterday,312"), (",964", ",964")):
        if old != new:
            replace(f"{PAPER}/reserves.csv", old, new)(project)
    replace(f"{PAPER}/ratings.csv", ",established,", ",splendid,")(project)
    done = ijb("build")
    told(
        done,
        [
            "row 2, column amount_k",
            "row 3, column amount_k",
            "row 4, column as_at",
            "ratings.csv, row 2, column rating",
            "4 faults",
        ],
    )


def test_faults_are_told_row_by_row(project: Path, ijb: Run) -> None:
    """Cells, notes and keys of a row together; every address that is none, each with its row."""
    for old, new in ((",219,", ",x,"), ("2019-03-31,312", "yesterday,312"), (",963,printed,", ",0,mended,")):
        replace(f"{PAPER}/reserves.csv", old, new)(project)
    done = ijb("build")
    places = [line.split("reserves.csv, ")[1].split(":")[0] for line in done.stderr.splitlines() if "reserves" in line]
    assert places == ["row 2, column amount_k", "row 4, column as_at", "row 5, column lines", "row 5, column note"]


def test_every_address_that_is_none_is_told(project: Path, ijb: Run) -> None:
    for old, new in (
        ("https://www.sehd", "https://[www.sehd"),
        ("Elective Centres,,", "Elective Centres,https://%no,"),
    ):
        replace(f"{PAPER}/cited-documents.csv", old, new)(project)
    done = ijb("build")
    told(done, [f"cited-documents.csv, row {row}: found a statement that no store would read" for row in (2, 3)])


def test_two_records_with_one_address_are_refused(project: Path, ijb: Run) -> None:
    replace(f"{PAPER}/reserves.csv", "General Reserves,", "Primary care: investments,")(project)
    told(ijb("build"), ["reserves.csv, row 5", "which", "row 2 has already", "Reword one of them"])


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
        replace("shapes/must/direction-identity/shape.ttl", "Whatever else", "FILL IN: Whatever else"),
        ("check", "--rule", "direction-identity"),
        ["direction-identity/shape.ttl: found FILL IN"],
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
        write("shapes/must/direction-identity/shape.ttl", "shape:x a sh:NodeShape ."),
        ("check",),
        ["shapes/must/direction-identity/shape.ttl, row 1", "no Turtle"],
    ),
    "a shape of another name": (
        replace("shapes/must/direction-identity/shape.ttl", "shape:direction-identity", "shape:identity"),
        ("check",),
        ["named as its folder"],
    ),
    "a severity of another level": (
        replace("shapes/must/direction-identity/shape.ttl", "sh:Violation", "sh:Info"),
        ("check",),
        ["sh:Violation, for a rule under must/"],
    ),
    "a rule without a basis": (
        replace("shapes/must/direction-identity/shape.ttl", "ijb:restsOn", "ijb:stands"),
        ("check",),
        ["no ijb:restsOn"],
    ),
    "a basis nobody knows": (
        replace("shapes/must/direction-identity/shape.ttl", "basis/D1", "basis/D9"),
        ("check",),
        ["a basis D9"],
    ),
    "a broken constraint": (
        replace("shapes/should/direction-plan-action/shape.ttl", "WHERE {", "WHERE {{"),
        ("check",),
        ["direction-plan-action/shape.ttl", "sh:select", "not closed"],
    ),
    "an ill-formed shape": (
        replace("shapes/should/direction-report-route/shape.ttl", "sh:minCount 1", 'sh:minCount "one"'),
        ("check",),
        ["direction-report-route/shape.ttl", "sh:minCount", "no whole number"],
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
    for rule in ("direction-identity", "direction-addressee-constituent"):
        (project / "shapes" / "must" / rule / "shape.ttl").write_text("a b c", encoding="utf-8")
    told(
        ijb("check", "--board", "nowhere"),
        ["direction-identity/shape.ttl", "direction-addressee-constituent/shape.ttl", "graph.nq: found no", "3 faults"],
    )
    told(
        ijb("ask", "functions-without-direction", "--date", "soon"),
        ["column --date: found a wrong value: 'soon'", "graph.nq: found no graph", "2 faults"],
    )


def test_one_bad_cell_is_one_fault(project: Path, ijb: Run) -> None:
    """A direction whose row has a fault is not reported missing wherever it is named."""
    replace(f"{PAPER}/directions.csv", "New Hospital,", "New Hospital ,")(project)
    done = ijb("build")
    told(done, ["directions.csv, row 2, column title"])
    assert done.stderr.count("\n") == 1


def append(name: str, line: str) -> Spoil:
    def spoil(project: Path) -> None:
        with (project / name).open("a", encoding="utf-8") as file:
            file.write(line)

    return spoil


# A fault of each stage, with what its line begins with.
ALL_STAGES: list[tuple[Spoil, str]] = [
    (
        replace("data/kinds/commentary.json", '"propertyUrl": "rdfs:label"', '"propertyURL": "rdfs:label"'),
        "data/kinds/commentary.json: found a word 'propertyURL' in column 'remark'",
    ),
    (
        replace("data/kinds/reserves.json", "ijb:Reserve", "ijbb:Reserve"),
        "data/kinds/reserves.json: found the prefix of 'ijbb:Reserve'",
    ),
    (append("data/reference/people.csv", "Ann  Example \n"), "data/reference/people.csv, row "),
    (write("data/fife/notes.txt", "x"), "data/fife/notes.txt: found notes.txt"),
    (
        replace("data/west-lothian/2020-03-10-self-evaluation-action-plan/paper.toml", "meeting_date", "meeting_day"),
        "data/west-lothian/2020-03-10-self-evaluation-action-plan/paper.toml, column meeting_date: found nothing",
    ),
    (lambda project: None, "data/west-lothian/2020-03-10-self-evaluation-action-plan/paper.toml, column meeting_day"),
    (replace(f"{PAPER}/ratings.csv", ",established,", ",etablished,"), f"{PAPER}/ratings.csv, row 2, column rating"),
    (replace(f"{PAPER}/overseers.csv", "D01h,SPG,", "D01x,SPG,"), f"{PAPER}/overseers.csv, row 2, column direction"),
    (
        append(f"{PAPER}/cited-documents.csv", "D01h,A plan,,1,printed,\nD01h,a-plan,,1,printed,\n"),
        f"{PAPER}/cited-documents.csv, row ",
    ),
    (
        write(
            f"{PAPER}/accepted-findings.csv",
            "rule,subject,lines,words,reason,decision,decided\ndirection-mesure,D1,1,,Why,Who,2020-03-02\n",
        ),
        f"{PAPER}/accepted-findings.csv, row 2, column rule",
    ),
    (
        replace("data/editorial/theme-links.csv", "D02f,golden-thread,8", "D02f,golden-thread,88"),
        "data/editorial/theme-links.csv, row 2, column number: found '88'",
    ),
    (
        replace("data/editorial/shared-work.csv", "governance review,1.1,1,", "governance review,1.1,9,"),
        "data/editorial/shared-work.csv, row 2, column action: found '9'",
    ),
    (append("ontology/direction.ttl", "\nijb:Direction rdfs:seeAlso [] .\n"), "ontology/direction.ttl: found a blank"),
    (write("papers/2.txt", "x"), "papers/2.txt: found a text with SHA-256"),
    (replace(f"{PAPER}/paper.toml", 'file = "', 'file = "2.txt" #'), ""),
    (lambda project: None, "--base: found 'x'"),
]


def test_all_faults_of_all_stages_are_told_at_once_and_each_once(project: Path, ijb: Run) -> None:
    for spoil, _ in ALL_STAGES:
        spoil(project)
    done = ijb("build", "--papers", "papers", "--base", "x")
    assert done.returncode == 2
    *told_of, count = done.stderr.splitlines()
    beginnings = [beginning for _, beginning in ALL_STAGES if beginning]
    for beginning in not_empty(beginnings):
        assert sum(line.startswith(f"ijb: {beginning}") for line in told_of) == 1, f"{beginning}\n{done.stderr}"
    assert (len(told_of), count) == (len(beginnings), f"ijb: {len(beginnings)} faults"), done.stderr


# A fault that much else rests on, and how many lines tell of it.
FOLLOWED: dict[str, tuple[Spoil, int]] = {
    "a body with a space": (replace("data/reference/bodies.csv", "\nCluster Leads,", "\n Cluster Leads,"), 1),
    "no authorities": (lambda project: (project / "data/reference/integration-authorities.csv").unlink(), 1),
    "a broken paper.toml": (replace(f"{PAPER}/paper.toml", "board = ", "board : "), 1),
    "a paper without lines": (replace(f"{PAPER}/paper.toml", "lines = 998", "lines = 0"), 1),
    "a column of functions misspelt": (replace(f"{PAPER}/functions.csv", "delegated_by,number", "delegated_by,nr"), 3),
    "no directions": (write(f"{PAPER}/directions.csv", ""), 1),
    "a response to an action that is none": (
        replace("data/editorial/shared-work.csv", "governance review,1.1,1,,", "governance review,1.1,9,1,"),
        1,
    ),
    "no golden threads": (write(f"{PAPER}/golden-threads.csv", ""), 1),
    "a broken schema": (write("data/kinds/directions.json", "{"), 1),
    "a broken schema of reference data": (write("data/kinds/reference/proposals.json", "[]"), 1),
    "a broken schema of names": (write("data/kinds/reference/bodies.json", "[]"), 1),
    "broken common columns": (write("data/kinds/common/record.json", "{}"), 1),
    "broken datatypes": (write("data/kinds/common/datatypes.json", "x"), 1),
}


@pytest.mark.parametrize("case", FOLLOWED, ids=lambda case: case.replace(" ", "-"))
def test_what_follows_from_a_fault_is_not_told(case: str, project: Path, ijb: Run) -> None:
    """Whatever refers to something that could not be read cannot be judged."""
    spoil, lines = FOLLOWED[case]
    spoil(project)
    done = ijb("build")
    assert done.returncode == 2
    assert done.stderr.count("\n") == lines, done.stderr


def test_a_folder_that_cannot_be_written(project: Path, ijb: Run) -> None:
    (project / "build").write_text("in the way", encoding="utf-8")
    told(ijb("build"), ["build", "found no way to write it"])
    told(ijb("ask", "papers"), ["graph.nq"])


def test_what_an_editor_leaves_is_passed_over(project: Path, ijb: Run) -> None:
    for room in ("queries", "shapes/must", "data/east-lothian", PAPER):
        (project / room / ".ipynb_checkpoints").mkdir()
    assert ijb("build").returncode == 0
    assert ijb("ask").returncode == 0
    assert ijb("check", "--rule", "direction-overseer-body").returncode == 0
