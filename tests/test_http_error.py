"""What `ijb serve` refuses is said to a client of HTTP, who has no command line, no environment and no server's log."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ijb_graph.errors import Problem
from ijb_graph.errors.calls import WrongValue
from ijb_graph.errors.engine import InvalidQuery, UnknownPaper
from ijb_graph.serve.http_error import _STATUSES, HttpError, http_error_of
from starlette.requests import Request


def _request(accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", accept.encode())], "root_path": "/ijb"})


def _made(kind: type[Problem]) -> Problem:
    """A problem of a kind, with facts of the right form."""
    from inspect import get_annotations

    facts: dict[str, Any] = {
        name: "something " if of in (str, "str") else 7 for name, of in get_annotations(kind).items()
    }
    return kind("ijb ask ratings", **facts, column="--paper")


@pytest.mark.parametrize("kind", _STATUSES, ids=lambda kind: kind.id())
def test_a_refusal_says_nothing_of_options_and_variables(kind: type[Problem]) -> None:
    error = http_error_of(_made(kind).error())
    assert error.status == _STATUSES[kind]
    assert error.errors == (kind.id(),)
    assert not [word for word in ("--", "IJB_", "ijb ", "`", kind.id()) if word in error.detail], error.detail


def test_the_parameter_is_named_as_in_the_address() -> None:
    detail = http_error_of(UnknownPaper("ijb ask x", "a", "b, c", "", column="--paper").error()).detail
    assert detail == "Parameter paper: found 'a'; expected one of b, c. Correct it."
    wrong = WrongValue("ijb ask x", "'' is not a number", column="--floor")
    both = http_error_of(
        type(wrong.error())([wrong, InvalidQuery("the query", "a {")]),
    ).detail
    assert both.splitlines() == [
        "Parameter floor: found a wrong value: '' is not a number; expected a value as /openapi.json describes it. "
        "Correct it.",
        "The query: found no SPARQL query (a {); expected a SPARQL 1.1 query. Correct it at that place.",
    ]


def test_a_browser_gets_a_page_and_a_program_gets_json() -> None:
    error = HttpError(404, "There is nothing at /<x>.", {"Retry-After": "1"})
    page = error.response(_request("text/html,application/xhtml+xml,*/*;q=0.8"))
    assert (page.status_code, page.media_type, page.headers["retry-after"]) == (404, "text/html", "1")
    assert b"There is nothing at /&lt;x&gt;." in bytes(page.body)
    assert b'href="/ijb/site.css"' in bytes(page.body)
    for accept in ("*/*", "", "image/png", "application/json"):
        reply = error.response(_request(accept))
        assert reply.media_type == "application/problem+json"
        assert json.loads(bytes(reply.body)) == {"title": "Not Found", "status": 404, "detail": error.detail}
