"""The catalogue: DCAT-AP 3 for people who look for data, VoID for those who query it, of just the files beside it."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pyoxigraph

from ijb_graph.addresses import PREFIXES
from ijb_graph.publish.files import File, RdfFile, turtle

__all__ = ["CATALOGUE", "Described", "catalogue"]

CATALOGUE = "catalogue.ttl"

_SPDX = "http://spdx.org/rdf/terms#"
_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_PUBLISHER = "The ijb-graph authors"
# The EU's list of file types, which DCAT-AP asks dcterms:format to be taken from.
_FILE_TYPES = {
    "application/csvm+json": "JSON",
    "application/n-quads": "RDF_N_QUADS",
    "application/trig": "RDF_TRIG",
    "text/csv": "CSV",
    "text/html": "HTML",
    "text/turtle": "RDF_TURTLE",
}
_THEMES = ("GOVE", "HEAL")
_KEYWORDS = ("Integration Joint Board", "directions", "health and social care", "Scotland")


class Described:
    """A dataset of the catalogue: what it is called, what it is, and the day of the meeting if it is one paper's."""

    def __init__(self, title: str, description: str, issued: date | None = None) -> None:
        """Name it and say what it is."""
        self.title, self.description, self.issued = title, description, issued


class _Statements:
    """Statements in the making, with terms as people write them."""

    def __init__(self) -> None:
        self.triples: list[pyoxigraph.Triple] = []

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        for one in objects:
            self._add(subject, predicate, pyoxigraph.NamedNode(one if "://" in one else _term(one)))

    def text(self, subject: str, predicate: str, value: str) -> None:
        self._add(subject, predicate, pyoxigraph.Literal(value, language="en"))

    def value(self, subject: str, predicate: str, value: str | int, datatype: str) -> None:
        node = pyoxigraph.NamedNode(_term(datatype))
        self._add(subject, predicate, pyoxigraph.Literal(str(value), datatype=node))

    def _add(self, subject: str, predicate: str, value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
        node = pyoxigraph.NamedNode(predicate if "://" in predicate else _term(predicate))
        self.triples.append(pyoxigraph.Triple(pyoxigraph.NamedNode(subject), node, value))


def _term(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def _distribution(made: _Statements, file: File, node: str, download: str) -> None:
    """A file: where it is, what form it has, how long it is, and the sum to check it by."""
    made.link(node, "rdf:type", "dcat:Distribution")
    made.text(node, "dcterms:title", file.title)
    made.link(node, "dcat:accessURL", download)
    made.link(node, "dcat:downloadURL", download)
    made.link(node, "dcat:mediaType", _MEDIA + file.media)
    made.link(node, "dcterms:format", f"{_EU}file-type/{_FILE_TYPES[file.media]}")
    made.link(node, "dcterms:license", _LICENCE)
    if file.conforms_to:
        made.link(node, "dcterms:conformsTo", file.conforms_to)
    made.value(node, "dcat:byteSize", len(file.content), "xsd:nonNegativeInteger")
    checksum = f"{node}/checksum"
    made.link(node, f"{_SPDX}checksum", checksum)
    made.link(checksum, "rdf:type", f"{_SPDX}Checksum")
    made.link(checksum, f"{_SPDX}algorithm", f"{_SPDX}checksumAlgorithm_sha256")
    made.value(checksum, f"{_SPDX}checksumValue", hashlib.sha256(file.content).hexdigest(), "xsd:hexBinary")


def _counts(made: _Statements, node: str, file: RdfFile, download: str, base: str) -> None:
    """What VoID counts of a file of statements."""
    kind = _term("rdf:type")
    made.link(node, "rdf:type", "void:Dataset")
    made.link(node, "void:dataDump", download)
    made.value(node, "void:uriSpace", base, "xsd:string")
    distinct = set(file.triples)
    classes = Counter(one.object.value for one in distinct if one.predicate.value == kind)  # type: ignore[union-attr]
    for name, count in (
        ("triples", len(distinct)),
        ("distinctSubjects", len({one.subject for one in distinct})),
        ("distinctObjects", len({one.object for one in distinct})),
        ("properties", len({one.predicate for one in distinct})),
        ("classes", len(classes)),
    ):
        made.value(node, f"void:{name}", count, "xsd:integer")
    for of_class, count in classes.items():
        part = f"{node}/class/{of_class.rpartition('#')[2].rpartition('/')[2]}"
        made.link(node, "void:classPartition", part)
        made.link(part, "void:class", of_class)
        made.value(part, "void:entities", count, "xsd:integer")


def catalogue(files: list[File], datasets: dict[str, Described], base: str, url: str) -> File:
    """Describe ``files``, which will stand below ``url``, each under the dataset that its ``part`` names.

    The day of the newest meeting stands for the day the catalogue was changed: a clock would change the bytes.
    """
    made = _Statements()
    top, agent = f"{base}catalogue", f"{base}publisher"
    made.link(agent, "rdf:type", "foaf:Agent")
    made.text(agent, "foaf:name", _PUBLISHER)
    made.link(top, "rdf:type", "dcat:Catalog")
    made.text(top, "dcterms:title", "ijb-graph")
    made.text(top, "dcterms:description", "How Scotland's Integration Joint Boards govern: what their papers state.")
    made.link(top, "dcterms:publisher", agent)
    made.link(top, "dcterms:license", _LICENCE)
    made.link(top, "dcterms:language", f"{_EU}language/ENG")
    made.link(top, "dcat:themeTaxonomy", f"{_EU}data-theme")
    days = [one.issued for one in datasets.values() if one.issued]
    if days:
        made.value(top, "dcterms:modified", str(max(days)), "xsd:date")
    for part, described in datasets.items():
        node = f"{base}dataset/{part}"
        made.link(top, "dcat:dataset", node)
        made.link(node, "rdf:type", "dcat:Dataset")
        made.text(node, "dcterms:title", described.title)
        made.text(node, "dcterms:description", described.description)
        made.link(node, "dcterms:publisher", agent)
        made.link(node, "dcterms:license", _LICENCE)
        made.link(node, "dcterms:language", f"{_EU}language/ENG")
        made.link(node, "dcat:theme", *(f"{_EU}data-theme/{theme}" for theme in _THEMES))
        for word in _KEYWORDS:
            made.text(node, "dcat:keyword", word)
        if described.issued:
            made.value(node, "dcterms:issued", str(described.issued), "xsd:date")
        if "/" in part:
            made.link(f"{base}dataset/graph", "void:subset", node)
        counted = False
        for file in files:
            if file.part != part:
                continue
            place = f"{base}distribution/{file.path}"
            made.link(node, "dcat:distribution", place)
            _distribution(made, file, place, url + file.path)
            if isinstance(file, RdfFile) and not counted:
                _counts(made, node, file, url + file.path, base)
                counted = True
    conforms = "https://semiceu.github.io/DCAT-AP/releases/3.0.0/"
    title = "What is published here: DCAT-AP 3 and VoID"
    return File(CATALOGUE, "catalogue", title, "text/turtle", turtle(made.triples, base), conforms)
