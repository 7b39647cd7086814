"""What servers answer, read: SPARQL results in JSON and N-Triples, with the ways of servers that have their own."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph

from ijb_graph.addresses import PREFIXES
from ijb_graph.engine.http_client import Reply
from ijb_graph.engine.interface import Answer, Term

__all__ = ["NoAnswerError", "result_of", "triples_of"]

_XSD = PREFIXES["xsd"]
_KINDS = {"uri": "uri", "literal": "literal", "typed-literal": "literal", "bnode": "bnode"}
_BOOLEANS = {"0": "false", "1": "true"}
_INTEGER = re.compile(r"([+-]?)0*([0-9]+)")


class NoAnswerError(ValueError):
    """What a server sent is no whole answer; the message says what it is instead."""


def _refuse_pages(reply: Reply) -> None:
    if reply.kind in ("text/html", "application/xhtml+xml") or reply.body.lstrip()[:1] == b"<":
        raise NoAnswerError(f"a page or document ({reply.kind}) where an answer was due")
    # Virtuoso, when it stops a query at its time limit and sends what it has.
    if "x-sql-state" in reply.headers:
        raise NoAnswerError(f"an answer that the server broke off ({reply.headers['x-sql-state']})")


def _canonical(value: str, datatype: str) -> str:
    """A literal as Oxigraph keeps it: a server may write a number or a truth in another way."""
    if datatype == _XSD + "boolean":
        return _BOOLEANS.get(value, value)
    if datatype == _XSD + "integer" and (found := _INTEGER.fullmatch(value)):
        return ("-" if found[1] == "-" and found[2] != "0" else "") + found[2]
    if datatype == _XSD + "decimal":
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return f"{number.normalize():f}" if number else "0"
    return value


def _term(binding: dict[str, str] | None) -> Term | None:
    if binding is None:
        return None
    kind, value, language = _KINDS[binding["type"]], binding["value"], binding.get("xml:lang", "")
    if not isinstance(value, str):
        raise TypeError("a value that is no text")
    if kind != "literal" or language:
        return Term(value, kind, "", language)
    datatype = binding.get("datatype", _XSD + "string")
    return Term(_canonical(value, datatype), kind, datatype)


def result_of(reply: Reply, form: str) -> Answer:
    """The answer to a SELECT or ASK (``form``), from SPARQL 1.1 JSON results; NoAnswerError where it is none."""
    _refuse_pages(reply)
    try:
        result: Any = json.loads(reply.body)
    except ValueError as error:
        raise NoAnswerError(f"JSON that breaks off or is none ({len(reply.body)} bytes)") from error
    try:
        if form == "ASK" and isinstance(result.get("boolean"), bool):
            return Answer([], [], truth=result["boolean"])
        columns = [str(name) for name in result["head"]["vars"]]
        rows = [[_term(row.get(name)) for name in columns] for row in result["results"]["bindings"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise NoAnswerError("JSON that is no SPARQL result") from error
    if form != "ASK":
        return Answer(columns, rows)
    # Virtuoso answers an ASK with a row of the number 1, or with no row (or, in other versions, of the number 0).
    values = [term.value for row in rows for term in row if term]
    if columns == ["__ASK_RETVAL"] and values in ([], ["0"], ["1"]):
        return Answer([], [], truth=values == ["1"])
    raise NoAnswerError("rows where true or false was due")


def triples_of(reply: Reply) -> list[str]:
    """The lines of an answer in N-Triples, sorted, each once; NoAnswerError where it is something else."""
    if not reply.body.lstrip().startswith(b"<http"):
        _refuse_pages(reply)
    try:
        return sorted({f"{triple} .\n" for triple in _parsed(reply.body)})
    except SyntaxError as error:
        raise NoAnswerError(f"no N-Triples, or some that break off ({len(reply.body)} bytes)") from error


def _parsed(body: bytes) -> list[pyoxigraph.Triple]:
    quads = pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return [pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
