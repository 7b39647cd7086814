"""A SPARQL 1.1 server, asked through SPARQLWrapper: every answer is whole, or an error."""

from __future__ import annotations

import os
from urllib.request import Request

from SPARQLWrapper import SPARQLWrapper

from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Connection
from ijb_graph.engine.interface import Answer, Term
from ijb_graph.engine.query_text import counted, counted_solutions, form_of, has_dataset, paged
from ijb_graph.engine.server_results import NoAnswerError, result_of, triples_of
from ijb_graph.errors import InputError

__all__ = ["Server"]

# How many rows a server is asked for to see that it gives so many at once; almost every answer is shorter.
_PROBE = 1001

_RESULTS, _TRIPLES = "application/sparql-results+json", "application/n-triples"


class _Wrapper(SPARQLWrapper):
    def request(self) -> Request:
        """The request that SPARQLWrapper would send: `Connection` sends it, with its login, limits and errors."""
        return self._createRequest()


class Server:
    """A SPARQL 1.1 server, at its query address.

    A server may give only so many rows and not say so. An answer is taken as whole if it is shorter than one that this
    server has given; a longer one is asked for what follows, in pages, and the pages are counted.
    """

    def __init__(self, url: str, seconds: float = 300, waits: tuple[float, ...] = (0.5, 1, 2)) -> None:
        """Keep the address; nothing is asked yet."""
        self.name = url
        self._connection = Connection(url, credentials_from(os.environ), "--endpoint", seconds, waits)
        # Graphs that the default graph is to be of and, on Virtuoso, one that it is not to be of.
        self._named: list[str] = []
        self._left_out: str | None = None
        self._room = 0
        # What the server calls itself, once it has answered.
        self.software = ""

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; InputError where the server is away, refuses it, or gives no whole answer."""
        form = form_of(sparql)
        if form in ("CONSTRUCT", "DESCRIBE"):
            return Answer([], [], triples="".join(self._triples(sparql, form, source)))
        answer = self._ask(sparql, form or "SELECT", source)
        return answer if answer.truth is not None else self._whole(sparql, answer, source)

    def _request(self, sparql: str, form: str, accept: str) -> Request:
        wrapper = _Wrapper(self._connection.url)
        wrapper.setMethod("POST")
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        plain = not has_dataset(sparql)
        left_out = f"DEFINE input:default-graph-exclude <{self._left_out}>\n" if self._left_out and plain else ""
        wrapper.setQuery(left_out + sparql)
        # SPARQLWrapper takes the first word with ADD, COPY or MOVE in it (`?addressees`) for an update.
        wrapper.queryType = form
        for graph in self._named if plain else ():
            wrapper.addParameter("default-graph-uri", graph)
            wrapper.addParameter("named-graph-uri", graph)
        return wrapper.request()

    def _no_answer(self, found: object, source: str) -> InputError:
        fix = "Check that this is the server's query address, and that no page for logging in stands before it."
        return InputError.of(self.name, f"{found}, for {source}", "an answer of a SPARQL 1.1 server", fix)

    def _ask(self, sparql: str, form: str, source: str) -> Answer:
        reply = self._connection.send(self._request(sparql, form, _RESULTS), source)
        self.software = reply.headers.get("server", "")
        try:
            return result_of(reply, form)
        except NoAnswerError as error:
            raise self._no_answer(error, source) from error

    def _cut(self, found: str, source: str) -> InputError:
        fix = "Raise the server's limit of rows (Virtuoso: ResultSetMaxRows), or ask for less."
        return InputError.of(self.name, f"{found}, for {source}", "every row of the answer", fix)

    def _seen(self, rows: int) -> int:
        """How many rows this server has given in one answer: asked once for ``rows``, then remembered."""
        if self._room < rows:
            probe = f"SELECT ?s WHERE {{ ?s ?p ?o }} LIMIT {rows}"
            if not self._named:
                probe = f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {rows}"
            self._room = max(self._room, len(self._ask(probe, "SELECT", "a number of rows").rows))
        return self._room

    def _whole(self, sparql: str, first: Answer, source: str) -> Answer:
        """An answer with all its rows, given what came first; InputError where that cannot be had."""
        size = len(first.rows)
        if size < (self._room or self._seen(_PROBE)) or not first.columns:
            return first
        if has_dataset(sparql):
            # A query with FROM cannot stand in another, and so neither be paged nor counted.
            raise self._cut(f"{size} rows, and maybe more that a query with FROM cannot be asked for", source)
        if not size or not self._page(sparql, first, 1, size, source):
            self._room = max(self._room, size)
            return first
        rows: list[list[Term | None]] = []
        while part := self._page(sparql, first, size, len(rows), source):
            rows += part
            if len(part) < size:
                break
        count = self._ask(counted(sparql, first.columns), "SELECT", f"how many rows there are for {source}").rows[0]
        there = [int(term.value) if term else 0 for term in count]
        if there != [len(rows), len({tuple(row) for row in rows})]:
            raise self._cut(f"{len(rows)} of {there[0]} rows in pages of {size}, or some of them twice", source)
        return Answer(first.columns, rows)

    def _page(self, sparql: str, answer: Answer, limit: int, offset: int, source: str) -> list[list[Term | None]]:
        return self._ask(paged(sparql, answer.columns, limit, offset), "SELECT", f"a page of {source}").rows

    def _triples(self, sparql: str, form: str, source: str) -> list[str]:
        reply = self._connection.send(self._request(sparql, form, _TRIPLES), source)
        try:
            triples = triples_of(reply)
        except NoAnswerError as error:
            raise self._no_answer(error, source) from error
        solutions = len(triples)
        if form == "CONSTRUCT":
            count = self._ask(counted_solutions(sparql), "SELECT", f"how many solutions there are for {source}")
            solutions = int(count.rows[0][0].value) if count.rows and count.rows[0][0] else 0
        if solutions > max(self._room, self._seen(max(_PROBE, solutions))):
            raise self._cut(f"triples of {solutions} solutions, more than the server is known to give", source)
        return triples
