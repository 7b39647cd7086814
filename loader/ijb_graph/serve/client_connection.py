"""A connection that is cut where the client sends its request, or takes its answer, too slowly."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["TimedConnection"]

# What the system keeps of an answer, in bytes: with more, a client could read for long before it shows.
_SYSTEM_BUFFER = 1 << 17


class TimedConnection(H11Protocol):
    """uvicorn itself waits for ever for the rest of a request's head, and for a client that reads no answer.

    Here a client has the seconds of uvicorn's ``timeout_keep_alive`` for the head of a request, and has to take some of
    its answer in each such time.
    """

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SYSTEM_BUFFER)
        self._watch_client()

    def data_received(self, data: bytes) -> None:
        """Stop the clock where the head of a request is whole."""
        super().data_received(data)
        self._watch_client()

    def on_response_complete(self) -> None:
        """Start the clock again."""
        super().on_response_complete()
        self._watch_client()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        super().connection_lost(exc)
        self._stop_watching()

    def _watch_client(self) -> None:
        """The clock runs while it is the client's turn, however many bytes come; not while we make an answer."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_watching()
        elif self._timer is None:
            self._timer = self.loop.call_later(
                self.timeout_keep_alive, self._look, self.transport.get_write_buffer_size()
            )

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, unsent: int) -> None:
        """Go on where the client has taken some of what was not sent yet; else its time is over."""
        self._timer = None
        size = self.transport.get_write_buffer_size()
        if size and size != unsent:
            self._watch_client()
        else:
            self.transport.abort()
