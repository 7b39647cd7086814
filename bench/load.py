"""Mixed requests to a running `ijb serve`, from several clients at once: what was answered, and what was lost."""

from __future__ import annotations

import contextlib
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

__all__ = [
    "MIX",
    "SMALL",
    "Load",
    "Request",
    "mean_and_most",
    "measured",
    "mixed_load",
    "replaced_graph",
    "settled_mb",
    "watched_memory",
]


@dataclass(frozen=True)
class Request:
    """A request of a kind, and the statuses that are right for it."""

    kind: str
    path: str
    statuses: frozenset[int]
    accept: str = "*/*"


_OK, _BUSY, _STOPPED = frozenset({200}), frozenset({200, 503, 504}), frozenset({422, 503, 504})
_DEF = "https://w3id.org/ijb/def#"
SMALL = f"SELECT ?code {{ ?direction a <{_DEF}Direction> ; <{_DEF}code> ?code }} LIMIT 20"
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a LIMIT 5"
_LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
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
    Request("hungry", f"/sparql?query={quote(_HUNGRY)}", _STOPPED),
    Request("large", f"/sparql?query={quote(_LARGE)}", _STOPPED),
    Request("query", f"/sparql?query={quote(SMALL)}", _BUSY, "text/csv"),
    Request("endless", f"/sparql?query={quote(_ENDLESS)}", frozenset({503, 504})),
)


@dataclass
class Load:
    """How many requests were answered, by kind and status, and a line for each that was lost or answered wrongly.

    ``hung_up`` counts the clients that did not wait for the answer to an endless query, ``replaced`` how often
    something was done between.
    """

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    hung_up: int = 0
    replaced: int = 0

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


def mixed_load(
    site: str, seconds: float, clients: int = 6, between: Callable[[], None] | None = None, every: float = 0
) -> Load:
    """Ask for so many seconds; ``between`` is called after ``every`` so many, or a third, as to replace the graph."""
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
    pause = every or seconds / 3
    # Not at the end: what it sets off is to be over.
    while between and time.monotonic() + 1.5 * pause < until:
        time.sleep(pause)
        between()
        load.replaced += 1
    for thread in threads:
        thread.join()
    return load


def replaced_graph(folder: Path) -> None:
    """Put a new file of the same graph in the place of the one that is served, as a build does."""
    new = folder / "graph.nq.new"
    shutil.copy(folder / "graph.nq", new)
    new.replace(folder / "graph.nq")


def _family(pid: int) -> list[int]:
    """A process, and its children that have not ended (Linux)."""
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _held_mb(pid: int) -> float:
    """The memory that a process and its children hold now, in MB: pages that they share count once (Linux)."""
    found = 0
    for one in _family(pid):
        with contextlib.suppress(OSError, ValueError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
            found += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / 1024


def _processor_seconds(pid: int) -> float:
    """The processor time that a process and its children have taken, those that ended too (Linux)."""
    found = 0
    for one in _family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            found += sum(map(int, fields[11:15]))
    return found / os.sysconf("SC_CLK_TCK")


@contextmanager
def watched_memory(pid: int, every: float = 2) -> Iterator[list[tuple[float, float]]]:
    """Seconds since the start and MB that a process and its children hold, looked at while the block runs."""
    found: list[tuple[float, float]] = []
    start, done = time.monotonic(), threading.Event()

    def watch() -> None:
        while not done.wait(every):
            found.append((time.monotonic() - start, _held_mb(pid)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


def settled_mb(pid: int, seconds: float = 3, most: float = 120) -> float:
    """The memory that a process holds once it does nothing for so many seconds: no graph is loaded, no page made."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        before = _processor_seconds(pid)
        time.sleep(seconds)
        if _processor_seconds(pid) - before < seconds / 20:
            break
    return _held_mb(pid)


@contextmanager
def measured(pid: int) -> Iterator[dict[str, float]]:
    """What a process takes while the block runs: ``processor`` and ``wall`` seconds."""
    found: dict[str, float] = {}
    processor, wall = _processor_seconds(pid), time.monotonic()
    yield found
    found |= {"processor": _processor_seconds(pid) - processor, "wall": time.monotonic() - wall}


def mean_and_most(watched: list[tuple[float, float]], start: float, end: float) -> str:
    """What `watched_memory` saw between two times, in words."""
    found = [held for at, held in watched if start <= at <= end]
    return f"{sum(found) / len(found):.0f} and {max(found):.0f}" if found else "unknown"
