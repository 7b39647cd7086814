"""A SPARQL server over a store, on loopback, that answers rightly or as a test tells it to."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph

__all__ = ["JSON", "Answer", "Handler", "capped", "page", "right", "serving", "status"]

JSON = "application/sparql-results+json"
Answer = Callable[["Handler", str], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """A SPARQL server over a store, whose ``answer`` may do otherwise."""

    store: pyoxigraph.Store
    answer: Answer
    requests: list[str]
    sent: bytes

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.requests.append(self.path)
        type(self).answer(self, form["query"][0])

    def do_GET(self) -> None:
        self.requests.append(self.path)
        self.reply(200, "text/html", b"<html>Log in</html>")

    def do_PUT(self) -> None:
        self.sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.put()

    def do_DELETE(self) -> None:
        self.put()

    def put(self) -> None:
        """What comes of a graph that is sent or removed: nothing, which is not said."""
        self.reply(204, "text/plain", b"")

    def reply(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def result(self, sparql: str, most: int | None = None) -> bytes:
        """The right answer, or its first ``most`` rows."""
        found = self.store.query(sparql, use_default_graph_as_union=True)
        assert not isinstance(found, pyoxigraph.QueryTriples)
        text = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        assert text is not None
        result: Any = json.loads(text)
        if "results" in result:
            result["results"]["bindings"] = result["results"]["bindings"][:most]
        return json.dumps(result).encode()

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        pass


@contextmanager
def serving(store: pyoxigraph.Store, answer: Answer, kind: type[Handler] = Handler) -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and the paths it was asked at."""
    requests: list[str] = []
    handler = type("One", (kind,), {"store": store, "answer": answer, "requests": requests})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/query", requests
        server.shutdown()


def right(handler: Handler, sparql: str) -> None:
    handler.reply(200, JSON, handler.result(sparql))


def page(handler: Handler, sparql: str) -> None:
    handler.reply(200, "text/html", b"<html>Welcome</html>")


def status(code: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> Answer:
    return lambda handler, sparql: handler.reply(code, kind, body, **headers)


def capped(most: int, pages: bool) -> Answer:
    """No more than ``most`` rows, and not a word of it; without ``pages`` always the first ones."""

    def answer(handler: Handler, sparql: str) -> None:
        if not pages:
            sparql = re.sub(r"OFFSET [1-9][0-9]*\s*$", "", sparql)
        handler.reply(200, JSON, handler.result(sparql, most))

    return answer
