"""The publication: every file is there and what it says, the same each time; wording never gets in."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from command_line import Run
from conftest import PROJECT
from graph_files import statements_of, write_graph
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.check.rules import PREFIX_DECLARATIONS, rule_folders
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from ijb_graph.publish.datasets import CATALOGUE, LICENCE
from ijb_graph.publish.publication import publish
from ijb_graph.publish.redirects import REDIRECTS
from ijb_graph.publish.registers import DATABASE, METADATA, WORKBOOK
from ijb_graph.publish.vocabulary_files import PARTS
from ijb_graph.site.page_paths import FILES as FILES_OF_SITE
from ijb_graph.site.page_paths import FOLDERS
from ijb_graph.turtle import read_turtle
from published import PAPERS, REGISTERS, files_of, quads_of
from rdflib import OWL, RDF, SH, Graph, URIRef
from rdflib.namespace import DCAT

SHARED_GRAPHS = ("about", "derived", "editorial", "ontology", "reference", "shortcuts")
# The files of named graphs that have other names.
FILES = {"ontology": "vocabulary.ttl"}


def test_the_files_are_all_there_and_no_others(publication: Path) -> None:
    expected = {
        CATALOGUE,
        LICENCE,
        REDIRECTS,
        "findings.csv",
        "findings.ttl",
        "graph.nq",
        "graph.trig",
        "shapes.ttl",
        METADATA,
    }
    expected |= {FILES.get(name, f"{name}.ttl") for name in SHARED_GRAPHS}
    version = Graph().parse(PROJECT.ontology / "ijb.ttl").value(URIRef(f"{BASE}def"), OWL.versionInfo)
    expected |= {f"{folder}{part}.ttl" for part in PARTS for folder in ("", f"versions/{version}/")}
    expected |= {f"papers/{paper}.ttl" for paper in PAPERS}
    expected |= {f"registers/{question.name}.{form}" for question in REGISTERS for form in ("csv", "parquet")}
    expected |= {DATABASE, WORKBOOK, "cubes.ttl", "examples.ttl", "void.ttl"}
    pages = {path for path in files_of(publication) if path in FILES_OF_SITE or path.partition("/")[0] in FOLDERS}
    assert pages >= set(FILES_OF_SITE)
    assert set(files_of(publication)) - pages == expected
    assert {path.name for path in publication.parent.iterdir()} == {"open-data"}, "a working folder was left behind"


def test_n_quads_are_sorted_and_what_was_built(publication: Path, built: Built) -> None:
    lines = statements_of(publication / "graph.nq")
    assert lines == sorted(set(lines))
    assert (publication / "graph.nq").read_bytes() == built.path.read_bytes()


def test_trig_and_turtle_say_what_the_n_quads_say(publication: Path) -> None:
    quads = quads_of(publication / "graph.nq")
    assert quads_of(publication / "graph.trig") == quads
    files = {f"id/graph/{name}": FILES.get(name, f"{name}.ttl") for name in SHARED_GRAPHS}
    files |= {f"id/graph/{paper}": f"papers/{paper}.ttl" for paper in PAPERS}
    for graph, file in not_empty(files.items()):
        own = {quad.triple for quad in quads if quad.graph_name == pyoxigraph.NamedNode(BASE + graph)}
        assert {quad.triple for quad in quads_of(publication / file)} == own, file
        assert own


def test_turtle_is_grouped_by_subject_with_prefixes(publication: Path) -> None:
    for path in not_empty(sorted(publication.rglob("*.ttl"))):
        text = path.read_text(encoding="utf-8")
        # Texts in them have lines of one word; and those beside pages are about one thing each.
        if path.name in ("findings.ttl", "examples.ttl") or "id" in path.relative_to(publication).parts:
            continue
        subjects = re.findall(r"^(?!@)\S+$", text, flags=re.MULTILINE)
        assert subjects
        assert len(subjects) == len(set(subjects)), path
        prefixes = dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", text, flags=re.MULTILINE))
        assert prefixes.items() <= PREFIXES.items()
        assert all(f"{prefix}:" in text.split(" .\n\n", 1)[1] for prefix in not_empty(prefixes)), path


def test_the_shapes_are_those_of_all_rules(publication: Path) -> None:
    def canonical(triples: list[pyoxigraph.Triple]) -> set[str]:
        dataset = pyoxigraph.Dataset(
            pyoxigraph.Quad(one.subject, one.predicate, one.object, pyoxigraph.DefaultGraph()) for one in triples
        )
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        return {str(quad) for quad in dataset}

    merged = [quad.triple for quad in read_turtle(publication / "shapes.ttl")]
    of_rules = [PROJECT.shapes / PREFIX_DECLARATIONS, *(one / "shape.ttl" for one in rule_folders(PROJECT.shapes))]
    assert canonical(merged) == canonical([quad.triple for path in of_rules for quad in read_turtle(path)])
    order = re.findall(r"^shape:(\S+)$", (publication / "shapes.ttl").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert order == ["prefixes", *(one.name for one in rule_folders(PROJECT.shapes))]


def test_the_findings_agree_with_one_another(publication: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((publication / "findings.csv").read_text(encoding="utf-8"))))
    report = Graph().parse(publication / "findings.ttl")
    in_report = Counter(str(shape).rsplit("/", 1)[-1] for shape in report.objects(None, SH.sourceShape))
    assert Counter(row["rule"] for row in rows) == in_report
    assert rows


@pytest.mark.slow
def test_the_same_graph_gives_the_same_bytes(built: Built, publication: Path, tmp_path: Path) -> None:
    """In another process, with another hash seed, time zone and language."""
    assert_published_again(PROJECT, built, publication, tmp_path)


def test_a_small_graph_gives_the_same_bytes(
    small: Project, small_built: Built, small_publication: Path, tmp_path: Path
) -> None:
    """The same of a graph that is soon published."""
    assert_published_again(small, small_built, small_publication, tmp_path)


def assert_published_again(project: Project, built: Built, publication: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "de_DE.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "ijb_graph", "publish", str(tmp_path / "again"), "--out", str(built.path.parent)],
        cwd=project.root,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert files_of(tmp_path / "again") == files_of(publication)
    assert f"{len(files_of(publication))} files" in done.stdout
    registers = len(list((publication / "registers").iterdir()))
    assert re.search(rf" registers/ +{registers} files$", done.stdout, flags=re.MULTILINE)
    assert done.stderr == ""


def test_wording_is_never_published(
    small_built: Built, small_publication: Path, small: Project, tmp_path: Path
) -> None:
    """A graph that holds the papers' words gives the very bytes that one without them gives, counts included."""
    words = "These are the words of a paper, and stay where the paper is."
    passage = f"<{BASE}id/passage/{PAPERS[0]}/1/quote>"
    graph = f"<{BASE}id/graph/wording>"
    quoted = [
        f'{passage} <http://www.w3.org/ns/oa#exact> "{words}" {graph} .\n',
        f"{passage} <{RDF.type}> <http://www.w3.org/ns/oa#TextQuoteSelector> {graph} .\n",
    ]
    write_graph(tmp_path / "graph.nq", [*statements_of(small_built.path), *quoted])
    without = publish(tmp_path / "graph.nq", small, tmp_path / "without")
    assert without.left_out_wording
    assert files_of(without.folder) == files_of(small_publication)
    assert not any(words.encode() in data or b"id/graph/wording" in data for data in files_of(without.folder).values())


def test_a_named_graph_that_nobody_allowed_is_not_published(small_built: Built, small: Project, tmp_path: Path) -> None:
    notes = f"<{BASE}id/x> <{RDF.type}> <{RDF.type}> <{BASE}id/graph/notes> .\n"
    write_graph(tmp_path / "graph.nq", [*statements_of(small_built.path), notes])
    with pytest.raises(InputError, match=r"a named graph <\S+/id/graph/notes>"):
        publish(tmp_path / "graph.nq", small, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_another_base_and_another_place(small: Project, small_ijb: Run, tmp_path: Path) -> None:
    base, url = "https://example.org/graph/", "https://data.example.org/ijb/"
    assert small_ijb("build", "--base", base).returncode == 0
    assert small_ijb("publish", str(tmp_path / "own")).returncode == 0
    assert small_ijb("publish", str(tmp_path / "there"), "--url", url.rstrip("/")).returncode == 0
    for name, where in (("own", f"{base}download/"), ("there", url)):
        files = files_of(tmp_path / name)
        assert not [path for path, data in files.items() if BASE.encode() in data]
        assert files["findings.csv"].count(b"\n") > 1
        graph = Graph().parse(tmp_path / name / CATALOGUE)
        assert {str(file).removeprefix(where) for file in graph.objects(None, DCAT.downloadURL)} < set(files)
        assert (URIRef(f"{base}id/catalogue"), RDF.type, DCAT.Catalog) in graph
        assert Embedded(tmp_path / name / "graph.nq").base == base
    own, there = (files_of(tmp_path / name) for name in ("own", "there"))
    assert {path for path in own if own[path] != there[path]} == {CATALOGUE, REDIRECTS, "data.html", "void.ttl"}
