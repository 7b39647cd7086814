"""What can be measured of a published file: its size and checksum, and counts of the statements it holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES

__all__ = ["Counts", "FileStatistics", "measure"]

_TYPE = pyoxigraph.NamedNode(PREFIXES["rdf"] + "type")
_STATEMENTS = (".nq", ".trig", ".ttl")


@dataclass(frozen=True)
class Counts:
    """Counts as VoID means them: of the statements without regard to named graphs, each counted once.

    ``classes`` holds how many things are of each class; ``properties`` how many statements use each property.
    """

    triples: int
    subjects: int
    objects: int
    classes: dict[str, int]
    properties: dict[str, int]


@dataclass(frozen=True)
class FileStatistics:
    """The size of a file in bytes, its SHA-256 in hexadecimal digits, and its counts; None where it is a table."""

    size: int
    sha256: str
    counts: Counts | None


def _count(data: bytes, ending: str) -> Counts:
    quads = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.from_extension(ending[1:]))
    triples = {quad.triple for quad in quads}
    types = (one.object for one in triples if one.predicate == _TYPE)
    return Counts(
        triples=len(triples),
        subjects=len({one.subject for one in triples}),
        objects=len({one.object for one in triples}),
        classes=dict(Counter(one.value for one in types if isinstance(one, pyoxigraph.NamedNode))),
        properties=dict(Counter(one.predicate.value for one in triples)),
    )


def measure(path: Path) -> FileStatistics:
    """Read a file and measure it."""
    data = path.read_bytes()
    counts = _count(data, path.suffix) if path.suffix in _STATEMENTS else None
    return FileStatistics(len(data), hashlib.sha256(data).hexdigest(), counts)
