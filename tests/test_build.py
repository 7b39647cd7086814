"""The build: the same bytes every time, canonical literals, evidence for every record, all or nothing."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest
from conftest import PROJECT, Run
from graph_files import statements_of
from ijb_graph.addresses import BASE
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built, build
from ijb_graph.graph.declarations import read_declaration
from ijb_graph.project import Project
from ijb_graph.records.reader import read_records
from ijb_graph.records.schema import read_schema


def text_file() -> str:
    """The name of the text of the paper that these tests look at."""
    return next(one.text_file for one in read_records(PROJECT.data).papers if one.slug == "2019-10-31-directions")


def test_the_same_records_give_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """In another process, with another hash seed, time zone and language."""
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-m", "ijb_graph", "build", "--out", str(tmp_path)],
        cwd=PROJECT.root,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "graph.nq").read_bytes() == built.path.read_bytes()


def test_lines_are_sorted_and_a_store_keeps_them_as_they_are(built: Built) -> None:
    """Canonical literals: what Oxigraph gives back is what was written."""
    lines = statements_of(built.path)
    assert lines == sorted(set(lines))
    store = pyoxigraph.Store()
    store.load("".join(lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert sorted(f"{quad} .\n" for quad in store) == lines


def test_every_kind_of_record_states_something() -> None:
    """But for aliases, which are stated of the bodies that have them."""
    silent = {kind.name for kind in read_schema(PROJECT.data).kinds.values() if not read_declaration(kind).statements}
    assert silent == {"reference/aliases"}


def test_every_row_becomes_a_record_with_evidence(built: Built, engine: Embedded) -> None:
    """As many records in the graph as rows in the files, each with a passage whose selector holds its lines."""
    found = engine.query(
        """PREFIX ijb: <https://w3id.org/ijb/def#>
        SELECT (COUNT(*) AS ?n) {
          SELECT DISTINCT ?r ?p WHERE { GRAPH ?g { ?r ijb:isStatedIn ?p ; ijb:hasBasis ?b } MINUS { ?r a ijb:Claim } }
        }""",
        "test",
    ).rows
    assert found[0][0] and int(found[0][0].value) == built.records
    rows = engine.query(
        """PREFIX ijb: <https://w3id.org/ijb/def#>
        PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT DISTINCT ?lines ?value WHERE {
          <https://w3id.org/ijb/id/direction/east-lothian/2019-20/D12a>
            prov:wasDerivedFrom/oa:hasSelector ?s ; ijb:lines ?lines .
          ?s a oa:FragmentSelector ; dcterms:conformsTo <http://tools.ietf.org/rfc/rfc5147> ; rdf:value ?value }""",
        "test",
    ).rows
    # RFC 5147 counts the gaps between lines: line 510 is what lies between gaps 509 and 510.
    assert [[term.value for term in row if term] for row in rows] == [["510", "line=509,510"]]


def test_nothing_points_at_what_nobody_describes(engine: Embedded) -> None:
    """Every address of ours that a statement points at is described; and no node is blank."""
    rows = engine.query(
        f"""SELECT DISTINCT ?o WHERE {{
          ?s ?p ?o FILTER(ISIRI(?o) && STRSTARTS(STR(?o), "{BASE}"))
          # The ontology itself, as it is in this version.
          FILTER(?p != <http://www.w3.org/2002/07/owl#versionIRI>) OPTIONAL {{ ?o a ?class }} FILTER(!BOUND(?class))
        }}""",
        "test",
    ).rows
    assert [row[0].value for row in rows if row[0]] == []
    assert engine.query("ASK { ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) }", "test").truth is False


def test_another_base_moves_every_address(tmp_path: Path) -> None:
    """And the lines with them: an address that begins with http: comes before those of others."""
    moved = build(PROJECT.data, PROJECT.ontology, tmp_path, base="http://a.example/graph/")
    lines = statements_of(moved.path)
    assert not any(BASE in line for line in lines)
    assert lines == sorted(set(lines))
    assert Embedded(moved.path).base == "http://a.example/graph/"


@pytest.mark.parametrize(
    "base", ["example.org/", "https://example.org", "https://example.org/a b/", "ftp://example.org/"]
)
def test_a_base_that_is_no_base_is_refused(base: str, small: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--base"):
        build(small.data, small.ontology, tmp_path, base=base)
    assert not list(tmp_path.iterdir())


def test_questions_and_rules_follow_the_base(tmp_path: Path, ready: Run) -> None:
    assert ready("build", "--out", str(tmp_path / "moved"), "--base", "https://example.org/graph/").returncode == 0
    for command in (
        ("ask", "who-must-act", "--format", "csv"),
        ("check", "--format", "csv", "--rule", "direction-addressee-named"),
    ):
        assert ready(*command, "--out", str(tmp_path / "moved")).stdout == ready(*command).stdout != ""


def test_wording_is_verified_and_kept_apart(papers: Path, tmp_path: Path, built: Built) -> None:
    """With the papers at hand each passage gets its words and their place; nothing else of the graph changes."""
    with_words = build(PROJECT.data, PROJECT.ontology, tmp_path, papers)
    engine = Embedded(with_words.path)
    rows = engine.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?quote ?start ?end WHERE { GRAPH <https://w3id.org/ijb/id/graph/wording> {
          <https://w3id.org/ijb/id/passage/east-lothian/2019-10-31-directions/223> oa:hasSelector ?q, ?p .
          ?q oa:exact ?quote . ?p oa:start ?start ; oa:end ?end } }""",
        "test",
    ).rows
    assert len(rows) == 1
    quote, start, end = (term.value if term else "" for term in rows[0])
    text = (papers / text_file()).read_text(encoding="utf-8")
    assert text[int(start) : int(end)] == quote
    assert "15,282" in quote
    without = [line for line in statements_of(with_words.path) if "/id/graph/wording>" not in line]
    assert without == statements_of(built.path)
    assert stat.S_IMODE(with_words.path.stat().st_mode) == 0o600


def test_a_text_that_is_not_the_one_read_is_refused(papers: Path, tmp_path: Path) -> None:
    name = text_file()
    (tmp_path / name).write_bytes((papers / name).read_bytes() + b"x")
    with pytest.raises(InputError, match="SHA-256"):
        build(PROJECT.data, PROJECT.ontology, tmp_path / "out", tmp_path)
    assert not (tmp_path / "out").exists()


def test_a_paper_that_is_not_at_hand_is_named(tmp_path: Path, ijb: Run) -> None:
    (tmp_path / "empty").mkdir()
    done = ijb("build", "--papers", str(tmp_path / "empty"))
    assert done.returncode == 0
    assert "Not verified" in done.stderr


def _slow_house(project: Path) -> None:
    """Make the project so large that a build can be stopped in its midst."""
    path = project / "data" / "reference" / "bodies.csv"
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"Made-up Group {number},standing-group,,,\n" for number in range(60_000))


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_stopped_leaves_the_last_good_one(project: Path, ijb: Run, stop: signal.Signals) -> None:
    assert ijb("build").returncode == 0
    out = project / "build"
    before = hashlib.sha256((out / "graph.nq").read_bytes()).hexdigest()
    _slow_house(project)
    # Whoever runs the tests in the background has them ignore Ctrl-C, and a build begun from here would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Stop it while it works, and stop it as soon as it has begun to write.
    for when in ("working", "writing"):
        for _ in range(10):
            process = subprocess.Popen(
                [sys.executable, "-m", "ijb_graph", "build"],
                cwd=project,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            deadline = time.monotonic() + 60
            while (
                when == "writing"
                and process.poll() is None
                and not list(out.glob(".graph.nq.*"))
                and time.monotonic() < deadline
            ):
                time.sleep(0.001)
            if when == "working":
                time.sleep(0.5)
            process.send_signal(stop)
            if process.wait() != 0:
                break
            # It was done before the signal came: begin again from what it wrote.
            before = hashlib.sha256((out / "graph.nq").read_bytes()).hexdigest()
        else:
            raise AssertionError("the build always ended before it was stopped")
        assert hashlib.sha256((out / "graph.nq").read_bytes()).hexdigest() == before
        for rest in out.glob(".graph.nq.*"):
            rest.unlink()
    assert "east-lothian,2019-10-31-directions" in ijb("ask", "papers", "--format", "csv").stdout


@pytest.mark.parametrize("enabled", [True, False])
def test_a_build_leaves_the_garbage_collector_as_it_was(enabled: bool, small: Project, tmp_path: Path) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        build(small.data, small.ontology, tmp_path)
        assert gc.isenabled() == enabled
        with pytest.raises(InputError):
            build(tmp_path, PROJECT.ontology, tmp_path)
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_a_failed_build_leaves_the_last_good_one(project: Path, ready: Run) -> None:
    before = (project / "build" / "graph.nq").read_bytes()
    shutil.rmtree(project / "data" / "reference")
    assert ready("build").returncode == 2
    assert (project / "build" / "graph.nq").read_bytes() == before
