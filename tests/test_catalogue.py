"""The catalogue of a publication: it describes exactly these files, counts them right, and keeps DCAT-AP."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.publish.catalogue import PUBLISHER
from ijb_graph.publish.datasets import CATALOGUE, LICENCE, LICENCE_ADDRESS
from published import DCAT_AP, PAPERS, dcat_ap_messages, files_of, quads_of
from rdflib import RDF, SH, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, VOID

SPDX = Namespace("http://spdx.org/rdf/terms#")
STATEMENTS = {".nq": "nquads", ".trig": "trig", ".ttl": "turtle"}
WRONG = (Literal(-1), Literal("2999-01-01", datatype=URIRef(PREFIXES["xsd"] + "date")), URIRef("urn:x:y"))

# What DCAT-AP recommends and the catalogue leaves out, because nobody here can say it; see publish/catalogue.ttl.jinja.
LEFT_OUT = {
    "A catalogue SHOULD have a home page.",
    "A catalogue SHOULD say when it was issued.",
    "A dataset SHOULD say whom to ask.",
    # Ontology, shapes, reference data and editorial readings rest on no meeting.
    "A dataset SHOULD say which time it is about.",
    "A distribution SHOULD say how long it will be there.",
    "An agent SHOULD say what kind of publisher it is.",
}


@pytest.fixture(scope="module")
def catalogue(publication: Path) -> Graph:
    return Graph().parse(publication / CATALOGUE)


def test_the_catalogue_describes_exactly_these_files(publication: Path, catalogue: Graph) -> None:
    url = f"{BASE}download/"
    described = {str(file).removeprefix(url): node for node, file in catalogue.subject_objects(DCAT.downloadURL)}
    files = files_of(publication)
    assert set(described) == set(files) - {CATALOGUE, LICENCE}
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


def test_counts_are_those_of_the_files(small_publication: Path) -> None:
    """Counted anew, by rdflib: of statements without regard to named graphs, each once."""
    publication, catalogue = small_publication, Graph().parse(small_publication / CATALOGUE)
    url = f"{BASE}download/"
    counted = 0
    for dataset in not_empty(catalogue.subjects(RDF.type, VOID.Dataset)):
        dumps = sorted(str(one).removeprefix(url) for one in catalogue.objects(dataset, VOID.dataDump))
        assert dumps
        for dump in not_empty(dumps):
            statements = Dataset(default_union=True)
            statements.parse(publication / dump, format=STATEMENTS[Path(dump).suffix])
            triples = set(statements.triples((None, None, None)))
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
    assert counted == len([path for path in publication.rglob("*.*") if path.suffix in STATEMENTS]) - 1


def test_the_whole_is_the_graph_as_it_calls_itself(publication: Path, catalogue: Graph) -> None:
    """Loaded beside the graph, the catalogue says more of the same dataset, and the base stays the base."""
    assert catalogue.value(URIRef(BASE), VOID.uriSpace) == Literal(BASE)
    subsets = {str(one) for one in catalogue.objects(URIRef(BASE), VOID.subset)}
    graphs = {str(quad.graph_name).strip("<>") for quad in quads_of(publication / "graph.nq")}
    assert subsets == graphs - {f"{BASE}id/graph/about"}


def test_dates_are_those_of_meetings(engine: Embedded, catalogue: Graph) -> None:
    rows = engine.query((PROJECT.queries / "papers" / "query.rq").read_text(encoding="utf-8"), "papers").rows
    meetings = {f"{board.value}/{paper.value}": day.value for board, paper, day, *_ in rows if board and paper and day}
    assert set(meetings) == set(PAPERS)
    for paper, day in not_empty(meetings.items()):
        node = URIRef(f"{BASE}id/graph/{paper}")
        for one in (node, *catalogue.objects(node, DCAT.distribution)):
            assert str(catalogue.value(one, DCTERMS.modified)) == day
    assert str(catalogue.value(URIRef(f"{BASE}id/catalogue"), DCTERMS.modified)) == max(meetings.values())
    assert {str(day) for day in catalogue.objects(None, DCTERMS.modified)} <= set(meetings.values())


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


def test_the_catalogue_keeps_dcat_ap(catalogue: Graph) -> None:
    assert dcat_ap_messages(catalogue, SH.Violation) == set()
    assert dcat_ap_messages(catalogue, SH.Warning) <= LEFT_OUT


def spoilt(catalogue: Graph) -> Iterator[Graph]:
    """The catalogue without any of the values that demands are about, with wrong ones instead, and with too many."""
    without, wrong = Graph() + catalogue, [Graph() for _ in WRONG]
    for shape, demand in DCAT_AP.subject_objects(SH.property):
        path = DCAT_AP.value(demand, SH.path)
        backwards = DCAT_AP.value(path, SH.inversePath)
        for target in catalogue.subjects(RDF.type, DCAT_AP.value(shape, SH.targetClass)):
            if backwards:
                without.remove((None, backwards, target))
            elif path:
                without.remove((target, path, None))
                for graph, value in zip(wrong, WRONG, strict=True):
                    graph.add((target, path, value))
    yield without
    yield from (without + graph for graph in wrong)
    yield catalogue + wrong[0] + wrong[1] + wrong[2]


def test_every_demand_bites(small_publication: Path) -> None:
    catalogue = Graph().parse(small_publication / CATALOGUE)
    demands = [str(message) for message in DCAT_AP.objects(None, SH.message)]
    assert len(demands) == len(set(demands)), "each demand is told by a message of its own"
    assert set(demands) == {message for graph in spoilt(catalogue) for message in dcat_ap_messages(graph)}
