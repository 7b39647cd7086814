"""The embedded engine: Oxigraph in memory, loaded from a built graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from ijb_graph.engine.interface import Answer, base_of
from ijb_graph.engine.nodes import term_of
from ijb_graph.errors import InputError, shown

__all__ = ["Embedded"]

# A parser lists every character it would have taken: the place it stopped at comes first and is enough.
_LONGEST = 120


def _broken_query(source: str, error: Exception) -> InputError:
    said = " ".join(str(error).split())
    short = said if len(said) <= _LONGEST else said[:_LONGEST] + " ..."
    return InputError.of(source, f"no SPARQL query ({short})", "a SPARQL 1.1 query", "Correct it at that place.")


class Embedded:
    """Oxigraph in memory. Its default graph is the union of the named graphs, asked as a union and not copied."""

    def __init__(self, path: Path) -> None:
        """Load the graph; InputError where there is none or it is damaged."""
        self.name = shown(path)
        self._store = pyoxigraph.Store()
        self._kept: list[pyoxigraph.NamedNode] | None = None
        try:
            # Not by the path: the error of a file that cannot be opened would not say why. And not leniently, which
            # takes a quarter less time: a file may have been damaged since, and what is no address would pass unseen.
            with path.open("rb") as file:
                self._store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)
        except OSError as error:
            found = "no graph" if isinstance(error, FileNotFoundError) else f"no readable graph ({error.strerror})"
            fix = "Run `ijb build` first."
            raise InputError.of(self.name, found, "a graph that has been built", fix) from error
        except SyntaxError as error:
            raise InputError.of(
                self.name,
                f"no N-Quads ({error.msg})",
                "the file that `ijb build` wrote",
                "Run `ijb build` again.",
                row=error.lineno,
            ) from error
        self.base = base_of(self)

    def graphs(self) -> set[str]:
        """The addresses of the named graphs that it answers from."""
        names = self._store.named_graphs() if self._kept is None else self._kept
        return {name.value for name in names if isinstance(name, pyoxigraph.NamedNode)}

    def keep(self, graphs: set[str]) -> None:
        """Answer from these named graphs and from no other."""
        self._kept = [pyoxigraph.NamedNode(graph) for graph in sorted(graphs)]

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; InputError where it is no SPARQL."""
        try:
            if self._kept is None:
                result = self._store.query(sparql, use_default_graph_as_union=True)
            else:
                result = self._store.query(sparql, default_graph=list(self._kept), named_graphs=list(self._kept))
            if isinstance(result, pyoxigraph.QueryBoolean):
                return Answer([], [], truth=bool(result))
            if isinstance(result, pyoxigraph.QueryTriples):
                return Answer([], [], triples="".join(sorted({f"{triple} .\n" for triple in result})))
            columns = [variable.value for variable in result.variables]
            return Answer(columns, [[term_of(value) for value in solution] for solution in result])
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise _broken_query(source, error) from error

    def quads(self) -> bytes:
        """The union of the named graphs it answers from, as N-Triples."""
        graphs = self.graphs()
        lines = {
            f"{quad.subject} {quad.predicate} {quad.object} .\n"
            for quad in self._store
            if isinstance(quad.graph_name, pyoxigraph.NamedNode) and quad.graph_name.value in graphs
        }
        return "".join(sorted(lines)).encode()
