"""`ijb serve --workers 2`: both answer, one that dies is replaced, a new graph reaches all, and a stop is graceful."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from http_requests import send
from servers import Server, ijb_serve
from test_serve import _given, ask

pytestmark = pytest.mark.slow

COUNT = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"})


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    return _given(tmp_path / "graph", 3000)


@pytest.fixture
def server(graph: Path) -> Iterator[Server]:
    with ijb_serve(graph, "--workers", "2", "--timeout", "30", "--no-access-log") as running:
        yield running


def _workers(server: Server) -> list[int]:
    """The processes that listen: what else multiprocessing starts has no connections."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return sorted(int(one) for one in children if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text())


def _count(server: Server) -> str:
    reply = send(f"{server.query}?{COUNT}", headers={"accept": "text/csv"})
    assert reply.status == 200
    return reply.body.decode().split()[1]


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    before = _workers(server)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    until = time.monotonic() + 60
    while len(_workers(server)) < 2 or before[0] in _workers(server):
        assert _count(server) == "3000"
        assert time.monotonic() < until
        time.sleep(0.2)
    assert before[1] in _workers(server)


def test_a_new_graph_reaches_every_worker(server: Server, graph: Path, tmp_path: Path) -> None:
    (_given(tmp_path / "new", 700) / "graph.nq").replace(graph / "graph.nq")
    until = time.monotonic() + 60
    with ThreadPoolExecutor(8) as pool:
        while set(found := list(pool.map(lambda _: _count(server), range(40)))) != {"700"}:
            assert set(found) <= {"3000", "700"}
            assert time.monotonic() < until


def test_a_query_is_finished_before_all_workers_stop(server: Server) -> None:
    workers = _workers(server)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask, server, "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?c . ?d <urn:p> ?f }")
        time.sleep(0.5)
        os.kill(server.pid, signal.SIGTERM)
        assert json.loads(slow.result().body)["results"]["bindings"][0]["n"]["value"] == "9000000"
    until = time.monotonic() + 20
    while any(Path(f"/proc/{one}").exists() for one in workers):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_line_for_each_request_or_none(graph: Path) -> None:
    for option, lines in (("--access-log", 1), ("--no-access-log", 0)):
        with ijb_serve(graph, option) as server:
            send(f"{server.query}?query=ASK%7B%7D&marked")
        assert (graph / "server.log").read_text().count("marked HTTP/1.1") == lines
