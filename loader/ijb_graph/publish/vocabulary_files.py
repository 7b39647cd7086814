"""The vocabulary as files of their own: our terms, our schemes, the mappings to others, and the terms borrowed of them.

Which statement goes where is told by the statement itself, so that each stands in one of the four files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import term
from ijb_graph.publish.datasets import OWL, File, PublishedDataset, dataset, write
from ijb_graph.publish.earlier import Earlier
from ijb_graph.turtle import as_turtle

__all__ = ["PARTS", "keep_versions", "write_vocabulary"]

# The files, by the end of their addresses below that of the ontology, which the first has itself; and those of the
# others that an OWL tool needs beside one.
PARTS = ("ontology", "schemes", "mappings", "borrowed")
_IMPORTS = {
    "ontology": ("borrowed",),
    "schemes": ("ontology", "borrowed"),
    "mappings": ("ontology", "schemes", "borrowed"),
    "borrowed": (),
}

_TYPE, _ONTOLOGY, _IMPORT, _VERSION_IRI, _VERSION, _TITLE, _DESCRIPTION, _DISJOINT = (
    pyoxigraph.NamedNode(term(name))
    for name in (
        *("rdf:type", "owl:Ontology", "owl:imports", "owl:versionIRI", "owl:versionInfo"),
        *("dcterms:title", "dcterms:description", "owl:disjointWith"),
    )
)
# What relates a term to one of another vocabulary.
_RELATIONS = {
    pyoxigraph.NamedNode(term(name))
    for name in (
        *("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:disjointWith", "owl:equivalentClass", "owl:equivalentProperty"),
        *("skos:exactMatch", "skos:closeMatch", "skos:relatedMatch", "skos:broadMatch", "skos:narrowMatch"),
    )
}
# What the header of the ontology says of all four files alike.
_SHARED = {
    term(f"dcterms:{name}")
    for name in (
        "contributor",
        "created",
        "creator",
        "issued",
        "language",
        "license",
        "modified",
        "publisher",
        "rights",
    )
} | {term("owl:versionInfo"), "http://purl.org/ontology/bibo/status"}


def _part(triple: pyoxigraph.Triple, base: str) -> str:
    """The file that a statement belongs to."""
    ours = (f"{base}def", f"{base}scheme/")
    ends = [str(node).strip("<>") for node in (triple.subject, triple.object)]
    # What keeps our classes apart from others' is part of what they mean.
    apart = triple.predicate == _DISJOINT and ends[0].startswith(ours)
    if triple.predicate in _RELATIONS and not apart and not all(one.startswith(ours) for one in ends):
        return "mappings"
    if not ends[0].startswith(ours):
        return "borrowed"
    return "schemes" if ends[0].startswith(ours[1]) else "ontology"


def _address(part: str, base: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(f"{base}def" if part == "ontology" else f"{base}def/{part}")


def _versions(header: list[pyoxigraph.Triple]) -> list[str]:
    values = (one.object for one in header if one.predicate == _VERSION)
    return sorted(one.value for one in values if isinstance(one, pyoxigraph.Literal))


def _header(
    part: str, described: PublishedDataset, header: list[pyoxigraph.Triple], base: str
) -> set[pyoxigraph.Triple]:
    """What a file says of itself, beside what the ontology's own header says."""
    here = _address(part, base)
    said = {pyoxigraph.Triple(here, _IMPORT, _address(one, base)) for one in _IMPORTS[part]}
    if part == "ontology":
        return said
    versions = _versions(header)
    said |= {pyoxigraph.Triple(here, one.predicate, one.object) for one in header if one.predicate.value in _SHARED}
    said |= {
        pyoxigraph.Triple(here, _VERSION_IRI, pyoxigraph.NamedNode(f"{here.value}/{version}")) for version in versions
    }
    title, text = (pyoxigraph.Literal(one, language="en") for one in (described.title, described.description))
    said |= {pyoxigraph.Triple(here, _TITLE, title), pyoxigraph.Triple(here, _DESCRIPTION, text)}
    return said | {pyoxigraph.Triple(here, _TYPE, _ONTOLOGY)}


def write_vocabulary(folder: Path, triples: Iterable[pyoxigraph.Triple], base: str) -> list[PublishedDataset]:
    """Write the named graph of the ontology as four files, each an OWL ontology; the datasets that they are.

    Where the ontology tells its version, each stands a second time in ``versions/VERSION/``, so that what an address
    with a version leads to can stay when the next one comes.
    """
    split: dict[str, set[pyoxigraph.Triple]] = {part: set() for part in PARTS}
    for triple in triples:
        split[_part(triple, base)].add(triple)
    header = [one for one in split["ontology"] if one.subject == _address("ontology", base)]
    versions = _versions(header)
    datasets = []
    for part, stated in split.items():
        files = [File(f"{part}.ttl", OWL), *(File(f"versions/{one}/{part}.ttl", OWL) for one in versions)]
        described = dataset(f"vocabulary-{part}", _address(part, base).value, *files)
        text = as_turtle([stated | _header(part, described, header, base)], base)
        for file in files:
            write(folder, file.path, text)
        datasets.append(described)
    return datasets


def keep_versions(
    folder: Path, earlier: Earlier, base: str, text: Callable[[str], str] = str
) -> list[PublishedDataset]:
    """Copy the files of earlier versions that a publication kept: an address that names a version stays.

    ``text`` changes what is in them.
    """
    datasets = []
    for path in earlier.versions:
        _, version, name = path.split("/")
        if (folder / "versions" / version).exists():
            continue
        part = name.removesuffix(".ttl")
        node = f"{_address(part, base).value}/{version}"
        datasets.append(dataset("vocabulary-earlier", node, File(path, OWL), facts={"version": version, "part": part}))
    for one in datasets:
        kept = (earlier.folder / one.files[0].path).read_text(encoding="utf-8")
        write(folder, one.files[0].path, text(kept))
    return datasets
