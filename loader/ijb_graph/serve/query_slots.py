"""How many queries of strangers run at a time, and how many may wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from threading import Event
from typing import TypeVar, TypeVarTuple, Unpack

from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.requests import Request

from ijb_graph.limited_process.parent import STOP, StoppedError
from ijb_graph.serve.http_error import HttpError

__all__ = ["QuerySlots"]

_Answer = TypeVar("_Answer")
_Given = TypeVarTuple("_Given")


class QuerySlots:
    """``running`` queries run at a time, ``waiting`` more in a queue, and the others are sent away.

    ``seconds`` is how long one may take: so long the others are told to wait.
    """

    def __init__(self, running: int, waiting: int, seconds: float) -> None:
        self._most, self._wait = running + waiting, str(max(1, round(seconds)))
        self._limiter = CapacityLimiter(running)
        self._asked = 0

    async def run(self, request: Request, function: Callable[[Unpack[_Given]], _Answer], *given: *_Given) -> _Answer:
        """The result of a function, which a thread runs as soon as it may; HttpError 503 where too many wait.

        Where the client of ``request`` hangs up, its query is stopped, or waits no longer. The body has been read.
        """
        if self._asked >= self._most:
            detail = f"{self._most} queries are running or waiting. Ask again in {self._wait} seconds."
            raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": self._wait})
        gone = Event()
        # The thread sees the variables of the request that it works for.
        STOP.set(gone)
        self._asked += 1
        with CancelScope() as waiting:
            watching = asyncio.create_task(_watch(request, gone, waiting))
            try:
                return await to_thread.run_sync(function, *given, limiter=self._limiter)
            except StoppedError:
                pass
            finally:
                watching.cancel()
                self._asked -= 1
        # Nobody reads it.
        raise HttpError(HTTPStatus.BAD_REQUEST, "The client has hung up.")


async def _watch(request: Request, gone: Event, waiting: CancelScope) -> None:
    """Say that a client is gone, and end its waiting."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()
    waiting.cancel()
