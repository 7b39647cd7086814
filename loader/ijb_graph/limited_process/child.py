"""The child process that does one piece of work: it bounds itself, writes to a file descriptor, and ends.

Its exit status says what came of the work.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import IO, NoReturn

from ijb_graph.limited_process.limits import ProcessLimits

__all__ = ["DONE", "FAILED", "NO_MEMORY", "REFUSED", "Work", "run_in_fork", "work_in_process"]

# REFUSED: the work raised SyntaxError, so what it was given is not in the language that it should be in.
DONE, REFUSED, FAILED, NO_MEMORY = 0, 3, 4, 5
_MB = 1 << 20

# It writes its result to the file that it gets.
Work = Callable[[IO[bytes]], None]


def _limit_process(limits: ProcessLimits, answer_is_file: bool) -> None:
    """Let the operating system bound this process, as far as it knows such limits."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    held = 0
    with contextlib.suppress(OSError, ValueError):
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for kind, most in (
        (resource.RLIMIT_CPU, int(limits.seconds) + 1),
        (resource.RLIMIT_AS, held + int(limits.memory * _MB)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, int(limits.answer * _MB) + _MB if answer_is_file else 0),
        # What is open stays open; nothing more can be opened, no socket either.
        (resource.RLIMIT_NOFILE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def _do(work: Work, out: int, errors: int) -> int:
    """Do the work; returns the exit status."""
    try:
        with os.fdopen(out, "wb", closefd=False) as file:
            work(file)
    except MemoryError:
        return NO_MEMORY
    except Exception as error:  # whatever a library raises, the parent reports it
        os.write(errors, str(error).encode("utf-8", "replace")[:4000])
        return REFUSED if isinstance(error, SyntaxError) else FAILED
    return DONE


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


def run_in_fork(work: Work, limits: ProcessLimits, out: int, errors: int, lifeline: int, parent: int) -> NoReturn:
    """The life of a forked child: whatever happens, it ends here and runs nothing else of its parent's program."""
    status = FAILED
    try:
        # A crash of a library is reported by the parent, which also ends this process at Ctrl-C.
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end_with_parent(lifeline, parent)
        _close_all_but(out, errors, lifeline)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        _limit_process(limits, answer_is_file=False)
        status = _do(work, out, errors)
    finally:
        os._exit(status)


def work_in_process(work: Work, limits: ProcessLimits) -> int:
    """The life of a fresh process, once all is loaded: the result goes to standard output. Returns the exit status."""
    _limit_process(limits, answer_is_file=True)
    return _do(work, 1, 2)
