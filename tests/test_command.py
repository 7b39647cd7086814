"""The command as a user meets it: answers that can be cited, findings with exit codes, pipes, the installed wheel."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import click
import pyoxigraph
import pytest
from assertions import not_empty
from conftest import FREE_BOARD, PROJECT, Run
from ijb_graph.check import report_formats
from ijb_graph.check.findings import Finding
from ijb_graph.cli import main
from ijb_graph.cli.command_group import CommandGroup
from ijb_graph.engine import Embedded
from ijb_graph.errors import problem_kinds
from ijb_graph.errors.files import NotUtf8
from ijb_graph.graph.build import Built
from ijb_graph.project import GRAPH_FILE, Project, find_project
from rdflib import RDF, SH, Graph
from rule_cases import ALL_RULES


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def findings(all_findings: tuple[Finding, ...]) -> list[Finding]:
    """What the rules find in the project's own graph."""
    return list(all_findings)


def test_the_help_lists_every_command_and_imports_none() -> None:
    """A command is a file that is imported when it is run; `ijb --help` shows the first line of its docstring."""
    script = (
        "import sys\nfrom ijb_graph.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "print('\\n'.join(['IMPORTED', *sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    page, _, modules = done.stdout.partition("IMPORTED\n")
    files = sorted((PROJECT.root / "loader" / "ijb_graph" / "cli").glob("*_command.py"))
    assert len(files) >= 9
    width = max(len(file.stem.removesuffix("_command")) for file in files)
    for file in not_empty(files):
        first_line = file.read_text(encoding="utf-8").removeprefix('"""').split("\n")[0]
        assert f"  {file.stem.removesuffix('_command'):<{width}}  {first_line}\n" in page
    slow = {"rdflib", "pyshacl", "pyoxigraph", "rich", "jinja2", *(f"ijb_graph.cli.{file.stem}" for file in files)}
    assert not slow & set(modules.split())


def options_that_need_another() -> dict[str, list[str]]:
    """The options whose help begins with that they need another, each as a call without it."""
    values = {"path": "x", "date": "2030-01-31", "text": "x", "float range": "5", "choice": "csv"}
    calls = {}
    group, context = CommandGroup(), click.Context(CommandGroup())
    for name in not_empty(group.list_commands(context)):
        command = group.get_command(context, name)
        assert command is not None
        asked = [one.name for one in command.params if isinstance(one, click.Argument) and one.required]
        for option in (one for one in command.params if isinstance(one, click.Option)):
            if needed := re.match(r"With (--[a-z-]+(?: or --[a-z-]+)*): ", option.help or ""):
                value = [] if option.is_flag else [values[option.type.name]]
                calls[f"{option.opts[0]} without {needed[1]}"] = [name, *asked, option.opts[0], *value]
    return calls


@pytest.mark.parametrize(("refused", "call"), options_that_need_another().items())
def test_an_option_that_needs_another_is_refused_without_it(refused: str, call: list[str], ijb: Run) -> None:
    done = ijb(*call)
    assert done.returncode == 2
    found = re.sub(r"(?<=--format) csv", "", done.stderr)
    assert f"a wrong call: {refused}" in found


def test_there_are_options_that_need_another() -> None:
    assert {"--propose-kind without --propose", "--propose-seconds without --propose"} <= {*options_that_need_another()}


def test_an_error_is_explained_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    def errors(*arguments: str) -> str:
        with pytest.raises(SystemExit) as end:
            main(["errors", *arguments])
        assert end.value.code == 0
        return capsys.readouterr().out

    listed = dict(line.split(None, 1) for line in errors().splitlines())
    assert set(listed) == {kind.id() for kind in problem_kinds()}
    page = errors("not-utf8")
    assert page.startswith(f"not-utf8\n\n{listed['not-utf8']}\n\n")
    assert page.endswith(f"The message: found {NotUtf8.found}; expected {NotUtf8.expected}. {NotUtf8.fix}\n")


def test_an_answer_in_three_forms(ready: Run) -> None:
    table, as_csv, as_json = (ready("ask", "reserves", "--format", form).stdout for form in ("table", "csv", "json"))
    assert {row["reserve"]: row["amount_k"] for row in rows(as_csv)}["General Reserves"] == "1087"
    assert {row["reserve"]: row["amount_k"] for row in json.loads(as_json)}["General Reserves"] == 1087
    assert "General Reserves" in table
    assert table.endswith("4 rows\n")


def test_the_thread_of_another_direction(ready: Run) -> None:
    """A lower-case L in a code, an addressee, and links that are missing."""
    found = rows(ready("ask", "direction-thread", "--code", "D15l", "--format", "csv").stdout)
    assert ("addressee", "NHS Lothian") in [(row["link"], row["answer"]) for row in found]
    assert "golden thread or priority" in [row["link"] for row in found if row["answer"] == "(missing)"]
    assert len({row["step"] for row in found}) == 12


def test_the_day_decides_which_functions_are_judged(ready: Run) -> None:
    before, on = (
        rows(ready("ask", "functions-without-direction", "--date", day, "--format", "csv").stdout)
        for day in ("2019-10-30", "2019-10-31")
    )
    assert {row["answer"] for row in before} == {"cannot be judged: no complete register on that day"}
    assert {row["answer"] for row in on} == {"no direction in force"}
    assert len(before) == 45
    assert "The public dental service" in [row["function"] for row in on]
    assert "Day services" not in [row["function"] for row in on]


def test_an_empty_answer_says_what_it_means(ready: Run) -> None:
    done = ready("ask", "reserves", "--board", FREE_BOARD)
    assert done.returncode == 0
    assert f"Nothing found: the graph holds no paper of {FREE_BOARD}, so that nothing can be concluded." in done.stdout
    assert (
        "Nothing found. That means: No paper in the graph states any."
        in ready("ask", "reserves", "--board", "midlothian").stdout
    )
    piped = ready("ask", "reserves", "--board", FREE_BOARD, "--format", "csv").stdout
    assert (piped.count("\n"), piped.startswith("board,reserve,amount_k,paper,lines,")) == (1, True)


def test_a_value_is_data_and_never_query(ready: Run) -> None:
    for value in ('x" } ?a ?b ?c . { "', "x\\", 'D11b"', "$1 \\1 \\g<1>"):
        done = ready("ask", "direction-thread", "--code", value, "--format", "csv")
        assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stderr


def test_help_of_a_question_tells_all(ready: Run) -> None:
    text = ready("ask", "functions-without-direction", "--help").stdout
    for part in ("--date", "default: 2019-10-31", "delegated_by", "Empty means"):
        assert part in text
    listed = ready("ask").stdout
    assert all(folder.name in listed for folder in not_empty(PROJECT.queries.iterdir()))


def test_any_query(ready: Run, tmp_path: Path) -> None:
    assert ready("sparql", "-", stdin="ASK { ?s ?p ?o }").stdout == "true\n"
    query = tmp_path / "q.rq"
    query.write_text(
        "PREFIX ijb: <https://w3id.org/ijb/def#> SELECT (COUNT(DISTINCT ?d) AS ?n) "
        "WHERE { ?d a ijb:StatedDirection ; ijb:belongsToSuite <https://w3id.org/ijb/id/suite/east-lothian/2019-20> }",
        encoding="utf-8",
    )
    assert ready("sparql", str(query), "--format", "csv").stdout == "n\n40\n"
    construct = "CONSTRUCT WHERE { <https://w3id.org/ijb/id/suite/east-lothian/2019-20> a ?class }"
    triples = ready("sparql", "-", stdin=construct).stdout
    assert len(list(pyoxigraph.parse(triples.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))) == 1


def test_findings_and_their_exit_codes(ready: Run) -> None:
    done = ready("check", "--format", "csv")
    assert done.returncode == 1
    assert done.stdout.startswith("rule,level,basis,board,paper,lines,subject,message,item,demanded_by,section,rank,")
    found = rows(done.stdout)
    assert all(row["board"] and row["paper"] and row["basis"] and row["subject"] for row in not_empty(found))
    # Only what is said of a paper or of its directions as a whole stands on no line of it.
    assert all(
        row["lines"] or row["subject"].startswith("directions ") or row["subject"].endswith(f"({row['paper'][:10]})")
        for row in not_empty(found)
    )
    of_rule = ("check", "--rule", "direction-measure", "--format", "csv")
    assert ready(*of_rule).returncode == 0
    of_paper = rows(ready(*of_rule, "--paper", "2019-10-31-directions", "--board", "east-lothian").stdout)
    # The first item of one rule is not the first of all.
    assert [{**row, "rank": ""} for row in of_paper] == [
        {**row, "rank": ""}
        for row in found
        if (row["rule"], row["board"], row["paper"]) == ("direction-measure", "east-lothian", "2019-10-31-directions")
    ]
    assert of_paper


def test_as_of_another_day(ready: Run) -> None:
    def due(*as_of: str) -> set[str]:
        command = ("check", "--rule", "direction-due-before-meeting", "--paper", "2019-10-31-directions")
        found = rows(ready(*command, "--format", "csv", *as_of).stdout)
        # A step before the direction takes effect is told whatever the day.
        return {row["subject"].split()[0] for row in found if "over by" in row["message"]}

    # What D12d dates before the meeting is told as done.
    assert due() == {"D14a"}
    assert due("--as-of", "2019-01-01") == set()
    assert due("--as-of", "2020-02-01") >= {"D12c", "D13b", "D14a", "D18b", "D18c"}


def test_reports_in_every_form(findings: list[Finding], engine: Embedded) -> None:
    assert len(json.loads(report_formats.as_json(findings, ALL_RULES))) == len(findings) > 0
    turtle = report_formats.as_turtle(findings, engine.base)
    graph = Graph().parse(data=turtle, format="turtle")
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == len(findings)
    assert report_formats.as_turtle(findings[::-1], engine.base) == turtle


def test_a_report_for_the_terminal(small_ready: Run) -> None:
    found = rows(small_ready("check", "--format", "csv").stdout)
    done = small_ready("check")
    assert done.returncode == 1
    assert found and f"{sum(row['level'] == 'must' for row in found)} MUST" in done.stdout


@pytest.mark.parametrize("command", ["ask directions --format csv", "ask directions", "check --rule direction-measure"])
def test_a_pipe_that_closes_early_is_no_error(command: str, ready: Run, project: Path) -> None:
    script = f"set -o pipefail; {sys.executable} -m ijb_graph {command} | head -1"
    done = subprocess.run(["bash", "-c", script], cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_wheel_works_outside_of_a_checkout(tmp_path: Path, built: Built) -> None:
    """With nothing but what the wheel holds: the same graph as in the checkout, findings, answers, a publication."""
    make = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", str(PROJECT.root)]
    subprocess.run([*make, "--wheel-dir", str(tmp_path)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    for name in ("ijb_graph/py.typed", "shacl_compiler/py.typed", "ijb_graph/templates/rule/shape.ttl"):
        assert (tmp_path / "site" / name).is_file()
    away = tmp_path / "away"
    away.mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=away,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            text=True,
            check=False,
        )

    def ijb(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run("-m", "ijb_graph", *arguments)

    assert str(tmp_path) in run("-c", "import ijb_graph; print(ijb_graph.__file__)").stdout
    assert ijb("build").returncode == 0
    assert (away / "build" / GRAPH_FILE).read_bytes() == built.path.read_bytes()
    checked = ijb("check", "--summary")
    assert (checked.returncode, checked.stderr) == (1, "")
    assert " MUST, " in checked.stdout
    asked = ijb("ask", "directions", "--limit", "2", "--format", "csv")
    assert [row["board"] for row in rows(asked.stdout)] == ["east-lothian", "east-lothian"], asked.stderr
    assert ijb("publish", "open-data").returncode == 0
    assert (away / "open-data" / "LICENSE-DATA").exists()
    described = (away / "open-data" / "catalogue.ttl").read_text(encoding="utf-8")
    assert f'dcat:version "{version("ijb-graph")}"' in described
    refused = ijb("new", "question", "x")
    assert refused.returncode == 2
    assert "a checkout of the project" in refused.stderr


def test_the_version_stands_in_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    """The version is that of pyproject.toml wherever it is repeated, as is the name of the authors."""
    project = tomllib.loads((PROJECT.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"ijb, version {project['version']}\n"
    assert version("ijb-graph") == project["version"], "install the project again: make"
    citation = (PROJECT.root / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in citation
    assert [f'  - name: "{author["name"]}"' in citation for author in project["authors"]] == [True]
    readme = (PROJECT.root / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"ijb-graph (\d+\.\d+\.\d+)", readme)) <= {project["version"]}


def test_the_project_is_found_from_inside() -> None:
    assert find_project(PROJECT.data / "reference") == Project(PROJECT.root, is_checkout=True)


@pytest.mark.parametrize(("form", "start"), [("json", "[\n"), ("turtle", "@base"), ("html", "<!doctype html>")])
def test_the_command_writes_a_report_in_this_form(form: str, start: str, ready: Run) -> None:
    done = ready("check", "--rule", "direction-overseer-named", "--format", form)
    assert done.returncode == 0
    assert done.stdout.startswith(start)
    assert "D15g" in done.stdout
