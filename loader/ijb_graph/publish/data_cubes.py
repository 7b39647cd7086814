"""Ratings, targets, figures and money as Data Cubes: one CONSTRUCT query a cube, in ``cubes/``, asked of the graph.

The observations have addresses of their own and say of which record they were made, so that the graph and the cubes can
be loaded together.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import address, rebase
from ijb_graph.engine import Engine, query_in_base
from ijb_graph.input_files import read_text
from ijb_graph.publish.datasets import CUBE, File, PublishedDataset, dataset, write
from ijb_graph.turtle import as_turtle

__all__ = ["cubes_of", "cubes_part"]

_QUERIES = Path(__file__).parent / "cubes"


def cubes_of(engine: Engine) -> set[pyoxigraph.Triple]:
    """The statements of every cube that the queries make of a graph."""
    triples: set[pyoxigraph.Triple] = set()
    for path in sorted(_QUERIES.glob("*.rq")):
        answer = query_in_base(engine, read_text(path, "a SPARQL query"), path.stem)
        parsed = pyoxigraph.parse(answer.triples or "", format=pyoxigraph.RdfFormat.N_TRIPLES)
        triples |= {quad.triple for quad in parsed}
    return triples


def cubes_part(folder: Path, engine: Engine, days: tuple[date, date] | None) -> PublishedDataset:
    """Write all cubes to one file; ``days`` are the first and the last meeting of the papers."""
    write(folder, "cubes.ttl", as_turtle([cubes_of(engine)], engine.base))
    node = rebase(address("graph", "cubes"), engine.base)
    return dataset("cubes", node, File("cubes.ttl", CUBE), days=days)
