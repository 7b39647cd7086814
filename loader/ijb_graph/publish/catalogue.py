"""The catalogue: a DCAT-AP 3 description of every file of the publication, made from ``catalogue.ttl.jinja``.

Sizes, checksums and counts are measured from the very files.
"""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from pathlib import Path

from ijb_graph.addresses import address, curie, namespace_of, rebase
from ijb_graph.publish.datasets import LICENCE, LICENCE_ADDRESS, STANDARDS, PublishedDataset
from ijb_graph.publish.file_statistics import measure
from ijb_graph.turtle import fill_turtle_template

__all__ = ["PUBLISHER", "catalogue"]

# As CITATION.cff says.
PUBLISHER = "The ijb-graph authors"

_TEMPLATE = Path(__file__).parent / "catalogue.ttl.jinja"


def catalogue(folder: Path, datasets: list[PublishedDataset], base: str, url: str) -> str:
    """Describe the files of a publication in Turtle; ``url`` is where the folder will stand on the web."""
    measured = [(one, [(file, measure(folder / file.path)) for file in one.files]) for one in datasets]
    days = [day for dataset in datasets if dataset.days for day in dataset.days]

    def at(kind: str, *parts: str) -> str:
        return rebase(address(kind, *parts), base)

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
        "version": version("ijb-graph"),
        "days": (min(days), max(days)) if days else None,
        "datasets": measured,
    }
    return fill_turtle_template(_TEMPLATE, base, values)
