"""FROM and FROM NAMED give what the standard says, inside `ijb` and on servers; no query reaches another server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pyoxigraph
import pytest
import servers
from ijb_graph.engine import Embedded, Engine
from ijb_graph.engine.remote import Remote
from ijb_graph.errors import InputError
from ijb_graph.graph_file import with_trailer
from ijb_graph.load import load

HOME = "https://w3id.org/ijb/id/graph/"
SIZES = {"one": 3, "two": 5}
LIMITS = servers.PATIENT
KINDS = ["embedded", "oxigraph", "oxigraph without a union", pytest.param("virtuoso", marks=pytest.mark.slow)]


def _write(path: Path) -> Path:
    """A graph of two named graphs, of 3 and 5 statements, described as a build describes it."""
    lines = [
        f"<urn:{name}{one}> <urn:p> <urn:o> <{HOME}{name}> .\n" for name, size in SIZES.items() for one in range(size)
    ]
    base, void, rdf = "https://w3id.org/ijb/", "http://rdfs.org/ns/void#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    lines += [
        f"<{base}> <{rdf}type> <{void}Dataset> <{HOME}about> .\n",
        f'<{base}> <{void}uriSpace> "{base}" <{HOME}about> .\n',
        *(f"<{base}> <{void}subset> <{HOME}{name}> <{HOME}about> .\n" for name in SIZES),
    ]
    path.write_text("".join(with_trailer(sorted(lines))), encoding="utf-8")
    return path


@contextmanager
def _engine(kind: str, graph: Path, folder: Path) -> Iterator[Engine]:
    if kind == "embedded":
        yield Embedded(graph)
        return
    server = servers.virtuoso(folder) if kind == "virtuoso" else servers.oxigraph(folder, kind == "oxigraph")
    with server as running, patch.dict(os.environ, {**running.environment, "NO_PROXY": "*"}):
        list(load(graph, running.query, limits=LIMITS))
        yield Remote(running.query, LIMITS)


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("dataset")
    with _engine(request.param, _write(folder / "graph.nq"), folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("dataset", "plain", "named"),
    [
        ("", 8, 8),
        (f"FROM <{HOME}one>", 3, 0),
        (f"FROM <{HOME}two> FROM <{HOME}one>", 8, 0),
        (f"FROM NAMED <{HOME}two>", 0, 5),
        (f"from <{HOME}one> from named <{HOME}two>", 3, 5),
    ],
)
def test_a_dataset(engine: Engine, dataset: str, plain: int, named: int) -> None:
    for pattern, count in (("?s <urn:p> ?o", plain), ("GRAPH ?g { ?s <urn:p> ?o }", named)):
        answer = engine.query_limited(f"SELECT (COUNT(*) AS ?n) {dataset} WHERE {{ {pattern} }}", "a query", LIMITS)
        assert answer.texts() == [[str(count)]], pattern
        made = engine.query_limited(f"CONSTRUCT {dataset} WHERE {{ ?s <urn:p> ?o }}", "a query", LIMITS)
        assert (made.triples or "").count("\n") == plain
    made = engine.query_limited(f"CONSTRUCT {{ ?s <urn:q> ?o }} {dataset} WHERE {{ ?s <urn:p> ?o }}", "a query", LIMITS)
    assert (made.triples or "").count("\n") == plain
    counted = f"SELECT (COUNT(*) AS ?n) (SAMPLE(EXISTS {{ ?s ?q ?r }}) AS ?any) {dataset} WHERE {{ ?s <urn:p> ?o }}"
    assert engine.query_limited(counted, "a query", LIMITS).texts()[0][0] == str(plain)


def test_a_prefix_in_a_dataset(engine: Engine) -> None:
    query = f"PREFIX g: <{HOME}> SELECT (COUNT(*) AS ?n) FROM g:one {{ ?s <urn:p> ?o }}"
    assert engine.query_limited(query, "a query", LIMITS).texts() == [["3"]]


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (f"SELECT * FROM <{HOME}tow> {{ ?s ?p ?o }}", "unknown-graph"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "call-to-service"),
        ("SELECT * { SERV\\u0049CE <http://127.0.0.1:9/> { ?s ?p ?o } }", "invalid-query"),
        ("CLEAR ALL", "invalid-query"),
    ],
)
def test_what_is_refused(engine: Engine, query: str, kind: str) -> None:
    with pytest.raises(InputError) as caught:
        engine.query_limited(query, "a query", LIMITS)
    assert [problem.id() for problem in caught.value.problems] == [kind]
    if kind == "unknown-graph":
        assert f"Did you mean '{HOME}two'" in str(caught.value)


def test_a_graph_that_is_left_out_is_unknown(engine: Engine) -> None:
    some = copy(engine)  # the other tests, before or after, ask the engine of all graphs
    some.keep({f"{HOME}one", f"{HOME}about"})
    with pytest.raises(InputError, match="unknown-graph"):
        some.query_limited(f"SELECT * FROM <{HOME}two> {{ ?s ?p ?o }}", "a query", LIMITS)
    answer = some.query_limited("SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }", "a query", LIMITS)
    assert answer.texts() == [["3"]]


def test_blank_nodes_and_languages_come_through() -> None:
    store = pyoxigraph.Store()
    store.load(b'_:a <urn:p> "x"@en-GB, "y", 1.5 .', format=pyoxigraph.RdfFormat.TURTLE)
    from ijb_graph.engine.interface import Formats, answer_of
    from ijb_graph.engine.query_runner import read_answer, run_pooled
    from ijb_graph.engine.query_worker import answer_order, written_query
    from ijb_graph.limited_process.child_pool import ChildPool

    query = "SELECT ?s ?o { ?s <urn:p> ?o } ORDER BY ?o"
    pool = ChildPool(partial(answer_order, store))
    ours = read_answer(run_pooled(pool, written_query(query, {}, Formats()), "a query", LIMITS), "a query", LIMITS)
    assert [row[1] for row in ours.rows] == [row[1] for row in answer_of(store.query(query)).rows]
    assert {type(row[0]) for row in ours.rows} == {pyoxigraph.BlankNode}
