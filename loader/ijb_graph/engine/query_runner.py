"""Runs SPARQL that is not the project's own in a child process that can be stopped.

pyoxigraph has no time limit and cannot be interrupted, follows SERVICE, and takes all memory that a query asks for. A
forked child (``limited_process``) has the loaded graph at no cost, and serves again after a whole answer. Where there
is no fork, a fresh Python process loads the graph's file for each query.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ijb_graph.engine.interface import Answer, short_reason
from ijb_graph.engine.json_results import JsonResultsError, parse_json_results
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors.engine import InvalidQuery
from ijb_graph.errors.query import AnswerTooLarge, QueryFailed, QueryOutOfMemory, QueryOutOfTime
from ijb_graph.limited_process.child_pool import ChildPool
from ijb_graph.limited_process.parent import ChildError, Ended
from ijb_graph.limited_process.parent import run_spawned as spawn_work

__all__ = ["read_answer", "run_pooled", "run_spawned"]

_FRESH = "import sys; from ijb_graph.engine.query_worker import run_in_process; sys.exit(run_in_process())"
_CRASH = "a crash of the engine, as very long chains of operators, patterns or alternatives cause"


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


@contextlib.contextmanager
def _errors_of(source: str, limits: Limits) -> Iterator[None]:
    """What ends a child, as InputError."""
    try:
        yield
    except ChildError as error:
        reason = short_reason(error.reason)
        match error.ended:
            case Ended.OUT_OF_TIME:
                raise QueryOutOfTime(source, limits.seconds).error() from error
            case Ended.OUT_OF_MEMORY:
                raise QueryOutOfMemory(source, limits.memory).error() from error
            case Ended.TOO_LARGE:
                raise AnswerTooLarge(source, limits.answer).error() from error
            case Ended.REFUSED:
                raise InvalidQuery(source, reason).error() from error
            case Ended.CRASHED:
                raise QueryFailed(source, _CRASH).error() from error
            case Ended.FAILED:
                raise QueryFailed(source, reason).error() from error


def run_pooled(pool: ChildPool, order: bytes, source: str, limits: Limits) -> bytes:
    """The answer of a query (`written_query`) that a child of a pool over `answer_order` runs.

    `read_answer` reads what is in the default formats. Raises InputError where it is no query, fails, or meets a limit.
    Ctrl-C ends the child at once, and so does an event in `limited_process.STOP` (StoppedError).
    """
    with _errors_of(source, limits):
        return pool.run(order, limits)


def run_spawned(graph: Path, order: bytes, source: str, limits: Limits) -> bytes:
    """The answer of a query that a fresh Python process runs on the graph's file. Errors as of `run_pooled`."""
    # Not needed where there is a fork, and slow to import.
    import json  # noqa: PLC0415
    from dataclasses import astuple  # noqa: PLC0415

    given = {"graph": str(graph), "order": order.decode(), "limits": astuple(limits)}
    with _errors_of(source, limits):
        return spawn_work(_FRESH, json.dumps(given).encode(), limits)
