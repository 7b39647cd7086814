"""The catalogue: a DCAT-AP 3 description of every file of the publication, made from ``catalogue.ttl.jinja``.

Sizes, checksums and counts are measured from the very files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from ijb_graph.addresses import address, curie, namespace_of, rebase
from ijb_graph.publish.datasets import LICENCE, LICENCE_ADDRESS, STANDARDS, File, PublishedDataset
from ijb_graph.publish.file_statistics import FileStatistics, measure
from ijb_graph.turtle import fill_turtle_template

__all__ = ["PUBLISHER", "catalogue"]

# As CITATION.cff says.
PUBLISHER = "The ijb-graph authors"

_TEMPLATE = Path(__file__).parent / "catalogue.ttl.jinja"
# Where the EU's lists of languages, themes and file types begin.
_EU = "http://publications.europa.eu/resource/authority/"


@dataclass(frozen=True)
class _Format:
    """A kind of file: its IANA media type, its code in the EU's list of file types, its name and what it looks like."""

    media_type: str
    eu_code: str
    name: str
    description: str


# By the ending of a file.
_FORMATS = {
    ".csv": _Format("text/csv", "CSV", "CSV", "A header and one row a record."),
    ".json": _Format("application/csvm+json", "JSON", "CSVW metadata", "JSON that CSVW tools read beside the tables."),
    ".nq": _Format(
        "application/n-quads", "RDF_N_QUADS", "N-Quads", "One statement a line, with its named graph; sorted."
    ),
    ".trig": _Format("application/trig", "RDF_TRIG", "TriG", "Statements by named graph and subject; sorted."),
    ".ttl": _Format("text/turtle", "RDF_TURTLE", "Turtle", "Statements by subject; sorted."),
}


def catalogue(folder: Path, datasets: list[PublishedDataset], base: str, url: str) -> str:
    """Describe the files of a publication in Turtle; ``url`` is where the folder will stand on the web."""
    days = [day for dataset in datasets if dataset.days for day in dataset.days]

    def at(kind: str, *parts: str) -> str:
        return rebase(address(kind, *parts), base)

    def described(file: File) -> tuple[File, _Format, FileStatistics]:
        path = folder / file.path
        return file, _FORMATS[path.suffix], measure(path)

    values = {
        "base": base,
        "url": url,
        "eu": _EU,
        "at": at,
        "curie": partial(curie, base=base),
        "namespace_of": namespace_of,
        "publisher": PUBLISHER,
        "licence": LICENCE_ADDRESS,
        "rights": url + LICENCE,
        "standards": STANDARDS,
        "version": version("ijb-graph"),
        "days": (min(days), max(days)) if days else None,
        "datasets": [(dataset, [described(file) for file in dataset.files]) for dataset in datasets],
    }
    return fill_turtle_template(_TEMPLATE, base, values)
