"""Runs SPARQL that is not the project's own in a child process that can be stopped.

pyoxigraph has no time limit and cannot be interrupted, follows SERVICE, and takes all memory that a query asks for. A
forked child (``limited_process``) has the loaded graph at no cost; where there is no fork, a fresh Python process loads
the graph's file again.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pyoxigraph

from ijb_graph.engine.interface import Answer, Formats, short_reason
from ijb_graph.engine.json_results import JsonResultsError, parse_json_results
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_worker import Query, write_answer
from ijb_graph.errors.engine import InvalidQuery
from ijb_graph.errors.query import AnswerTooLarge, QueryFailed, QueryOutOfMemory, QueryOutOfTime
from ijb_graph.limited_process.parent import ChildError, Ended
from ijb_graph.limited_process.parent import run_forked as fork_work
from ijb_graph.limited_process.parent import run_spawned as spawn_work

__all__ = ["read_answer", "run_forked", "run_limited", "run_spawned"]

_DEFAULT = Formats()
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


def run_forked(query: Query, source: str, limits: Limits, formats: Formats = _DEFAULT) -> bytes:
    """The answer of a query that a forked child runs; ``query`` runs it on a graph that this process holds.

    `read_answer` reads what is in the default formats. Raises InputError where it is no query, fails, or meets a limit.
    Ctrl-C ends the child at once, and so does an event in `limited_process.STOP` (StoppedError).
    """
    with _errors_of(source, limits):
        return fork_work(partial(write_answer, query, formats), limits)


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
    from dataclasses import astuple  # noqa: PLC0415

    order = {"graph": str(graph), "sparql": sparql, "dataset": dict(dataset)}
    order |= {"limits": astuple(limits), "formats": astuple(formats)}
    with _errors_of(source, limits):
        return spawn_work(_FRESH, json.dumps(order).encode(), limits)


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
