"""Bringing a built graph to a SPARQL server, a named graph at a time, by the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import Request

from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Connection
from ijb_graph.engine.sparql_client import Server
from ijb_graph.errors import InputError, nearest, shown

__all__ = ["Step", "load"]

_LINE = re.compile(rb"(.*) <([^<> ]*)> \.\n")
_GRAPHS = """
SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{0}")) }}"""
_COUNT = "SELECT (COUNT(*) AS ?statements) WHERE {{ GRAPH <{0}> {{ ?s ?p ?o }} }}"

# Where servers that say their name take graphs, beside their query address.
_STORES = {"oxigraph": "/store", "virtuoso": "/sparql-graph-crud-auth"}


@dataclass(frozen=True)
class Step:
    """What was done with one named graph (``added``, ``replaced``, ``removed`` or ``kept back``), and its statements.

    ``graph`` is its address after ``id/graph/``.
    """

    done: str
    graph: str
    statements: int


class _Build:
    """A built graph as it is brought to a server: the triples of each named graph, by its address after ``home``."""

    def __init__(self, path: Path) -> None:
        """Read the file; InputError where there is none, or it is none that `ijb build` wrote."""
        name = shown(path)
        by_address: dict[bytes, list[bytes]] = {}
        try:
            with path.open("rb") as file:
                for row, line in enumerate(file, start=1):
                    found = _LINE.fullmatch(line)
                    if not found:
                        fix = "Run `ijb build` again."
                        raise InputError.of(name, "no N-Quads", "the file that `ijb build` wrote", fix, row=row)
                    by_address.setdefault(found[2], []).append(found[1] + b" .\n")
        except OSError as error:
            found_instead = f"no readable graph ({error.strerror})"
            raise InputError.of(name, found_instead, "a built graph", "Run `ijb build` first.") from error
        homes = [address for address in by_address if address.endswith(b"id/graph/about")]
        if len(homes) != 1:
            fix = "Run `ijb build`."
            raise InputError.of(name, "no graph that says where its addresses begin", "a built graph", fix)
        self.home = homes[0].removesuffix(b"about").decode()
        self.graphs = {one.decode().removeprefix(self.home): lines for one, lines in by_address.items()}
        # The papers' own wording stays on the machine it was built on.
        self.wording = self.graphs.pop("wording", [])
        of_wording = f"<{self.home}wording> .\n".encode()
        self.graphs["about"] = [line for line in self.graphs["about"] if not line.endswith(of_wording)]

    def papers(self) -> dict[str, str]:
        """The named graph of each paper, by the name of the paper's folder."""
        return {graph.split("/")[1]: graph for graph in self.graphs if "/" in graph}


def _store_beside(server: Server) -> str:
    """Where a server takes graphs, if it is one whose way we know."""
    for name, path in _STORES.items():
        if server.software.lower().startswith(name):
            parts = urlsplit(server.name)
            return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + path, "", ""))
    raise InputError.of(
        server.name,
        f"a server that calls itself {server.software!r}",
        f"one of {', '.join(name.capitalize() for name in _STORES)}, whose Graph Store address is known",
        "Give the address by --store.",
    )


class _Store:
    """The Graph Store address of a server, and its query address to see what came of a request."""

    def __init__(self, server: Server, url: str | None, home: str) -> None:
        """Find the address; InputError where the server does not tell and ``url`` is not given."""
        self._server = server
        address = url or _store_beside(server)
        self._connection = Connection(address, credentials_from(os.environ), "--store")
        self._start = f"{address}{'&' if '?' in address else '?'}graph="
        self._small = home + "about"

    def _send(self, method: str, graph: str, body: bytes | None) -> None:
        self._connection.log_in(self._start + quote(self._small, safe=""), f"GET of {self._small}")
        headers = {} if body is None else {"Content-Type": "application/n-triples"}
        request = Request(self._start + quote(graph, safe=""), data=body, method=method, headers=headers)
        self._connection.send(request, f"{method} of {graph}")

    def _statements(self, graph: str) -> int:
        rows = self._server.query(_COUNT.format(graph), "how many statements there are").texts()
        return int(rows[0][0]) if rows else 0

    def put(self, graph: str, lines: list[bytes]) -> None:
        """Replace a graph, and see that the server now holds just as many statements."""
        self._send("PUT", graph, b"".join(lines))
        there = self._statements(graph)
        if there != len(lines):
            found, expected = f"{there} statements in {graph} after loading", f"{len(lines)}"
            fix = "See the server's log; load again."
            raise InputError.of(self._server.name, found, expected, fix)

    def remove(self, graph: str) -> int:
        """Remove a graph; how many statements it had."""
        had = self._statements(graph)
        self._send("DELETE", graph, None)
        return had


def load(
    path: Path,
    endpoint: str,
    store: str | None = None,
    paper: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Iterator[Step]:
    """Bring the graph at ``path`` to a server, and tell each step when it is done.

    Each named graph is replaced by one request; what the graph says of itself comes last. Named graphs under its own
    base that it does not hold are removed. With ``paper``, that paper's graph and those that belong to no paper are
    brought, and none removed. The papers' wording is kept back. Raises InputError where the server refuses, or holds
    something else afterwards.
    """
    progress("reading the graph")
    build = _Build(path)
    papers = build.papers()
    if paper is not None and paper not in papers:
        fix = f"{nearest(paper, papers)}Correct --paper."
        raise InputError.of(shown(path), repr(paper), f"one of {', '.join(sorted(papers))}", fix, column="--paper")
    progress("asking the server what it holds")
    server = Server(endpoint)
    answer = server.query(_GRAPHS.format(build.home), "the named graphs")
    there = {graph.removeprefix(build.home) for (graph,) in answer.texts()}
    target = _Store(server, store, build.home)
    left = set(papers.values()) - {papers[paper]} if paper is not None else set()
    wanted = sorted(set(build.graphs) - left - {"about"})
    if build.wording:
        yield Step("kept back", "wording", len(build.wording))
    for number, name in enumerate([*wanted, "about"], start=1):
        if name == "about" and paper is None:
            for gone in sorted(there - set(build.graphs)):
                progress(f"removing {gone}")
                yield Step("removed", gone, target.remove(build.home + gone))
        progress(f"graph {number} of {len(wanted) + 1}: {name}")
        target.put(build.home + name, build.graphs[name])
        yield Step("replaced" if name in there else "added", name, len(build.graphs[name]))
