"""The embedded engine: Oxigraph in memory, loaded from a built graph."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph

from ijb_graph.engine.interface import Answer, Dataset, Formats, answer_of, base_of, short_reason
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_refusals import dataset_of, refuse
from ijb_graph.engine.query_runner import read_answer, run_pooled, run_spawned
from ijb_graph.engine.query_worker import answer_order, written_query
from ijb_graph.errors import shown
from ijb_graph.errors.engine import BrokenGraph, InvalidQuery
from ijb_graph.graph_file import open_graph
from ijb_graph.limited_process.child_pool import ChildPool

__all__ = ["Embedded"]


class Embedded:
    """Oxigraph in memory. Its default graph is the union of the named graphs, asked as a union and not copied."""

    def __init__(self, path: Path) -> None:
        """Load the graph; InputError where there is none or it is damaged."""
        self.name, self._path = shown(path), path
        self._store = pyoxigraph.Store()
        self._children = ChildPool(partial(answer_order, self._store)) if hasattr(os, "fork") else None
        # Which graphs a query is asked of, as pyoxigraph takes it: all, or some that are named.
        self._dataset: dict[str, Any] = {"use_default_graph_as_union": True}
        with open_graph(path) as file:
            try:
                # Leniently, which takes a quarter less time: by its digest the file is one that a build wrote, and a
                # build makes no address without a look whether it is one.
                self._store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
            except SyntaxError as error:
                raise BrokenGraph(
                    self.name, f"no N-Quads ({short_reason(error.msg)})", row=error.lineno
                ).error() from error
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
        """Answer a query of the project's own; InputError where it is no SPARQL."""
        try:
            return answer_of(self._store.query(sparql, **self._dataset))
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise InvalidQuery(source, short_reason(error)).error() from error

    def query_limited(self, sparql: str, source: str, limits: Limits) -> Answer:
        """Answer a query that is not the project's own, in a child process that can be stopped.

        FROM and FROM NAMED make the dataset as the standard says. Raises InputError where the query is refused, is no
        SPARQL, or meets a limit.
        """
        return read_answer(self.query_written(sparql, source, limits, Formats()), source, limits)

    def query_written(
        self, sparql: str, source: str, limits: Limits, formats: Formats, dataset: Dataset | None = None
    ) -> bytes:
        """The answer of `query_limited` as it is written in a format; ``dataset`` takes the place of FROM.

        Addresses that are not whole begin with the graph's own base.
        """
        refuse(sparql, source, self.graphs())
        options = self._dataset
        if dataset is not None:
            default, named = ([pyoxigraph.NamedNode(one) for one in graphs] for graphs in dataset)
            options = {"default_graph": default, "named_graphs": named}
        # pyoxigraph takes FROM into account only where nothing else says what the default graph is.
        elif any(dataset_of(sparql)):
            options = {}
        options = {**options, "base_iri": self.base}
        order = written_query(sparql, options, formats)
        if self._children is None:
            return run_spawned(self._path, order, source, limits)
        return run_pooled(self._children, order, source, limits)

    def close(self) -> None:
        """End the processes that wait for a query. What is asked later has a process of its own each time."""
        if self._children is not None:
            self._children.close()

    def quads(self) -> bytes:
        """The union of the named graphs it answers from, as N-Triples."""
        return (self.query("CONSTRUCT WHERE { ?s ?p ?o }", "the whole graph").triples or "").encode()
