"""Publication: the files hold the graph and nothing of the papers' wording; the catalogue tells the truth of them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from conftest import HOUSE, ROOT, Run
from csvw import CSVW
from ijb_graph.graph.build import Built, build
from ijb_graph.publish.write import publish
from rdflib import DCAT, FOAF, RDF, VOID, XSD, BNode, Graph, Literal, Namespace, URIRef

SPDX = Namespace("http://spdx.org/rdf/terms#")
URL = "https://data.example.org/ijb/"


@pytest.fixture(scope="module")
def publication(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("publication") / "site"
    publish(built.path, HOUSE, folder, URL)
    return folder


@pytest.fixture(scope="module")
def catalogue(publication: Path) -> Graph:
    return Graph().parse(publication / "catalogue.ttl")


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def faults(catalogue: Graph) -> list[str]:
    from ijb_graph.check.run import results

    shapes = Graph().parse(ROOT / "tests" / "publication" / "dcat-ap.ttl")
    return [f"{one.focus} {one.path}" for one in results(catalogue, shapes, "dcat-ap.ttl")]


def test_the_graph_is_the_built_one(built: Built, publication: Path) -> None:
    text = (publication / "graph.nq").read_bytes()
    assert text == built.path.read_bytes()
    assert text.splitlines() == sorted(text.splitlines())
    trig = pyoxigraph.parse(path=str(publication / "graph.trig"), format=pyoxigraph.RdfFormat.TRIG)
    assert {str(quad) for quad in trig} == {line.decode().removesuffix(" .") for line in text.splitlines()}


def test_the_parts_make_the_whole(built: Built, publication: Path) -> None:
    parts = [
        *publication.glob("papers/*/*.ttl"),
        *(publication / f"{one}.ttl" for one in ("reference", "editorial", "ontology")),
    ]
    assert len(parts) == 3 + len(built.papers)
    found = {str(quad.triple) for path in parts for quad in pyoxigraph.parse(path=str(path))}
    about = "http://rdfs.org/ns/void#"
    whole = {str(quad.triple) for quad in pyoxigraph.parse(path=str(built.path)) if about not in str(quad)}
    assert whole <= found | {str(quad.triple) for quad in pyoxigraph.parse(path=str(built.path)) if about in str(quad)}
    assert found <= {str(quad.triple) for quad in pyoxigraph.parse(path=str(built.path))}


def test_the_shapes_are_all_there(publication: Path) -> None:
    published = Graph().parse(publication / "shapes.ttl")
    separate = sum(len(Graph().parse(path)) for path in HOUSE.shapes.glob("*/*/shape.ttl"))
    assert len(published) == separate + len(Graph().parse(HOUSE.shapes / "prefixes.ttl"))


def test_the_catalogue_keeps_dcat_ap(catalogue: Graph) -> None:
    assert faults(catalogue) == []


@pytest.mark.parametrize(
    "planted",
    [
        (DCAT.Distribution, DCAT.byteSize),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.Distribution, SPDX.checksum),
        (DCAT.Dataset, DCAT.distribution),
        (DCAT.Dataset, DCAT.theme),
        (DCAT.Catalog, DCAT.dataset),
        (FOAF.Agent, FOAF.name),
        (VOID.Dataset, VOID.triples),
    ],
)
def test_a_gap_in_the_catalogue_is_found(catalogue: Graph, planted: tuple[URIRef, URIRef]) -> None:
    of_class, predicate = planted
    spoilt = Graph()
    spoilt += catalogue
    node = min(spoilt.subjects(RDF.type, of_class), key=str)
    spoilt.remove((node, predicate, None))
    assert any(str(node) in fault for fault in faults(spoilt))


def test_the_catalogue_tells_the_truth_of_every_file(publication: Path, catalogue: Graph) -> None:
    described = {}
    for node in catalogue.subjects(RDF.type, DCAT.Distribution):
        place = str(catalogue.value(node, DCAT.downloadURL)).removeprefix(URL)
        content = (publication / place).read_bytes()
        described[place] = content
        assert catalogue.value(node, DCAT.byteSize) == Literal(len(content), datatype=XSD.nonNegativeInteger), place
        checksum = catalogue.value(node, SPDX.checksum)
        value = catalogue.value(checksum, SPDX.checksumValue)
        assert str(value).lower() == hashlib.sha256(content).hexdigest(), place
    assert set(described) == files_in(publication) - {"catalogue.ttl", "LICENSE-DATA"}


def test_the_counts_are_those_of_the_files(publication: Path, catalogue: Graph) -> None:
    nodes = list(catalogue.subjects(RDF.type, VOID.Dataset))
    assert nodes
    for node in nodes:
        place = publication / str(catalogue.value(node, VOID.dataDump)).removeprefix(URL)
        triples = {quad.triple for quad in pyoxigraph.parse(path=str(place))}
        assert int(str(catalogue.value(node, VOID.triples))) == len(triples), place
        assert int(str(catalogue.value(node, VOID.distinctSubjects))) == len({one.subject for one in triples})
        assert int(str(catalogue.value(node, VOID.properties))) == len({one.predicate for one in triples})
        for part in catalogue.objects(node, VOID.classPartition):
            of_class = str(catalogue.value(part, VOID["class"]))
            members = {
                one.subject
                for one in triples
                if one.predicate.value == str(RDF.type) and one.object == pyoxigraph.NamedNode(of_class)
            }
            assert int(str(catalogue.value(part, VOID.entities))) == len(members), of_class


def test_nothing_of_ours_is_a_blank_node(publication: Path, catalogue: Graph) -> None:
    assert not [term for triple in catalogue for term in triple if isinstance(term, BNode)]
    assert b"_:" not in (publication / "graph.nq").read_bytes()


def test_another_reader_reads_the_registers(publication: Path, tmp_path: Path) -> None:
    metadata = publication / "registers" / "csv-metadata.json"
    tables = {table["url"] for table in json.loads(metadata.read_text(encoding="utf-8"))["tables"]}
    assert {f"registers/{name}" for name in tables} == {
        name for name in files_in(publication) if name.endswith(".csv")
    } - {"findings.csv"}
    read = CSVW(str(metadata), validate=True)
    assert read.is_valid, read.warnings
    copy = tmp_path / "registers"
    shutil.copytree(publication / "registers", copy)
    budget = copy / "reserves.csv"
    rows = list(csv.reader(budget.open(encoding="utf-8")))
    rows[1][rows[0].index("amount_k")] = "plenty"
    with budget.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    assert not CSVW(str(copy / "csv-metadata.json"), validate=True).is_valid


def test_a_graph_with_the_papers_wording_gives_the_same_publication(
    papers: Path, publication: Path, tmp_path: Path
) -> None:
    with_wording = build(HOUSE.data, HOUSE.ontology, tmp_path / "build", papers)
    assert with_wording.statements["wording"]
    publish(with_wording.path, HOUSE, tmp_path / "site", URL)
    for name in files_in(publication):
        assert (tmp_path / "site" / name).read_bytes() == (publication / name).read_bytes(), name


def test_the_same_bytes_under_another_seed_zone_and_locale(built: Built, publication: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ijb_graph", "publish", str(tmp_path / "site"), "--url", URL]
    elsewhere = {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8"}
    command += ["--out", str(built.path.parent)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **elsewhere}, check=True, capture_output=True)
    assert files_in(tmp_path / "site") == files_in(publication)
    for name in files_in(publication):
        assert (tmp_path / "site" / name).read_bytes() == (publication / name).read_bytes(), name


def test_a_second_publication_replaces_the_first_and_a_failed_one_does_not(
    built: Built, publication: Path, house: Path, ijb: Run, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(publication, site)
    (site / "of-last-year.txt").write_text("old", encoding="utf-8")
    rule = next(house.glob("shapes/*/*/shape.ttl"))
    rule.write_text("no Turtle", encoding="utf-8")
    failed = ijb("publish", str(site), "--out", str(built.path.parent))
    assert failed.returncode == 2 and "Traceback" not in failed.stderr
    assert (site / "of-last-year.txt").exists()
    publish(built.path, HOUSE, site, URL)
    assert files_in(site) == files_in(publication)
    assert not list(tmp_path.glob(".site.*"))


@pytest.mark.parametrize("there", ["a file", "other things"])
def test_what_is_no_publication_is_never_replaced(built: Built, there: str, ijb: Run, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    if there == "a file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.mkdir()
        (place / "letters.txt").write_text("mine", encoding="utf-8")
    refused = ijb("publish", str(place), "--out", str(built.path.parent))
    assert refused.returncode == 2
    assert "Choose another folder" in refused.stderr and "Traceback" not in refused.stderr
    assert "mine" in (place if there == "a file" else place / "letters.txt").read_text(encoding="utf-8")


def test_no_graph_and_no_web_address_are_refused(ijb: Run, tmp_path: Path) -> None:
    assert "ijb build" in ijb("publish", str(tmp_path / "site"), "--out", str(tmp_path / "none")).stderr
    refused = ijb("publish", str(tmp_path / "site"), "--url", "data.example.org")
    assert refused.returncode == 2 and "--url" in refused.stderr
    assert not (tmp_path / "site").exists()
