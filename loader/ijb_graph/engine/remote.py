"""A SPARQL 1.1 server as an engine: the same answers as the embedded one."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import NamedNode

from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.engine.interface import Answer, Dataset, Formats, base_of, short_reason
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_refusals import refuse
from ijb_graph.engine.query_text import QueryText
from ijb_graph.engine.sparql_client import Server
from ijb_graph.engine.written_answer import written
from ijb_graph.errors.engine import NoUnionOfGraphs, UndescribedGraph, UnexpectedValue

__all__ = ["MOST_NAMED", "Remote"]

# Each graph that is named makes every query slower (Oxigraph looks into one after the other), and Virtuoso repeats the
# names in headers, of which Python reads 100.
MOST_NAMED = 50

_EVERYTHING = "SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"


class Remote(Server):
    """A SPARQL 1.1 server that holds a graph which `ijb load` brought there.

    Queries are asked of the union of the graph's named graphs. Where that is just what the server's default graph is,
    no graph is named. Otherwise the named graphs are sent with every query, up to `MOST_NAMED` of them. For more, the
    default graph must be the union of all named graphs of the server, and other graphs that it holds are seen too.
    """

    def __init__(
        self,
        url: str,
        limits: Limits | None = None,
        waits: tuple[float, ...] = (0.5, 1, 2),
        progress: Callable[[str], None] = lambda step: None,
    ) -> None:
        """Ask the server at ``url`` what graph it holds; InputError where it holds none, or does not answer."""
        super().__init__(url, limits, waits, progress)
        self.base = BASE
        self.base = base_of(self)
        self._graphs = self._described()
        of_base = f"<{self.base}> <{PREFIXES['void']}uriSpace> ?base"
        united = bool(self.query(f"ASK {{ {of_base} }}", "whether the default graph is the union").truth)
        if len(self._graphs) <= MOST_NAMED:
            if not united or self._holds_more():
                self._named = sorted(self._graphs)
        elif not united:
            raise NoUnionOfGraphs(url, len(self._graphs), MOST_NAMED).error()
        elif self.software.lower().startswith("virtuoso"):
            # Virtuoso 7 silently returns wrong bindings for some queries over many graphs unless a graph is excluded,
            # even one that does not exist.
            self._left_out = f"{self.base}id/graph/none"

    def _holds_more(self) -> bool:
        """Whether the server holds other graphs in which something has a class: Virtuoso has system graphs."""
        ours = ", ".join(f"<{graph}>" for graph in sorted(self._graphs))
        other = f"ASK {{ GRAPH ?graph {{ ?thing a ?class }} FILTER(?graph NOT IN ({ours})) }}"
        return bool(self.query(other, "whether there are other graphs").truth)

    def _described(self) -> set[str]:
        """The graph's named graphs, as it describes itself."""
        about = f"{self.base}id/graph/about"
        query = f"SELECT ?graph WHERE {{ GRAPH <{about}> {{ <{self.base}> <{PREFIXES['void']}subset> ?graph }} }}"
        graphs = [graph for (graph,) in self.query(query, "the list of named graphs").rows]
        if not graphs:
            raise UndescribedGraph(self.name, "which named graphs it has").error()
        for graph in graphs:
            if not isinstance(graph, NamedNode):
                raise UnexpectedValue(self.name, "the name of a named graph", short_reason(graph)).error()
        return {graph.value for graph in graphs if graph} | {about}

    def graphs(self) -> set[str]:
        """The addresses of the named graphs that it answers from."""
        return set(self._graphs)

    def keep(self, graphs: set[str]) -> None:
        """Name these graphs, as the SPARQL protocol has it, with every query from now on."""
        self._graphs = set(graphs)
        self._named, self._left_out = sorted(graphs), None

    def query_limited(self, sparql: str, source: str, limits: Limits) -> Answer:
        """Answer a query that is not the project's own; it is refused as the embedded engine refuses it."""
        refuse(sparql, source, self.graphs())
        return self.query(sparql, source, limits)

    def query_written(
        self, sparql: str, source: str, limits: Limits, formats: Formats, dataset: Dataset | None = None
    ) -> bytes:
        """The answer of `query_limited` as it is written in a format; ``dataset`` takes the place of FROM."""
        refuse(sparql, source, self.graphs())
        asked = QueryText(sparql).asked_of(*dataset) if dataset is not None else sparql
        return written(self.query(f"BASE <{self.base}> {asked}", source, limits), formats)

    def quads(self) -> bytes:
        """The union of the graph's named graphs, as N-Triples."""
        rows = self.query(_EVERYTHING, "the whole graph").rows
        return "".join(sorted(f"{' '.join(map(str, row))} .\n" for row in rows)).encode()
