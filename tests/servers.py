"""Real SPARQL servers on loopback, each started empty for a test and stopped after it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest
from ijb_graph.engine.query_limits import Limits

__all__ = ["PASSWORD", "PATIENCE", "PATIENT", "USER", "Server", "free_port", "ijb_serve", "oxigraph", "virtuoso"]

# Virtuoso asks for the password of its administrator, which a new database has.
USER, PASSWORD = "dba", "dba"


@dataclass(frozen=True)
class Server:
    """A running server: where it takes queries, if a login is needed to write, as whom, and its process."""

    query: str
    environment: dict[str, str]
    pid: int


# A server that shares two cores with other tests may take minutes for what takes it a second alone.
PATIENT = Limits(seconds=900)
PATIENCE = {"IJB_QUERY_SECONDS": "900"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str | Path], url: str, folder: Path, seconds: float) -> Iterator[int]:
    """A process, by its number, that answers at ``url`` before the test begins, whatever the status; then ended."""
    log = folder / "server.log"
    opener = build_opener(ProxyHandler({}))
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        try:
            until = time.monotonic() + seconds
            while True:
                try:
                    opener.open(url, timeout=5).close()
                    break
                except HTTPError:
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        raise AssertionError(f"{command[0]} does not answer: {log.read_text()[-2000:]}") from None
                    time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def oxigraph(folder: Path, union: bool = True) -> Iterator[Server]:
    """The Oxigraph server of the wheel, in memory; without ``union``, its default graph holds no named graph."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the oxigraph server is not installed")
    address = f"127.0.0.1:{free_port()}"
    command: list[str | Path] = [program, "serve", "--bind", address, *(["--union-default-graph"] if union else [])]
    with _running(command, f"http://{address}/", folder, 60) as pid:
        yield Server(f"http://{address}/query", {**PATIENCE}, pid)


@contextmanager
def ijb_serve(folder: Path, *options: str) -> Iterator[Server]:
    """The project's own server over the graph that ``folder`` holds; ``query`` is the address of its endpoint."""
    address = f"127.0.0.1:{free_port()}"
    port = address.partition(":")[2]
    program = Path(sys.executable).with_name("ijb")
    command: list[str | Path] = [program, "serve", "--out", folder, "--port", port, *options]
    with _running(command, f"http://{address}/-/health", folder, 60) as pid:
        until = time.monotonic() + 120
        while True:
            try:
                build_opener(ProxyHandler({})).open(f"http://{address}/-/ready", timeout=60).close()
                break
            except HTTPError:
                assert time.monotonic() < until, "the pages are not made"
                time.sleep(0.2)
        yield Server(f"http://{address}/sparql", {}, pid)


_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 900
"""


@contextmanager
def virtuoso(folder: Path, rows: int = 10000, buffers: int = 10000) -> Iterator[Server]:
    """Virtuoso 7 that answers no query with more than ``rows`` rows, and does not say so.

    It keeps so many pages of 8 KiB in memory: few, unless more are asked for.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7")
    http = free_port()
    numbers = {"rows": rows, "buffers": buffers, "dirty": buffers * 3 // 5}
    settings = _INI.format(folder=folder, sql=free_port(), http=http, **numbers)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command: list[str | Path] = [program, "+foreground", "+configfile", folder / "virtuoso.ini"]
    url, login = f"http://127.0.0.1:{http}/sparql", {"IJB_ENDPOINT_USER": USER, "IJB_ENDPOINT_PASSWORD": PASSWORD}
    with _running(command, url, folder, 60) as pid:
        yield Server(url, {**login, **PATIENCE}, pid)
