"""A SPARQL 1.1 server, asked through SPARQLWrapper: every answer is whole, or an error."""

from __future__ import annotations

import os
from urllib.request import Request

from shacl_compiler.tokens import SparqlError
from SPARQLWrapper import SPARQLWrapper

from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Connection
from ijb_graph.engine.interface import Answer, Row
from ijb_graph.engine.query_refusals import dataset_of
from ijb_graph.engine.query_text import QueryText
from ijb_graph.engine.server_results import NoAnswerError, result_of, triples_of
from ijb_graph.errors import InputError
from ijb_graph.errors.engine import ForeignAnswer, IncompleteAnswer, InvalidQuery

__all__ = ["Server"]

# How many rows the server is first asked for to see that it gives so many at once; almost every answer is shorter.
_PROBE = 1001

_RESULTS, _TRIPLES = "application/sparql-results+json", "application/n-triples"


# The address of a graph that there is not.
_NO_GRAPH = "urn:ijb:no-graph"


class _Wrapper(SPARQLWrapper):
    def request(self) -> Request:
        """The request that SPARQLWrapper would send: `Connection` sends it, with its login, limits and errors."""
        return self._createRequest()


class Server:
    """A SPARQL 1.1 server, at its query address.

    A server may cut its answers at a number of rows without saying so. An answer is complete if it is shorter than
    another that this server has given. For a longer one, the rows that follow are requested in pages, and the server is
    asked how many rows there are in all.
    """

    def __init__(self, url: str, seconds: float = 300, waits: tuple[float, ...] = (0.5, 1, 2)) -> None:
        """Keep the address; nothing is asked yet."""
        self.name = url
        self._connection = Connection(url, credentials_from(os.environ), "--endpoint", seconds, waits)
        # Graphs that the default graph is to be of and, on Virtuoso, one that it is not to be of.
        self._named: list[str] = []
        self._left_out: str | None = None
        # The most rows that the server has given in one answer.
        self._rows_seen = 0
        # What the server calls itself, once it has answered.
        self.software = ""

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; InputError where the server is away, refuses it, or gives no whole answer."""
        try:
            query = QueryText(sparql)
        except SparqlError as error:
            raise InvalidQuery(source, str(error)).error() from error
        if query.form in ("CONSTRUCT", "DESCRIBE"):
            return Answer([], [], triples="".join(self._triples(sparql, query, source)))
        answer = self._ask(sparql, query.form or "SELECT", query.has_dataset, source)
        return answer if answer.truth is not None else self._whole(query, answer, source)

    def _request(self, sparql: str, form: str, has_dataset: bool, accept: str) -> Request:
        wrapper = _Wrapper(self._connection.url)
        wrapper.setMethod("POST")
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        left_out = (
            "" if has_dataset or not self._left_out else f"DEFINE input:default-graph-exclude <{self._left_out}>\n"
        )
        wrapper.setQuery(left_out + sparql)
        # SPARQLWrapper takes the first word with ADD, COPY or MOVE in it (`?addressees`) for an update.
        wrapper.queryType = form
        # The protocol's dataset goes before FROM, which an Oxigraph server with the union as default graph ignores.
        plain, named = dataset_of(sparql) if has_dataset else (self._named, self._named)
        if has_dataset:
            # FROM alone leaves no named graph, FROM NAMED alone an empty default graph; a server takes none for all.
            plain, named = plain or [_NO_GRAPH], named or [_NO_GRAPH]
        for parameter, graphs in (("default-graph-uri", plain), ("named-graph-uri", named)):
            for graph in graphs:
                wrapper.addParameter(parameter, graph)
        return wrapper.request()

    def _ask(self, sparql: str, form: str, has_dataset: bool, source: str) -> Answer:
        reply = self._connection.send(self._request(sparql, form, has_dataset, _RESULTS), source)
        self.software = reply.headers.get("server", "")
        try:
            return result_of(reply, form)
        except NoAnswerError as error:
            raise ForeignAnswer(self.name, str(error), source).error() from error

    def _select(self, sparql: str, source: str) -> list[Row]:
        return self._ask(sparql, "SELECT", False, source).rows

    def _incomplete(self, what: str, source: str) -> InputError:
        return IncompleteAnswer(self.name, what, source).error()

    def _rows_at_once(self, rows: int) -> int:
        """How many rows this server has given in one answer: asked once for ``rows``, then remembered."""
        if self._rows_seen < rows:
            pattern = "?s ?p ?o" if self._named else "GRAPH ?g { ?s ?p ?o }"
            probe = f"SELECT ?s WHERE {{ {pattern} }} LIMIT {rows}"
            self._rows_seen = max(self._rows_seen, len(self._select(probe, "a number of rows")))
        return self._rows_seen

    def _whole(self, query: QueryText, first: Answer, source: str) -> Answer:
        """An answer with all its rows, given what came first; InputError where that cannot be had."""
        size, columns = len(first.rows), first.columns
        if size < (self._rows_seen or self._rows_at_once(_PROBE)) or not columns:
            return first
        if query.has_dataset:
            # A query with FROM cannot stand in another, and so neither be paged nor counted.
            raise self._incomplete(f"{size} rows, and maybe more that a query with FROM cannot be asked for", source)

        def page(limit: int, offset: int) -> list[Row]:
            return self._select(query.paged(columns, limit, offset), f"a page of {source}")

        if not size or not page(1, size):
            self._rows_seen = max(self._rows_seen, size)
            return first
        rows: list[Row] = []
        while part := page(size, len(rows)):
            rows += part
            if len(part) < size:
                break
        counted = self._select(query.counted(columns), f"how many rows there are for {source}")[0]
        count, different = (int(term.value) if term else 0 for term in counted)
        if (count, different) != (len(rows), len({tuple(row) for row in rows})):
            what = f"{len(rows)} of {count} rows in pages of {size}, or some of them twice"
            raise self._incomplete(what, source)
        return Answer(columns, rows)

    def _triples(self, sparql: str, query: QueryText, source: str) -> list[str]:
        reply = self._connection.send(self._request(sparql, query.form, query.has_dataset, _TRIPLES), source)
        try:
            triples = triples_of(reply)
        except NoAnswerError as error:
            raise ForeignAnswer(self.name, str(error), source).error() from error
        solutions = len(triples)
        if query.form == "CONSTRUCT":
            counting, what = query.counted_solutions(), f"how many solutions there are for {source}"
            answer = self._ask(counting, "SELECT", query.has_dataset, what)
            solutions = int(answer.texts()[0][0]) if answer.rows else 0
        if solutions > self._rows_at_once(max(_PROBE, solutions)):
            raise self._incomplete(f"triples of {solutions} solutions, more than the server is known to give", source)
        return triples
