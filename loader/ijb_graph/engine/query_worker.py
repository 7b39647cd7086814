"""What the child process does that runs queries: it runs each, and writes the answer.

The child is forked, and then has the graph of its parent; or it is a fresh Python process, which loads the graph's
file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyoxigraph

from ijb_graph.engine.interface import Formats
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.written_answer import write_triples
from ijb_graph.limited_process.child import work_in_process

__all__ = ["answer_order", "run_in_process", "write_answer", "written_query"]


def written_query(sparql: str, dataset: Mapping[str, object], formats: Formats) -> bytes:
    """A query as the order of a child: ``dataset`` are options of ``pyoxigraph.Store.query``."""
    texts = {
        name: [one.value for one in value] if isinstance(value, list) else value for name, value in dataset.items()
    }
    return json.dumps({"sparql": sparql, "dataset": texts, "formats": astuple(formats)}).encode()


def answer_order(store: pyoxigraph.Store, order: bytes, file: IO[bytes]) -> None:
    """Run the query of an order on a graph, and write its answer."""
    given = json.loads(order)
    dataset: Any = {
        name: [pyoxigraph.NamedNode(one) for one in value] if isinstance(value, list) else value
        for name, value in given["dataset"].items()
    }
    write_answer(store.query(given["sparql"], **dataset), Formats(*given["formats"]), file)


def write_answer(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    formats: Formats,
    file: IO[bytes],
) -> None:
    """Write an answer; triples as N-Triples as they come, since whoever reads these sorts them."""
    if not isinstance(result, pyoxigraph.QueryTriples):
        result.serialize(file, pyoxigraph.QueryResultsFormat.from_media_type(formats.rows))
    elif formats.triples == Formats.triples:
        result.serialize(file, pyoxigraph.RdfFormat.N_TRIPLES)
    else:
        file.write(write_triples(result, formats.triples))


def run_in_process() -> int:
    """The life of a fresh process: read an order as JSON, load the graph, answer on standard output."""
    given = json.loads(sys.stdin.buffer.read())
    store = pyoxigraph.Store()
    with Path(given["graph"]).open("rb") as file:
        store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)
    return work_in_process(partial(answer_order, store, given["order"].encode()), Limits(*given["limits"]))
