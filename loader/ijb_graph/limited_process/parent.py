"""The parent of a child process: starts it, reads what it writes, and ends it where it meets a limit."""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import ContextVar
from enum import Enum
from threading import Event, Lock

from ijb_graph.limited_process.child import DONE, NO_MEMORY, REFUSED, Work, run_in_fork
from ijb_graph.limited_process.limits import ProcessLimits

__all__ = ["STOP", "ChildError", "Ended", "StoppedError", "run_forked", "run_spawned"]

# Set by whoever waits for the result, and may go away before it is there.
STOP: ContextVar[Event | None] = ContextVar("STOP", default=None)
# How often it is looked at, in seconds.
_LOOK = 0.1

_FORKING = Lock()
_CHUNK = 1 << 16
_MB = 1 << 20
# How a child ends that the system stops: at the limit of processor time, or where memory cannot be had.
_STOPPED_FOR_TIME = {-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)}


class Ended(Enum):
    """Why there is no whole result."""

    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    TOO_LARGE = "too large"
    REFUSED = "refused"
    FAILED = "failed"
    CRASHED = "crashed"


class ChildError(Exception):
    """A child wrote no whole result; ``reason`` is what it said, or how it ended."""

    def __init__(self, ended: Ended, reason: str = "") -> None:
        super().__init__(f"{ended.value}: {reason}")
        self.ended, self.reason = ended, reason


class StoppedError(Exception):
    """Nobody waits for the result any more: the child is ended."""


def _refuse_unfinished(status: int, said: str) -> None:
    """Raise ChildError where a child did not get to the end of its work."""
    if status == DONE:
        return
    if status == REFUSED:
        raise ChildError(Ended.REFUSED, said)
    if status in _STOPPED_FOR_TIME:
        raise ChildError(Ended.OUT_OF_TIME)
    if status in (NO_MEMORY, -signal.SIGABRT) or "memory" in said.lower():
        raise ChildError(Ended.OUT_OF_MEMORY)
    if not said and status < 0:
        raise ChildError(Ended.CRASHED)
    raise ChildError(Ended.FAILED, said or f"a process that ended with {status}")


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


def _read(out: int, limits: ProcessLimits, until: float) -> bytes:
    """All that a child writes into a pipe; ChildError where it is too late or too much, StoppedError by `STOP`."""
    parts: list[bytes] = []
    size = 0
    stop = STOP.get()
    longest = math.inf if stop is None else _LOOK
    while True:
        left = until - time.monotonic()
        if stop is not None and stop.is_set():
            raise StoppedError
        if left <= 0:
            raise ChildError(Ended.OUT_OF_TIME)
        if not _is_readable(out, min(left, longest)):
            continue
        part = os.read(out, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > limits.answer * _MB:
            raise ChildError(Ended.TOO_LARGE)


def run_forked(work: Work, limits: ProcessLimits) -> bytes:
    """What a forked child writes that does some work with what this process holds.

    Raises ChildError where the work fails or meets a limit. Ctrl-C ends the child at once, and so does an event in
    `STOP` (StoppedError).
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
            run_in_fork(work, limits, into, errors_into, lifeline, parent)
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
            body = _read(out, limits, until)
            said = os.read(errors, _CHUNK).decode("utf-8", "replace")
            status.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    finally:
        for end_of_parent in (out, errors, alive):
            os.close(end_of_parent)
    _refuse_unfinished(status[0], said)
    return body


def run_spawned(program: str, order: bytes, limits: ProcessLimits) -> bytes:
    """What a fresh Python process writes to its standard output.

    ``program`` is its source, which ends with `work_in_process`; ``order`` is what it gets on standard input. Errors as
    of `run_forked`.
    """
    # Not needed where there is a fork, and slow to import.
    import subprocess  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    until = time.monotonic() + limits.seconds
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=out, stderr=errors)

        def end() -> None:
            process.kill()
            process.wait()

        def size() -> int:
            return os.fstat(out.fileno()).st_size

        with _ending(end):
            assert process.stdin is not None
            with process.stdin as orders:
                orders.write(order)
            stop = STOP.get()
            while process.poll() is None and size() <= limits.answer * _MB:
                if stop is not None and stop.is_set():
                    raise StoppedError
                if time.monotonic() > until:
                    raise ChildError(Ended.OUT_OF_TIME)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
            if size() > limits.answer * _MB:
                raise ChildError(Ended.TOO_LARGE)
        out.seek(0)
        errors.seek(0)
        _refuse_unfinished(process.wait(), errors.read().decode("utf-8", "replace"))
        return out.read()
