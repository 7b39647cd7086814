"""The parameters of a request: read from its address, each once, and none that there is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request

from ijb_graph.errors import nearest
from ijb_graph.serve.http_error import HttpError
from ijb_graph.serve.negotiation import preferred

__all__ = ["PAGE", "data_links", "media_of", "values_of"]

PAGE = "text/html"


def values_of(request: Request, known: Collection[str], media: str) -> dict[str, str]:
    """The values by parameter; HttpError where one is given twice, or is not known.

    A form sends its empty fields too: where a page is asked for, they are as if they were not there.
    """
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    if len(given) < len(pairs):
        raise HttpError(HTTPStatus.BAD_REQUEST, "A parameter is given twice; once was expected.")
    for one in given.keys() - known:
        raise HttpError(
            HTTPStatus.BAD_REQUEST,
            f"There is no parameter {one!r} here. {nearest(one, known)}There are {', '.join(known)}.",
        )
    return {name: value for name, value in given.items() if value or media != PAGE}


def media_of(request: Request, formats: dict[str, str], offers: Sequence[str]) -> str:
    """The media type of the answer: that of the ending of the address, else what the client prefers of the offers.

    ``formats`` are the media types by ending. HttpError where there is no such ending, or none is accepted.
    """
    ending = request.path_params.get("ending")
    if ending is not None:
        if formats.get(ending) not in offers:
            known = ", ".join(f".{one}" for one, media in formats.items() if media in offers)
            raise HttpError(HTTPStatus.NOT_FOUND, f"There is nothing at {request.url.path}: this is had as {known}.")
        return formats[ending]
    media = preferred(", ".join(request.headers.getlist("accept")), offers)
    if media is None:
        raise HttpError(HTTPStatus.NOT_ACCEPTABLE, f"This is answered as {', '.join(offers)}.")
    return media


def data_links(
    name: str, formats: dict[str, str], offers: Sequence[str], given: dict[str, str]
) -> list[tuple[str, ...]]:
    """The addresses of the same in each format but a page, with its media type and what it is called."""
    asked = f"?{urlencode(given)}" if given else ""
    return [
        (f"{name}.{ending}{asked}", media, ending.upper())
        for ending, media in formats.items()
        if media in offers and media != PAGE
    ]
