"""The VoID description of the graph: class and property partitions, linksets to others, examples.

It says in full what the catalogue only counts, in the form that editors of SPARQL read, such as SIB's.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph

from ijb_graph.addresses import PREFIXES, address, namespace_of, rebase
from ijb_graph.describe.classes import describe_classes
from ijb_graph.describe.formats import partitions_as_turtle
from ijb_graph.describe.labels import short_name
from ijb_graph.engine import Engine, select_texts
from ijb_graph.publish.datasets import File, PublishedDataset, dataset, write
from ijb_graph.turtle import as_turtle, fill_turtle_template

__all__ = ["void_part"]

_TEMPLATE = Path(__file__).with_name("void.ttl.jinja")
_LINKSETS = Path(__file__).with_name("linksets.rq")


def _target(outside: str) -> str:
    """What a linked address belongs to: the vocabulary, if it is a term of one known here, else all of its server."""
    namespace = namespace_of(outside)
    if namespace in PREFIXES.values():
        return namespace
    parts = urlsplit(outside)
    return f"{parts.scheme}://{parts.netloc}/"


def _links(engine: Engine) -> dict[tuple[str, str], int]:
    """How many links each property makes to each of the others, in order."""
    rows = select_texts(engine, _LINKSETS.read_text(encoding="utf-8"), _LINKSETS.name)
    return dict(sorted(Counter((property_, _target(outside)) for _, property_, outside in rows).items()))


def void_part(folder: Path, engine: Engine, url: str, endpoint: str | None) -> PublishedDataset:
    """Write the VoID description of the published graph; ``url`` is where the folder will stand on the web.

    ``endpoint`` is the address of the SPARQL endpoint that answers from it, None where there is none.
    """
    base = engine.base

    def at(kind: str, *parts: str) -> str:
        return rebase(address(kind, *parts), base)

    classes = describe_classes(engine)
    values = {
        "base": base,
        "url": url,
        "endpoint": endpoint,
        "at": at,
        "short": partial(short_name, base=base),
        "examples": [one.example.address for one in classes if one.is_stated],
        "links": _links(engine),
    }
    texts = (partitions_as_turtle(classes, base), fill_turtle_template(_TEMPLATE, base, values))
    triples = {
        quad.triple for text in texts for quad in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    }
    write(folder, "void.ttl", as_turtle([triples], base))
    return dataset("void", at("graph", "void"), File("void.ttl"))
