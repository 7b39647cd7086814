"""The SPARQL 1.1 Protocol: what a request asks, or why it asks nothing that a read-only endpoint answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from ijb_graph.engine.interface import Dataset
from ijb_graph.engine.query_refusals import MOST_CHARACTERS
from ijb_graph.serve.http_error import HttpError

__all__ = ["MOST_BYTES", "ProtocolQuery", "read_request"]

# A body may be longer than a query: names of graphs stand beside it, and some characters are written as nine.
MOST_BYTES = 10 * MOST_CHARACTERS
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READ_ONLY = "This endpoint is read-only: it takes no updates. A new graph comes with a new build."
_MOST_PARAMETERS = 1000


@dataclass(frozen=True)
class ProtocolQuery:
    """A query, and the dataset that the request names for it; None where it names none."""

    sparql: str
    dataset: Dataset | None


def _bad(detail: str, status: int = HTTPStatus.BAD_REQUEST) -> HttpError:
    return HttpError(status, detail)


def _parameters(text: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise _bad(f"The {where} is no form-encoded UTF-8 of at most {_MOST_PARAMETERS} parameters.") from error


def _text(body: bytes, content_type: str) -> str:
    """A query that is the body itself."""
    charset = content_type.partition("charset=")[2].partition(";")[0].strip(' "').lower()
    if charset not in ("", "utf-8", "utf8"):
        raise _bad(f"The query is in the encoding {charset}; UTF-8 was expected.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad(f"The query is no UTF-8: byte {error.start} is wrong.") from error


def _dataset(parameters: list[tuple[str, str]]) -> Dataset | None:
    default, named = (
        tuple(value for name, value in parameters if name == wanted)
        for wanted in ("default-graph-uri", "named-graph-uri")
    )
    for graph in (*default, *named):
        try:
            NamedNode(graph)
        except ValueError as error:
            raise _bad(f"The graph {graph!r} is no absolute address.") from error
    return Dataset(default, named) if default or named else None


def _one_query(parameters: list[tuple[str, str]], where: str) -> str:
    queries = [value for name, value in parameters if name == "query"]
    if any(name == "update" for name, _ in parameters):
        raise _bad(_READ_ONLY, HTTPStatus.FORBIDDEN)
    if len(queries) != 1:
        raise _bad(f"{len(queries)} parameters `query` in the {where}; one was expected.")
    return queries[0]


def read_request(method: str, query_string: bytes, headers: Mapping[str, str], body: bytes) -> ProtocolQuery | None:
    """The query of a GET or of either POST; None for a GET that asks for the service description.

    Raises HttpError where the request asks nothing, something else, or to change data.
    """
    in_address = _parameters(query_string, "address")
    if method in ("GET", "HEAD"):
        if not in_address:
            return None
        return ProtocolQuery(_one_query(in_address, "address"), _dataset(in_address))
    content_type = headers.get("content-type", "").lower()
    media = content_type.partition(";")[0].strip()
    if media == _UPDATE:
        raise _bad(_READ_ONLY, HTTPStatus.FORBIDDEN)
    if media == _FORM:
        in_body = _parameters(body, "body")
        if any(name in ("query", "update") for name, _ in in_address):
            raise _bad("A query in the address beside the one in the body; one of them was expected.")
        return ProtocolQuery(_one_query(in_body, "body"), _dataset([*in_address, *in_body]))
    if media == _QUERY:
        if any(name in ("query", "update") for name, _ in in_address):
            raise _bad("A query in the address beside the one in the body; one of them was expected.")
        return ProtocolQuery(_text(body, content_type), _dataset(in_address))
    found = f"the media type {media!r}" if media else "no media type"
    raise _bad(f"The body has {found}; {_QUERY} or {_FORM} was expected.", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
