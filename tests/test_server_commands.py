"""The commands on a server that hangs, breaks off or sends them away: limits, Ctrl-C, progress, partial loads."""

from __future__ import annotations

import base64
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import pyoxigraph
import pytest
from command_line import Done, run_in_process
from conftest import PROJECT
from fake_server import JSON, Answer, Handler, right, serving
from graph_files import statements_of, write_graph
from ijb_graph.graph.build import Built
from ijb_graph.project import GRAPH_FILE
from quick import quick_of_each_kind
from raw_server import Piece, RawServer, http_answer, raw_server

SECRET = "not-to-be-shown"
LOGINS = [
    {"IJB_ENDPOINT_USER": "me", "IJB_ENDPOINT_PASSWORD": SECRET},
    {"IJB_ENDPOINT_TOKEN": SECRET},
]
COMMANDS = [("check",), ("ask", "papers"), ("sparql", "-"), ("reason",), ("load",)]
HANGING: list[Piece] = [30.0]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RawServer]:
    monkeypatch.setenv("NO_PROXY", "*")
    with raw_server() as one:
        yield one


@pytest.fixture(scope="module")
def store(built: Built) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(built.path), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def run(built: Built, *arguments: str) -> Done:
    return run_in_process(*arguments, "--out", str(built.path.parent), cwd=PROJECT.root, stdin="ASK { ?s ?p ?o }")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_the_limits(
    command: tuple[str, ...], server: RawServer, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By option and by environment; each limit is named with how to change it."""
    server.answer = lambda request: HANGING
    done = run(built, *command, "--endpoint", server.url, "--timeout", "0.1")
    monkeypatch.setenv("IJB_QUERY_SECONDS", "0.1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done == run(built, *command, "--endpoint", server.url)
    assert done.stderr.count("\n") == 1
    assert "found no whole answer in 0.1 seconds" in done.stderr
    assert "raise it: --timeout SECONDS or IJB_QUERY_SECONDS. [query-out-of-time]" in done.stderr
    server.answer = lambda request: http_answer(b"", Content_Length="2000000")
    large = run(built, *command, "--endpoint", server.url, "--max-answer", "1", "--timeout", "9")
    assert "found an answer of more than 1 MB" in large.stderr
    assert "raise it: --max-answer MB or IJB_QUERY_ANSWER. [answer-too-large]" in large.stderr
    assert large.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("check", "--timeout", "5"), "--timeout without --endpoint"),
        (("reason", "--max-answer", "5"), "--max-answer without --endpoint"),
        (("sparql", "-", "--max-pages", "5"), "--max-pages without --endpoint"),
        (("sparql", "-", "--timeout", "nan"), "'nan' is not a number greater than 0"),
        (("sparql", "-", "--timeout", "1e300"), "'1e300' is not a number greater than 0"),
        (("check", "--endpoint", "http://127.0.0.1:9", "--max-answer", "0"), "'0' is not a number greater than 0"),
        (("check", "--endpoint", "http://127.0.0.1:9", "--max-pages", "many"), "'many' is not a number"),
        (("check", "--endpoint", ""), "[invalid-server-address]"),
        (("ask", "papers", "--endpoint", ""), "[invalid-server-address]"),
        (("sparql", "-", "--endpoint", "http://[::1/"), "[invalid-server-address]"),
        (("sparql", "-", "--endpoint", "http://127.0.0.1:99999/"), "[invalid-server-address]"),
        (("sparql", "-", "--endpoint", "http://127.0.0.1:port/"), "[invalid-server-address]"),
        (("sparql", "-", "--endpoint", f"http://{'a' * 70}/"), "[server-unreachable]"),
        (("sparql", "-", "--endpoint", f"http://me:{SECRET}@[::1/"), "[login-in-address]"),
    ],
)
def test_a_wrong_call_is_one_clear_error(arguments: tuple[str, ...], part: str, built: Built) -> None:
    done = run(built, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr and done.stderr.count("\n") == 1
    assert SECRET not in done.stderr


def test_what_a_server_says_does_not_act_on_the_terminal(server: RawServer, built: Built) -> None:
    for answer in (
        http_answer(b"\x1b]0;owned\x07 \xe2\x80\xae", "text/plain", "500 Oops"),
        http_answer(b"", status="302 Found", Location="/\x1b]0;owned\x07"),
        http_answer(b'{"head":{"vars":["\x1b]0;owned\x07"]},"results":{"bindings":[]}}'),
        [b"\x1b]0;owned\x07\r\n\r\n"],
    ):
        server.answer = lambda request, answer=answer: answer  # type: ignore[misc]
        done = run(built, "sparql", "-", "--endpoint", server.url)
        assert done.returncode == 2
        assert done.stderr.rstrip("\n").isprintable(), done.stderr


@pytest.mark.parametrize(
    ("status", "login"),
    quick_of_each_kind(
        product(["301 Moved", "302 Found", "303 See Other", "307 Moved", "308 Moved"], LOGINS),
        # One that keeps the method of the request, and one that may not: each with a login.
        lambda row: {row[0] in ("307 Moved", "308 Moved"), *row[1]},
    ),
)
def test_a_login_never_goes_to_another_host(
    login: dict[str, str], status: str, server: RawServer, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server asks for the login, gets it, and sends us to another, which is told nothing at all."""
    for name, value in login.items():
        monkeypatch.setenv(name, value)
    basic = base64.b64encode(f"me:{SECRET}".encode())
    with raw_server() as other:

        def moved(request: bytes) -> Iterable[Piece]:
            if b"Authorization" not in request:
                return http_answer("", status="401 Log In", WWW_Authenticate='Basic realm="graph"')
            return http_answer("", status=status, Location=f"{other.url}?secret")

        server.answer = moved
        for command in (("sparql", "-"), ("load", "--store", server.url)):
            done = run(built, *command, "--endpoint", server.url)
            assert "a redirect of " in done.stderr and f"to {other.url} (HTTP status {status[:3]})" in done.stderr
            assert SECRET not in done.stderr
        assert other.requests == []
        assert any(basic in request or SECRET.encode() in request for request in server.requests)


def command(built: Built, server: RawServer, *arguments: str) -> list[str]:
    start = [sys.executable, "-m", "ijb_graph", *arguments]
    return [*start, "--endpoint", server.url, "--out", str(built.path.parent)]


def test_ctrl_c_ends_the_wait_at_once(server: RawServer, built: Built) -> None:
    for answer in (HANGING, [b"HTTP/1.1 200 OK\r\n\r\n{", 30.0]):
        server.answer = lambda request, answer=answer: answer  # type: ignore[misc]
        server.requests.clear()
        with subprocess.Popen(command(built, server, "check"), cwd=PROJECT.root, stderr=subprocess.PIPE) as process:
            while not server.requests:
                time.sleep(0.02)
            time.sleep(0.1)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        assert (process.returncode, said.decode().strip()) == (130, "Stopped.")
        assert time.monotonic() - began < 10  # of the 30 that the server would take


def test_a_person_who_waits_sees_what_for(server: RawServer, built: Built) -> None:
    server.answer = lambda request: HANGING
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(built, server, "check", "--timeout", "1"), cwd=PROJECT.root, stderr=theirs, stdout=subprocess.PIPE
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 4096):
                seen += part
        except OSError:
            pass
    os.close(ours)
    assert process.returncode == 2
    assert b"asking the server what it holds" in seen and b"[query-out-of-time]" in seen


def loading(store: pyoxigraph.Store, keep: int) -> tuple[type[Handler], list[str]]:
    """A Graph Store that keeps so many graphs, and then hangs up at the next."""
    kept: list[str] = []

    class Store(Handler):
        def put(self) -> None:
            if len(kept) == keep:
                self.close_connection = True
                return
            kept.append(self.path)
            self.reply(204, "text/plain", b"")

    return Store, kept


def test_a_partial_load_is_told(store: pyoxigraph.Store, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    for keep in (0, 3):
        handler, kept = loading(store, keep)
        with serving(store, right, handler) as (url, _):
            done = run(built, "load", "--endpoint", url, "--store", url)
        assert done.returncode == 2
        assert len(done.stdout.splitlines()) == len(kept) == keep
        told = done.stderr.splitlines()
        assert "[server-unreachable]" in told[-1]
        assert len(told) == (2 if keep else 1)
        assert ("the load is partial" in told[0]) == bool(keep)
        assert not any(path.endswith("about") for path in kept), "what the graph says about itself comes last"


def test_the_wording_is_not_sent(
    store: pyoxigraph.Store, built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The papers' words stay here: every other graph is sent, and the statement of the words' graph is in none."""
    monkeypatch.setenv("NO_PROXY", "*")
    sent: list[bytes] = []

    class Store(Handler):
        def put(self) -> None:
            sent.append(self.path.encode() + b" " + self.sent)
            self.reply(204, "text/plain", b"")

    words = '<urn:a> <urn:b> "the words of a paper" <https://w3id.org/ijb/id/graph/wording> .\n'
    write_graph(tmp_path / GRAPH_FILE, [*statements_of(built.path), words])
    with serving(store, right, Store) as (url, _):
        done = run_in_process("load", "--out", str(tmp_path), "--endpoint", url, "--store", url, cwd=PROJECT.root)
    assert re.search(r"^ *kept back .* wording$", done.stdout, flags=re.MULTILINE), done
    assert any(b"graph%2Feditorial" in one for one in sent)
    assert not any(b"graph%2Fwording" in one or b"the words of a paper" in one for one in sent)


def test_graphs_that_a_server_invents_are_not_removed(
    store: pyoxigraph.Store, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    removed: list[str] = []

    class Store(Handler):
        def put(self) -> None:
            removed.append(self.path) if self.command == "DELETE" else None
            self.reply(204, "text/plain", b"")

    def inventing(handler: Handler, sparql: str) -> None:
        if "STRSTARTS" in sparql:
            sparql = 'SELECT ?graph { VALUES ?graph { <urn:mine> "https://w3id.org/ijb/id/graph/text" } }'
        handler.reply(200, JSON, handler.result(sparql))

    with serving(store, inventing, Store) as (url, _):
        done = run(built, "load", "--endpoint", url, "--store", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert removed == []


def replacing(part: str, term: dict[str, str]) -> Answer:
    """The right answers, but for the first value of the query with this part in its text."""
    column, _, part = part.partition(": ")

    def answer(handler: Handler, sparql: str) -> None:
        result = json.loads(handler.result(sparql))
        if part in sparql:
            result["results"]["bindings"][0][column] = term
        handler.reply(200, JSON, json.dumps(result).encode())

    return answer


def slow(*values: object) -> object:
    return pytest.param(*values, marks=pytest.mark.slow)


LITERAL, NODE = {"type": "literal", "value": "> } #"}, {"type": "uri", "value": "urn:x"}


@pytest.mark.parametrize(
    ("place", "term", "command", "what"),
    [
        ("base: SELECT DISTINCT ?base", LITERAL, ("sparql", "-"), "where its addresses begin"),
        slow("base: SELECT DISTINCT ?base", NODE, ("sparql", "-"), "where its addresses begin"),
        ("graph: void#subset", LITERAL, ("sparql", "-"), "the name of a named graph"),
        ("date: ?areaName WHERE", LITERAL, ("ask", "papers"), "the day of a meeting"),
        slow("date: ?areaName WHERE", NODE, ("check", "--paper", "none"), "the day of a meeting"),
        ("status: ijb:LegalBasis ; skos", NODE, ("check", "--rule", "budget-group-money"), "how sure a basis is"),
        slow("id: ijb:LegalBasis ; skos", LITERAL, ("check",), "the id of what a rule rests on"),
        slow("level: ?code ?level ?missing", LITERAL, ("check", "--format", "html"), "the level of a direction"),
    ],
)
def test_a_value_that_no_build_writes(
    place: str,
    term: dict[str, str],
    command: tuple[str, ...],
    what: str,
    store: pyoxigraph.Store,
    built: Built,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(store, replacing(place, term)) as (url, _):
        done = run(built, *command, "--endpoint", url)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"as {what}; expected what `ijb build` writes" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_number_that_is_none_is_shown_as_text(store: pyoxigraph.Store, built: Built) -> None:
    """Written out, the second would fill the memory."""
    decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
    query = f'SELECT * {{ VALUES ?x {{ "abc"{decimal} "1e999999999"{decimal} "{"9" * 5000}"{decimal} 5.5 -3.0 }} }}'
    options = ("--format", "json", "--out", str(built.path.parent))
    done = run_in_process("sparql", "-", *options, cwd=PROJECT.root, stdin=query)
    assert [one["x"] for one in json.loads(done.stdout)] == ["abc", "1e999999999", "9" * 5000, 5.5, -3]
