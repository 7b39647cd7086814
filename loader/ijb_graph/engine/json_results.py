"""SPARQL results in JSON, read from whoever wrote them: pyoxigraph ends the process where they are nested too deep."""

from __future__ import annotations

import re

import pyoxigraph

from ijb_graph.engine.interface import Answer, answer_of

__all__ = ["JsonResultsError", "parse_json_results"]

# Results are an object, of an object, of a list, of rows, of terms.
_DEPTH = 6
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
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


def parse_json_results(body: bytes) -> Answer:
    """The answer in SPARQL 1.1 JSON results; JsonResultsError where it is something else, or breaks off."""
    if _is_deeper(body, _DEPTH):
        raise JsonResultsError(f"JSON more than {_DEPTH} levels deep, or that breaks off ({len(body)} bytes)")
    try:
        answer = answer_of(pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON))
    except (SyntaxError, ValueError) as error:
        raise JsonResultsError(f"no SPARQL results in JSON, or some that break off ({error})") from error
    if any(isinstance(term, pyoxigraph.Triple) for row in answer.rows for term in row):
        raise JsonResultsError("triples as values, which SPARQL 1.1 does not have")
    return answer
