"""The catalogue: a DCAT-AP 3 description of every file of the publication, made from ``catalogue.ttl.jinja``.

Sizes, checksums and counts are measured from the very files.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES, address, curie, namespace_of, rebase
from ijb_graph.publish.datasets import LICENCE, LICENCE_ADDRESS, STANDARDS, File, PublishedDataset
from ijb_graph.publish.details import Details
from ijb_graph.publish.earlier import Earlier
from ijb_graph.site.edition import PUBLISHER
from ijb_graph.turtle import fill_turtle_template

__all__ = ["PUBLISHER", "catalogue"]

_TEMPLATE = Path(__file__).parent / "catalogue.ttl.jinja"

_TYPE = pyoxigraph.NamedNode(PREFIXES["rdf"] + "type")
_STATEMENTS = (".nq", ".trig", ".ttl")


@dataclass(frozen=True)
class _Counts:
    """Counts as VoID means them: of the statements without regard to named graphs, each counted once.

    ``classes`` holds how many things are of each class; ``properties`` how many statements use each property.
    """

    triples: int
    subjects: int
    objects: int
    classes: dict[str, int]
    properties: dict[str, int]


@dataclass(frozen=True)
class _FileStatistics:
    """The size of a file in bytes, its SHA-256 in hexadecimal digits, and its counts; None where it is a table."""

    size: int
    sha256: str
    counts: _Counts | None


def _count(data: bytes, ending: str) -> _Counts:
    quads = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.from_extension(ending[1:]))
    triples = {quad.triple for quad in quads}
    types = (one.object for one in triples if one.predicate == _TYPE)
    return _Counts(
        triples=len(triples),
        subjects=len({one.subject for one in triples}),
        objects=len({one.object for one in triples}),
        classes=dict(Counter(one.value for one in types if isinstance(one, pyoxigraph.NamedNode))),
        properties=dict(Counter(one.predicate.value for one in triples)),
    )


def _measure(folder: Path, dataset: PublishedDataset) -> list[tuple[File, _FileStatistics]]:
    """Read the files of a dataset and measure them; their statements, the same in all, are counted in the first."""
    measured: list[tuple[File, _FileStatistics]] = []
    counts = None
    for file in dataset.files:
        data, ending = (folder / file.path).read_bytes(), Path(file.path).suffix
        is_counted = ending in _STATEMENTS
        if is_counted and counts is None:
            counts = _count(data, ending)
        digest = hashlib.sha256(data).hexdigest()
        measured.append((file, _FileStatistics(len(data), digest, counts if is_counted else None)))
    return measured


def catalogue(
    folder: Path, datasets: list[PublishedDataset], base: str, details: Details, earlier: Earlier | None
) -> str:
    """Describe the files of a publication in Turtle, with what its publisher says of it.

    What is as it was in an ``earlier`` publication keeps the day on which it was last changed.
    """
    url = details.place(base)
    measured = [(one, _measure(folder, one)) for one in datasets]
    days = [day for dataset in datasets if dataset.days for day in dataset.days]

    def at(kind: str, *parts: str) -> str:
        return rebase(address(kind, *parts), base)

    def days_of(node: str, modified: date | None, checksums: dict[str, str]) -> tuple[str, str]:
        """The days on which something was issued and last changed, as far as they are known."""
        before = earlier.days_of(node, checksums) if earlier else None
        now = details.issued.isoformat() if details.issued else ""
        # Issued on the first day that is known: an earlier publication need not have told one.
        issued, unchanged_since = before or ("", "")
        return issued or now, modified.isoformat() if modified else unchanged_since or now

    values = {
        "base": base,
        "url": url,
        "at": at,
        "curie": partial(curie, base=base),
        "namespace_of": namespace_of,
        "publisher": PUBLISHER,
        "licence": LICENCE_ADDRESS,
        "rights": url + LICENCE,
        "standards": STANDARDS,
        "details": details,
        "days_of": days_of,
        "version": version("ijb-graph"),
        "days": (min(days), max(days)) if days else None,
        "datasets": measured,
    }
    return fill_turtle_template(_TEMPLATE, base, values)
