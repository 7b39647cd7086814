"""A SPARQL 1.1 server, asked through SPARQLWrapper: every answer is whole, or an error."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.request import Request

from shacl_compiler.tokens import SparqlError
from SPARQLWrapper import SPARQLWrapper

from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Connection
from ijb_graph.engine.interface import Answer, Row, Term
from ijb_graph.engine.json_results import refuse_rows
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_refusals import dataset_of
from ijb_graph.engine.query_text import QueryText
from ijb_graph.engine.server_results import NoAnswerError, count_of, result_of, triples_of
from ijb_graph.errors import InputError
from ijb_graph.errors.engine import ForeignAnswer, IncompleteAnswer, InvalidQuery
from ijb_graph.errors.query import QueryOutOfMemory, TooManyPages

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
    another that this server has given. For a longer one the server is asked how many rows there are in all, and they
    are requested in pages. Each query, with all its requests, has to keep to the limits.
    """

    def __init__(
        self,
        url: str,
        limits: Limits | None = None,
        waits: tuple[float, ...] = (0.5, 1, 2),
        progress: Callable[[str], None] = lambda step: None,
    ) -> None:
        """Keep the address; nothing is asked yet. ``waits`` and ``progress`` as of `Connection`."""
        self.name = url
        self._connection = Connection(url, credentials_from(os.environ), "--endpoint", limits, waits, progress)
        self._budget, self._progress = self._connection.budget, progress
        # Graphs that the default graph is to be of and, on Virtuoso, one that it is not to be of.
        self._named: list[str] = []
        self._left_out: str | None = None
        # The most rows that the server has given in one answer.
        self._rows_seen = 0
        # What the server calls itself, once it has answered.
        self.software = ""

    def query(self, sparql: str, source: str, limits: Limits | None = None) -> Answer:
        """Answer a query; InputError where the server is away, refuses it, meets a limit, or gives no whole answer.

        ``limits`` hold for this query, in the place of the server's.
        """
        try:
            query = QueryText(sparql)
        except SparqlError as error:
            raise InvalidQuery(source, str(error)).error() from error
        self._connection.begin(limits)
        try:
            if query.form in ("CONSTRUCT", "DESCRIBE"):
                return Answer([], [], triples="".join(self._triples(sparql, query, source)))
            answer = self._ask(sparql, query.form or "SELECT", query.has_dataset, query.columns, source)
            return answer if answer.truth is not None else self._whole(query, answer, source)
        except NoAnswerError as error:
            raise ForeignAnswer(self.name, str(error), self._budget.request).error() from error
        except MemoryError as error:
            raise QueryOutOfMemory(self._budget.place, self._budget.limits.memory).error() from error

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

    def _ask(self, sparql: str, form: str, has_dataset: bool, columns: list[str] | None, source: str) -> Answer:
        reply = self._connection.send(self._request(sparql, form, has_dataset, _RESULTS), source)
        self.software = reply.headers.get("server", "")
        return result_of(reply, form, columns, self._budget.limits.memory)

    def _select(self, sparql: str, columns: list[str], source: str) -> list[Row]:
        return self._ask(sparql, "SELECT", False, columns, source).rows

    def _counted(self, sparql: str, columns: list[str], has_dataset: bool, source: str) -> list[int]:
        """The one row of a query that counts."""
        rows = self._ask(sparql, "SELECT", has_dataset, columns, source).rows
        if len(rows) != 1:
            raise NoAnswerError(f"{len(rows)} rows where one was due")
        return [count_of(term) for term in rows[0]]

    def _incomplete(self, what: str, source: str) -> InputError:
        return IncompleteAnswer(self.name, what, source).error()

    def _rows_at_once(self, rows: int) -> int:
        """How many rows this server has given in one answer: asked once for ``rows``, then remembered."""
        if self._rows_seen < rows:
            pattern = "?s ?p ?o" if self._named else "GRAPH ?g { ?s ?p ?o }"
            probe = f"SELECT ?s WHERE {{ {pattern} }} LIMIT {rows}"
            self._rows_seen = max(self._rows_seen, len(self._select(probe, ["s"], "a number of rows")))
        return self._rows_seen

    def _whole(self, query: QueryText, first: Answer, source: str) -> Answer:
        """An answer with all its rows, given what came first; InputError where that cannot be had."""
        size, columns = len(first.rows), first.columns
        if size < (self._rows_seen or self._rows_at_once(_PROBE)) or not columns:
            return first
        if query.has_dataset:
            # A query with FROM cannot stand in another, and so neither be paged nor counted.
            raise self._incomplete(f"{size} rows, and maybe more that a query with FROM cannot be asked for", source)
        if not size or not self._select(query.paged(columns, 1, size), columns, f"a page of {source}"):
            self._rows_seen = max(self._rows_seen, size)
            return first
        counting = query.counted(columns)
        rows, different = self._counted(counting, ["rows", "different"], False, f"how many rows there are for {source}")
        return Answer(columns, self._paged(query, columns, size, rows, different, source))

    def _paged(
        self, query: QueryText, columns: list[str], size: int, count: int, different: int, source: str
    ) -> list[Row]:
        """All ``count`` rows of an answer, of which so many are ``different``, in pages of ``size`` rows."""
        pages, limits = -(-count // size), self._budget.limits
        if pages > limits.pages:
            raise TooManyPages(self._budget.place, pages, size, limits.pages).error()
        rows: list[Row] = []
        seen: set[tuple[Term | None, ...]] = set()
        while len(rows) < count:
            self._progress(f"page {len(rows) // size + 1} of {pages} of {source}")
            part = self._select(query.paged(columns, size, len(rows)), columns, f"a page of {source}")
            rows += part
            seen.update(map(tuple, part))
            refuse_rows(len(rows), len(columns), limits.memory)
            # A page that came before, of a server that does not know OFFSET, makes more doubles than there are.
            if len(part) < size or len(rows) - len(seen) > count - different:
                break
        if (count, different) != (len(rows), len(seen)):
            what = f"{len(rows)} of {count} rows in pages of {size}, or some of them twice"
            raise self._incomplete(what, source)
        return rows

    def _triples(self, sparql: str, query: QueryText, source: str) -> list[str]:
        reply = self._connection.send(self._request(sparql, query.form, query.has_dataset, _TRIPLES), source)
        triples = triples_of(reply)
        solutions = len(triples)
        if query.form == "CONSTRUCT":
            counting, what = query.counted_solutions(), f"how many solutions there are for {source}"
            (solutions,) = self._counted(counting, ["rows"], query.has_dataset, what)
        if solutions > self._rows_at_once(max(_PROBE, solutions)):
            raise self._incomplete(f"triples of {solutions} solutions, more than the server is known to give", source)
        return triples
