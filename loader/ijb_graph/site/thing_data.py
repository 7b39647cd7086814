"""What the graph says of a thing, in the formats of RDF."""

from __future__ import annotations

import pyoxigraph

from ijb_graph.addresses import rebase
from ijb_graph.engine import Engine
from ijb_graph.engine.written_answer import write_triples

__all__ = ["DATA_FILES", "graph_data", "thing_data"]

# The formats that stand beside the page of a thing: ending, media type, name.
DATA_FILES = ((".ttl", "text/turtle", "Turtle"), (".jsonld", "application/ld+json", "JSON-LD"))

# What the graph says of a thing, and of the same thing in later papers.
_DATA = """CONSTRUCT {{ ?thing ?property ?value }} WHERE {{
  {{ VALUES ?thing {{ <{0}> }} ?thing ?property ?value }}
  UNION {{ <{0}> <https://w3id.org/ijb/def#hasRestatement> ?thing . ?thing ?property ?value }}
}}"""


def thing_data(engine: Engine, address: str, media: str) -> bytes | None:
    """The statements about a thing in a format of RDF, by its media type; None where there are none."""
    return _constructed(engine, rebase(_DATA, engine.base).format(address), address, media)


def graph_data(engine: Engine, graph: str, media: str) -> bytes | None:
    """The statements of a named graph in a format of RDF, by its media type; None where there are none."""
    return _constructed(engine, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", graph, media)


def _constructed(engine: Engine, query: str, source: str, media: str) -> bytes | None:
    triples = engine.query(query, source).triples or ""
    quads = pyoxigraph.parse(triples.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    return write_triples((quad.triple for quad in quads), media) if triples else None
