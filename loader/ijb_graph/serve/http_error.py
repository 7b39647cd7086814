"""What a request can be refused with: a status, and words that say why."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.calls import UnknownOption, WrongValue
from ijb_graph.errors.engine import InvalidQuery, RefusedRequest, UnknownBoard, UnknownPaper
from ijb_graph.errors.query import (
    AnswerTooLarge,
    CallToService,
    QueryOutOfMemory,
    QueryOutOfTime,
    QueryTooDeep,
    QueryTooLong,
    UnknownGraph,
)

__all__ = ["HttpError", "http_error_of"]

# What the client can correct, and what is understood but not done within the limits. The rest is the server's fault.
_STATUSES: dict[type[Problem], HTTPStatus] = dict.fromkeys(
    (
        CallToService,
        InvalidQuery,
        QueryTooDeep,
        QueryTooLong,
        UnknownBoard,
        UnknownGraph,
        UnknownOption,
        UnknownPaper,
        WrongValue,
    ),
    HTTPStatus.BAD_REQUEST,
) | {
    QueryOutOfTime: HTTPStatus.GATEWAY_TIMEOUT,
    QueryOutOfMemory: HTTPStatus.UNPROCESSABLE_ENTITY,
    AnswerTooLarge: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_log = logging.getLogger("uvicorn.error")


class HttpError(Exception):
    """A request that is not answered: ``status``, the reason as a sentence, and headers that go with it."""

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, errors: tuple[str, ...] = ()
    ) -> None:
        """Keep what is to be said; ``errors`` are ids of the problems of the project, as `ijb errors` explains them."""
        super().__init__(detail)
        self.status, self.detail, self.headers, self.errors = status, detail, dict(headers or {}), errors

    def response(self) -> Response:
        """The answer: problem details in JSON (RFC 9457)."""
        body = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
        told = {**body, "errors": list(self.errors)} if self.errors else body
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        return Response(text, self.status, self.headers, "application/problem+json")


def http_error_of(error: InputError) -> HttpError:
    """A query's problems as what the server answers; a fault of the server's own stands in its log alone."""
    ids = tuple(problem.id() for problem in error.problems)
    first = error.problems[0]
    status = _STATUSES.get(type(first))
    if isinstance(first, RefusedRequest) and first.status == HTTPStatus.BAD_REQUEST:
        # What the server behind ours says names its address.
        return HttpError(
            HTTPStatus.BAD_REQUEST, "The query is no SPARQL 1.1, or nothing that can be asked.", errors=ids
        )
    if status is None:
        _log.error("%s", error)
        return HttpError(HTTPStatus.BAD_GATEWAY, "The graph could not be asked; the server's log says why.", errors=ids)
    return HttpError(status, str(error), errors=ids)
