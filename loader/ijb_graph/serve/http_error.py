"""What a request can be refused with: a status, and words that say why."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.calls import WrongValue
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
from ijb_graph.jinja_templates import fill_template
from ijb_graph.serve.negotiation import preferred

__all__ = ["DATA_HEADERS", "POLICY", "HttpError", "http_error_of"]

# Of every page: no script, style, picture or request from anywhere else, and no page of others around ours.
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
# Of all data, which are no page: a browser runs nothing in them, whatever it takes them for, and search engines do not
# list them, as they may name people.
DATA_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PROBLEM, _PAGE = "application/problem+json", "text/html"
_TEMPLATE = Path(__file__).with_name("error.html.jinja")

# What the client can correct, and what is understood but not done within the limits. The rest is the server's fault.
_STATUSES: dict[type[Problem], HTTPStatus] = dict.fromkeys(
    (
        CallToService,
        InvalidQuery,
        QueryTooDeep,
        QueryTooLong,
        UnknownGraph,
        WrongValue,
    ),
    HTTPStatus.BAD_REQUEST,
) | {
    UnknownBoard: HTTPStatus.NOT_FOUND,
    UnknownPaper: HTTPStatus.NOT_FOUND,
    QueryOutOfTime: HTTPStatus.GATEWAY_TIMEOUT,
    QueryOutOfMemory: HTTPStatus.UNPROCESSABLE_ENTITY,
    AnswerTooLarge: HTTPStatus.UNPROCESSABLE_ENTITY,
}
# What is expected, and what is to be done, where the problem's own words are for who sits at the terminal.
_IN_HTTP: dict[type[Problem], tuple[str, str]] = {
    QueryOutOfTime: ("", "Ask for less."),
    QueryOutOfMemory: ("", "Ask for less."),
    AnswerTooLarge: ("", "Ask for less (LIMIT, COUNT)."),
    UnknownPaper: ("", "{hint}Correct it."),
    WrongValue: ("a value as /openapi.json describes it", "Correct it."),
}
_log = logging.getLogger("uvicorn.error")


class HttpError(Exception):
    """A request that is not answered: ``status``, the reason as a sentence, and headers that go with it."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: tuple[str, ...] = (),
        replaced_by: str = "",
    ) -> None:
        """Keep what is to be said; ``errors`` are ids of the problems of the project, as `ijb errors` explains them.

        ``replaced_by`` is the address of what stands in the place of what is gone.
        """
        super().__init__(detail)
        self.status, self.detail, self.headers, self.errors = status, detail, dict(headers or {}), errors
        self.replaced_by = replaced_by

    def response(self, request: Request) -> Response:
        """The answer: problem details in JSON (RFC 9457), or a page where the client prefers that."""
        accept = ", ".join(request.headers.getlist("accept"))
        headers = {**self.headers, "Vary": "Accept"}
        if preferred(accept, (_PROBLEM, "application/json", _PAGE)) == _PAGE:
            values = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
            values["replaced_by"] = self.replaced_by
            page = fill_template(_TEMPLATE, {**values, "root": request.scope.get("root_path", "")}, is_html=True)
            return Response(page, self.status, headers | {"Content-Security-Policy": POLICY}, _PAGE)
        body = {"title": HTTPStatus(self.status).phrase, "status": self.status, "detail": self.detail}
        told = body | ({"errors": list(self.errors)} if self.errors else {})
        told |= {"replaced_by": self.replaced_by} if self.replaced_by else {}
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        return Response(text, self.status, headers, _PROBLEM)


def _in_http(problem: Problem) -> str:
    """A problem in the words of HTTP: of a parameter in place of an option, and without what only a server can set."""
    expected, fix = _IN_HTTP.get(type(problem), ("", ""))
    facts = vars(problem)
    found, expected, fix = (
        text.format(**facts) for text in (problem.found, expected or problem.expected, fix or problem.fix)
    )
    where = f"Parameter {problem.column.removeprefix('--')}" if problem.column else "The query"
    return f"{where}: found {found}; expected {expected}. {fix}"


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
    return HttpError(status, "\n".join(map(_in_http, error.problems)), errors=ids)
