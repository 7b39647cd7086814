"""HTTP connections whose every step is within one budget of time and bytes.

Where nobody waits for the answer any more (`STOP`), they hang up, by which a server may know that it need not go on.
The timeout of a socket is about one call: a server that sends a byte now and then, in its headers or in its answer, is
never silent for long, and never done. Headers, sizes of chunks and trailers are counted too: they have no end either.
"""

from __future__ import annotations

import io
import selectors
import socket
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request

from ijb_graph.engine.query_budget import Budget
from ijb_graph.limited_process.parent import STOP, StoppedError

__all__ = ["timed_handlers"]

# How often we look whether somebody still waits, in seconds.
_LOOK = 0.1


class _TimedStream(io.RawIOBase):
    """What a socket gives: each read has as long as is left in all, and is counted."""

    def __init__(self, budget: Budget, stream: socket.SocketIO, connected: socket.socket) -> None:
        self._budget, self._stream, self._socket = budget, stream, connected

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._wait()
        self._socket.settimeout(self._budget.seconds_left())
        size: int | None = self._stream.readinto(buffer)
        self._budget.take(size or 0)
        return size

    def _wait(self) -> None:
        """Wait until the server sends something; StoppedError where nobody waits for the answer any more."""
        stop = STOP.get()
        # TLS may hold what has been received already.
        while stop is not None and not getattr(self._socket, "pending", int)():
            if stop.is_set():
                raise StoppedError
            with selectors.DefaultSelector() as selector:
                selector.register(self._socket, selectors.EVENT_READ)
                if selector.select(min(_LOOK, self._budget.seconds_left())):
                    return

    def close(self) -> None:
        self._stream.close()
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, budget: Budget, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp: Any = io.BufferedReader(_TimedStream(budget, self.fp.detach(), sock))


class _TimedConnection(HTTPConnection):
    def __init__(self, budget: Budget, host: str, *, timeout: float, **options: Any) -> None:
        # The timeout of the request was the whole of it; a login takes several.
        super().__init__(host, timeout=min(timeout, budget.seconds_left()), **options)
        self._budget = budget
        self.response_class = partial(_TimedResponse, budget)  # type: ignore[assignment]

    def send(self, data: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._budget.seconds_left())
        super().send(data)


class _TimedSecureConnection(_TimedConnection, HTTPSConnection):
    pass


class _Timed(HTTPHandler):
    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_TimedConnection, self._budget), req)


class _TimedSecure(HTTPSHandler):
    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(partial(_TimedSecureConnection, self._budget), req)


def timed_handlers(budget: Budget) -> tuple[HTTPHandler, HTTPSHandler]:
    """Handlers for ``urllib.request.build_opener`` whose connections keep to a budget."""
    return _Timed(budget), _TimedSecure(budget)
