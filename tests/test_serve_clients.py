"""`ijb serve` and clients that hang up, dawdle, or read no answer: none takes anything from the others for long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fake_server import Handler, right, serving
from http_requests import send
from pyoxigraph import RdfFormat, Store
from question_cases import given_graph
from servers import Server, ijb_serve
from test_serve import ENDLESS, GRAPH, QUERY, SOME, _given, ask, told

pytestmark = pytest.mark.slow

# An answer of about 5 MB, which no buffer between two sockets holds.
LARGE = "SELECT ?s ?o ?n { ?s <urn:p> ?o VALUES ?n { 1 2 3 4 5 6 7 8 9 10 11 12 } }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    rows = "".join(f'<urn:s{one:05}> <urn:p> "value {one}" .\n' for one in range(3000))
    (folder / "given.trig").write_text(f"<{GRAPH}> {{ {rows} }}", encoding="utf-8")
    given_graph(folder / "given.trig", folder)
    with ijb_serve(folder, "--timeout", "60", "--running", "1", "--waiting", "1", "--patience", "2") as running:
        yield running


def _connected(server: Server, buffer: int = 0) -> socket.socket:
    parts = urlsplit(server.query)
    client = socket.socket()
    if buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.settimeout(30)
    client.connect((parts.hostname, parts.port))
    return client


def _post(sparql: str, length: int | None = None) -> bytes:
    head = f"Host: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {length or len(sparql)}\r\n\r\n"
    return f"POST /sparql HTTP/1.1\r\n{head}{sparql}".encode()


def _received(client: socket.socket, end: bytes, pause: float = 0) -> bytes:
    """What comes up to these bytes, or to the end of the connection; with a pause after each megabyte."""
    parts, read = [client.recv(1 << 16)], 0
    while parts[-1] and not b"".join(parts[-2:]).endswith(end):
        parts.append(client.recv(1 << 16))
        read += len(parts[-1])
        if pause and read > 1 << 20:
            time.sleep(pause)
            read = 0
    return b"".join(parts)


def _children(server: Server) -> list[str]:
    return [
        one for task in Path(f"/proc/{server.pid}/task").iterdir() for one in (task / "children").read_text().split()
    ]


def _until(seconds: float, met: Callable[[], object]) -> float:
    """How long it takes until a condition holds; the test fails where that is longer."""
    start = time.monotonic()
    while not met():
        assert time.monotonic() - start < seconds, "not within the time"
        time.sleep(0.05)
    return time.monotonic() - start


def test_a_client_that_hangs_up_frees_its_slot_and_ends_its_query(server: Server) -> None:
    running, waiting = _connected(server), _connected(server)
    with closing(running), closing(waiting):
        running.sendall(_post(ENDLESS))
        _until(5, lambda: _children(server))
        waiting.sendall(_post(ENDLESS))
        _until(5, lambda: ask(server, SOME).status == 503)
    _until(3, lambda: not _children(server))
    assert ask(server, SOME).status == 200


def test_a_client_that_hangs_up_waits_no_longer(server: Server) -> None:
    with closing(_connected(server)) as running:
        running.sendall(_post(ENDLESS))
        _until(5, lambda: _children(server))
        child = _children(server)
        with closing(_connected(server)) as waiting:
            waiting.sendall(_post(ENDLESS))
            _until(5, lambda: ask(server, SOME).status == 503)
        # There is room again for another that waits.
        with closing(_connected(server)) as waiting:
            time.sleep(0.5)
            waiting.sendall(_post(SOME))
            waiting.settimeout(1)
            with pytest.raises(TimeoutError):
                waiting.recv(1)
        assert _children(server) == child


def test_a_client_that_hangs_up_frees_the_server_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There one query runs at a time: without that, the next would wait for as long as the one before may take."""
    monkeypatch.setenv("NO_PROXY", "*")
    behind_is_free = threading.Event()

    def answer(handler: Handler, sparql: str) -> None:
        if sparql.endswith(ENDLESS):
            handler.connection.settimeout(20)
            # Until we hang up.
            handler.connection.recv(1)
            behind_is_free.set()
        else:
            right(handler, sparql)

    store, folder = Store(), _given(tmp_path / "graph", 3)
    store.load(path=str(folder / "graph.nq"), format=RdfFormat.N_QUADS)
    options = ("--waiting", "1", "--timeout", "30")
    with serving(store, answer) as (url, requests), ijb_serve(folder, "--endpoint", url, *options) as server:
        before = len(requests)
        with closing(_connected(server)) as running:
            running.sendall(_post(ENDLESS))
            _until(5, lambda: len(requests) > before)
        assert behind_is_free.wait(5)
        assert ask(server, SOME).status == 200


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX: "])
def test_a_request_that_drips_is_cut(server: Server, start: bytes) -> None:
    """However many bytes come, the head is there within the time or the connection ends."""
    with closing(_connected(server)) as client:
        client.sendall(start)
        client.settimeout(0.2)

        def is_cut() -> bool:
            try:
                if start:
                    client.sendall(b"x")
                return client.recv(100) == b""
            except TimeoutError:
                return False
            except ConnectionError:
                return True

        assert 1 < _until(5, is_cut) < 5
    assert send(f"{server.query}?query=ASK%7B%7D").status == 200


def test_a_second_request_on_a_connection_has_its_own_time(server: Server) -> None:
    with closing(_connected(server)) as client:
        for wait in (0, 1.2, 1.2):
            time.sleep(wait)
            client.sendall(b"GET /-/health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert _received(client, b"ok\n").startswith(b"HTTP/1.1 200 OK")
        # This query takes longer than a client has to send one.
        start = time.monotonic()
        client.sendall(_post("SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?b . ?c <urn:p> ?d VALUES ?e { 1 2 3 4 } }"))
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
        assert time.monotonic() - start > 2


def test_a_body_that_drips_is_refused(server: Server) -> None:
    with closing(_connected(server)) as client:
        client.sendall(_post("ASK {", 100))
        until = time.monotonic() + 1.8
        while time.monotonic() < until:
            client.sendall(b" ")
            time.sleep(0.1)
        assert client.recv(10_000).startswith(b"HTTP/1.1 408 ")
        assert _until(5, lambda: client.recv(10_000) == b"") < 4


def test_a_client_that_reads_nothing_is_cut_and_a_slow_one_is_not(server: Server) -> None:
    got = {}
    for name, first, each in (("fast", 0.0, 0.0), ("slow", 1.0, 0.9), ("not at all", 6.0, 0.0)):
        with closing(_connected(server, 4096)) as client:
            client.sendall(_post(LARGE))
            assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
            time.sleep(first)
            start = time.monotonic()
            try:
                whole = _received(client, b"]}}", each).endswith(b"]}}")
            except ConnectionError:
                whole = False
            got[name] = whole
            # The slow one takes longer than it may take for nothing.
            assert name != "slow" or time.monotonic() - start > 4
    assert got == {"fast": True, "slow": True, "not at all": False}
    assert told(send(server.query, "POST", QUERY, b" " * 2_000_001))[0] == 413
    assert ask(server, SOME).status == 200
