"""The questions and the findings over HTTP: as pages with a form, as data, and as OpenAPI describes them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from assertions import not_empty
from conftest import PROJECT
from http_requests import Reply, send
from ijb_graph.ask.questions import read_questions
from ijb_graph.check.findings import Finding
from rule_cases import ALL_RULES
from test_serve import told

pytestmark = pytest.mark.slow

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def _rows(reply: Reply) -> list[dict[str, str]]:
    assert (reply.status, reply.media) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(reply.body.decode())))


def test_a_question_with_values_is_a_page_with_a_form(site: str) -> None:
    """The page of the question as it is has a form; it leads to one with the answer, its values and its formats."""
    start = send(f"{site}/ask/ratings.html").body.decode()
    form = re.search(r'<form class="ask-form" action="(\w+)" method="get">(.*?)</form>', start, re.DOTALL)
    assert form
    assert re.findall(r' name="(\w+)"', form[2]) == ["board", "paper"]
    # A browser sends the fields that are left empty too.
    asked = send(f"{site}/ask/{form[1]}?board=edinburgh&paper=", headers=BROWSER)
    assert (asked.status, asked.media) == (200, "text/html")
    assert "default-src 'self'" in asked.headers["content-security-policy"]
    page = asked.body.decode()
    assert '<option value="edinburgh" selected>' in page
    links = {media: address for address, media in re.findall(r'<a href="([^"]+)" type="([^"]+)">', page)}
    data = send(f"{site}/ask/{links['text/csv']}")
    rows = _rows(data)
    assert f'<p class="is">{len(rows)} rows.' in page
    assert {row["board"] for row in not_empty(rows)} == {"edinburgh"}
    assert data.body == send(f"{site}/ask/ratings?board=edinburgh", headers={"accept": "text/csv"}).body
    again = send(f"{site}/ask/{links['text/csv']}", headers={"if-none-match": data.headers["etag"]})
    assert again.status == 304


def test_what_is_typed_stays_text(site: str) -> None:
    word = '"><script>alert(1)</script>'
    page = send(f"{site}/ask/theme?{urlencode({'word': word})}", headers=BROWSER)
    assert page.status == 200
    assert b"<script>alert" not in page.body
    assert b"&lt;script&gt;alert(1)" in page.body


def test_a_value_that_there_is_not_is_refused_to_a_browser_in_words(site: str) -> None:
    page = send(f"{site}/ask/ratings?board=atlantis", headers=BROWSER)
    assert (page.status, page.media) == (404, "text/html")
    assert b"Parameter board: found &#39;atlantis&#39;" in page.body
    assert told(send(f"{site}/ask/ratings?board="))[0] == 400
    assert told(send(f"{site}/ask/ratings.xlsx?board=edinburgh"))[0] == 404
    assert told(send(f"{site}/findings?bord=edinburgh"))[0] == 400


def test_findings_of_a_board_a_paper_a_rule_a_level(site: str, all_findings: tuple[Finding, ...]) -> None:
    shown = [one for one in all_findings if one.acceptance is None]
    rule = max({one.rule for one in shown}, key=lambda id_: sum(one.rule == id_ for one in shown))
    for name, value in {"board": "midlothian", "paper": shown[0].paper, "rule": rule, "level": "must"}.items():
        expected = [one for one in shown if getattr(one, name) == value]
        rows = _rows(send(f"{site}/findings.csv?{name}={value}"))
        assert [(row["rule"], row["subject"], row["lines"]) for row in not_empty(rows)] == [
            (one.rule, one.subject.removeprefix("'"), one.lines) for one in expected
        ]
        assert 0 < len(expected) < len(shown)
    both = json.loads(send(f"{site}/findings?board=edinburgh&level=should").body)
    assert {(one["board"], one["level"]) for one in not_empty(both)} == {("edinburgh", "should")}
    page = send(f"{site}/findings?level=must&board=", headers=BROWSER).body.decode()
    assert page.count('<a class="badge ') == len(_rows(send(f"{site}/findings.csv?level=must")))
    assert '<option value="must" selected>' in page
    assert send(f"{site}/findings", headers={"accept": "text/turtle"}).body.startswith(b"@base ")
    assert told(send(f"{site}/findings?rule=no-such-rule"))[0] == 404


def test_the_description_names_what_there_is(site: str) -> None:
    described = json.loads(send(f"{site}/openapi.json").body)
    questions = {f"/ask/{one.name}": one for one in read_questions(PROJECT.queries)}
    assert described["openapi"].startswith("3.1")
    assert described["paths"].keys() == {*questions, "/findings"}
    for path, question in not_empty(questions.items()):
        operation = described["paths"][path]["get"]
        names = [one["name"] for one in operation["parameters"]]
        assert len(set(names)) == len(names)
        assert {*(one.name for one in question.parameters), "board", "paper"} == set(names)
        assert operation["summary"] == question.question
    of_findings = described["paths"]["/findings"]["get"]["parameters"]
    values = {one["name"]: one["schema"]["enum"] for one in of_findings}
    assert values["rule"] == sorted(one.id for one in ALL_RULES)


def _schemathesis(folder: Path, description: str | Path, *options: str) -> tuple[int, str]:
    """The exit code and the report of a run with the same requests each time."""
    pytest.importorskip("schemathesis")
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", str(description), "--no-color"]
    command += ["--phases", "fuzzing", "--max-examples", "5", "--seed", "1", "--generation-database", "none", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    return done.returncode, done.stdout + done.stderr


def test_answers_are_as_described(site: str, tmp_path: Path) -> None:
    """Values that fit the description and such as do not: no failure of the server, and answers that conform."""
    code, report = _schemathesis(tmp_path, f"{site}/openapi.json")
    assert code == 0, report[-3000:]
    assert f"Tested: {len(read_questions(PROJECT.queries)) + 1}" in report


def test_an_answer_that_is_not_as_described_is_found(site: str, tmp_path: Path) -> None:
    """Mutations of the description: a number that is said to be text, and a status that is left out."""
    whole = send(f"{site}/openapi.json").body.decode()
    for found, changed, failure in (
        ('"rank":{"type":"integer"', '"rank":{"type":"string"', "Response violates schema"),
        ('"404":', '"410":', "Undocumented status code"),
    ):
        assert found in whole
        (tmp_path / "openapi.json").write_text(whole.replace(found, changed), encoding="utf-8")
        code, report = _schemathesis(tmp_path, tmp_path / "openapi.json", "--url", site, "--include-path", "/findings")
        assert code == 1
        assert failure in report
