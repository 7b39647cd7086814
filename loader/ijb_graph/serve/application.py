"""The ASGI application: which address answers what, and what every answer has."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ijb_graph.ask.questions import Question
from ijb_graph.check.rules import Rule
from ijb_graph.engine import Engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import InputError
from ijb_graph.serve.findings_api import FindingsApi
from ijb_graph.serve.graph_source import GraphSource
from ijb_graph.serve.http_error import HttpError, http_error_of
from ijb_graph.serve.openapi import openapi_description
from ijb_graph.serve.pages import Pages
from ijb_graph.serve.query_slots import QuerySlots
from ijb_graph.serve.question_api import QuestionApi
from ijb_graph.serve.sparql_endpoint import SparqlEndpoint
from ijb_graph.serve.withdrawn_source import WithdrawnSource
from ijb_graph.site.site import Site

__all__ = ["application"]

_log = logging.getLogger("uvicorn.error")

# How often the files are looked at, in seconds.
_WATCH = 2.0


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpError)
    return error.response(request)


async def _no_route(request: Request, error: Exception) -> Response:
    """Starlette's own refusals (no such address, no such method) in the form of the others."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    details = {
        HTTPStatus.NOT_FOUND: f"There is nothing at {path}.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not for {path}.",
    }
    detail = details.get(HTTPStatus(error.status_code), error.detail)
    return HttpError(error.status_code, detail, error.headers).response(request)


async def _failed(request: Request, error: Exception) -> Response:
    """What nobody foresaw: it stands in the log."""
    return HttpError(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed; its log says why.").response(request)


async def _health(request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _handler(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    # Starlette takes a function for one that answers requests, and an object for an application.
    async def answer(request: Request) -> Response:
        return await endpoint(request)

    return answer


def application(
    source: GraphSource | Engine,
    limits: Limits,
    site: Callable[[Engine], Site],
    questions: list[Question],
    rules: list[Rule],
    withdrawn: WithdrawnSource,
    running: int = 2,
    waiting: int = 8,
    patience: float = 20,
) -> Starlette:
    """The application over a graph in a file, or over a server that another engine asks.

    ``site`` makes the pages of a graph; ``withdrawn`` has the addresses that publications had. ``running`` queries of
    strangers are answered at a time, and ``waiting`` more wait for it. A client has ``patience`` seconds to send the
    body of a request.
    """

    def engine() -> Engine:
        return source.engine if isinstance(source, GraphSource) else source

    pages = Pages(engine, site, rules, withdrawn)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async def watch() -> None:
            while True:
                await asyncio.sleep(_WATCH)
                try:
                    await asyncio.to_thread(withdrawn.reload)
                    if isinstance(source, GraphSource) and await asyncio.to_thread(source.reload):
                        await asyncio.to_thread(pages.warm)
                except Exception:  # the next graph must be served, whatever was wrong with this one
                    _log.exception("The files that are served cannot be read.")

        tasks = [asyncio.create_task(asyncio.to_thread(pages.warm)), asyncio.create_task(watch())]
        yield
        for task in tasks:
            task.cancel()

    async def ready(request: Request) -> Response:
        if not pages.is_ready:
            raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, "The pages are being made.", {"Retry-After": "5"})
        fault = f"{pages.fault}\n" if pages.fault else ""
        return PlainTextResponse(f"ready: {len(engine().graphs())} named graphs\n{fault}")

    slots = QuerySlots(running, waiting, limits.seconds)
    answer = _handler(SparqlEndpoint(engine, limits, slots, patience))
    api = QuestionApi(engine, questions, limits, slots, pages)
    findings = _handler(FindingsApi(pages, rules))

    async def ask_as(request: Request) -> Response:
        """The question as it is has files of its own; with values, it is asked."""
        is_file = not request.url.query and request.path_params["ending"] in ("html", "csv")
        return await (pages if is_file else api)(request)

    async def description(request: Request) -> Response:
        server = str(request.base_url).rstrip("/")
        try:
            return JSONResponse(await asyncio.to_thread(openapi_description, engine(), questions, rules, server))
        except InputError as error:
            raise http_error_of(error) from error

    return Starlette(
        routes=[
            Route("/sparql", answer, methods=["GET", "POST"]),
            Route("/sparql/", answer, methods=["GET", "POST"]),
            Route("/-/health", _health),
            Route("/-/ready", ready),
            Route("/openapi.json", description),
            Route("/ask/{name}.{ending}", ask_as),
            Route("/ask/{name}", _handler(api)),
            Route("/findings.{ending}", findings),
            Route("/findings", findings),
            Route("/{path:path}", _handler(pages)),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                expose_headers=["ETag", "Location", "Retry-After"],
            )
        ],
        exception_handlers={HttpError: _refused, HTTPException: _no_route, Exception: _failed},
        lifespan=lifespan,
    )
