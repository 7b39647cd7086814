"""SPARQL engines: the embedded Oxigraph over the built graph, or any SPARQL 1.1 server.

Both answer in the same form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError

import pyoxigraph

from ijb_graph.addresses import BASE, PREFIXES, rebase
from ijb_graph.errors import InputError, nearest, shown

# A parser lists every character it would have taken: the place it stopped at comes first and is enough.
_LONGEST = 120

__all__ = ["Answer", "Embedded", "Engine", "Remote", "Term", "in_base_of", "open_engine", "refuse_unknown_board"]


@dataclass(frozen=True)
class Term:
    """One value of an answer.

    ``kind`` is ``uri``, ``literal`` or ``bnode``; ``datatype`` the datatype's address or empty.
    """

    value: str
    kind: str = "literal"
    datatype: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer of a query: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT as N-Triples."""

    columns: list[str]
    rows: list[list[Term | None]]
    truth: bool | None = None
    triples: str | None = None


class Engine(Protocol):
    """What answers queries.

    ``base`` is where the graph's own addresses begin; ``name`` is what people call the source.
    """

    base: str
    name: str

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query over the union of all named graphs; ``source`` names the query in errors."""
        ...

    def quads(self) -> bytes:
        """Everything the engine holds, as N-Triples of the union of its named graphs."""
        ...

    def keep(self, graphs: set[str]) -> None:
        """Answer from these named graphs, by their addresses, and from no other."""
        ...


def _term(value: object) -> Term | None:
    if value is None:
        return None
    if isinstance(value, pyoxigraph.Literal):
        return Term(value.value, "literal", "" if value.language else value.datatype.value)
    if isinstance(value, pyoxigraph.NamedNode):
        return Term(value.value, "uri")
    return Term(str(value), "bnode")


def _broken_query(source: str, error: Exception) -> InputError:
    said = " ".join(str(error).split())
    short = said if len(said) <= _LONGEST else said[:_LONGEST] + " ..."
    return InputError.of(source, f"no SPARQL query ({short})", "a SPARQL 1.1 query", "Correct it at that place.")


class Embedded:
    """Oxigraph in memory, loaded from a built graph."""

    def __init__(self, path: Path) -> None:
        """Load the graph; InputError where there is none or it is damaged."""
        self.name = shown(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            found = "no graph" if isinstance(error, FileNotFoundError) else f"no readable graph ({error.strerror})"
            mend = "Run `ijb build` first."
            raise InputError.of(self.name, found, "a graph that has been built", mend) from error
        self._store = pyoxigraph.Store()
        try:
            self._store.bulk_load(data, format=pyoxigraph.RdfFormat.N_QUADS)
            self._unite()
        except SyntaxError as error:
            raise InputError.of(
                self.name,
                f"no N-Quads ({error.msg})",
                "the file that `ijb build` wrote",
                "Run `ijb build` again.",
                row=error.lineno,
            ) from error
        self.base = _base_of(self)

    def _unite(self) -> None:
        """Let the default graph hold every statement once: Oxigraph's own union gives one of two papers twice."""
        default = pyoxigraph.DefaultGraph()
        self._store.bulk_extend(
            pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, default) for quad in self._store
        )

    def keep(self, graphs: set[str]) -> None:
        """Forget every other named graph."""
        for graph in list(self._store.named_graphs()):
            if not isinstance(graph, pyoxigraph.NamedNode) or graph.value not in graphs:
                self._store.remove_graph(graph)
        self._store.clear_graph(pyoxigraph.DefaultGraph())
        self._unite()

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; InputError where it is no SPARQL."""
        try:
            result = self._store.query(sparql)
            if isinstance(result, pyoxigraph.QueryBoolean):
                return Answer([], [], truth=bool(result))
            if isinstance(result, pyoxigraph.QueryTriples):
                return Answer([], [], triples="".join(sorted({f"{triple} .\n" for triple in result})))
            columns = [variable.value for variable in result.variables]
            return Answer(columns, [[_term(value) for value in solution] for solution in result])
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise _broken_query(source, error) from error

    def quads(self) -> bytes:
        """The union of all named graphs, as N-Triples."""
        lines = {
            f"{quad.subject} {quad.predicate} {quad.object} .\n"
            for quad in self._store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
        }
        return "".join(sorted(lines)).encode()


class Remote:
    """A SPARQL 1.1 server, through SPARQLWrapper. Its default graph must be the union of its named graphs."""

    def __init__(self, url: str, timeout_seconds: int = 60) -> None:
        """Name the server's query address and ask it where its addresses begin."""
        self.name, self._timeout = url, timeout_seconds
        self._graphs: list[str] = []
        self.base = BASE
        self.base = _base_of(self)

    @contextmanager
    def _errors(self, source: str) -> Iterator[None]:
        """Whatever a server does wrong, said as one problem."""
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException  # noqa: PLC0415 - slow to import

        def problem(found: str, mend: str) -> InputError:
            return InputError.of(self.name, found, "an answer of a SPARQL 1.1 server", mend)

        try:
            yield
        except HTTPError as error:
            raise problem(f"HTTP status {error.code} for {source}", "Check the address and the query.") from error
        except SPARQLWrapperException as error:
            raise problem(
                f"a refusal of {source}: {str(error.msg).strip().splitlines()[0]}",
                "Check the query and the server's log.",
            ) from error
        except (URLError, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", error)
            raise problem(f"no answer ({reason})", "Check that the server runs at this address.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise problem(
                f"an answer that is no SPARQL result ({type(error).__name__})",
                "Check that this is the server's query address.",
            ) from error

    def _ask(self, sparql: str, accept: str) -> bytes:
        from SPARQLWrapper import SPARQLWrapper  # noqa: PLC0415 - slow to import

        server = SPARQLWrapper(self.name, returnFormat=accept)
        server.setTimeout(self._timeout)
        server.setMethod("POST")
        server.setOnlyConneg(True)
        server.addCustomHttpHeader(
            "Accept", "application/n-triples" if accept == "nt" else "application/sparql-results+json"
        )
        server.setQuery(sparql)
        for graph in self._graphs:
            server.addParameter("default-graph-uri", graph)
            server.addParameter("named-graph-uri", graph)
        # SPARQLWrapper takes the first word with ADD, COPY or MOVE in it (`?addressees`) for an update.
        server.queryType = _form(sparql) or "SELECT"
        body: bytes = server.query().response.read()
        return body

    def keep(self, graphs: set[str]) -> None:
        """Name these graphs, as the SPARQL protocol has it, with every query from now on."""
        self._graphs = sorted(graphs)

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; InputError where the server is away, refuses it or answers something else."""
        with self._errors(source):
            if _form(sparql) in ("CONSTRUCT", "DESCRIBE"):
                triples = self._ask(sparql, "nt").decode("utf-8")
                return Answer([], [], triples="".join(sorted({line + "\n" for line in triples.split("\n") if line})))
            result = json.loads(self._ask(sparql, "json"))
            if "boolean" in result:
                return Answer([], [], truth=result["boolean"])
            columns = result["head"]["vars"]
            return Answer(
                columns,
                [
                    [_remote_term(binding.get(column)) for column in columns]
                    for binding in result["results"]["bindings"]
                ],
            )

    def quads(self) -> bytes:
        """The union of all named graphs, as N-Triples."""
        return (self.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "the whole graph").triples or "").encode()


def _remote_term(binding: dict[str, str] | None) -> Term | None:
    if binding is None:
        return None
    kind = "literal" if binding["type"] == "typed-literal" else binding["type"]
    datatype = "" if kind != "literal" or "xml:lang" in binding else binding.get("datatype", PREFIXES["xsd"] + "string")
    return Term(binding["value"], kind, datatype)


# What may hold a keyword without being one: addresses, text, comments, variables, prefixed names.
_NO_KEYWORD = re.compile(r"<[^<>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*|[?$]\w+|\w*:\w*")


def _form(sparql: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; empty where it has none."""
    found = re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", _NO_KEYWORD.sub(" ", sparql), re.IGNORECASE)
    return found[1].upper() if found else ""


def _base_of(engine: Embedded | Remote) -> str:
    """Where the addresses of a graph begin: it says so itself."""
    rows = engine.query(
        f"PREFIX void: <{PREFIXES['void']}> SELECT ?base WHERE {{ ?graph a void:Dataset ; void:uriSpace ?base }}",
        "the graph's base",
    ).rows
    if not rows or rows[0][0] is None:
        raise InputError.of(
            engine.name,
            "a graph that does not say where its addresses begin",
            "a graph that `ijb build` made",
            "Run `ijb build`, or load its graph.nq into the server.",
        )
    return rows[0][0].value


def open_engine(graph: Path, endpoint: str | None, progress: Callable[[str], None] = lambda step: None) -> Engine:
    """The server at ``endpoint`` if one is given, else the embedded engine over the file ``graph``."""
    if endpoint:
        progress(f"asking {endpoint}")
        return Remote(endpoint)
    progress("loading the graph")
    return Embedded(graph)


def in_base_of(engine: Engine, text: str) -> str:
    """A query or shape of the project, with its addresses as this engine's graph has them."""
    return rebase(text, engine.base)


def refuse_unknown_board(engine: Engine, board: str, source: str) -> None:
    """Refuse the short name of an authority that there is none of: an empty answer would be taken for good news."""
    boards = f"SELECT ?board WHERE {{ ?authority <{PREFIXES['ijb']}shortName> ?board }}"
    known = {row[0].value for row in engine.query(in_base_of(engine, boards), source).rows if row[0]}
    if board not in known:
        expected = "the short name of an integration authority, such as east-lothian"
        raise InputError.of(source, repr(board), expected, f"{nearest(board, known)}Correct it.", column="--board")
