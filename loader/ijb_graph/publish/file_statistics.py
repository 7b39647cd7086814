"""What can be measured of a published file: its size and checksum; what is said how often in one of statements."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES

__all__ = ["Counts", "count", "sha256"]

_TYPE = PREFIXES["rdf"] + "type"
_STATEMENTS = {
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
}


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


def count(path: Path) -> Counts | None:
    """Read a file of statements and count; None for a file of another kind."""
    if path.suffix not in _STATEMENTS:
        return None
    triples = {quad.triple for quad in pyoxigraph.parse(path.read_bytes(), format=_STATEMENTS[path.suffix])}
    classes = Counter(
        one.object.value
        for one in triples
        if one.predicate.value == _TYPE and isinstance(one.object, pyoxigraph.NamedNode)
    )
    return Counts(
        triples=len(triples),
        subjects=len({one.subject for one in triples}),
        objects=len({one.object for one in triples}),
        classes=dict(classes),
        properties=dict(Counter(one.predicate.value for one in triples)),
    )


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
