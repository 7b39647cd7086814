"""One way in: a new paper, rule and question are one new folder each, and nothing else needs an edit."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import FREE_BOARD, FREE_HEALTH_BOARD, ROOT, Run

TEXT = (
    "\n".join(["A made-up paper", "", "", "K1 Kites\tSomebody to fly kites", "Budget 12K", "function: kite flying"])
    + "\n"
)


def run_in_copy(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy of the project that has the tests, too."""
    for file in ("pyproject.toml", "tests", "tools"):
        target = project / file
        if not target.exists():
            (shutil.copytree if (ROOT / file).is_dir() else shutil.copy)(ROOT / file, target)
    environment = {**os.environ, "PYTHONPATH": str(project / "tools")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def cases(project: Path, name: str, *files: str, slow: bool = False) -> subprocess.CompletedProcess[str]:
    """Run what some of the project's own test files test of a rule or question, but for pySHACL on all papers."""
    # To rewrite the assertions of all test files would take longer than to run the few tests.
    plain = ("-m", "pytest", "--assert=plain")
    chosen = [] if slow else ["-m", "not slow"]
    return run_in_copy(
        project, *plain, *chosen, "-k", f"{name} and not in_the_papers", *(f"tests/{file}" for file in files)
    )


def approve(project: Path, *named: str) -> str:
    """Run what `make approve` runs; returns what it says."""
    done = run_in_copy(project, "tests/approve.py", *named)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_paper(project: Path, tmp_path: Path, ijb: Run) -> None:
    text = tmp_path / "made-up.txt"
    text.write_text(TEXT, encoding="utf-8")
    made = ijb("new", "paper", FREE_BOARD, "2030-01-15", "kites", "--text", str(text))
    assert made.returncode == 0, made.stderr
    folder = project / "data" / FREE_BOARD / "2030-01-15-kites"
    manifest = (folder / "paper.toml").read_text(encoding="utf-8")
    assert hashlib.sha256(TEXT.encode()).hexdigest() in manifest
    assert "lines = 6" in manifest
    (folder / "paper.toml").write_text(manifest.replace("FILL IN", "Kites"), encoding="utf-8")
    (folder / "direction-groups.csv").write_text(
        f"group,title,addressees,budget_k,lines,basis,note\nK,Kites,{FREE_HEALTH_BOARD},12,5,printed,\n",
        encoding="utf-8",
    )
    with (folder / "directions.csv").open("a", encoding="utf-8") as file:
        file.write(f"K1,Kites,new,K,{FREE_HEALTH_BOARD},,kite flying,,Fly kites.,,,4,printed,\n")
    assert ijb("build", "--papers", str(tmp_path)).returncode == 0
    found = list(
        csv.DictReader(io.StringIO(ijb("ask", "completeness", "--board", FREE_BOARD, "--format", "csv").stdout))
    )
    assert [(row["board"], row["suite"], row["code"], row["level"], row["missing"]) for row in found] == [
        (FREE_BOARD, "2029-30", "K1", "1", "overseeing body; report route")
    ]
    rules = {
        row["rule"]
        for row in csv.DictReader(io.StringIO(ijb("check", "--board", FREE_BOARD, "--format", "csv").stdout))
    }
    assert rules == {
        "direction-overseer-named",
        "direction-report-route",
        "direction-date-or-frequency",
        "direction-measure",
        # Its meeting comes after its period has begun.
        "direction-suite-in-time",
    }


def test_a_new_paper_fails_until_filled_in(project: Path, ijb: Run) -> None:
    assert ijb("new", "paper", "edinburgh", "2030-01-15", "kites").returncode == 0
    done = ijb("build")
    assert done.returncode == 2
    assert "edinburgh/2030-01-15-kites/paper.toml, column text.sha256: found 'FILL IN'" in done.stderr
    assert "column title: found 'FILL IN'" in done.stderr


@pytest.mark.parametrize(
    "files",
    [
        ("test_rule_cases.py",),
        pytest.param(("test_rules.py", "test_rule_cases.py", "test_defects.py"), marks=pytest.mark.slow),
    ],
    ids=["its cases", "all of it"],
)
def test_a_new_rule(project: Path, ready: Run, files: tuple[str, ...]) -> None:
    assert ready("new", "rule", "should", "direction-cited").returncode == 0
    folder = project / "shapes" / "should" / "direction-cited"
    shape = (folder / "shape.ttl").read_text(encoding="utf-8")
    for old, new in (
        ("FILL IN: what the rule demands, with SHOULD", "A direction SHOULD cite a document"),
        ("FILL IN: why", "So that it can be looked up."),
        (
            "FILL IN: who SHOULD what, and what to do.",
            "The direction SHOULD cite a document, and cites none. Name one.",
        ),
        ("ijb:isMeasuredBy", "<http://purl.org/dc/terms/references>"),
        ("sh:minCount 0", "sh:minCount 1"),
    ):
        assert old in shape
        shape = shape.replace(old, new)
    (folder / "shape.ttl").write_text(shape, encoding="utf-8")
    for case in ("valid", "invalid"):
        path = folder / f"{case}.ttl"
        text = path.read_text(encoding="utf-8").replace("FILL IN: ", "")
        path.write_text(
            text.replace("ijb:StatedDirection .", "ijb:StatedDirection ; <http://purl.org/dc/terms/references> :b .")
            if case == "valid"
            else text,
            encoding="utf-8",
        )
    (folder / "defect.toml").write_text(
        """# A direction cites nothing any more.
[[change]]
file = "falkirk/2031-03-21-directions/cited-documents.csv"
where = { direction = "D02a" }
remove = true
""",
        encoding="utf-8",
    )
    assert approve(project, "--rule", "direction-cited").startswith("rule direction-cited: new, 1 row ")
    assert (folder / "report.csv").read_text(encoding="utf-8").count("\n") == 2
    done = cases(project, "direction-cited", *files, slow=len(files) > 1)
    assert done.returncode == 0, done.stdout
    paper = ("--paper", "2019-10-31-directions")
    found = ready("check", "--rule", "direction-cited", *paper, "--format", "csv").stdout
    assert found.count("\n") == 1 + 38


@pytest.mark.slow
def test_what_is_not_filled_in_does_not_pass(project: Path, ready: Run) -> None:
    assert ready("new", "rule", "should", "direction-cited").returncode == 0
    assert (
        "FILL IN"
        in cases(project, "direction-cited", "test_rule_cases.py", "test_rules_by_pyshacl.py", slow=True).stderr
    )
    shutil.rmtree(project / "shapes" / "should" / "direction-cited")
    assert ready("new", "question", "all-codes").returncode == 0
    assert cases(project, "all-codes", "test_questions.py", slow=True).returncode == 1


@pytest.mark.parametrize("slow", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["quick", "all of it"])
def test_a_new_question(project: Path, ready: Run, slow: bool) -> None:
    assert ready("new", "question", "all-codes").returncode == 0
    folder = project / "queries" / "all-codes"
    query = folder / "query.rq"
    query.write_text(
        query.read_text(encoding="utf-8").replace("FILL IN: ", "").replace("FILL IN", "made up"), encoding="utf-8"
    )
    given = (folder / "given.trig").read_text(encoding="utf-8").replace("FILL IN: ", "")
    (folder / "given.trig").write_text(
        given
        + """
    id:g { id:board ijb:shortName "x" . id:p <http://purl.org/dc/terms/identifier> "p" ; ijb:isPaperOf id:board .
    id:d a ijb:StatedDirection ; <http://www.w3.org/2004/02/skos/core#notation> "K1" ;
      ijb:isStatedIn id:p ; ijb:lines "3" . }\n""",
        encoding="utf-8",
    )
    assert approve(project, "--question", "all-codes").startswith("question all-codes: new, 1 row ")
    assert (folder / "expected.csv").read_text(encoding="utf-8") == "board,code,paper,lines\nx,K1,p,3\n"
    done = cases(project, "all-codes", "test_questions.py", slow=slow)
    assert done.returncode == 0, done.stdout
    answer = ready("ask", "all-codes", "--board", "east-lothian", "--format", "csv").stdout
    assert len([row for row in csv.DictReader(io.StringIO(answer)) if row["paper"] == "2019-10-31-directions"]) == 40
    assert "all-codes" in ready("ask").stdout


def test_a_new_kind_of_record(project: Path, ijb: Run) -> None:
    """One file: filled in, its records are in the graph, with their lines; until then the build refuses it."""
    made = ijb("new", "kind", "site-visits")
    assert (made.returncode, made.stdout.splitlines()[0]) == (0, "data/kinds/site-visits.json"), made.stderr
    assert "define ijb:SiteVisit in ontology/" in made.stdout
    refused = ijb("build")
    assert refused.stderr.startswith("ijb: data/kinds/site-visits.json: found a place that says FILL IN;")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    again = ijb("new", "kind", "site-visits")
    assert (again.returncode, "data/kinds/site-visits.json: found a file or folder" in again.stderr) == (2, True)
    path = project / "data" / "kinds" / "site-visits.json"
    schema = json.loads(path.read_text(encoding="utf-8").replace("FILL IN: ", ""))
    assert [column.get("name") for column in schema["columns"]] == ["number", "title", None]
    path.write_text(json.dumps(schema), encoding="utf-8")
    records = project / "data" / "midlothian" / "2023-09-21-directions-half-year-report" / "site-visits.csv"
    records.write_text("number,title,lines,basis,note\n1,The day centre,90-91,printed,\n", encoding="utf-8")
    assert ijb("build").returncode == 0
    query = """PREFIX ijb: <https://w3id.org/ijb/def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?visit ?title ?lines { ?visit a ijb:SiteVisit ; rdfs:label ?title ; ijb:lines ?lines }"""
    found = ijb("sparql", "-", "--format", "csv", stdin=query).stdout.splitlines()
    visit = "https://w3id.org/ijb/id/site-visit/midlothian/2023-09-21-directions-half-year-report/1"
    assert found == ["visit,title,lines", f"{visit},The day centre,90-91"]


@pytest.fixture
def spoilt(project: Path) -> dict[str, Path]:
    """Approved files that are not what is found: a row too few, a row too many, another text in a row."""
    files = {
        "rule direction-measure: 1 added": project / "shapes/should/direction-measure/report.csv",
        "question directions: 1 removed": project / "queries/directions/expected.csv",
        "paper east-lothian/2019-10-31-directions: 1 changed": project
        / "tests/findings/east-lothian-2019-10-31-directions.csv",
    }
    shutil.copytree(ROOT / "tests", project / "tests")
    few, many, other = files.values()
    few.write_text("".join(few.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with many.open("a", encoding="utf-8") as file:
        file.write(many.read_text(encoding="utf-8").splitlines()[-1].replace(",", ",x", 1) + "\n")
    other.write_text(other.read_text(encoding="utf-8").replace(" MUST ", " must ", 1), encoding="utf-8")
    return files


def test_to_approve_one_approves_nothing_else(project: Path, spoilt: dict[str, Path]) -> None:
    before = {path: path.read_bytes() for path in spoilt.values()}
    (said, rule), *_ = spoilt.items()
    lines = approve(project, "--rule", "direction-measure").splitlines()
    assert [line.partition("  (")[0] for line in lines] == [said, "1 of 1 approved files changed. Read them: git diff"]
    assert rule.read_bytes() == (ROOT / rule.relative_to(project)).read_bytes()
    assert {path for path, text in before.items() if path.read_bytes() != text} == {rule}


@pytest.mark.slow
def test_to_approve_everything_says_what_changed(project: Path, spoilt: dict[str, Path]) -> None:
    *lines, last = approve(project).splitlines()
    assert sorted(line.partition("  (")[0] for line in lines) == sorted(spoilt)
    assert last.startswith("3 of ")
    assert all(
        path.read_bytes() == (ROOT / path.relative_to(project)).read_bytes() for path in not_empty(spoilt.values())
    )


def test_what_finds_nothing_is_not_approved(project: Path) -> None:
    case = project / "shapes/should/direction-measure/invalid.ttl"
    case.write_text((case.parent / "valid.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    done = run_in_copy(project, "tests/approve.py", "--rule", "direction-measure")
    assert (done.returncode, done.stderr) == (1, "rule direction-measure finds nothing in its invalid.ttl\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("kind", "Site Visits"),
        ("kind", "directions"),
        ("rule", "must", "Direction Cited"),
        ("rule", "must", "cited-direction"),
        ("question", "Alle Codes"),
        ("paper", "midlothain", "2030-01-15", "kites"),
        ("paper", "midlothian", "2030-01-15", "Kites!"),
        ("question", "papers"),
        ("paper", "midlothian", "15.1.2030", "kites"),
    ],
)
def test_what_cannot_be_made(arguments: tuple[str, ...], ijb: Run) -> None:
    done = ijb("new", *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_later_paper_reports_on_the_directions_of_an_earlier_one(project: Path, tmp_path: Path, ijb: Run) -> None:
    """A half-year report measures directions whose text stands in another paper of the board and suite."""
    text = tmp_path / 'half "year".txt'
    text.write_text("a\nb\n", encoding="utf-8")
    assert ijb("new", "paper", "east-lothian", "2020-01-31", "half-year", "--text", str(text)).returncode == 0
    folder = project / "data" / "east-lothian" / "2020-01-31-half-year"
    manifest = (folder / "paper.toml").read_text(encoding="utf-8").replace('title = "FILL IN"', 'title = "Half"')
    (folder / "paper.toml").write_text(manifest, encoding="utf-8")
    header = "direction,measure,due_printed,due,target,progress,source,explanation,lines,basis,note\n"
    measures = folder / "measures.csv"
    measures.write_text(header + "D11b,days saved,,,,5,,,1,printed,\n", encoding="utf-8")
    assert ijb("build").returncode == 0
    found = ijb("ask", "measures", "--board", "east-lothian", "--format", "csv").stdout
    assert "east-lothian,2019-20,D11b,days saved,,,5,,2020-01-31-half-year,1," in found
    assert "D11b,occupied bed days,,identified targets,,MSG performance reports,2019-10-31-directions,489," in found
    measures.write_text(
        header + "D11b,Occupied bed days,,,,5,,,1,printed,\nD99x,y,,,,5,,,1,printed,\n", encoding="utf-8"
    )
    assert "column direction: found 'D99x'" in ijb("build").stderr
    measures.write_text(header + "D11b,Occupied bed days,,,,5,,,1,printed,\n", encoding="utf-8")
    assert "2019-10-31-directions/measures.csv row 8 has already" in ijb("build").stderr
