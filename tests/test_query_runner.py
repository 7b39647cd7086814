"""Queries that are not ours run in a child that can be stopped; whatever one does ends in an answer or one error."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
from ijb_graph.engine import Answer
from ijb_graph.engine.interface import Formats
from ijb_graph.engine.query_limits import Limits, limits_from
from ijb_graph.engine.query_refusals import MOST_CHARACTERS, MOST_DEPTH, own_problems, refuse
from ijb_graph.engine.query_runner import read_answer, run_pooled, run_spawned
from ijb_graph.engine.query_worker import answer_order, written_query
from ijb_graph.errors import InputError
from ijb_graph.limited_process.child_pool import ChildPool
from quick import quick_of_each_kind

# Far away, on a busy machine too; and near, for what runs into it and burns as much processor.
LIMITS = Limits(seconds=60, memory=256, answer=4)
SHORT = Limits(seconds=0.3, memory=256, answer=4)
# Each value holds the one before: pyoxigraph ends the process that reads such an answer.
NESTED = " ".join(f"BIND(TRIPLE(<urn:a>, <urn:b>, ?x{one}) AS ?x{one + 1})" for one in range(3000))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Run = Callable[[str, Limits], Answer]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 20,000 statements: a join of them without a shared variable ends never, and fills any memory."""
    path = tmp_path_factory.mktemp("graph") / "graph.nq"
    path.write_text(
        "".join(f'<urn:s{one}> <urn:p> "value {one}" <urn:g{one % 3}> .\n' for one in range(20_000)), encoding="utf-8"
    )
    return path


@pytest.fixture(scope="module")
def store(graph: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=graph, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def order_of(sparql: str) -> bytes:
    return written_query(sparql, {"use_default_graph_as_union": True}, Formats())


@pytest.fixture(scope="module")
def pool(store: pyoxigraph.Store) -> ChildPool:
    """All tests have its children, one after another."""
    return ChildPool(partial(answer_order, store))


@pytest.fixture(params=["pooled", "spawned"])
def run(request: pytest.FixtureRequest, pool: ChildPool, graph: Path) -> Run:
    def written(sparql: str, limits: Limits) -> bytes:
        if request.param == "pooled":
            return run_pooled(pool, order_of(sparql), "a query", limits)
        return run_spawned(graph, order_of(sparql), "a query", limits)

    return lambda sparql, limits: read_answer(written(sparql, limits), "a query", limits)


def ids(error: InputError) -> list[str]:
    return [problem.id() for problem in error.problems]


def test_a_whole_answer(run: Run) -> None:
    answer = run("SELECT (COUNT(*) AS ?n) (1 AS ?b) (2 AS ?a) { ?s ?p ?o }", LIMITS)
    assert (answer.columns, answer.texts()) == (["n", "b", "a"], [["20000", "1", "2"]])


def test_the_other_forms(run: Run) -> None:
    assert [run(f"ASK {{ <urn:s1> ?p {value} }}", LIMITS).truth for value in ("?o", "1")] == [True, False]
    made = run("CONSTRUCT { ?s <urn:q> 1 } { ?s ?p ?o FILTER(?o IN ('value 7', 'value 6')) }", LIMITS).triples
    assert made == "".join(
        f'<urn:s{one}> <urn:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n' for one in (6, 7)
    )
    assert run("CONSTRUCT WHERE { ?s <urn:none> ?o }", LIMITS) == Answer([], [], triples="")


@pytest.mark.parametrize(
    ("sparql", "limits", "kind"),
    quick_of_each_kind(
        [
            (ENDLESS, SHORT, "query-out-of-time"),
            ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 5", Limits(60, 64, 4), "query-out-of-memory"),
            ("SELECT * { ?a ?b ?c . ?d ?e ?f }", Limits(60, 256, 1), "answer-too-large"),
            # The quickest to fail: a crash takes seconds.
            ("SELECT (TRIPLE(<urn:a>, <urn:b>, 1) AS ?x) {}", LIMITS, "query-failed"),
            ("SELECT * {" + "{" * 20_000 + "}" * 20_001, LIMITS, "query-failed"),
            (f"SELECT ?x3000 {{ BIND(<urn:c> AS ?x0) {NESTED} }}", Limits(60, 256, 4), "query-failed"),
            ("SELECT ?x {", LIMITS, "invalid-query"),
            ("DROP ALL", LIMITS, "invalid-query"),
        ],
        lambda row: {row[2]},
    ),
)
def test_what_meets_a_limit(run: Run, sparql: str, limits: Limits, kind: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        run(sparql, limits)
    assert ids(caught.value) == [kind]
    assert time.monotonic() - began < 30


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server that keeps what it is sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    heard.append(connection.recv(100))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], heard
        finally:
            done.set()
            thread.join()


def test_no_call_leaves_the_child(run: Run) -> None:
    with listener() as (port, heard), pytest.raises(InputError) as caught:
        run(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}", LIMITS)
    assert ids(caught.value) == ["query-failed"]
    assert not heard


def test_ctrl_c_ends_the_child(store: pyoxigraph.Store) -> None:
    """The clock is far away; an exception in the parent, as Ctrl-C is one, ends the child at once."""

    class CtrlCError(Exception):
        pass

    children: list[int] = []
    fork = os.fork

    def noted() -> int:
        child = fork()
        children.append(child)
        return child

    def interrupt(*_: object) -> None:
        raise CtrlCError

    before = signal.signal(signal.SIGALRM, interrupt)
    os.fork = noted  # the child is known by its number alone
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(CtrlCError):
            run_pooled(ChildPool(partial(answer_order, store)), order_of(ENDLESS), "a query", Limits())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.fork = fork
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(children[0], 0)


def test_nothing_is_left_open(run: Run) -> None:
    def fails() -> None:
        with pytest.raises(InputError):
            run("ASK {", LIMITS)

    fails()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(2):
        run("ASK {}", LIMITS)
        fails()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize(
    ("sparql", "kind"),
    [
        ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", "call-to-service"),
        ("select * { service silent ?x { ?s ?p ?o } }", "call-to-service"),
        ("SELECT * { # x\rSERVICE <http://a.example/> { ?s ?p ?o } }", "call-to-service"),
        ("LOAD <http://a.example/>", "call-to-service"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "invalid-query"),
        ("PREFIX a: <urn:> DELETE WHERE { ?s a:b ?o }", "invalid-query"),
        ("SELECT * " + "{" * (MOST_DEPTH + 1) + "}" * (MOST_DEPTH + 1), "query-too-deep"),
        ("SELECT (" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) {}", "query-too-deep"),
        ("#" * (MOST_CHARACTERS + 1), "query-too-long"),
        ("SELECT * FROM <urn:none> { ?s ?p ?o }", "unknown-graph"),
        ("PREFIX u: <urn:> SELECT * FROM NAMED u:none FROM <urn:g1> { ?s ?p ?o }", "unknown-graph"),
        ("SELECT * { ?s ?p '", "invalid-query"),
    ],
)
def test_what_is_refused_before_it_runs(sparql: str, kind: str) -> None:
    with pytest.raises(InputError) as caught:
        refuse(sparql, "a query", ["urn:g1"])
    assert ids(caught.value) == [kind]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service ?load 'SERVICE <x>' } # LOAD <x>",
        'SELECT * { ?s ?p """FROM <urn:none> SERVICE""" }',
        "PREFIX service: <urn:> SELECT * FROM <urn:g1> { ?s service:load ?o }",
        "SELECT * " + "{" * MOST_DEPTH + "}" * MOST_DEPTH,
        "ASK {} # )))))",
    ],
)
def test_what_only_looks_so_is_not_refused(sparql: str) -> None:
    refuse(sparql, "a query", ["urn:g1"])


@pytest.mark.parametrize(
    ("sparql", "kinds"),
    [
        ("SELECT * { # x\rSERVICE <http://a.example/> {} }", ["call-to-service"]),
        ('SELECT * { BIND("""\n#""" AS ?x) service <http://a.example/> {} }', ["call-to-service"]),
        ("SELECT * { ?s ?p 1.SERVICE <http://a.example/> {} }", ["call-to-service"]),
        ("SELECT * # x\rFROM <urn:g1> {}", ["own-dataset"]),
        ("# From a service\n  # LOAD\nSELECT ?service ?load { ?s :SERVICE ?load }", []),
    ],
)
def test_what_is_refused_in_a_query_of_the_project(sparql: str, kinds: list[str]) -> None:
    assert [one.id() for one in own_problems(sparql, "a query")] == kinds


def test_limits_come_from_the_call_the_environment_and_the_defaults() -> None:
    environment = {"IJB_QUERY_SECONDS": "2.5", "IJB_QUERY_MEMORY": "100"}
    assert limits_from(environment, seconds=None, memory=200) == Limits(2.5, 200, Limits().answer)
    assert limits_from({}) == Limits()
    with pytest.raises(InputError) as caught:
        limits_from({"IJB_QUERY_SECONDS": "-1", "IJB_QUERY_ANSWER": "much"})
    assert ids(caught.value) == ["wrong-limit", "wrong-limit"]
    assert "IJB_QUERY_SECONDS" in str(caught.value)
