"""Servers that misbehave: each fault is one clear error with exit 2, and nothing cut short is taken for an answer."""

from __future__ import annotations

import base64
import http.server
import json
import os
import re
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph
import pytest
from conftest import PROJECT
from graph_files import statements_of, write_graph
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Reply
from ijb_graph.engine.query_text import QueryText
from ijb_graph.engine.remote import Remote
from ijb_graph.engine.server_results import NoAnswerError, result_of
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from servers import free_port

JSON = "application/sparql-results+json"
Answer = Callable[["Handler", str], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """A SPARQL server over a store, whose ``answer`` may do otherwise."""

    store: pyoxigraph.Store
    answer: Answer
    requests: list[str]

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.requests.append(self.path)
        type(self).answer(self, form["query"][0])

    def do_GET(self) -> None:
        self.requests.append(self.path)
        self.reply(200, "text/html", b"<html>Log in</html>")

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(204, "text/plain", b"")

    def reply(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def result(self, sparql: str, most: int | None = None) -> bytes:
        """The right answer, or its first ``most`` rows."""
        found = self.store.query(sparql, use_default_graph_as_union=True)
        assert not isinstance(found, pyoxigraph.QueryTriples)
        text = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        assert text is not None
        result: Any = json.loads(text)
        if "results" in result:
            result["results"]["bindings"] = result["results"]["bindings"][:most]
        return json.dumps(result).encode()

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        pass


@pytest.fixture(scope="module")
def store(built: Built) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(built.path), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


@contextmanager
def serving(store: pyoxigraph.Store, answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths it was asked at."""
    requests: list[str] = []
    handler = type("One", (Handler,), {"store": store, "answer": answer, "requests": requests})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/query", requests
        server.shutdown()


@pytest.fixture(autouse=True)
def _past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def remote(url: str, seconds: float = 20) -> Remote:
    return Remote(url, seconds, (0.01, 0.01, 0.01))


def right(handler: Handler, sparql: str) -> None:
    handler.reply(200, JSON, handler.result(sparql))


def page(handler: Handler, sparql: str) -> None:
    handler.reply(200, "text/html", b"<html>Welcome</html>")


def status(code: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> Answer:
    return lambda handler, sparql: handler.reply(code, kind, body, **headers)


def cut_in_json(handler: Handler, sparql: str) -> None:
    handler.reply(200, JSON, handler.result(sparql)[:-20])


def hung_up_half_way(handler: Handler, sparql: str) -> None:
    body = handler.result(sparql)
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:30])


def hung_up_in_a_chunk(handler: Handler, sparql: str) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(b"5\r\n{'hea\r\n")
    handler.close_connection = True


def slow(handler: Handler, sparql: str) -> None:
    time.sleep(1)
    right(handler, sparql)


def dripping(handler: Handler, sparql: str) -> None:
    """A byte now and then: never silent for long, and never done."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        time.sleep(0.1)


def stopped_by_time(handler: Handler, sparql: str) -> None:
    handler.reply(200, JSON, handler.result(sparql, 1), X_SQL_State="S1TAT")


def asked_with_a_select(handler: Handler, sparql: str) -> None:
    handler.reply(200, JSON, b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "tuple"}}]}}')


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (page, "a page or document (text/html)"),
        (status(200, b"", JSON), "no SPARQL results in JSON, or some that break off (Parser error at line 1"),
        (status(200, b"[]", JSON), "results must be an object"),
        (
            status(200, b'{"head": {}, "results": {"bindings": [{}]}}', JSON),
            "must contain a 'boolean' or a 'results' key",
        ),
        (status(200, b'{"head": {}, "boolean": true}', JSON), "true or false where rows were due"),
        (asked_with_a_select, "no SPARQL results in JSON, or some that break off (Unexpected term type"),
        (status(200, b'{"head": {"vars": ["base"]}, "results": {"bindings": []}}', JSON), "does not say where"),
        (cut_in_json, "no SPARQL results in JSON, or some that break off ("),
        (hung_up_half_way, "breaks off after 30 bytes"),
        (hung_up_in_a_chunk, "breaks off after"),
        (stopped_by_time, "an answer that the server broke off (S1TAT)"),
        (slow, "no whole answer in 0.5 seconds, for the graph's base"),
        (dripping, "no whole answer in 0.5 seconds, for the graph's base"),
        (
            status(302, Location="https://login.example/in?back=secret"),
            "a redirect of the graph's base to https://login.example/in (",
        ),
        (
            status(400, b"Error at line 3\nmore"),
            "answer to the graph's base: HTTP status 400 (Error at line 3)",
        ),
        (status(401), "a demand to log in for the graph's base (HTTP status 401)"),
        (status(403), "no permission in answer to the graph's base: HTTP status 403"),
        (status(404), "no such address in answer to the graph's base: HTTP status 404"),
        (status(500, b"<html>oops</html>"), "a refusal in answer to the graph's base: HTTP status 500;"),
        (status(503, b"busy"), "busy or away in answer to the graph's base: HTTP status 503, 4 times"),
    ],
)
def test_each_fault_is_one_clear_error(answer: Answer, part: str, store: pyoxigraph.Store) -> None:
    with serving(store, answer) as (url, requests), pytest.raises(InputError) as raised:
        remote(url, 0.5 if answer in (slow, dripping) else 20)
    assert part in str(raised.value)
    assert len(raised.value.problems) == 1
    assert "secret" not in str(raised.value)
    again = answer in (hung_up_half_way, hung_up_in_a_chunk) or "4 times" in part
    # Where there are no rows, the server is asked whether it gives any.
    times = 4 if again else 2 if part == "does not say where" else 1
    assert requests == ["/query"] * times, "asked again in vain, or a redirect was followed"


def test_no_server() -> None:
    with pytest.raises(InputError, match="Connection refused"):
        remote(f"http://127.0.0.1:{free_port()}/query")


def test_a_server_that_drops_every_connection() -> None:
    class Drop(socketserver.BaseRequestHandler):
        count = 0

        def handle(self) -> None:
            type(self).count += 1

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(InputError, match=r"no answer|no HTTP answer"):
            remote(f"http://127.0.0.1:{server.server_address[1]}/query")
        server.shutdown()
    assert Drop.count == 4


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(code: int, store: pyoxigraph.Store, engine: Embedded) -> None:
    seen: list[str] = []

    def busy_twice(handler: Handler, sparql: str) -> None:
        seen.append(sparql)
        status(code)(handler, sparql) if seen.count(sparql) < 3 else right(handler, sparql)

    question = (PROJECT.queries / "papers" / "query.rq").read_text(encoding="utf-8")
    with serving(store, busy_twice) as (url, _):
        assert remote(url).query(question, "q") == engine.query(question, "q")


def capped(most: int, pages: bool) -> Answer:
    """No more than ``most`` rows, and not a word of it; without ``pages`` always the first ones."""

    def answer(handler: Handler, sparql: str) -> None:
        if not pages:
            sparql = re.sub(r"OFFSET [1-9][0-9]*\s*$", "", sparql)
        handler.reply(200, JSON, handler.result(sparql, most))

    return answer


@pytest.mark.parametrize("most", [30, 61, 195])
def test_rows_that_a_server_keeps_back_are_fetched(most: int, store: pyoxigraph.Store, engine: Embedded) -> None:
    """61 directions and 195 bodies: more rows than the limit, or just as many."""
    with serving(store, capped(most, True)) as (url, _):
        there = remote(url)
        for name in ("directions", "bodies", "papers"):
            question = (PROJECT.queries / name / "query.rq").read_text(encoding="utf-8")
            assert there.query(question, name) == engine.query(question, name)


def test_rows_that_cannot_be_had_are_an_error(store: pyoxigraph.Store) -> None:
    question = (PROJECT.queries / "directions" / "query.rq").read_text(encoding="utf-8")
    with serving(store, capped(30, False)) as (url, _), pytest.raises(InputError, match=r"of 61 rows in pages of 30"):

        def until_the_end(handler: Handler, sparql: str) -> None:
            capped(30, "OFFSET 90" in sparql)(handler, sparql)

        with serving(store, until_the_end) as (other, _):
            remote(other).query(question, "directions")
        remote(url).query(question, "directions")


def test_rows_that_come_twice_are_an_error(store: pyoxigraph.Store) -> None:
    """As many rows as there are, but those of one page in the place of another's."""
    question = (PROJECT.queries / "directions" / "query.rq").read_text(encoding="utf-8")

    def first_page_again(handler: Handler, sparql: str) -> None:
        capped(30, True)(handler, sparql.replace("OFFSET 30", "OFFSET 0"))

    with serving(store, first_page_again) as (url, _), pytest.raises(InputError, match="or some of them twice"):
        remote(url).query(question, "directions")


def test_a_query_with_a_dataset_of_its_own_is_not_cut_short(store: pyoxigraph.Store) -> None:
    graph = "https://w3id.org/ijb/id/graph/reference"
    with (
        serving(store, capped(30, True)) as (url, _),
        pytest.raises(InputError, match="a query with FROM cannot be asked for"),
    ):
        remote(url).query(f"SELECT ?s FROM <{graph}> WHERE {{ ?s a ?class }}", "q")


def test_a_check_that_loses_its_server_reports_nothing(store: pyoxigraph.Store) -> None:
    seen: list[str] = []

    def for_a_while(handler: Handler, sparql: str) -> None:
        seen.append(sparql)
        (right if len(seen) < 40 else hung_up_half_way)(handler, sparql)

    with serving(store, for_a_while) as (url, _):
        there = remote(url)
        with pytest.raises(InputError, match="breaks off"):
            check(there, read_rules(PROJECT.shapes))
    assert len(seen) > 40


def run(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ijb_graph", *arguments],
        cwd=PROJECT.root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        input=stdin,
    )


@pytest.mark.parametrize("command", [("check",), ("ask", "papers"), ("sparql", "-"), ("reason",), ("load",)])
def test_every_command_exits_with_2(command: tuple[str, ...], store: pyoxigraph.Store, built: Built) -> None:
    with serving(store, page) as (url, _):
        done = run(*command, "--endpoint", url, "--out", str(built.path.parent), stdin="ASK { ?s ?p ?o }")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ijb: {url}: found a page or document (text/html)")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["no address", "ftp://127.0.0.1/query", "http:///query", "http://127.0.0.1:1"])
def test_an_address_that_is_none(url: str) -> None:
    done = run("ask", "papers", "--endpoint", url)
    assert (done.returncode, done.stdout, done.stderr[:5]) == (2, "", "ijb: ")
    assert "Traceback" not in done.stderr


SECRET = "not-to-be-shown"


def demanding(header: str) -> Answer:
    """An answer to who sends this login, and a challenge for Basic to everybody else."""

    def answer(handler: Handler, sparql: str) -> None:
        if handler.headers.get("Authorization") == header:
            right(handler, sparql)
        else:
            handler.reply(401, "text/plain", b"", WWW_Authenticate='Basic realm="graph"')

    return answer


def test_logins_that_a_server_takes(store: pyoxigraph.Store) -> None:
    basic = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
    for header, login in (
        (basic, {"IJB_ENDPOINT_USER": "me", "IJB_ENDPOINT_PASSWORD": SECRET}),
        (f"Bearer {SECRET}", {"IJB_ENDPOINT_TOKEN": SECRET}),
    ):
        with serving(store, demanding(header)) as (url, _):
            done = run("ask", "papers", "--endpoint", url, "--format", "csv", **login)
            assert (done.returncode, done.stderr) == (0, "")
        with serving(store, demanding("another")) as (url, _):
            done = run("ask", "papers", "--endpoint", url, **login)
            assert (done.returncode, done.stdout) == (2, "")
            assert "a refusal of the login" in done.stderr
            assert SECRET not in done.stderr


@pytest.mark.parametrize(
    ("environment", "part"),
    [
        ({"IJB_ENDPOINT_USER": SECRET}, "IJB_ENDPOINT_USER alone"),
        ({"IJB_ENDPOINT_PASSWORD": SECRET}, "IJB_ENDPOINT_PASSWORD alone"),
        ({"IJB_ENDPOINT_TOKEN": SECRET, "IJB_ENDPOINT_USER": SECRET}, "IJB_ENDPOINT_TOKEN beside"),
        ({"IJB_ENDPOINT_TOKEN": SECRET + "\n"}, "a line end"),
    ],
)
def test_half_a_login_is_refused_and_not_shown(environment: dict[str, str], part: str) -> None:
    with pytest.raises(InputError, match=part) as raised:
        credentials_from(environment)
    assert SECRET not in str(raised.value)
    assert SECRET not in repr(credentials_from({"IJB_ENDPOINT_TOKEN": SECRET}))


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    done = run("ask", "papers", "--endpoint", f"http://me:{SECRET}@127.0.0.1:1/query")
    assert (done.returncode, done.stdout) == (2, "")
    assert "an address with a login in it" in done.stderr
    assert SECRET not in done.stderr


def test_loading_into_a_server_that_keeps_nothing(store: pyoxigraph.Store, built: Built, tmp_path: Path) -> None:
    """A server that says yes and stores nothing; and one whose Graph Store address nobody knows."""
    renamed = [line.replace("/graph/editorial> .", "/graph/opinions> .") for line in statements_of(built.path)]
    write_graph(tmp_path / "graph.nq", renamed)
    with serving(store, right) as (url, _):
        load = ("load", "--endpoint", url, "--out", str(tmp_path))
        assert "Give the address by --store" in run(*load).stderr
        done = run(*load, "--store", url.replace("query", "store"))
    assert done.returncode == 2
    assert "0 statements in https://w3id.org/ijb/id/graph/opinions after loading" in done.stderr


def test_the_form_of_a_query_is_read_past_names_and_comments() -> None:
    asked = QueryText("# SELECT\nPREFIX select: <http://ASK/>\nASK { ?select select:ask 'CONSTRUCT' }")
    assert asked.form == "ASK"
    assert QueryText("CONSTRUCT WHERE { ?addressees ?p ?o }").form == "CONSTRUCT"
    assert QueryText("SELECT ?from FROM <urn:g> { ?from ?p 'FROM' }").has_dataset
    assert not QueryText("SELECT ?from { ?from ?p 'FROM' }").has_dataset


def test_pages_are_pages_of_one_list() -> None:
    """A query without an order is given one; one that orders or cuts its rows keeps its own."""
    assert " ORDER BY ?a ?b }" in QueryText("SELECT * { ?a ?p ?b { SELECT ?b { ?b ?q 1 } LIMIT 1 } }").paged(
        ["a", "b"], 5, 10
    )
    for modifier in ("ORDER BY ?b", "LIMIT 9", "OFFSET 9", "VALUES ?a { 1 }"):
        paged = QueryText(f"SELECT ?a {{ ?a ?p ?b }} {modifier}").paged(["a"], 5, 10)
        assert "ORDER BY ?a" not in paged
        assert paged.endswith("LIMIT 5 OFFSET 10")


def test_what_other_servers_write_otherwise_is_read_the_same() -> None:
    """Virtuoso's names of blank nodes, numbers and truths that are not canonical, an ASK answered with rows."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = {
        "a": {"type": "bnode", "value": "nodeID://b1"},
        "b": {"type": "typed-literal", "datatype": xsd + "integer", "value": "+007"},
        "c": {"type": "typed-literal", "datatype": xsd + "decimal", "value": "-1.50"},
        "d": {"type": "typed-literal", "datatype": xsd + "boolean", "value": "1"},
        "e": {"type": "typed-literal", "datatype": xsd + "integer", "value": "many"},
        "f": {"type": "literal", "value": '"type": "bnode", "value": "nodeID://b1"'},
    }

    def reply(columns: list[str], *rows: dict[str, Any]) -> Reply:
        result = {"head": {"link": [], "vars": columns}, "results": {"distinct": False, "bindings": rows}}
        return Reply(json.dumps(result).encode(), JSON, {})

    answer = result_of(reply([*values, "g"], values), "SELECT")
    assert answer.texts() == [["b1", "7", "-1.5", "true", "many", values["f"]["value"], ""]]
    assert [str(term) for term in answer.rows[0][:2]] == ["_:b1", f'"7"^^<{xsd}integer>']
    one = {"__ASK_RETVAL": {"type": "typed-literal", "datatype": xsd + "integer", "value": "1"}}
    assert result_of(reply(["__ASK_RETVAL"], one), "ASK").truth is True
    assert result_of(reply(["__ASK_RETVAL"]), "ASK").truth is False
    for wrong in (reply(["__ASK_RETVAL"], one, one), reply([*values], values)):
        with pytest.raises(NoAnswerError, match="rows where true or false was due"):
            result_of(wrong, "ASK")


@pytest.mark.parametrize(
    ("sparql", "rows"),
    [
        ("CONSTRUCT { ?s <urn:x> ?o } WHERE { ?s a ?o }", None),
        ("CONSTRUCT WHERE { ?s a ?o }", None),
        ("CONSTRUCT { ?s <urn:x> '}' } WHERE { ?s a ?o } LIMIT 7", 7),
        ("PREFIX a: <urn:a>\nCONSTRUCT { ?s a:x ?o } { ?s a ?o } VALUES ?o { <urn:none> }", 0),
    ],
)
def test_solutions_of_a_construct_are_counted(sparql: str, rows: int | None, engine: Embedded) -> None:
    whole = len(engine.query("SELECT ?s ?o WHERE { ?s a ?o }", "q").rows)
    counted = engine.query(QueryText(sparql).counted_solutions(), "q").rows[0][0]
    assert counted is not None
    assert int(counted.value) == (whole if rows is None else rows)
