"""SPARQL results in JSON, read from whoever wrote them: pyoxigraph ends the process where they are nested too deep."""

from __future__ import annotations

import json
import re
from itertools import islice

import pyoxigraph

from ijb_graph.engine.interface import Answer, short_reason

__all__ = ["JsonResultsError", "parse_json_results", "refuse_rows"]

# Results are an object, of an object, of a list, of rows, of terms.
_DEPTH = 6
# A string that has no end goes up to the end: otherwise each quotation mark in it would be tried as a beginning.
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_MB = 1 << 20
# What a row, and a value in it, takes in memory, as measured.
_BYTES = 100
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))


class JsonResultsError(ValueError):
    """What was sent is no SPARQL result; the message says what it is instead."""


def _is_deeper(body: bytes, depth: int) -> bool:
    """Whether brackets stand more than ``depth`` inside each other."""
    brackets = _STRING.sub(b"", body).translate(None, _NO_BRACKET)
    for _ in range(depth):
        # The innermost pairs; what is left of it after so many steps is deeper, or has no end.
        brackets = re.sub(rb"\[\]|\{\}", b"", brackets)
    return len(brackets) > depth


def _most_rows(columns: int, memory: float) -> int:
    return int(memory * _MB / (_BYTES * (1 + columns)))


def refuse_rows(rows: int, columns: int, memory: float) -> None:
    """Refuse, by MemoryError, rows that take more than so many megabytes."""
    if rows > _most_rows(columns, memory):
        raise MemoryError


def _rows(result: pyoxigraph.QuerySolutions, memory: float) -> Answer:
    columns = [variable.value for variable in result.variables]
    rows = [list(row) for row in islice(result, _most_rows(len(columns), memory) + 1)]
    refuse_rows(len(rows), len(columns), memory)
    if any(isinstance(term, pyoxigraph.Triple) for row in rows for term in row):
        raise JsonResultsError("triples as values, which SPARQL 1.1 does not have")
    return Answer(columns, rows)


def _answer(body: bytes, memory: float) -> Answer:
    if _is_deeper(body, _DEPTH):
        raise JsonResultsError(f"JSON more than {_DEPTH} levels deep, or that breaks off ({len(body)} bytes)")
    result = pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON)
    if not isinstance(result, pyoxigraph.QueryBoolean):
        return _rows(result, memory)
    # pyoxigraph reads no further than the truth.
    if "results" in json.loads(body):
        raise JsonResultsError("rows beside true or false")
    return Answer([], [], truth=bool(result))


def parse_json_results(body: bytes, memory: float) -> Answer:
    """The answer in SPARQL 1.1 JSON results; JsonResultsError where it is something else, or breaks off.

    MemoryError where its rows would need more than so many megabytes: rows without values are short in JSON.
    """
    problem: Exception
    try:
        return _answer(body, memory)
    except JsonResultsError as error:
        problem = JsonResultsError(str(error))
    except (SyntaxError, ValueError) as error:
        problem = JsonResultsError(f"no SPARQL results in JSON, or some that break off ({short_reason(error)})")
    except MemoryError:
        problem = MemoryError()
    # The exception that was caught holds pyoxigraph's results, which must not be freed by another thread, such as the
    # one that shows the progress: Python would print an error of its own. So it is left behind, and not the cause.
    raise problem
