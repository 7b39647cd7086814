"""The child process that runs one query: it bounds itself, answers on a file descriptor, and ends.

Its exit status says what came of the query. It is forked, and then has the graph of its parent; or it is a fresh
Python process, which loads the graph's file.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NoReturn

import pyoxigraph

from ijb_graph.engine.interface import Formats
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.written_answer import write_triples

__all__ = ["DONE", "FAILED", "NO_MEMORY", "NO_QUERY", "run_in_fork", "run_in_process"]

DONE, NO_QUERY, FAILED, NO_MEMORY = 0, 3, 4, 5
_MB = 1 << 20

Query = Callable[[], "pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples"]


def _limit_process(limits: Limits, answer_is_file: bool) -> None:
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


def _write(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    file: IO[bytes],
    formats: Formats,
) -> None:
    """Write an answer; triples as N-Triples as they come, since whoever reads these sorts them."""
    if not isinstance(result, pyoxigraph.QueryTriples):
        result.serialize(file, pyoxigraph.QueryResultsFormat.from_media_type(formats.rows))
    elif formats.triples == Formats.triples:
        result.serialize(file, pyoxigraph.RdfFormat.N_TRIPLES)
    else:
        file.write(write_triples(result, formats.triples))


def _answer(query: Query, out: int, errors: int, formats: Formats) -> int:
    """Run a query and write its answer; returns the exit status."""
    try:
        result = query()
        with os.fdopen(out, "wb", closefd=False) as file:
            _write(result, file, formats)
    except MemoryError:
        return NO_MEMORY
    except Exception as error:  # whatever the engine raises, the parent reports it
        os.write(errors, str(error).encode()[:4000])
        return NO_QUERY if isinstance(error, SyntaxError) else FAILED
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


def run_in_fork(
    query: Query, limits: Limits, formats: Formats, out: int, errors: int, lifeline: int, parent: int
) -> NoReturn:
    """The life of a forked child: whatever happens, it ends here and runs nothing else of its parent's program."""
    status = FAILED
    try:
        # A crash of the engine is reported by the parent, which also ends this process at Ctrl-C.
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end_with_parent(lifeline, parent)
        _close_all_but(out, errors, lifeline)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        _limit_process(limits, answer_is_file=False)
        status = _answer(query, out, errors, formats)
    finally:
        os._exit(status)


def run_in_process() -> int:
    """The life of a fresh process: read an order as JSON, load the graph, answer on standard output."""
    order = json.loads(sys.stdin.buffer.read())
    store = pyoxigraph.Store()
    with Path(order["graph"]).open("rb") as file:
        store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)
    dataset: Any = {
        name: value if isinstance(value, bool | str) else [pyoxigraph.NamedNode(one) for one in value]
        for name, value in order["dataset"].items()
    }
    _limit_process(Limits(*order["limits"]), answer_is_file=True)
    return _answer(lambda: store.query(order["sparql"], **dataset), 1, 2, Formats(*order["formats"]))
