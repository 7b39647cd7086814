"""The catalogue of a publication: it describes exactly these files, counts them right, and keeps DCAT-AP."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Run
from conftest import PROJECT, MadeOnce
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from ijb_graph.publish.catalogue import PUBLISHER
from ijb_graph.publish.datasets import CATALOGUE, LICENCE, LICENCE_ADDRESS
from ijb_graph.publish.details import Details
from ijb_graph.publish.publication import publish
from ijb_graph.publish.redirects import REDIRECTS
from ijb_graph.site.page_paths import FILES as FILES_OF_SITE
from ijb_graph.site.page_paths import FOLDERS
from project_copy import ProjectCopy
from published import PAPERS, dcat_ap_results, files_of, quads_of
from pyoxigraph import Quad
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID
from rdflib.term import Node
from shacl_compiler.rdflib_terms import to_rdflib

SPDX, VCARD = Namespace(PREFIXES["spdx"]), Namespace(PREFIXES["vcard"])
DCATAP = Namespace(PREFIXES["dcatap"])
STATEMENTS = {".nq", ".trig", ".ttl"}
DAY = date(2032, 6, 1)

# What DCAT-AP recommends and a publisher gives.
GIVEN = {DCAT.contactPoint, DCATAP.availability, DCTERMS.issued, DCTERMS.modified, FOAF.homepage}
# What it recommends besides, and nobody here can say; see publish/catalogue.ttl.jinja.
LEFT_OUT = {DCAT.bbox, DCAT.centroid, DCTERMS.temporal, DCTERMS.type}
TIMELESS = (
    *("id/graph/about", "id/graph/ontology", "id/graph/reference", "id/graph/shapes"),
    *("id/graph/examples", "id/graph/void"),
    *("def", "def/schemes", "def/mappings", "def/borrowed"),
)
# Properties without which, or with a second value of which, a catalogue breaks DCAT-AP.
MANDATORY = (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.accessURL, FOAF.name, SPDX.checksumValue)
SINGLE = (DCTERMS.issued, DCTERMS.license, DCTERMS.modified, FOAF.homepage, DCTERMS.rights, DCAT.byteSize)


@pytest.fixture(scope="module")
def catalogue(publication: Path) -> Graph:
    return Graph().parse(publication / CATALOGUE)


def test_the_catalogue_describes_exactly_these_files(publication: Path, catalogue: Graph) -> None:
    url = f"{BASE}download/"
    described = {str(file).removeprefix(url): node for node, file in catalogue.subject_objects(DCAT.downloadURL)}
    files = files_of(publication)
    # The pages show what these files hold, and are no files to download.
    pages = {path for path in files if path in FILES_OF_SITE or path.partition("/")[0] in FOLDERS}
    assert set(described) == set(files) - pages - {CATALOGUE, LICENCE, REDIRECTS}
    for path, node in not_empty(described.items()):
        checksum = catalogue.value(node, SPDX.checksum)
        assert str(catalogue.value(node, DCAT.byteSize)) == str(len(files[path])), path
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == hashlib.sha256(files[path]).hexdigest(), path
        assert catalogue.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert catalogue.value(node, DCAT.accessURL) == catalogue.value(node, DCAT.downloadURL)
        assert catalogue.value(predicate=DCAT.distribution, object=node) is not None
    assert str(catalogue.value(URIRef(f"{BASE}id/catalogue"), DCTERMS.rights)) == url + LICENCE


def test_every_dataset_is_described_by_itself(catalogue: Graph) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description):
        texts = [str(catalogue.value(one, predicate)) for one in catalogue.subjects(RDF.type, DCAT.Dataset)]
        assert len(texts) == len(set(texts)) > len(PAPERS)
        assert not any("{" in text or "\n" in text for text in texts)


def to_triple(quad: Quad) -> tuple[Node, ...]:
    return tuple(to_rdflib(term) for term in quad.triple)


def test_counts_are_those_of_the_files(small_publication: Path) -> None:
    """Counted anew: of statements without regard to named graphs, each once."""
    publication, catalogue = small_publication, Graph().parse(small_publication / CATALOGUE)
    url = f"{BASE}download/"
    counted = 0
    for dataset in not_empty(catalogue.subjects(RDF.type, VOID.Dataset)):
        dumps = sorted(str(one).removeprefix(url) for one in catalogue.objects(dataset, VOID.dataDump))
        assert dumps
        for dump in not_empty(dumps):
            triples = {to_triple(quad) for quad in quads_of(publication / dump)}
            numbers = {
                VOID.triples: len(triples),
                VOID.distinctSubjects: len({s for s, _, _ in triples}),
                VOID.distinctObjects: len({o for _, _, o in triples}),
                VOID.classes: len({o for _, p, o in triples if p == RDF.type}),
                VOID.properties: len({p for _, p, _ in triples}),
            }
            assert {one: catalogue.value(dataset, one) for one in numbers} == {
                one: Literal(number) for one, number in numbers.items()
            }, dump
            counted += 1
        if dataset == URIRef(BASE):
            for kind, position in (("class", 2), ("property", 1)):
                expected = Counter(t[position] for t in triples if kind == "property" or t[1] == RDF.type)
                numbers_of = {"class": VOID.entities, "property": VOID.triples}[kind]
                partitions = catalogue.objects(dataset, VOID[f"{kind}Partition"])
                told = {catalogue.value(one, VOID[kind]): catalogue.value(one, numbers_of) for one in partitions}
                assert told == {term: Literal(number) for term, number in expected.items()}
    # The catalogue does not count itself, nor the data beside each page.
    stated = [path.relative_to(publication) for path in publication.rglob("*.*") if path.suffix in STATEMENTS]
    assert counted == len([path for path in stated if path.parts[0] != "id"]) - 1


def test_the_whole_is_the_graph_as_it_calls_itself(publication: Path, catalogue: Graph) -> None:
    """Loaded beside the graph, the catalogue says more of the same dataset, and the base stays the base."""
    assert catalogue.value(URIRef(BASE), VOID.uriSpace) == Literal(BASE)
    subsets = {str(one) for one in catalogue.objects(URIRef(BASE), VOID.subset)}
    graphs = {str(quad.graph_name).strip("<>") for quad in quads_of(publication / "graph.nq")}
    assert subsets == graphs
    assert {str(one) for one in catalogue.subjects(RDF.type, DCAT.Dataset)} > graphs


def test_meetings_are_what_a_dataset_is_about_and_not_when_it_was_made(engine: Embedded, catalogue: Graph) -> None:
    rows = engine.query((PROJECT.queries / "papers" / "query.rq").read_text(encoding="utf-8"), "papers").rows
    meetings = {f"{board.value}/{paper.value}": day.value for board, paper, day, *_ in rows if board and paper and day}
    assert set(meetings) == set(PAPERS)
    for paper, day in not_empty(meetings.items()):
        period = catalogue.value(URIRef(f"{BASE}id/graph/{paper}"), DCTERMS.temporal)
        assert str(catalogue.value(period, DCAT.startDate)) == str(catalogue.value(period, DCAT.endDate)) == day
    # Nobody has given a day: only the ontology says one itself.
    dated = set(catalogue.subjects(DCTERMS.modified)) | set(catalogue.subjects(DCTERMS.issued))
    assert URIRef(f"{BASE}id/graph/ontology") in dated
    files = {str(one).removeprefix(f"{BASE}id/distribution/") for one in dated}
    names = {path.removeprefix(f"{BASE}").rpartition("/")[2].removesuffix(".ttl") for path in files}
    assert names == {"vocabulary", "ontology", "schemes", "mappings", "borrowed", "def"}
    header = Graph().parse(PROJECT.ontology / "ijb.ttl").value(URIRef(f"{BASE}def"), DCTERMS.modified)
    assert {catalogue.value(node, DCTERMS.modified) for node in dated} == {header}


def test_no_node_is_blank_and_every_address_of_ours_is_described(engine: Embedded, catalogue: Graph) -> None:
    assert all(isinstance(node, URIRef | Literal) for node in not_empty(catalogue.all_nodes()))
    known = set(catalogue.subjects())
    for node in not_empty(set(catalogue.objects()) - known):
        if isinstance(node, URIRef) and node.startswith(f"{BASE}id/"):
            assert engine.query(f"ASK {{ <{node}> a ?class }}", "test").truth, node


def test_the_publisher_and_the_licence_are_those_of_the_project(catalogue: Graph) -> None:
    assert f'name: "{PUBLISHER}"' in (PROJECT.root / "CITATION.cff").read_text(encoding="utf-8")
    assert LICENCE_ADDRESS in PROJECT.licence.read_text(encoding="utf-8")
    assert set(catalogue.objects(None, DCTERMS.license)) == {URIRef(LICENCE_ADDRESS)}


@pytest.fixture(scope="module")
def described(small_copy: ProjectCopy, small_built: Built, made_once: MadeOnce) -> Graph:
    """The catalogue of a publication whose publisher gives all that there are options for."""
    details = Details("https://data.example.org/", "Data team", "https://example.org/ijb", DAY, "stable")
    project = Project(small_copy.root, is_checkout=True)
    made = made_once("described", lambda folder: publish(small_built.path, project, folder / "web", details))
    return Graph().parse(made / "web" / CATALOGUE)


def test_the_catalogue_conforms_to_dcat_ap(catalogue: Graph) -> None:
    assert dcat_ap_results(catalogue, SH.Violation) == set()
    warnings = dcat_ap_results(catalogue, SH.Warning)
    assert {path for path, _ in warnings} == {str(one) for one in GIVEN | LEFT_OUT}
    timeless = {node for path, node in warnings if path == str(DCTERMS.temporal)}
    assert timeless == {f"{BASE}{one}" for one in TIMELESS}


def test_what_the_publisher_gives_is_what_dcat_ap_recommends(described: Graph) -> None:
    assert dcat_ap_results(described, SH.Violation) == set()
    assert {path for path, _ in dcat_ap_results(described, SH.Warning)} == {str(one) for one in LEFT_OUT}
    node = URIRef(f"{BASE}id/catalogue")
    assert described.value(node, DCTERMS.issued) == described.value(node, DCTERMS.modified) == Literal(DAY)
    contact = described.value(node, DCAT.contactPoint)
    assert (described.value(contact, VCARD.fn), described.value(node, FOAF.homepage)) == (
        Literal("Data team"),
        URIRef("https://example.org/ijb"),
    )


@pytest.mark.parametrize("path", [*MANDATORY, SPDX.checksumAlgorithm_sha256], ids=str)
def test_what_is_missing_is_found(path: URIRef, described: Graph) -> None:
    spoilt = Graph() + described
    spoilt.remove((path, RDF.type, None) if path == SPDX.checksumAlgorithm_sha256 else (None, path, None))
    expected = SPDX.algorithm if path == SPDX.checksumAlgorithm_sha256 else path
    assert {found for found, _ in dcat_ap_results(spoilt, SH.Violation)} == {str(expected)}


@pytest.mark.parametrize("path", SINGLE, ids=str)
def test_a_second_value_is_found(path: URIRef, described: Graph) -> None:
    spoilt = Graph() + described
    for node in not_empty(set(described.subjects(path))):
        spoilt.add((node, path, URIRef("urn:x:y")))
    assert str(path) in {found for found, _ in dcat_ap_results(spoilt, SH.Violation)}


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://example.org/ask", (VCARD.hasURL, "https://example.org/ask")),
        ("data@example.org", (VCARD.hasEmail, "mailto:data@example.org")),
    ],
)
def test_a_contact_is_a_link_where_it_can_be_followed(
    given: str, link: tuple[URIRef, str], small: Project, small_built: Built, tmp_path: Path
) -> None:
    published = publish(small_built.path, small, tmp_path / "web", Details(contact=given))
    graph = Graph().parse(published.folder / CATALOGUE)
    contact = graph.value(URIRef(f"{BASE}id/catalogue"), DCAT.contactPoint)
    assert graph.value(contact, link[0]) == URIRef(link[1])
    assert graph.value(contact, VCARD.fn) == Literal(PUBLISHER)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--contact", "mailto:data@example.org"),
        ("--contact", "javascript:alert(1)"),
        ("--contact", "data@"),
        ("--contact", "Data\u202e team"),
        ("--homepage", "example.org"),
        ("--homepage", "https://example.org/> <urn:x"),
        ("--issued", "1 June 2032"),
        ("--availability", "always"),
        ("--url", "https://example.org/a b"),
    ],
)
def test_a_detail_in_a_wrong_form_is_refused(option: str, value: str, small_ready: Run, small: Project) -> None:
    done = small_ready("publish", "web", option, value)
    assert done.returncode == 2
    assert re.fullmatch(rf"ijb: ijb publish, column {option}: .*\[wrong-value\]\n", done.stderr)
    assert not (small.root / "web").exists()
