"""Sending a built graph to a SPARQL server, a named graph at a time, by the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import Request

import pyoxigraph

from ijb_graph.addresses import BASE, rebase
from ijb_graph.engine import Embedded
from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Connection
from ijb_graph.engine.interface import short_reason
from ijb_graph.engine.papers import read_papers, select_papers
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.server_results import NoAnswerError, count_of
from ijb_graph.engine.sparql_client import Server
from ijb_graph.errors.engine import ForeignAnswer, IncompleteLoad, UnknownGraphStore

__all__ = ["Step", "load"]

_GRAPHS = """
SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{0}")) }}"""
_COUNT = "SELECT (COUNT(*) AS ?statements) WHERE {{ GRAPH <{0}> {{ ?s ?p ?o }} }}"
_TRIPLES = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{0}> {{ ?s ?p ?o }} }}"

# Where servers that say their name have their Graph Store, beside their query address.
_STORES = {"oxigraph": "/store", "virtuoso": "/sparql-graph-crud-auth"}

# The named graphs that say about the whole graph where its addresses begin, and that hold the papers' own wording.
_ABOUT, _WORDING = "about", "wording"


@dataclass(frozen=True)
class Step:
    """What was done with one named graph (``added``, ``replaced``, ``removed`` or ``kept back``), and its statements.

    ``graph`` is its address after ``id/graph/``.
    """

    done: str
    graph: str
    statements: int


def _store_beside(server: Server) -> str:
    """The Graph Store address of a server, if it is one whose path is known."""
    for name, path in _STORES.items():
        if server.software.lower().startswith(name):
            parts = urlsplit(server.name)
            return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + path, "", ""))
    known = ", ".join(name.capitalize() for name in _STORES)
    raise UnknownGraphStore(server.name, software=short_reason(server.software), known=known).error()


class _Store:
    """The Graph Store of a server, and its query address to see what came of a request."""

    def __init__(self, server: Server, url: str | None, login_graph: str, limits: Limits) -> None:
        """Find the address; ``login_graph`` is a small graph to log in with, before a large one is sent."""
        self._server = server
        address = url or _store_beside(server)
        self._connection = Connection(address, credentials_from(os.environ), "--store", limits)
        self._start = f"{address}{'&' if '?' in address else '?'}graph="
        self._login_graph = login_graph

    def _send(self, method: str, graph: str, body: bytes | None) -> None:
        self._connection.begin()
        self._connection.log_in(self._start + quote(self._login_graph, safe=""), f"GET of {self._login_graph}")
        headers = {} if body is None else {"Content-Type": "application/n-triples"}
        request = Request(self._start + quote(graph, safe=""), data=body, method=method, headers=headers)
        self._connection.begin()
        self._connection.send(request, f"{method} of {graph}")

    def _statements(self, graph: str) -> int:
        what = "how many statements there are"
        rows = self._server.query(_COUNT.format(graph), what).rows
        try:
            return count_of(rows[0][0] if rows else None)
        except NoAnswerError as error:
            raise ForeignAnswer(self._server.name, str(error), what).error() from error

    def put(self, graph: str, triples: list[str]) -> int:
        """Replace a graph, and see that the server now holds just as many statements."""
        self._send("PUT", graph, "\n".join([*triples, ""]).encode())
        held = self._statements(graph)
        if held != len(triples):
            raise IncompleteLoad(self._server.name, graph=graph, held=held, sent=len(triples)).error()
        return held

    def remove(self, graph: str) -> int:
        """Remove a graph; how many statements it had."""
        held = self._statements(graph)
        self._send("DELETE", graph, None)
        return held


def _held(server: Server, home: str) -> set[str]:
    """The names after ``home`` of the named graphs that a server holds below it."""
    found = server.query(_GRAPHS.format(home), "the named graphs").rows
    graphs = [row[0].value for row in found if isinstance(row[0], pyoxigraph.NamedNode)]
    # The server was asked for no others; what it names is removed.
    return {graph.removeprefix(home) for graph in graphs if graph.startswith(home)}


def load(
    path: Path,
    endpoint: str,
    store: str | None = None,
    paper: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
    limits: Limits | None = None,
) -> Iterator[Step]:
    """Send the graph in the file ``path`` to a server, and yield each step when it is done.

    ``endpoint`` is the server's query address, ``store`` its Graph Store address if it cannot be derived. Each named
    graph is replaced by one request; what the graph says about itself comes last. Named graphs under its own base that
    it does not hold are removed. With ``paper``, a folder's name, that paper's graph and those that belong to no paper
    are sent, and none removed. The papers' wording is kept back. ``limits`` hold for each request. Raises InputError
    where there is no such graph or paper, and where the server refuses, or holds something else afterwards.
    """
    progress("loading the graph")
    built = Embedded(path)
    home = rebase(f"{BASE}id/graph/", built.base)

    def triples_of(name: str) -> list[str]:
        answer = built.query(_TRIPLES.format(home + name), name)
        lines = (answer.triples or "").removesuffix("\n").split("\n")
        return [line for line in lines if not line.endswith(f"<{home}{_WORDING}> .")]

    graphs = {graph.removeprefix(home) for graph in built.graphs()}
    wanted = graphs - {_ABOUT, _WORDING}
    if paper is not None:
        chosen = select_papers(built, None, paper, "ijb load")
        wanted -= {one.graph.removeprefix(home) for one in read_papers(built) if one not in chosen}
    progress("asking the server what it holds")
    limits = limits or Limits()
    server = Server(endpoint, limits)
    held = _held(server, home)
    target = _Store(server, store, home + _ABOUT, limits)
    if _WORDING in graphs:
        yield Step("kept back", _WORDING, len(triples_of(_WORDING)))
    for number, name in enumerate([*sorted(wanted), _ABOUT], start=1):
        if name == _ABOUT and paper is None:
            for gone in sorted(held - (graphs - {_WORDING})):
                progress(f"removing {gone}")
                yield Step("removed", gone, target.remove(home + gone))
        progress(f"graph {number} of {len(wanted) + 1}: {name}")
        yield Step("replaced" if name in held else "added", name, target.put(home + name, triples_of(name)))
