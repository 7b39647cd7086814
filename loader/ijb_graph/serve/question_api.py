"""The questions over HTTP: /ask/NAME with the question's parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ijb_graph.ask.answer_formats import written_answer
from ijb_graph.ask.answering import Asked, ask_of
from ijb_graph.ask.calendar import calendar_of
from ijb_graph.ask.questions import Question, parameters_of
from ijb_graph.engine import Answer, Engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import InputError, nearest
from ijb_graph.serve.http_error import HttpError, http_error_of
from ijb_graph.serve.pages import Pages, page_response
from ijb_graph.serve.parameters import PAGE, data_links, media_of, values_of
from ijb_graph.serve.query_slots import QuerySlots
from ijb_graph.site.site import Site

__all__ = ["QUESTION_FORMATS", "QuestionApi", "offers_of"]

# Media types by ending. The first is what a client gets that has no wish.
QUESTION_FORMATS = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "ics": "text/calendar",
    "html": PAGE,
}
_WRITTEN = {
    "application/json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/markdown": "markdown",
}
_CALENDAR = QUESTION_FORMATS["ics"]


def offers_of(question: Question) -> tuple[str, ...]:
    """The media types of a question's answer."""
    return tuple(one for one in QUESTION_FORMATS.values() if one != _CALENDAR or question.calendar)


class QuestionApi:
    """Answers the questions of the project from the graph that ``engine`` gives; ``pages`` show the answer to a reader.

    Each query is within ``limits``, and runs when one of the ``slots`` is free.
    """

    def __init__(
        self,
        engine: Callable[[], Engine],
        questions: list[Question],
        limits: Limits,
        slots: QuerySlots,
        pages: Pages,
    ) -> None:
        self._engine, self._limits, self._slots, self._pages = engine, limits, slots, pages
        self._questions = {one.name: one for one in questions}

    def _asked(self, question: Question, given: Mapping[str, str]) -> tuple[Asked, Answer]:
        own = {one.name for one in question.parameters}
        values = {name: value for name, value in given.items() if name in own}
        asked = ask_of(self._engine(), question, values, given.get("board"), given.get("paper"))
        return asked, asked.answer(self._limits)

    def _written(self, question: Question, given: Mapping[str, str], media: str) -> bytes:
        asked, answer = self._asked(question, given)
        if media == _CALENDAR and question.calendar:
            return calendar_of(answer, question.calendar, asked.engine.base, question.name).encode()
        text = written_answer(answer, _WRITTEN[media], question.name, question.datatypes)
        return text.encode() if isinstance(text, str) else text

    async def __call__(self, request: Request) -> Response:
        """Answer one question, in the format that the client wants most."""
        name, ending = request.path_params["name"], request.path_params.get("ending")
        question = self._questions.get(name)
        if question is None:
            hint = nearest(name, self._questions)
            raise HttpError(HTTPStatus.NOT_FOUND, f"There is no question {name!r}. {hint}/list/question.html has all.")
        offers = offers_of(question)
        media = media_of(request, QUESTION_FORMATS, offers)
        given = values_of(request, [one.name for one in parameters_of(question)], media)
        if media == PAGE and not given and ending is None:
            # The question as it is has a page that does not change.
            page = f"{request.scope.get('root_path', '')}/ask/{name}.html"
            return RedirectResponse(page, HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        try:
            if media == PAGE:
                asked, answer = await self._slots.run(request, self._asked, question, given)
                body = await to_thread.run_sync(
                    self._pages.made, lambda site: _page(site, question, given, asked, answer)
                )
            else:
                body = await self._slots.run(request, self._written, question, given, media)
        except InputError as error:
            raise http_error_of(error) from error
        return page_response(request, body, media, {"Vary": "Accept"})


def _page(site: Site, question: Question, given: dict[str, str], asked: Asked, answer: Answer) -> bytes:
    return site.live_page(
        "ask.html",
        # What stands beside it are the pages of the questions.
        "ask/-",
        question=question,
        parameters=parameters_of(question),
        choices=site.choices(),
        given=given,
        used={**asked.defaults, **given},
        columns=answer.columns,
        rows=answer.texts(),
        sparql=asked.to_run(),
        as_data=data_links(question.name, QUESTION_FORMATS, offers_of(question), given),
    )
