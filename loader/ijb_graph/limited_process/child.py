"""The child process: it bounds itself, does one piece of work after another as long as each is done, and ends.

What came of a piece of work is a status: of the process's exit, or at the end of its answer.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from ijb_graph.limited_process.limits import ProcessLimits
from ijb_graph.limited_process.pipe_frames import AnswerFrames, Ending, read_order, written_ending

__all__ = ["DONE", "FAILED", "GROWTH", "NO_MEMORY", "REFUSED", "Serve", "Work", "serve_in_fork", "work_in_process"]

# REFUSED: the work raised SyntaxError, so what it was given is not in the language that it should be in.
DONE, REFUSED, FAILED, NO_MEMORY = 0, 3, 4, 5
# A child that holds so many megabytes more than at its start takes no further order.
GROWTH = 64
_MB = 1 << 20
_MEMORY = Path("/proc/self/statm")

# It writes its result to the file that it gets.
Work = Callable[[IO[bytes]], None]
# The same for an order.
Serve = Callable[[bytes, IO[bytes]], None]


class _HeldMemory:
    """Tells how many bytes of address space this process holds, while it can open no file (Linux)."""

    def __init__(self) -> None:
        self._file: int | None = None
        with contextlib.suppress(OSError):
            self._file = os.open(_MEMORY, os.O_RDONLY)

    def __call__(self) -> int | None:
        """None where the system does not tell."""
        if self._file is None:
            return None
        return int(os.pread(self._file, 100, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _forbid(most_written: int) -> None:
    """Let the operating system refuse this process what no work needs, as far as it knows such limits."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, most_written),
        # What is open stays open; nothing more can be opened, no socket either.
        (resource.RLIMIT_NOFILE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def _bound_work(limits: ProcessLimits, held: int | None) -> None:
    """Let the operating system bound the next piece of work; what was taken before it is not counted."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    for kind, most in (
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + 1),
        (resource.RLIMIT_AS, (held or 0) + int(limits.memory * _MB)),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def _do(work: Work, file: IO[bytes]) -> tuple[int, str]:
    """Do the work; returns the status, and what went wrong."""
    try:
        work(file)
        file.flush()
    except MemoryError:
        return NO_MEMORY, ""
    except Exception as error:  # whatever a library raises, the parent reports it
        return REFUSED if isinstance(error, SyntaxError) else FAILED, str(error)
    return DONE, ""


def _end_with_parent(lifeline: int, parent: int) -> None:
    """Let the system end this process where its parent is killed, of which ``lifeline`` is a pipe that it reads.

    Linux sends SIGIO when the last reader has gone, and that ends who does not handle it. prctl(2) would do too, but
    only by ctypes, which takes 7 ms to import. Elsewhere this process ends at its limit of processor time.
    """
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import fcntl  # noqa: PLC0415 - not on every system

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if os.getppid() != parent:
        os._exit(FAILED)


def _close_all_but(*files: int) -> None:
    """Close what the parent has open: a server's connections must not live on in this process."""
    start = 3
    for file in sorted(files):
        os.closerange(start, file)
        start = max(start, file + 1)
    os.closerange(start, os.sysconf("SC_OPEN_MAX"))


def _serve(serve: Serve, orders: int, out: int) -> None:
    """Answer orders until one is not answered whole, or this process has grown."""
    held_memory = _HeldMemory()
    at_first = held_memory()
    _forbid(0)
    stays = True
    while stays and (order := read_order(orders)):
        _bound_work(order[1], held_memory())
        file = io.BufferedWriter(AnswerFrames(out), 1 << 16)
        status, said = _do(partial(serve, order[0]), file)
        held = held_memory()
        # Where the system does not tell, it may have grown.
        stays = status == DONE and at_first is not None and held is not None and held - at_first < GROWTH * _MB
        os.write(out, written_ending(Ending(status, said, stays)))


def serve_in_fork(serve: Serve, orders: int, out: int, lifeline: int, parent: int) -> NoReturn:
    """The life of a forked child: whatever happens, it ends here and runs nothing else of its parent's program."""
    try:
        # A crash of a library is reported by the parent, which also ends this process at Ctrl-C.
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # A look for garbage among all that the parent holds would copy the pages that both share.
        gc.freeze()
        _end_with_parent(lifeline, parent)
        _close_all_but(orders, out, lifeline)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        _serve(serve, orders, out)
    except MemoryError:
        os._exit(NO_MEMORY)
    finally:
        os._exit(FAILED)


def work_in_process(work: Work, limits: ProcessLimits) -> int:
    """The life of a fresh process, once all is loaded: the result goes to standard output. Returns the exit status."""
    held = _HeldMemory()()
    _forbid(int(limits.answer * _MB) + _MB)
    _bound_work(limits, held)
    with os.fdopen(1, "wb", closefd=False) as file:
        status, said = _do(work, file)
        os.write(2, said.encode("utf-8", "replace")[:4000])
    return status
