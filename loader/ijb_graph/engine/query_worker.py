"""What the child process does that runs one query: it runs it, and writes the answer.

The child is forked, and then has the graph of its parent; or it is a fresh Python process, which loads the graph's
file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyoxigraph

from ijb_graph.engine.interface import Formats
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.written_answer import write_triples
from ijb_graph.limited_process.child import work_in_process

__all__ = ["Query", "run_in_process", "write_answer"]

Query = Callable[[], "pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples"]


def write_answer(query: Query, formats: Formats, file: IO[bytes]) -> None:
    """Run a query and write its answer; triples as N-Triples as they come, since whoever reads these sorts them."""
    result = query()
    if not isinstance(result, pyoxigraph.QueryTriples):
        result.serialize(file, pyoxigraph.QueryResultsFormat.from_media_type(formats.rows))
    elif formats.triples == Formats.triples:
        result.serialize(file, pyoxigraph.RdfFormat.N_TRIPLES)
    else:
        file.write(write_triples(result, formats.triples))


def run_in_process() -> int:
    """The life of a fresh process: read an order as JSON, load the graph, answer on standard output."""
    order = json.loads(sys.stdin.buffer.read())
    store = pyoxigraph.Store()
    with Path(order["graph"]).open("rb") as file:
        store.bulk_load(file, format=pyoxigraph.RdfFormat.N_QUADS)
    dataset: Any = {
        name: value if isinstance(value, bool | str) else [pyoxigraph.NamedNode(one) for one in value]
        for name, value in order["dataset"].items()
    }
    query = partial(store.query, order["sparql"], **dataset)
    return work_in_process(partial(write_answer, query, Formats(*order["formats"])), Limits(*order["limits"]))
