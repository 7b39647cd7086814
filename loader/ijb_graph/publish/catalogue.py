"""The catalogue: a DCAT-AP 3 description of every file of the publication, with VoID counts of its statements.

Sizes, checksums and counts are measured from the very files. There is no clock in it: a dataset was last changed by
the last meeting whose papers it holds. What DCAT-AP recommends and nobody here can say is left out: a contact (the
project holds no e-mail addresses), a home page (none is made yet), how long files will stay where they are.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES, address, rebase, term
from ijb_graph.publish.datasets import LICENCE, LICENCE_ADDRESS, STANDARDS, File, PublishedDataset
from ijb_graph.publish.file_statistics import Counts, count, sha256
from ijb_graph.publish.turtle_writer import as_turtle

__all__ = ["PUBLISHER", "catalogue"]

# As CITATION.cff says.
PUBLISHER = "The ijb-graph authors"

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_ENGLISH = f"{_AUTHORITY}language/ENG"
_THEMES = {
    f"{_AUTHORITY}data-theme/GOVE": "Government and public sector",
    f"{_AUTHORITY}data-theme/HEAL": "Health",
}
_KEYWORDS = ("Integration Joint Board", "Scotland", "directions", "governance", "health and social care")
_ATTRIBUTION = "http://purl.org/adms/licencetype/Attribution"
# An address of our own: no outside one has been confirmed.
_SCOTLAND = "Scotland"

# By the ending of a file: its IANA media type, its code in the EU's list of file types, what people call it, and what
# it looks like.
_FORMATS = {
    ".csv": ("text/csv", "CSV", "CSV", "A header and one row a record."),
    ".json": ("application/csvm+json", "JSON", "CSVW metadata", "JSON that CSVW tools read beside the tables."),
    ".nq": ("application/n-quads", "RDF_N_QUADS", "N-Quads", "One statement a line, with its named graph; sorted."),
    ".trig": ("application/trig", "RDF_TRIG", "TriG", "Statements by named graph and subject; sorted."),
    ".ttl": ("text/turtle", "RDF_TURTLE", "Turtle", "Statements by subject; sorted."),
}


class _Description:
    """Statements of the catalogue, collected."""

    def __init__(self) -> None:
        self.triples: list[pyoxigraph.Triple] = []

    def link(self, subject: str, predicate: str, *objects: str) -> None:
        """Link ``subject`` to each of ``objects``, addresses or terms with a prefix."""
        for one in objects:
            node = pyoxigraph.NamedNode(one if "://" in one else term(one))
            self._add(subject, predicate, node)

    def text(self, subject: str, predicate: str, *texts: str) -> None:
        """Say something of ``subject`` in English."""
        for text in texts:
            self._add(subject, predicate, pyoxigraph.Literal(text, language="en"))

    def value(self, subject: str, predicate: str, value: str | int | date, datatype: str) -> None:
        """Give ``subject`` a value of a datatype, such as ``xsd:date``."""
        literal = pyoxigraph.Literal(str(value), datatype=pyoxigraph.NamedNode(term(datatype)))
        self._add(subject, predicate, literal)

    def _add(self, subject: str, predicate: str, value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
        node = pyoxigraph.NamedNode(subject)
        self.triples.append(pyoxigraph.Triple(node, pyoxigraph.NamedNode(term(predicate)), value))


class _Catalogue:
    """The description of one publication: files in ``folder``, which will stand at the address ``url``."""

    def __init__(self, folder: Path, base: str, url: str) -> None:
        self._folder, self._base, self._url = folder, base, url
        self._scotland = (self._at("area", _SCOTLAND), _SCOTLAND)
        self.said = _Description()

    def _at(self, kind: str, *datasets: str) -> str:
        return rebase(address(kind, *datasets), self._base)

    def describe_outside(self) -> None:
        """Say what the addresses of others that the catalogue uses stand for."""
        said = self.said
        publisher = self._at("agent", PUBLISHER)
        said.link(publisher, "rdf:type", "foaf:Agent")
        said.text(publisher, "foaf:name", PUBLISHER)
        said.link(LICENCE_ADDRESS, "rdf:type", "dcterms:LicenseDocument")
        said.text(LICENCE_ADDRESS, "dcterms:title", "Creative Commons Attribution 4.0 International")
        said.link(LICENCE_ADDRESS, "dcterms:type", _ATTRIBUTION)
        said.link(_ATTRIBUTION, "rdf:type", "skos:Concept")
        said.text(_ATTRIBUTION, "skos:prefLabel", "Attribution")
        rights = self._url + LICENCE
        said.link(rights, "rdf:type", "dcterms:RightsStatement")
        said.text(rights, "rdfs:label", "What the licence covers, and how to name the source")
        said.link(_ENGLISH, "rdf:type", "dcterms:LinguisticSystem")
        scheme = f"{_AUTHORITY}data-theme"
        said.link(scheme, "rdf:type", "skos:ConceptScheme")
        said.text(scheme, "dcterms:title", "Data themes of the EU")
        for theme, name in _THEMES.items():
            said.link(theme, "rdf:type", "skos:Concept")
            said.link(theme, "skos:inScheme", scheme)
            said.text(theme, "skos:prefLabel", name)
        for standard, title in STANDARDS.items():
            said.link(standard, "rdf:type", "dcterms:Standard")
            said.text(standard, "dcterms:title", title)

    def _describe_common(self, node: str, title: str, description: str, days: tuple[date, date] | None) -> None:
        said = self.said
        said.text(node, "dcterms:title", title)
        said.text(node, "dcterms:description", description)
        said.link(node, "dcterms:license", LICENCE_ADDRESS)
        said.link(node, "dcterms:language", _ENGLISH)
        if days:
            said.value(node, "dcterms:modified", days[1], "xsd:date")
        if days and days[0] == days[1]:
            said.value(node, "dcterms:issued", days[0], "xsd:date")

    def _describe_resource(
        self, node: str, title: str, description: str, days: tuple[date, date] | None, place: tuple[str, str]
    ) -> None:
        """What a catalogue and a dataset have in common."""
        said = self.said
        self._describe_common(node, title, description, days)
        said.link(node, "dcterms:publisher", self._at("agent", PUBLISHER))
        said.link(node, "dcterms:spatial", place[0])
        said.link(place[0], "rdf:type", "dcterms:Location")
        said.text(place[0], "skos:prefLabel", place[1])
        said.link(node, "dcat:theme", *_THEMES)
        said.text(node, "dcat:keyword", *_KEYWORDS)
        if days:
            first, last = days
            # As the graph calls it: the same days, the same address.
            period = f"{self._base}id/period/" + (f"{first}" if first == last else f"{first}--{last}")
            said.link(node, "dcterms:temporal", period)
            said.link(period, "rdf:type", "dcterms:PeriodOfTime")
            said.value(period, "dcat:startDate", first, "xsd:date")
            said.value(period, "dcat:endDate", last, "xsd:date")

    def describe_catalogue(self, datasets: list[PublishedDataset]) -> None:
        """Describe the catalogue itself: of all the parts, under the name of none."""
        said, node = self.said, f"{self._base}id/catalogue"
        days = [day for dataset in datasets if dataset.days for day in dataset.days]
        said.link(node, "rdf:type", "dcat:Catalog")
        self._describe_resource(
            node,
            "Open data of ijb-graph",
            "How Scotland's Integration Joint Boards govern, as linked data and as tables: what board papers state, "
            "the ontology and the rules, and what the rules find.",
            (min(days), max(days)) if days else None,
            self._scotland,
        )
        said.link(node, "dcterms:rights", self._url + LICENCE)
        said.link(node, "dcat:themeTaxonomy", f"{_AUTHORITY}data-theme")
        said.link(node, "dcat:dataset", *(dataset.address for dataset in datasets))
        said.value(node, "dcat:version", version("ijb-graph"), "xsd:string")

    def describe_part(self, dataset: PublishedDataset) -> None:
        """Describe a dataset and its files; one of statements with what VoID counts."""
        said, node = self.said, dataset.address
        said.link(node, "rdf:type", "dcat:Dataset")
        self._describe_resource(node, dataset.title, dataset.description, dataset.days, dataset.place or self._scotland)
        said.link(node, "dcterms:hasPart", *dataset.members)
        said.link(node, "dcterms:conformsTo", *(file.standard for file in dataset.files if file.standard))
        if dataset.paper:
            said.link(node, "prov:wasDerivedFrom", dataset.paper)
        for file in dataset.files:
            self._describe_file(dataset, file)
        counted = {file.path: counts for file in dataset.files if (counts := count(self._folder / file.path))}
        if counted:
            self._describe_statements(dataset, list(counted), next(iter(counted.values())))

    def _describe_file(self, dataset: PublishedDataset, file: File) -> None:
        said, node = self.said, self._at("distribution", *file.path.split("/"))
        path, download = self._folder / file.path, self._url + file.path
        media, kind, name, looks = _FORMATS[path.suffix]
        said.link(dataset.address, "dcat:distribution", node)
        said.link(node, "rdf:type", "dcat:Distribution")
        self._describe_common(node, f"{dataset.title}: {name}", looks, dataset.days)
        # The file itself is where it is had.
        said.link(node, "dcat:accessURL", download)
        said.link(node, "dcat:downloadURL", download)
        media_type, file_type = (
            f"https://www.iana.org/assignments/media-types/{media}",
            f"{_AUTHORITY}file-type/{kind}",
        )
        said.link(node, "dcat:mediaType", media_type)
        said.link(media_type, "rdf:type", "dcterms:MediaType")
        said.link(node, "dcterms:format", file_type)
        said.link(file_type, "rdf:type", "dcterms:MediaTypeOrExtent")
        said.value(node, "dcat:byteSize", path.stat().st_size, "xsd:nonNegativeInteger")
        checksum = f"{node}/checksum"
        said.link(node, "spdx:checksum", checksum)
        said.link(checksum, "rdf:type", "spdx:Checksum")
        said.link(checksum, "spdx:algorithm", "spdx:checksumAlgorithm_sha256")
        said.value(checksum, "spdx:checksumValue", sha256(path), "xsd:hexBinary")
        if file.standard:
            said.link(node, "dcterms:conformsTo", file.standard)

    def _describe_statements(self, dataset: PublishedDataset, paths: list[str], counts: Counts) -> None:
        said, node = self.said, dataset.address
        said.link(node, "rdf:type", "void:Dataset")
        said.link(node, "void:subset", *dataset.members)
        said.link(node, "void:dataDump", *(self._url + path for path in paths))
        for name, number in {
            "triples": counts.triples,
            "distinctSubjects": counts.subjects,
            "distinctObjects": counts.objects,
            "classes": len(counts.classes),
            "properties": len(counts.properties),
        }.items():
            said.value(node, f"void:{name}", number, "xsd:integer")
        # The whole alone: what a part uses can be asked of the part.
        if dataset.address == self._base:
            self._describe_whole(counts)

    def _describe_whole(self, counts: Counts) -> None:
        said, node = self.said, self._base
        said.value(node, "void:uriSpace", self._base, "xsd:string")
        namespaces = {rebase(namespace, self._base): prefix for prefix, namespace in PREFIXES.items()}
        for kind, number_of, numbers in (
            ("class", "void:entities", counts.classes),
            ("property", "void:triples", counts.properties),
        ):
            for used, number in numbers.items():
                cut = max(used.rfind("/"), used.rfind("#")) + 1
                prefix = namespaces.get(used[:cut])
                if prefix:
                    said.link(node, "void:vocabulary", used[:cut])
                partition = self._at("partition", kind, f"{prefix}:{used[cut:]}" if prefix else used)
                said.link(node, f"void:{kind}Partition", partition)
                said.link(partition, f"void:{kind}", used)
                said.value(partition, number_of, number, "xsd:integer")


def catalogue(folder: Path, datasets: list[PublishedDataset], base: str, url: str) -> str:
    """Describe the files of a publication in Turtle; ``url`` is where the folder will stand on the web."""
    made = _Catalogue(folder, base, url)
    made.describe_outside()
    made.describe_catalogue(datasets)
    for dataset in datasets:
        made.describe_part(dataset)
    return as_turtle([made.said.triples], base)
