"""The questions over HTTP: /ask/NAME with the question's parameters, and the OpenAPI description of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ijb_graph.ask.answer_formats import written_answer
from ijb_graph.ask.answering import ask_of
from ijb_graph.ask.calendar import calendar_of
from ijb_graph.ask.questions import Parameter, Question
from ijb_graph.engine import Engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import InputError, nearest
from ijb_graph.serve.http_error import HttpError, http_error_of
from ijb_graph.serve.negotiation import preferred
from ijb_graph.serve.query_slots import QuerySlots

__all__ = ["QuestionApi"]

_FORMS = {
    "application/json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/markdown": "markdown",
}
_CALENDAR, _PAGE = "text/calendar", "text/html"
_PAPER = Parameter("paper", "text", "answer from this paper only, by the name of its folder", "", 0)
_BOARD = Parameter("board", "text", "answer from the papers of this authority only, such as east-lothian", "", 0)
_JSON_TYPES = {"number": {"type": "number"}, "date": {"type": "string", "format": "date"}}


def _parameters(question: Question) -> dict[str, Parameter]:
    own = {one.name: one for one in question.parameters}
    return {"board": _BOARD, **own, "paper": _PAPER}


def _offers(question: Question) -> tuple[str, ...]:
    """The media types of a question's answer; the first is what a client gets that has no wish."""
    return (*_FORMS, *([_CALENDAR] if question.calendar else ()), _PAGE)


class QuestionApi:
    """Answers the questions of the project from the graph that ``engine`` gives.

    Each query is within ``limits``, and runs when one of the ``slots`` is free.
    """

    def __init__(
        self, engine: Callable[[], Engine], questions: list[Question], limits: Limits, slots: QuerySlots
    ) -> None:
        self._engine, self._limits, self._slots = engine, limits, slots
        self._questions = {one.name: one for one in questions}

    def _answer(self, question: Question, given: Mapping[str, str], media: str) -> bytes:
        own = {one.name for one in question.parameters}
        values = {name: value for name, value in given.items() if name in own}
        asked = ask_of(self._engine(), question, values, given.get("board"), given.get("paper"))
        answer = asked.answer(self._limits)
        if media == _CALENDAR and question.calendar:
            return calendar_of(answer, question.calendar, asked.engine.base, question.name).encode()
        text = written_answer(answer, _FORMS[media], question.name, question.datatypes)
        return text.encode() if isinstance(text, str) else text

    async def __call__(self, request: Request) -> Response:
        """Answer one question, in the format that the client wants most."""
        name = request.path_params["name"]
        question = self._questions.get(name)
        if question is None:
            hint = nearest(name, self._questions)
            raise HttpError(HTTPStatus.NOT_FOUND, f"There is no question {name!r}. {hint}/list/question.html has all.")
        given, known = dict(request.query_params), _parameters(question)
        if len(given) < len(request.query_params.multi_items()):
            raise HttpError(HTTPStatus.BAD_REQUEST, "A parameter is given twice; once was expected.")
        for one in given.keys() - known.keys():
            raise HttpError(
                HTTPStatus.BAD_REQUEST,
                f"The question has no parameter {one!r}. {nearest(one, known)}It has {', '.join(known)}.",
            )
        # The page has the answer to the question as it is: with other values there is none.
        offers = _offers(question)[:-1] if given else _offers(question)
        media = preferred(", ".join(request.headers.getlist("accept")), offers)
        if media is None:
            raise HttpError(HTTPStatus.NOT_ACCEPTABLE, f"This is answered as {', '.join(offers)}.")
        if media == _PAGE:
            page = f"{request.scope.get('root_path', '')}/ask/{name}.html"
            return RedirectResponse(page, HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        try:
            body = await self._slots.run(request, self._answer, question, given, media)
        except InputError as error:
            raise http_error_of(error) from error
        return Response(body, media_type=media, headers={"Vary": "Accept"})

    async def description(self, request: Request) -> Response:
        """All questions in OpenAPI 3.1."""
        server = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "openapi": "3.1.0",
                "info": {"title": "Questions of ijb-graph", "version": version("ijb-graph")},
                "servers": [{"url": server}],
                "paths": {f"/ask/{name}": {"get": _operation(one)} for name, one in self._questions.items()},
            }
        )


def _operation(question: Question) -> dict[str, Any]:
    """A question as an operation of OpenAPI."""
    parameters = [
        {
            "name": one.name,
            "in": "query",
            "required": False,
            "description": one.meaning,
            "schema": _JSON_TYPES.get(one.form, {"type": "string"}) | ({"default": one.default} if one.default else {}),
        }
        for one in _parameters(question).values()
    ]
    kinds = {"integer": "integer", "decimal": "number", "boolean": "boolean"}
    columns = {
        name: {"type": kinds.get(question.datatypes.get(name, ""), "string"), "description": meaning}
        for name, meaning in question.columns.items()
    }
    rows = {"type": "array", "items": {"type": "object", "properties": columns}}
    content = {
        media: {"schema": rows if media == "application/json" else {"type": "string"}} for media in _offers(question)
    }
    content.pop(_PAGE)
    return {
        "operationId": question.name,
        "summary": question.question,
        "description": f"{question.why} No rows mean: {question.empty}",
        "tags": [question.group],
        "parameters": parameters,
        "responses": {
            "200": {"description": "The rows.", "content": content},
            "400": {"description": "A parameter that there is not, or a value of another form."},
            "503": {"description": "Too many queries at once; Retry-After says when to ask again."},
            "422": {"description": "More memory or a larger answer than allowed."},
            "504": {"description": "More time than allowed."},
        },
    }
