"""A program of the user's choice, run once: the request on its standard input, its answer on its standard output."""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ijb_graph.errors.propose import ProgramAnswerTooLarge, ProgramFailed, ProgramNotStarted, ProgramOutOfTime
from ijb_graph.text_safety import for_terminal

__all__ = ["ANSWER_MB", "SECONDS", "ProgramLimits", "run_program"]

# How long a program has, in seconds, unless the user says otherwise; and how large an answer can be.
SECONDS, ANSWER_MB = 600.0, 8.0
_MB, _CHUNK = 1 << 20, 1 << 16
# How much of the end of standard error a message shows, in characters.
_SHOWN = 400


@dataclass(frozen=True)
class ProgramLimits:
    """``seconds`` for the whole run; ``megabytes`` of standard output."""

    seconds: float = SECONDS
    megabytes: float = ANSWER_MB


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ProgramNotStarted("--propose", reason=str(error)).error() from error
    if not words or "\0" in command:
        raise ProgramNotStarted("--propose", reason="a NULL in it" if words else "no word").error()
    return words


@contextlib.contextmanager
def _started(words: list[str], request: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """The program with its request; at the end it is stopped with all that it has started in its own session."""
    with tempfile.TemporaryFile() as given:
        given.write(request)
        given.seek(0)
        try:
            process = subprocess.Popen(
                words, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
            )
        except OSError as error:
            raise ProgramNotStarted("--propose", reason=error.strerror or type(error).__name__).error() from error
    try:
        yield process
    finally:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _said(errors: bytes) -> str:
    text = " ".join(errors.decode("utf-8", "replace").split())[-_SHOWN:]
    return f", which said: {for_terminal(text)}" if text else ""


def run_program(command: str, request: bytes, limits: ProgramLimits) -> bytes:
    """What a program writes to standard output for a request.

    ``command`` is split as a shell splits it; no shell runs it. Raises InputError where the program does not start,
    ends with another status than 0, or meets a limit.
    """
    words, until = _words(command), time.monotonic() + limits.seconds
    answer, errors = bytearray(), bytearray()
    with _started(words, request) as process, selectors.DefaultSelector() as selector:
        for pipe, into in ((process.stdout, answer), (process.stderr, errors)):
            assert pipe is not None
            selector.register(pipe, selectors.EVENT_READ, into)
        while selector.get_map():
            left = until - time.monotonic()
            if left <= 0:
                raise ProgramOutOfTime("--propose", seconds=limits.seconds).error()
            for key, _ in selector.select(left):
                part = os.read(key.fd, _CHUNK)
                if not part:
                    selector.unregister(key.fileobj)
                key.data.extend(part)
            # Of what it says beside its answer the end is enough.
            del errors[:-_CHUNK]
            if len(answer) > limits.megabytes * _MB:
                raise ProgramAnswerTooLarge("--propose", megabytes=limits.megabytes).error()
        try:
            status = process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise ProgramOutOfTime("--propose", seconds=limits.seconds).error() from error
    if status:
        ended = f"signal {-status}" if status < 0 else f"status {status}"
        raise ProgramFailed("--propose", status=ended, said=_said(bytes(errors))).error()
    return bytes(answer)
