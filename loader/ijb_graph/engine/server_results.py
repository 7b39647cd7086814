"""What servers answer, read: SPARQL results in JSON and N-Triples, with the ways of servers that have their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pyoxigraph

from ijb_graph.addresses import PREFIXES
from ijb_graph.engine.http_client import Reply
from ijb_graph.engine.interface import Answer, Term, short_reason
from ijb_graph.engine.json_results import JsonResultsError, parse_json_results

__all__ = ["NoAnswerError", "count_of", "result_of", "triples_of"]

_XSD = PREFIXES["xsd"]
_PAGES = ("text/html", "application/xhtml+xml")
# How Virtuoso names a blank node; its names have a colon, which SPARQL's do not.
_VIRTUOSO_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
# A literal as Oxigraph keeps it: another server may write a number or a truth in another way.
_CANONICAL: dict[str, Callable[[str], str]] = {
    _XSD + "boolean": lambda text: {"0": "false", "1": "true"}.get(text, text),
    _XSD + "integer": lambda text: str(int(text)),
    _XSD + "decimal": lambda text: f"{Decimal(text).normalize() + 0:f}",
}
# A number with an exponent is no integer or decimal; written out, it could fill the memory.
_COUNT = re.compile(r"[0-9]{1,18}")
_PLAIN = re.compile(r"[+-]?[0-9.]{1,100}|true|false")


class NoAnswerError(ValueError):
    """What a server sent is no whole answer; the message says what it is instead."""


def _refuse_page(reply: Reply) -> None:
    if reply.kind in _PAGES or reply.body.lstrip()[:1] == b"<":
        raise NoAnswerError(f"a page or document ({short_reason(reply.kind)}) where an answer was due")


def _refuse_cut(reply: Reply) -> None:
    # Such as 206: a part of the answer.
    if reply.status != 200:
        raise NoAnswerError(f"HTTP status {reply.status}, which no whole answer has")
    # Virtuoso, when it stops a query at its time limit and sends what it has.
    if "x-sql-state" in reply.headers:
        raise NoAnswerError(f"an answer that the server broke off ({short_reason(reply.headers['x-sql-state'])})")


def _canonical(term: Term | None) -> Term | None:
    if isinstance(term, pyoxigraph.Literal) and term.datatype.value in _CANONICAL and _PLAIN.fullmatch(term.value):
        try:
            return pyoxigraph.Literal(_CANONICAL[term.datatype.value](term.value), datatype=term.datatype)
        except (ValueError, InvalidOperation):
            return term
    return term


def count_of(term: Term | None) -> int:
    """The number that a server counted; NoAnswerError where its answer is none."""
    if not isinstance(term, pyoxigraph.Literal) or not _COUNT.fullmatch(term.value):
        raise NoAnswerError(f"{short_reason(term) if term else 'nothing'} where a number was due")
    return int(term.value)


def result_of(reply: Reply, form: str, asked: list[str] | None, memory: float) -> Answer:
    """The answer to a SELECT or ASK (``form``), from SPARQL 1.1 JSON results; NoAnswerError where it is none.

    ``asked`` are the columns it has to have, where the query names them. MemoryError where it would take more than so
    many megabytes of ``memory``.
    """
    _refuse_page(reply)
    _refuse_cut(reply)
    try:
        answer = parse_json_results(_VIRTUOSO_BLANK.sub(rb"\1", reply.body), memory)
    except JsonResultsError as error:
        raise NoAnswerError(str(error)) from error
    if answer.truth is not None:
        if form == "ASK":
            return answer
        raise NoAnswerError("true or false where rows were due")
    columns, rows = answer.columns, [[_canonical(term) for term in row] for row in answer.rows]
    if form != "ASK":
        if asked is not None and columns != asked:
            wrong = short_reason(", ".join(columns)) or "none"
            raise NoAnswerError(f"the columns {wrong} where {short_reason(', '.join(asked))} were due")
        return Answer(columns, rows)
    # Virtuoso answers an ASK with a row of the number 1, or with no row (or, in other versions, of the number 0).
    values = [term.value for row in rows for term in row if term]
    if columns == ["__ASK_RETVAL"] and values in ([], ["0"], ["1"]):
        return Answer([], [], truth=values == ["1"])
    raise NoAnswerError("rows where true or false was due")


def triples_of(reply: Reply) -> list[str]:
    """The lines of an answer in N-Triples, sorted, each once; NoAnswerError where it is something else."""
    _refuse_cut(reply)
    try:
        triples = [quad.triple for quad in pyoxigraph.parse(reply.body, format=pyoxigraph.RdfFormat.N_TRIPLES)]
    except SyntaxError as error:
        # Both a page and a triple can begin with an angle bracket.
        _refuse_page(reply)
        raise NoAnswerError(f"no N-Triples, or some that break off ({len(reply.body)} bytes)") from error
    if reply.kind in _PAGES:
        _refuse_page(reply)
    if not reply.has_length:
        # N-Triples that are cut at the end of a line are N-Triples.
        raise NoAnswerError("triples without a Content-Length, which would not show that they were cut")
    if any(isinstance(triple.object, pyoxigraph.Triple) for triple in triples):
        raise NoAnswerError("triples as values, which SPARQL 1.1 does not have")
    return sorted({f"{triple} .\n" for triple in triples})
