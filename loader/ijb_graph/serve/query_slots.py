"""How many queries of strangers run at a time, and how many may wait."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar, TypeVarTuple, Unpack

from anyio import CapacityLimiter, to_thread

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

    async def run(self, function: Callable[[Unpack[_Given]], _Answer], *given: *_Given) -> _Answer:
        """The result of a function, which a thread runs as soon as it may; HttpError 503 where too many wait."""
        if self._asked >= self._most:
            detail = f"{self._most} queries are running or waiting. Ask again in {self._wait} seconds."
            raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": self._wait})
        self._asked += 1
        try:
            return await to_thread.run_sync(function, *given, limiter=self._limiter)
        finally:
            self._asked -= 1
