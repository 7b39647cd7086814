"""What a publication is made of: parts, each a dataset that somebody may look for, with the files that hold it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

__all__ = [
    "CATALOGUE",
    "CSVW",
    "CUBE",
    "GRAPH",
    "LICENCE",
    "LICENCE_ADDRESS",
    "OWL",
    "SHACL",
    "SHARED_GRAPHS",
    "STANDARDS",
    "File",
    "PublishedDataset",
    "dataset",
    "write",
]

CATALOGUE = "catalogue.ttl"
GRAPH = "graph.nq"
LICENCE = "LICENSE-DATA"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"

CUBE = "https://www.w3.org/TR/vocab-data-cube/"
CSVW = "https://www.w3.org/TR/tabular-metadata/"
OWL = "https://www.w3.org/TR/owl2-overview/"
SHACL = "https://www.w3.org/TR/shacl/"

# What files conform to, by address.
STANDARDS = {
    CSVW: "Metadata Vocabulary for Tabular Data (CSVW)",
    CUBE: "The RDF Data Cube Vocabulary",
    OWL: "OWL 2 Web Ontology Language",
    SHACL: "Shapes Constraint Language (SHACL)",
}

_DESCRIPTIONS = tomllib.loads(Path(__file__).with_name("descriptions.toml").read_text(encoding="utf-8"))
# The named graphs that belong to no paper and may be published.
SHARED_GRAPHS = tuple(_DESCRIPTIONS["graphs"])


@dataclass(frozen=True)
class File:
    """A file: its path inside the publication, with ``/``, and the address of the standard that it keeps, or empty."""

    path: str
    standard: str = ""


@dataclass(frozen=True)
class PublishedDataset:
    """A dataset of the publication; its files all hold the same.

    ``days`` are the first and the last meeting whose papers it rests on; None where it rests on none. ``paper`` is the
    address of the one paper it was made from; ``place`` the address and name of the area it is about; each empty
    where there is no such. ``members`` are the addresses of the parts that it is made of. ``modified`` is the day on
    which it was last changed, where it says so itself.
    """

    address: str
    title: str
    description: str
    files: tuple[File, ...]
    days: tuple[date, date] | None = None
    paper: str = ""
    place: tuple[str, str] | None = None
    members: tuple[str, ...] = ()
    modified: date | None = None


def dataset(
    kind: str, address: str, *files: File, facts: dict[str, object] | None = None, **more: Any
) -> PublishedDataset:
    """A dataset with the title and description that ``descriptions.toml`` has for its kind, with the facts filled in.

    ``more`` is what else there is to say of a ``PublishedDataset``.
    """
    texts = _DESCRIPTIONS["graphs"].get(kind) or _DESCRIPTIONS[kind]
    title, description = (texts[name].format(**facts or {}) for name in ("title", "description"))
    return PublishedDataset(address, title, description, files, **more)


def write(folder: Path, path: str, text: str) -> None:
    """Write a file of the publication: UTF-8, each line ended by a newline alone."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")
