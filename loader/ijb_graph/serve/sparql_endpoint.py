"""The address /sparql: strangers' queries, each in a process apart with limits of its own, few at a time."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pyoxigraph
from anyio import fail_after
from shacl_compiler.tokens import SparqlError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ijb_graph.engine.interface import Engine, Formats
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_refusals import MOST_CHARACTERS
from ijb_graph.engine.query_text import QueryText
from ijb_graph.engine.written_answer import write_triples
from ijb_graph.errors import InputError
from ijb_graph.errors.query import QueryTooLong
from ijb_graph.jinja_templates import fill_template
from ijb_graph.serve.http_error import DATA_HEADERS, HttpError, http_error_of
from ijb_graph.serve.negotiation import preferred
from ijb_graph.serve.query_slots import QuerySlots
from ijb_graph.serve.sparql_protocol import MOST_BYTES, ProtocolQuery, read_request

__all__ = ["RDF_TYPES", "SparqlEndpoint", "body_of"]

# The first of each is what a client gets that has no wish.
_ROWS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
RDF_TYPES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
# Names that clients use for some of these.
_ALIASES = {
    "application/json": _ROWS[0],
    "application/xml": _ROWS[1],
    "text/xml": _ROWS[1],
    "text/plain": RDF_TYPES[1],
}
_DESCRIPTION = Path(__file__).with_name("service_description.ttl.jinja")
_NAME = "the query"


def _chosen(accept: str | None, offers: tuple[str, ...], aliases: dict[str, str]) -> str:
    """The media type to answer in; HttpError where the client accepts none that there is."""
    both = (*offers, *aliases)
    found = preferred(accept, both)
    if found is None:
        raise HttpError(
            HTTPStatus.NOT_ACCEPTABLE, f"This is answered as {', '.join(offers)}; none of them is accepted."
        )
    return aliases.get(found, found)


async def body_of(request: Request, most: int, seconds: float) -> bytes:
    """The body of a request; HttpError where it is longer than so many bytes, or comes too slowly."""
    parts, size = [], 0
    try:
        with fail_after(seconds):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The request has more than {most} bytes.")
                parts.append(part)
    except TimeoutError as error:
        detail = f"The request was not whole in {seconds:g} seconds."
        raise HttpError(HTTPStatus.REQUEST_TIMEOUT, detail, {"Connection": "close"}) from error
    except ClientDisconnect as error:
        # Nobody reads it.
        raise HttpError(HTTPStatus.BAD_REQUEST, "The client has hung up.") from error
    return b"".join(parts)


def _formats(sparql: str, accept: str | None) -> tuple[Formats, str]:
    """In which formats the engine writes the answer, and which media type that is for this query."""
    try:
        form = QueryText(sparql).form
    except SparqlError:
        # The engine says what is wrong with it.
        form = ""
    if form in ("CONSTRUCT", "DESCRIBE"):
        aliases = {"text/plain": _ALIASES["text/plain"], "application/json": RDF_TYPES[3]}
        media = _chosen(accept, RDF_TYPES, aliases)
        return Formats(triples=media), media
    # SPARQL has no CSV or TSV of true and false.
    offers = _ROWS[:2] if form == "ASK" else _ROWS
    media = _chosen(accept, offers, {name: of for name, of in _ALIASES.items() if of in offers})
    return Formats(rows=media), media


class SparqlEndpoint:
    """A read-only endpoint: each query within ``limits``, when one of the ``slots`` is free.

    ``engine`` gives the graph to ask, which may be another one at each request. A client has ``patience`` seconds to
    send a request.
    """

    def __init__(self, engine: Callable[[], Engine], limits: Limits, slots: QuerySlots, patience: float) -> None:
        self._engine, self._limits, self._slots, self._patience = engine, limits, slots, patience

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        body = await body_of(request, MOST_BYTES, self._patience) if request.method == "POST" else b""
        query = read_request(request.method, request.scope["query_string"], request.headers, body)
        # Several headers of one name are one list.
        accept = ", ".join(request.headers.getlist("accept"))
        if query is None:
            return self._description(str(request.url.replace(query="")), accept)
        try:
            written, media = await self._slots.run(request, self._answer, query, accept)
        except InputError as error:
            raise http_error_of(error) from error
        return Response(written, media_type=media, headers={"Vary": "Accept", **DATA_HEADERS})

    def _answer(self, query: ProtocolQuery, accept: str) -> tuple[bytes, str]:
        """The answer, and its media type."""
        if len(query.sparql) > MOST_CHARACTERS:
            raise QueryTooLong(_NAME, len(query.sparql), MOST_CHARACTERS).error()
        formats, media = _formats(query.sparql, accept)
        return self._engine().query_written(query.sparql, _NAME, self._limits, formats, query.dataset), media

    def _description(self, address: str, accept: str) -> Response:
        """The service description, in a format of RDF."""
        media = _chosen(accept, RDF_TYPES, {"application/json": RDF_TYPES[3]})
        values = {"endpoint": address, "graphs": sorted(self._engine().graphs())}
        turtle = fill_template(_DESCRIPTION, values)
        triples = (quad.triple for quad in pyoxigraph.parse(turtle.encode(), pyoxigraph.RdfFormat.TURTLE))
        return Response(write_triples(triples, media), media_type=media, headers={"Vary": "Accept", **DATA_HEADERS})
