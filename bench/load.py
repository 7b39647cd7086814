"""Mixed requests to a running `ijb serve`, from several clients at once: what was answered, and what was lost."""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

__all__ = ["MIX", "SMALL", "Load", "Request", "measured", "mixed_load", "replaced_graph", "settled_mb"]


@dataclass(frozen=True)
class Request:
    """A request of a kind, and the statuses that are right for it."""

    kind: str
    path: str
    statuses: frozenset[int]
    accept: str = "*/*"


_OK, _BUSY = frozenset({200}), frozenset({200, 503, 504})
_DEF = "https://w3id.org/ijb/def#"
SMALL = f"SELECT ?code {{ ?direction a <{_DEF}Direction> ; <{_DEF}code> ?code }} LIMIT 20"
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_DIRECTION = "/id/direction/east-lothian/2019-20/D11b"

# What each client asks for, in turn. A query may meet others that run and wait, or take too long beside them on a busy
# machine: it is told so, and is not lost.
MIX = (
    Request("page", "/", _OK),
    Request("page", f"{_DIRECTION}.html", _OK),
    Request("list", "/list/direction.html", _OK),
    Request("query", f"/sparql?query={quote(SMALL)}", _BUSY, "text/csv"),
    Request("thing", _DIRECTION, frozenset({303}), "text/turtle"),
    Request("data", f"{_DIRECTION}.ttl", _OK),
    Request("question", "/ask/ratings.csv?board=edinburgh", _BUSY),
    Request("question", "/ask/theme?word=care", _BUSY, "text/html"),
    Request("findings", "/findings.csv?level=must", _OK),
    Request("none", "/id/direction/none", frozenset({404})),
    Request("refused", "/sparql?query=SELECT", frozenset({400, 503})),
    Request("endless", f"/sparql?query={quote(_ENDLESS)}", frozenset({503, 504})),
)


@dataclass
class Load:
    """How many requests were answered, by kind and status, and a line for each that was lost or answered wrongly.

    ``hung_up`` counts the clients that did not wait for the answer to an endless query.
    """

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    hung_up: int = 0

    @property
    def number(self) -> int:
        """All requests that were answered."""
        return sum(self.answered.values())


def _client(address: tuple[str, int], until: float, start: int, load: Load, lock: threading.Lock) -> None:
    host, port = address
    for request in itertools.islice(itertools.cycle(MIX), start, None):
        if time.monotonic() > until:
            return
        connection = http.client.HTTPConnection(host, port, timeout=60)
        try:
            connection.request("GET", request.path, headers={"Accept": request.accept})
            reply = connection.getresponse()
            body = reply.read()
            status = reply.status
        except (OSError, http.client.HTTPException) as error:
            with lock:
                load.wrong.append(f"{request.path}: lost, {error!r}")
            continue
        finally:
            connection.close()
        with lock:
            load.answered[request.kind, status] += 1
            if status not in request.statuses or (status == 200 and not body):
                load.wrong.append(f"{request.path}: {status}, {len(body)} bytes")


def _hang_up(address: tuple[str, int], until: float, load: Load) -> None:
    while time.monotonic() < until:
        with socket.create_connection(address, timeout=60) as client:
            client.sendall(f"GET {MIX[-1].path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.3)
        load.hung_up += 1
        time.sleep(0.7)


def mixed_load(site: str, seconds: float, clients: int = 6, between: Callable[[], None] | None = None) -> Load:
    """Ask for so many seconds; ``between`` is called every third of that time, as to replace the graph."""
    parts = urlsplit(site)
    assert parts.hostname
    assert parts.port
    address, load, lock = (parts.hostname, parts.port), Load(), threading.Lock()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(address, until, 2 * number, load, lock)) for number in range(clients)
    ]
    threads.append(threading.Thread(target=_hang_up, args=(address, until, load)))
    for thread in threads:
        thread.start()
    for _ in range(2 if between else 0):
        time.sleep(seconds / 3)
        if between:
            between()
    for thread in threads:
        thread.join()
    return load


def replaced_graph(folder: Path) -> None:
    """Put a new file of the same graph in the place of the one that is served, as a build does."""
    new = folder / "graph.nq.new"
    shutil.copy(folder / "graph.nq", new)
    new.replace(folder / "graph.nq")


def _resident_mb(pid: int) -> float:
    """The memory that a process holds now, in MB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (one for one in status.splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _processor_seconds(pid: int) -> float:
    """The processor time that a process has taken, with that of children that ended (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def settled_mb(pid: int, seconds: float = 3, most: float = 120) -> float:
    """The memory that a process holds once it does nothing for so many seconds: no graph is loaded, no page made."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        before = _processor_seconds(pid)
        time.sleep(seconds)
        if _processor_seconds(pid) - before < seconds / 20:
            break
    return _resident_mb(pid)


@contextmanager
def measured(pid: int) -> Iterator[dict[str, float]]:
    """What a process takes while the block runs: ``processor`` and ``wall`` seconds."""
    found: dict[str, float] = {}
    processor, wall = _processor_seconds(pid), time.monotonic()
    yield found
    found |= {"processor": _processor_seconds(pid) - processor, "wall": time.monotonic() - wall}
