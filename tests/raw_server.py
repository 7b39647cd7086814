"""A server on loopback that sends bytes as they are given: what no HTTP library would send, and when."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

__all__ = ["HANG_UP", "JSON", "Piece", "RawServer", "http_answer", "raw_server"]

JSON = "application/sparql-results+json"

# Bytes are sent, a number is waited for in seconds, and HANG_UP resets the connection.
Piece = bytes | float | None
HANG_UP: Piece = None


def http_answer(body: bytes | str, kind: str = JSON, status: str = "200 OK", **headers: str) -> list[Piece]:
    """An HTTP answer as it should be, with further headers or others in the place of the usual ones."""
    content = body if isinstance(body, bytes) else body.encode()
    named = {"Content-Type": kind, "Content-Length": str(len(content))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return [f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content]


class RawServer(socketserver.ThreadingTCPServer):
    """Sends what ``answer`` gives for a request: its first line, its headers and its body. Keeps every request."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.answer: Callable[[bytes], Iterable[Piece]] = lambda request: []
        self.requests: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/query"


class _Handler(socketserver.BaseRequestHandler):
    request: socket.socket
    server: RawServer

    def handle(self) -> None:
        request = self._request()
        self.server.requests.append(request)
        with suppress(OSError):
            for piece in self.server.answer(request):
                if piece is HANG_UP:
                    self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.request.close()
                    return
                if isinstance(piece, bytes):
                    self.request.sendall(piece)
                else:
                    time.sleep(piece or 0)

    def _request(self) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.request.recv(1 << 16) or b"\r\n\r\n"
        head, _, body = got.partition(b"\r\n\r\n")
        lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line]
        while lengths and len(body) < lengths[0] and (part := self.request.recv(1 << 16)):
            body += part
        return head + b"\r\n\r\n" + body


@contextmanager
def raw_server() -> Iterator[RawServer]:
    with RawServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
