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
from typing import Any, NoReturn

import pyoxigraph

from ijb_graph.engine.query_limits import Limits

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


def _answer(query: Query, out: int, errors: int) -> int:
    """Run a query and write its answer: SPARQL JSON, or N-Triples for triples; returns the exit status."""
    try:
        result = query()
        with os.fdopen(out, "wb", closefd=False) as file:
            if isinstance(result, pyoxigraph.QueryTriples):
                result.serialize(file, pyoxigraph.RdfFormat.N_TRIPLES)
            else:
                result.serialize(file, pyoxigraph.QueryResultsFormat.JSON)
    except MemoryError:
        return NO_MEMORY
    except Exception as error:  # whatever the engine raises, the parent reports it
        os.write(errors, str(error).encode()[:4000])
        return NO_QUERY if isinstance(error, SyntaxError) else FAILED
    return DONE


def _end_with_parent() -> None:
    """Let Linux end this process where its parent is killed; elsewhere it ends at its limit of processor time."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes  # noqa: PLC0415 - in the child alone

        die_with_parent = 1  # PR_SET_PDEATHSIG of prctl(2)
        ctypes.CDLL(None).prctl(die_with_parent, signal.SIGKILL)


def run_in_fork(query: Query, limits: Limits, out: int, errors: int) -> NoReturn:
    """The life of a forked child: whatever happens, it ends here and runs nothing else of its parent's program."""
    status = FAILED
    try:
        # A crash of the engine is reported by the parent, and Ctrl-C too.
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _end_with_parent()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        _limit_process(limits, answer_is_file=False)
        status = _answer(query, out, errors)
    finally:
        os._exit(status)


def run_in_process() -> int:
    """The life of a fresh process: read an order as JSON, load the graph, answer on standard output."""
    order = json.loads(sys.stdin.buffer.read())
    store = pyoxigraph.Store()
    with Path(order["graph"]).open("rb") as file:
        store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)
    dataset: Any = {
        name: value if isinstance(value, bool) else [pyoxigraph.NamedNode(one) for one in value]
        for name, value in order["dataset"].items()
    }
    _limit_process(Limits(*order["limits"]), answer_is_file=True)
    return _answer(lambda: store.query(order["sparql"], **dataset), 1, 2)
