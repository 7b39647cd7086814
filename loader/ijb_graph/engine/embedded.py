"""The embedded engine: Oxigraph in memory, loaded from a built graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph

from ijb_graph.engine.interface import Answer, base_of
from ijb_graph.errors import shown
from ijb_graph.errors.engine import BrokenGraph, InvalidQuery, NoGraph

__all__ = ["Embedded"]

# A parser lists every character it would have taken: the place it stopped at comes first and is enough.
_LONGEST = 120


class Embedded:
    """Oxigraph in memory. Its default graph is the union of the named graphs, asked as a union and not copied."""

    def __init__(self, path: Path) -> None:
        """Load the graph; InputError where there is none or it is damaged."""
        self.name = shown(path)
        self._store = pyoxigraph.Store()
        # Which graphs a query is asked of, as pyoxigraph takes it: all, or some that are named.
        self._dataset: dict[str, Any] = {"use_default_graph_as_union": True}
        try:
            # Not by the path: the error of a file that cannot be opened would not say why. And not leniently, which
            # takes a quarter less time: a file may have been damaged since, and what is no address would pass unseen.
            with path.open("rb") as file:
                self._store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            reason = "no graph" if missing else f"no readable graph ({error.strerror})"
            raise NoGraph(self.name, reason).error() from error
        except SyntaxError as error:
            raise BrokenGraph(self.name, f"no N-Quads ({error.msg})", row=error.lineno).error() from error
        self.base = base_of(self)

    def graphs(self) -> set[str]:
        """The addresses of the named graphs that it answers from."""
        names = self._dataset.get("named_graphs", self._store.named_graphs())
        return {name.value for name in names if isinstance(name, pyoxigraph.NamedNode)}

    def keep(self, graphs: set[str]) -> None:
        """Answer from these named graphs and from no other."""
        kept = [pyoxigraph.NamedNode(graph) for graph in sorted(graphs)]
        self._dataset = {"default_graph": kept, "named_graphs": kept}

    def query(self, sparql: str, source: str) -> Answer:
        """Answer a query; InputError where it is no SPARQL."""
        try:
            result = self._store.query(sparql, **self._dataset)
            if isinstance(result, pyoxigraph.QueryBoolean):
                return Answer([], [], truth=bool(result))
            if isinstance(result, pyoxigraph.QueryTriples):
                return Answer([], [], triples="".join(sorted({f"{triple} .\n" for triple in result})))
            return Answer([variable.value for variable in result.variables], [list(row) for row in result])
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            reason = " ".join(str(error).split())
            short = reason if len(reason) <= _LONGEST else reason[:_LONGEST] + " ..."
            raise InvalidQuery(source, short).error() from error

    def quads(self) -> bytes:
        """The union of the named graphs it answers from, as N-Triples."""
        return (self.query("CONSTRUCT WHERE { ?s ?p ?o }", "the whole graph").triples or "").encode()
