"""Any SPARQL server: the same answers and findings as the embedded engine; a server's fault is one clear error."""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from conftest import HOUSE, Run
from ijb_graph.ask.selection import narrow
from ijb_graph.engine import Embedded
from ijb_graph.engine.remote import Remote
from ijb_graph.graph.build import Built


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server on loopback that holds the project's graph."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the oxigraph server is not installed")
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [program, "serve", "--location", tmp_path_factory.mktemp("store"), "--bind", address, "--union-default-graph"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                request = Request(
                    f"http://{address}/store",
                    data=built.path.read_bytes(),
                    method="POST",
                    headers={"Content-Type": "application/n-quads"},
                )
                urlopen(request, timeout=30).read()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise AssertionError("the server does not answer")
        yield f"http://{address}/query"
    finally:
        process.terminate()
        process.wait(timeout=10)


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in the project itself, past any proxy."""
    return subprocess.run(
        [sys.executable, "-m", "ijb_graph", *arguments],
        cwd=HOUSE.root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_PROXY": "*", "no_proxy": "*"},
        input=stdin,
    )


@pytest.mark.parametrize(
    "question",
    ["directions", "completeness", "functions-without-direction", "direction-thread", "bodies", "who-must-act"],
)
def test_the_same_answer_as_the_embedded_engine(question: str, server: str, built: Built) -> None:
    embedded = run("ask", question, "--format", "csv", "--out", str(built.path.parent))
    remote = run("ask", question, "--format", "csv", "--endpoint", server)
    assert remote.returncode == 0, remote.stderr
    assert remote.stdout == embedded.stdout


def test_one_paper_of_a_server_gives_the_same_answer(server: str, built: Built) -> None:
    question = (HOUSE.queries / "ratings" / "query.rq").read_text(encoding="utf-8")
    engines = (Embedded(built.path), Remote(server))
    rows = engines[0].query(question, "ratings").rows
    paper = next(row[-2].value for row in rows if row[-2])
    for engine in engines:
        narrow(engine, None, paper, "test")
    answers = [engine.query(question, "ratings").rows for engine in engines]
    assert answers[0] == answers[1] != rows


def test_the_same_findings_as_the_embedded_engine(server: str, built: Built) -> None:
    embedded = run("check", "--format", "csv", "--out", str(built.path.parent))
    remote = run("check", "--format", "csv", "--endpoint", server)
    assert (remote.returncode, remote.stdout) == (1, embedded.stdout)


def test_any_query(server: str) -> None:
    assert run("sparql", "-", "--endpoint", server, stdin="ASK { ?s ?p ?o }").stdout == "true\n"


class _Strange(http.server.BaseHTTPRequestHandler):
    """A server that answers everything with one status and body."""

    status, body, kind = 200, b"", "text/html"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "body", "kind", "part"),
    [
        (200, b"<html>Welcome</html>", "text/html", "no SPARQL result"),
        (200, b'{"head": {"vars": ["base"]}', "application/sparql-results+json", "no SPARQL result"),
        (200, b'{"head": {}, "results": {"bindings": [{}]}}', "application/sparql-results+json", "no SPARQL result"),
        (
            200,
            b'{"head": {"vars": ["base"]}, "results": {"bindings": []}}',
            "application/sparql-results+json",
            "does not say where its addresses begin",
        ),
        (401, b"", "text/plain", "a refusal"),
        (404, b"", "text/plain", "a refusal"),
        (500, b"oops", "text/plain", "a refusal"),
        (503, b"busy", "text/plain", "503"),
    ],
)
def test_a_server_that_answers_something_else(status: int, body: bytes, kind: str, part: str) -> None:
    handler = type("Handler", (_Strange,), {"status": status, "body": body, "kind": kind})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as strange:
        threading.Thread(target=strange.serve_forever, daemon=True).start()
        done = run("ask", "papers", "--endpoint", f"http://127.0.0.1:{strange.server_port}/query")
        strange.shutdown()
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("ijb: ")
    assert part in done.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/query", "no address", "http://127.0.0.1:1"])
def test_no_server(url: str, ijb: Run) -> None:
    done = ijb("ask", "papers", "--endpoint", url)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("ijb: ")
