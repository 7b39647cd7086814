"""What one query may still take of a server, over all the requests that it needs: time and bytes."""

from __future__ import annotations

import time

from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors.query import AnswerTooLarge, QueryOutOfTime

__all__ = ["Budget"]

_MB = 1 << 20


class Budget:
    """The time and the bytes that are left of the limits.

    ``request`` is what the server was last asked for; errors name it, and the server's address ``url``.
    """

    def __init__(self, url: str, limits: Limits) -> None:
        """Begin with all that the limits allow."""
        self._url, self.request = url, "an answer"
        self.restart(limits)

    def restart(self, limits: Limits) -> None:
        """Begin anew, for another query."""
        self.limits = limits
        self._until = time.monotonic() + limits.seconds
        self._bytes = limits.answer * _MB

    @property
    def place(self) -> str:
        """The server and the request, for errors."""
        return f"{self._url} ({self.request})"

    def hurry(self, seconds: float) -> None:
        """Leave no more time than this."""
        self._until = min(self._until, time.monotonic() + seconds)

    def out_of_time(self) -> QueryOutOfTime:
        """The problem of a query that took longer."""
        return QueryOutOfTime(self.place, self.limits.seconds)

    def seconds_left(self) -> float:
        """How long the rest may take; TimeoutError where nothing is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def announce(self, size: int) -> None:
        """Refuse, by InputError, an answer that says it has more bytes than are left."""
        if size > self._bytes:
            raise AnswerTooLarge(self.place, self.limits.answer).error()

    def take(self, size: int) -> None:
        """Count bytes that came; InputError where they are more than were left."""
        self.announce(size)
        self._bytes -= size
