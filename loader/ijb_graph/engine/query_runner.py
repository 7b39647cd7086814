"""Runs SPARQL that is not the project's own in a child process that can be stopped.

pyoxigraph has no time limit and cannot be interrupted, follows SERVICE, and takes all memory that a query asks for. So
such a query runs in a child that serves once. A forked child has the loaded graph at no cost; the operating system
bounds its processor time, its memory and its files (none, so it reaches no network), and the parent reads its answer
from a pipe, with a clock and a limit of size. Where there is no fork, a fresh Python process loads the graph's file
again, and has the clock, the limit of size and whatever limits the system knows.
"""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from contextvars import ContextVar
from pathlib import Path
from threading import Event, Lock

import pyoxigraph

from ijb_graph.engine.interface import Answer, Formats, short_reason
from ijb_graph.engine.json_results import JsonResultsError, parse_json_results
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_worker import DONE, NO_MEMORY, NO_QUERY, Query, run_in_fork
from ijb_graph.errors.engine import InvalidQuery
from ijb_graph.errors.query import AnswerTooLarge, QueryFailed, QueryOutOfMemory, QueryOutOfTime

__all__ = ["STOP", "QueryStoppedError", "read_answer", "run_forked", "run_limited", "run_spawned"]

# Set by whoever waits for the answer, and may go away before it is there.
STOP: ContextVar[Event | None] = ContextVar("STOP", default=None)
# How often it is looked at, in seconds.
_LOOK = 0.1

_FORKING = Lock()
_DEFAULT = Formats()
_CHUNK = 1 << 16
_MB = 1 << 20
_FRESH = "import sys; from ijb_graph.engine.query_worker import run_in_process; sys.exit(run_in_process())"
# How a child ends that the system stops: at the limit of processor time, or where memory cannot be had.
_STOPPED_FOR_TIME = {-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)}


class QueryStoppedError(Exception):
    """Nobody waits for the answer any more: the child is ended."""


def read_answer(body: bytes, source: str, limits: Limits) -> Answer:
    """What a child wrote in the default formats; InputError where it is no answer, or needs too much memory."""
    if not body.startswith(b"{"):
        return Answer([], [], triples="".join(sorted(set(body.decode().splitlines(keepends=True)))))
    try:
        return parse_json_results(body, limits.memory)
    except JsonResultsError as error:
        raise QueryFailed(source, str(error)).error() from error
    except MemoryError as error:
        raise QueryOutOfMemory(source, limits.memory).error() from error


def _refuse_unfinished(status: int, said: str, source: str, limits: Limits) -> None:
    """Raise InputError where a child did not get to the end of its answer."""
    reason = short_reason(said)
    if status == DONE:
        return
    if status == NO_QUERY:
        raise InvalidQuery(source, reason).error()
    if status in _STOPPED_FOR_TIME:
        raise QueryOutOfTime(source, limits.seconds).error()
    if status in (NO_MEMORY, -signal.SIGABRT) or "memory" in said.lower():
        raise QueryOutOfMemory(source, limits.memory).error()
    crash = "a crash of the engine, as very long chains of operators, patterns or alternatives cause"
    raise QueryFailed(source, reason or (crash if status < 0 else f"a process that ended with {status}")).error()


@contextlib.contextmanager
def _ending(end: Callable[[], None]) -> Iterator[None]:
    """End the child where anything goes wrong in the parent, Ctrl-C too."""
    try:
        yield
    except BaseException:
        end()
        raise


def _is_readable(file: int, seconds: float) -> bool:
    """Wait until a pipe has something, or is closed, so long at most."""
    # select() takes no descriptor above 1023, which a server with many connections has.
    with selectors.DefaultSelector() as selector:
        selector.register(file, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def _read(out: int, source: str, limits: Limits, until: float) -> bytes:
    """All that a child writes into a pipe; InputError where it is too late or too much, QueryStoppedError by `STOP`."""
    parts: list[bytes] = []
    size = 0
    stop = STOP.get()
    longest = math.inf if stop is None else _LOOK
    while True:
        left = until - time.monotonic()
        if stop is not None and stop.is_set():
            raise QueryStoppedError
        if left <= 0:
            raise QueryOutOfTime(source, limits.seconds).error()
        if not _is_readable(out, min(left, longest)):
            continue
        part = os.read(out, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > limits.answer * _MB:
            raise AnswerTooLarge(source, limits.answer).error()


def run_forked(query: Query, source: str, limits: Limits, formats: Formats = _DEFAULT) -> bytes:
    """The answer of a query that a forked child runs; ``query`` runs it on a graph that this process holds.

    `read_answer` reads what is in the default formats. Raises InputError where it is no query, fails, or meets a limit.
    Ctrl-C ends the child at once, and so does an event in `STOP` (QueryStoppedError).
    """
    until = time.monotonic() + limits.seconds
    # One at a time: a child of another thread would hold the ends of these pipes open.
    with _FORKING, ExitStack() as opened:

        def pipe() -> tuple[int, int]:
            ends = os.pipe()
            for one in ends:
                opened.callback(os.close, one)
            return ends

        (out, into), (errors, errors_into) = pipe(), pipe()
        # Nothing goes through it: that this process has it open says to the child that it lives.
        alive, lifeline = pipe()
        parent, child = os.getpid(), os.fork()
        if child == 0:
            run_in_fork(query, limits, formats, into, errors_into, lifeline, parent)
        opened.pop_all()
        for end_of_child in (into, errors_into, lifeline):
            os.close(end_of_child)
    status: list[int] = []

    def end() -> None:
        if not status:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    try:
        with _ending(end):
            body = _read(out, source, limits, until)
            said = os.read(errors, _CHUNK).decode("utf-8", "replace")
            status.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    finally:
        for end_of_parent in (out, errors, alive):
            os.close(end_of_parent)
    _refuse_unfinished(status[0], said, source, limits)
    return body


def run_spawned(
    graph: Path,
    sparql: str,
    dataset: Mapping[str, object],
    source: str,
    limits: Limits,
    formats: Formats = _DEFAULT,
) -> bytes:
    """The answer of a query that a fresh Python process runs on the graph's file.

    ``dataset`` are options of ``pyoxigraph.Store.query`` that JSON can hold, with addresses as text. Errors as of
    `run_forked`.
    """
    # Not needed where there is a fork, and slow to import.
    import json  # noqa: PLC0415
    import subprocess  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    from dataclasses import astuple  # noqa: PLC0415

    order = {"graph": str(graph), "sparql": sparql, "dataset": dict(dataset)}
    order |= {"limits": astuple(limits), "formats": astuple(formats)}
    until = time.monotonic() + limits.seconds
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([sys.executable, "-c", _FRESH], stdin=subprocess.PIPE, stdout=out, stderr=errors)

        def end() -> None:
            process.kill()
            process.wait()

        def size() -> int:
            return os.fstat(out.fileno()).st_size

        with _ending(end):
            assert process.stdin is not None
            with process.stdin as orders:
                orders.write(json.dumps(order).encode())
            stop = STOP.get()
            while process.poll() is None and size() <= limits.answer * _MB:
                if stop is not None and stop.is_set():
                    raise QueryStoppedError
                if time.monotonic() > until:
                    raise QueryOutOfTime(source, limits.seconds).error()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
            if size() > limits.answer * _MB:
                raise AnswerTooLarge(source, limits.answer).error()
        out.seek(0)
        errors.seek(0)
        _refuse_unfinished(process.wait(), errors.read().decode("utf-8", "replace"), source, limits)
        return out.read()


def run_limited(
    store: pyoxigraph.Store,
    graph: Path,
    sparql: str,
    dataset: Mapping[str, bool | str | list[pyoxigraph.NamedNode]],
    source: str,
    limits: Limits,
    formats: Formats = _DEFAULT,
) -> bytes:
    """The answer of a query on ``store``, which was loaded from the file ``graph``, by whatever the system allows."""
    if hasattr(os, "fork"):
        options: dict[str, object] = dict(dataset)
        return run_forked(lambda: store.query(sparql, **options), source, limits, formats)  # type: ignore[arg-type]
    texts = {
        name: value if isinstance(value, bool | str) else [one.value for one in value]
        for name, value in dataset.items()
    }
    return run_spawned(graph, sparql, texts, source, limits, formats)
