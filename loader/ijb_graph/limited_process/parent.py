"""The parent of a child process: starts it, reads what it writes, and ends it where it meets a limit."""

from __future__ import annotations

import contextlib
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

from ijb_graph.limited_process.child import DONE, NO_MEMORY, REFUSED, Serve, Work, serve_in_fork
from ijb_graph.limited_process.limits import ProcessLimits
from ijb_graph.limited_process.pipe_frames import AnswerReader, written_order

__all__ = ["STOP", "ChildError", "Ended", "ForkedChild", "StoppedError", "run_forked", "run_spawned"]

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


def _is_ready(file: int, event: int, seconds: float) -> bool:
    """Wait until a pipe can be read or written, or is closed, so long at most."""
    # select() takes no descriptor above 1023, which a server with many connections has.
    with selectors.DefaultSelector() as selector:
        selector.register(file, event)
        return bool(selector.select(seconds))


class _Wait:
    """Waits for a child until its time is over, or nobody waits for the result any more."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._stop = STOP.get()

    def until_ready(self, file: int, event: int) -> None:
        """Raises ChildError where the time is over, StoppedError by `STOP`."""
        while True:
            if self._stop is not None and self._stop.is_set():
                raise StoppedError
            left = self._until - time.monotonic()
            if left <= 0:
                raise ChildError(Ended.OUT_OF_TIME)
            if _is_ready(file, event, left if self._stop is None else min(left, _LOOK)):
                return


class ForkedChild:
    """A child that has what this process holds, and does what ``serve`` does with one order after another."""

    def __init__(self, serve: Serve) -> None:
        """Fork it."""
        # One at a time: a child of another thread would hold the ends of these pipes open.
        with _FORKING, ExitStack() as opened:

            def pipe() -> tuple[int, int]:
                ends = os.pipe()
                for one in ends:
                    opened.callback(os.close, one)
                return ends

            (orders, self._orders), (self._out, into) = pipe(), pipe()
            # Nothing goes through it: that this process has it open says to the child that it lives.
            self._alive, lifeline = pipe()
            os.set_blocking(self._orders, False)
            parent, self._pid = os.getpid(), os.fork()
            if self._pid == 0:
                serve_in_fork(serve, orders, into, lifeline, parent)
            opened.pop_all()
            for end_of_child in (orders, into, lifeline):
                os.close(end_of_child)
        self._status: int | None = None
        # Whether it takes another order.
        self.stays = True

    def run(self, order: bytes, limits: ProcessLimits) -> bytes:
        """What it writes for an order; ChildError, StoppedError, or what Ctrl-C raises, where there is no whole result.

        After any of them it takes no other order.
        """
        self.stays = False
        answer = AnswerReader()
        try:
            self._ask(order, limits, answer)
        except BaseException:
            # Whoever keeps the exception, as a cycle of references does, keeps what this function holds.
            answer.clear()
            raise
        assert answer.ending is not None
        self.stays = answer.ending.stays
        return answer.body

    def _ask(self, order: bytes, limits: ProcessLimits, answer: AnswerReader) -> None:
        """Send an order, and read its whole answer."""
        wait = _Wait(limits.seconds)
        # Where it has died, reading tells how.
        with contextlib.suppress(BrokenPipeError):
            rest = memoryview(written_order(order, limits))
            while rest:
                wait.until_ready(self._orders, selectors.EVENT_WRITE)
                rest = rest[os.write(self._orders, rest) :]
        while answer.ending is None:
            wait.until_ready(self._out, selectors.EVENT_READ)
            part = os.read(self._out, _CHUNK)
            if not part:
                _refuse_unfinished(self._exit_status(), "")
                raise ChildError(Ended.CRASHED)
            answer.feed(part)
            if answer.size > limits.answer * _MB:
                raise ChildError(Ended.TOO_LARGE)
        _refuse_unfinished(answer.ending.status, answer.ending.said)

    def is_there(self) -> bool:
        """Whether it has not ended by itself, or by others."""
        if self._status is None:
            found, status = os.waitpid(self._pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if found else None
        return self._status is None

    def _exit_status(self) -> int:
        """How it ended; waits for it."""
        if self._status is None:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._status

    def end(self) -> None:
        """End it, if it has not ended, and leave nothing of it."""
        if self.is_there():
            os.kill(self._pid, signal.SIGKILL)
            self._exit_status()
        for one in (self._orders, self._out, self._alive):
            os.close(one)


def run_forked(work: Work, limits: ProcessLimits) -> bytes:
    """What a forked child writes that does some work with what this process holds, and then ends.

    Raises ChildError where the work fails or meets a limit. Ctrl-C ends the child at once, and so does an event in
    `STOP` (StoppedError).
    """
    child = ForkedChild(lambda _, file: work(file))
    try:
        return child.run(b"", limits)
    finally:
        child.end()


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
