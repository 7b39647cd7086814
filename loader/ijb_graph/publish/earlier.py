"""An earlier publication: what a new one is compared with, and what it carries on."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import term
from ijb_graph.engine import Embedded
from ijb_graph.errors import shown
from ijb_graph.errors.publish import NoEarlierPublication
from ijb_graph.errors.records import IllFormedFile
from ijb_graph.input_files import read_csv
from ijb_graph.publish.changes import Things, Withdrawn, things_of
from ijb_graph.publish.datasets import CATALOGUE, GRAPH
from ijb_graph.text_safety import for_spreadsheet
from ijb_graph.turtle import read_turtle

__all__ = ["WITHDRAWN", "Earlier", "read_earlier", "read_withdrawn", "version_files"]

WITHDRAWN = "withdrawn.csv"

_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/#%+-]+")
_ISSUED, _MODIFIED = term("dcterms:issued"), term("dcterms:modified")
_CHECKSUM, _VALUE = term("spdx:checksum"), term("spdx:checksumValue")


@dataclass(frozen=True)
class Earlier:
    """An earlier publication.

    ``things`` is what its graph states; ``withdrawn`` are the addresses that had gone before it. ``days`` are, by the
    address of a dataset or distribution, the days on which it was issued and last changed, each empty where it does
    not say; ``checksums`` the SHA-256 of distributions. ``versions`` are the paths of the files of its vocabulary by
    version.
    """

    folder: Path
    things: Things
    withdrawn: list[Withdrawn]
    days: dict[str, tuple[str, str]]
    checksums: dict[str, str]
    versions: list[str]

    def days_of(self, node: str, checksums: dict[str, str]) -> tuple[str, str] | None:
        """The days on which a dataset or distribution was issued and last changed.

        The second is empty where it is not the same any more; None where there was none of this address.
        ``checksums`` are those of its distributions now.
        """
        if node not in self.days:
            return None
        issued, modified = self.days[node]
        same = bool(checksums) and all(self.checksums.get(one) == value for one, value in checksums.items())
        return issued, modified if same else ""


def _catalogue(folder: Path) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    stated: dict[str, dict[str, str]] = {}
    for quad in read_turtle(folder / CATALOGUE):
        if isinstance(quad.subject, pyoxigraph.NamedNode) and not isinstance(quad.object, pyoxigraph.Triple):
            stated.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    days = {
        node: (said.get(_ISSUED, ""), said.get(_MODIFIED, ""))
        for node, said in stated.items()
        if term("dcterms:title") in said
    }
    checksums = {
        node: stated[said[_CHECKSUM]].get(_VALUE, "") for node, said in stated.items() if said.get(_CHECKSUM) in stated
    }
    return days, checksums


def read_withdrawn(folder: Path) -> list[Withdrawn]:
    """The addresses that had gone before a publication; none where it keeps none, or there is no publication."""
    columns = [field.name for field in fields(Withdrawn)]
    if not (folder / WITHDRAWN).exists() or not (folder / CATALOGUE).exists():
        return []
    path, content = folder / WITHDRAWN, "the addresses that went"
    rows = read_csv(path, content, columns)
    for row in rows:
        # What stands there goes into rules for a web server.
        if not _ADDRESS.fullmatch(row["uri"]) or (row["replaced_by"] and not _ADDRESS.fullmatch(row["replaced_by"])):
            raise IllFormedFile(shown(path), reason="a table of http(s) addresses", content=content).error()
    return [Withdrawn(**{name: _plain(row[name]) for name in columns}) for row in rows]


def _plain(cell: str) -> str:
    """A cell without the mark that was put before it for spreadsheets."""
    return cell[1:] if cell.startswith("'") and for_spreadsheet(cell[1:]) == cell else cell


def read_earlier(folder: Path, base: str) -> Earlier:
    """Read an earlier publication.

    Raises InputError where the folder holds none, or one whose addresses begin otherwise.
    """
    if not (folder / CATALOGUE).is_file() or not (folder / GRAPH).is_file():
        raise NoEarlierPublication(shown(folder), f"no {CATALOGUE} and {GRAPH}").error()
    found = Embedded(folder / GRAPH).base
    if found != base:
        raise NoEarlierPublication(shown(folder), f"a publication whose addresses begin with {found}").error()
    days, checksums = _catalogue(folder)
    things = things_of(folder / GRAPH, base)
    return Earlier(folder, things, read_withdrawn(folder), days, checksums, version_files(folder))


def version_files(folder: Path) -> list[str]:
    """The paths of the files of a publication's vocabulary by version: ``versions/0.1.0/ontology.ttl``."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("versions/*/*.ttl"))
