"""Servers that misbehave: each fault is one clear error with exit 2, and nothing cut short is taken for an answer."""

from __future__ import annotations

import base64
import json
import re
import time
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from command_line import Done, run_in_process
from conftest import PROJECT
from fake_server import JSON, Answer, Handler, capped, page, right, serving, status
from graph_files import statements_of, write_graph
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.engine.credentials import credentials_from
from ijb_graph.engine.http_client import Reply
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.query_text import QueryText
from ijb_graph.engine.remote import Remote
from ijb_graph.engine.server_results import NoAnswerError, result_of
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from rule_cases import ALL_RULES
from servers import free_port


@pytest.fixture(scope="module")
def store(built: Built) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(built.path), format=pyoxigraph.RdfFormat.N_QUADS)
    return store


@pytest.fixture(autouse=True)
def _past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def remote(url: str, seconds: float = 20) -> Remote:
    return Remote(url, Limits(seconds=seconds), (0.01, 0.01, 0.01))


def hung_up_half_way(handler: Handler, sparql: str) -> None:
    body = handler.result(sparql)
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:30])


def test_no_server() -> None:
    with pytest.raises(InputError, match="Connection refused"):
        remote(f"http://127.0.0.1:{free_port()}/query")


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(code: int, store: pyoxigraph.Store, engine: Embedded) -> None:
    seen: list[str] = []

    def busy_twice(handler: Handler, sparql: str) -> None:
        seen.append(sparql)
        status(code)(handler, sparql) if seen.count(sparql) < 3 else right(handler, sparql)

    question = (PROJECT.queries / "papers" / "query.rq").read_text(encoding="utf-8")
    with serving(store, busy_twice) as (url, _):
        assert remote(url).query(question, "q") == engine.query(question, "q")


@pytest.mark.parametrize("most", [30, 61, 195])
def test_rows_that_a_server_keeps_back_are_fetched(most: int, store: pyoxigraph.Store, engine: Embedded) -> None:
    """61 directions and 195 bodies: more rows than the limit, or just as many."""
    with serving(store, capped(most, True)) as (url, _):
        there = remote(url)
        for name in ("directions", "bodies", "papers"):
            question = (PROJECT.queries / name / "query.rq").read_text(encoding="utf-8")
            assert there.query(question, name) == engine.query(question, name)


def test_rows_that_cannot_be_had_are_an_error(store: pyoxigraph.Store) -> None:
    question = (PROJECT.queries / "directions" / "query.rq").read_text(encoding="utf-8")
    with serving(store, capped(30, False)) as (url, _), pytest.raises(InputError, match=r"of 61 rows in pages of 30"):

        def until_the_end(handler: Handler, sparql: str) -> None:
            capped(30, "OFFSET 90" in sparql)(handler, sparql)

        with serving(store, until_the_end) as (other, _):
            remote(other).query(question, "directions")
        remote(url).query(question, "directions")


def test_rows_that_come_twice_are_an_error(store: pyoxigraph.Store) -> None:
    """As many rows as there are, but those of one page in the place of another's: nothing more is asked for."""
    question = (PROJECT.queries / "directions" / "query.rq").read_text(encoding="utf-8")
    offsets = []

    def first_page_again(handler: Handler, sparql: str) -> None:
        offsets.append(sparql.rpartition("OFFSET ")[2])
        capped(10, True)(handler, re.sub("OFFSET [1-5]0$", "OFFSET 0", sparql))

    with serving(store, first_page_again) as (url, _), pytest.raises(InputError, match="20 of 61 rows in pages of 10"):
        remote(url).query(question, "directions")
    assert offsets[-2:] == ["0", "10"]


def test_an_answer_of_too_many_pages_is_refused_before_they_are_asked_for(store: pyoxigraph.Store) -> None:
    limits = Limits(pages=20)
    with serving(store, capped(3, True)) as (url, requests):
        there = Remote(url, limits)
        with pytest.raises(InputError, match=r"21 pages of 3 rows.*--max-pages PAGES or IJB_QUERY_PAGES"):
            there.query((PROJECT.queries / "directions" / "query.rq").read_text(encoding="utf-8"), "directions")
        assert len(requests) < 15
        assert len(there.query("SELECT ?s { ?s ?p ?o } LIMIT 60", "60 rows").rows) == 60


def test_the_pages_of_an_answer_share_its_limits(store: pyoxigraph.Store) -> None:
    def slowly(handler: Handler, sparql: str) -> None:
        time.sleep(0.02)
        capped(30, True)(handler, sparql)

    with serving(store, slowly) as (url, _):
        there, query = Remote(url), "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 600"
        whole = Limits(answer=0.4, memory=0.3)
        assert len(there.query(query, "rows", Limits()).rows) == 600
        with pytest.raises(InputError, match=r"more than 0.05 MB.*--max-answer MB"):
            there.query(query, "rows", Limits(answer=0.05))
        with pytest.raises(InputError, match=r"more than 0.1 MB of memory.*--memory MB"):
            there.query(query, "rows", Limits(memory=0.1))
        with pytest.raises(InputError, match=r"no whole answer in 0.3 seconds.*--timeout SECONDS"):
            there.query(query, "rows", Limits(seconds=0.3))
        assert len(there.query(query, "rows", whole).rows) == 600, "the limits begin anew with each query"


def test_a_query_that_counts_has_to_have_a_number(store: pyoxigraph.Store) -> None:
    for counted in ('"-5"', "5.5", '"many"', "<urn:five>", "?unbound"):

        def miscounting(handler: Handler, sparql: str, counted: str = counted) -> None:
            if sparql.startswith("SELECT ?rows"):
                sparql = f"SELECT ?rows ?different {{ BIND({counted} AS ?rows) BIND(1 AS ?different) }}"
            capped(30, True)(handler, sparql)

        with serving(store, miscounting) as (url, _), pytest.raises(InputError, match="where a number was due"):
            Remote(url).query("SELECT ?s { ?s ?p ?o } LIMIT 600", "rows")


def test_a_query_with_a_dataset_of_its_own_is_not_cut_short(store: pyoxigraph.Store) -> None:
    graph = "https://w3id.org/ijb/id/graph/reference"
    with (
        serving(store, capped(30, True)) as (url, _),
        pytest.raises(InputError, match="a query with FROM cannot be asked for"),
    ):
        remote(url).query(f"SELECT ?s FROM <{graph}> WHERE {{ ?s a ?class }}", "q")


def test_a_check_that_loses_its_server_reports_nothing(store: pyoxigraph.Store) -> None:
    seen: list[str] = []

    def for_a_while(handler: Handler, sparql: str) -> None:
        seen.append(sparql)
        (right if len(seen) < 40 else hung_up_half_way)(handler, sparql)

    with serving(store, for_a_while) as (url, _):
        there = remote(url)
        with pytest.raises(InputError, match="breaks off"):
            check(there, ALL_RULES)
    assert len(seen) > 40


def run(*arguments: str, stdin: str | None = None, **environment: str) -> Done:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return run_in_process(*arguments, cwd=PROJECT.root, stdin=stdin)


@pytest.mark.parametrize("command", [("check",), ("ask", "papers"), ("sparql", "-"), ("reason",), ("load",)])
def test_every_command_exits_with_2(command: tuple[str, ...], store: pyoxigraph.Store, built: Built) -> None:
    with serving(store, page) as (url, _):
        done = run(*command, "--endpoint", url, "--out", str(built.path.parent), stdin="ASK { ?s ?p ?o }")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ijb: {url}: found a page or document (text/html)")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["no address", "ftp://127.0.0.1/query", "http:///query", "http://127.0.0.1:1"])
def test_an_address_that_is_none(url: str) -> None:
    done = run("ask", "papers", "--endpoint", url)
    assert (done.returncode, done.stdout, done.stderr[:5]) == (2, "", "ijb: ")
    assert "Traceback" not in done.stderr


SECRET = "not-to-be-shown"


def demanding(header: str) -> Answer:
    """An answer to who sends this login, and a challenge for Basic to everybody else."""

    def answer(handler: Handler, sparql: str) -> None:
        if handler.headers.get("Authorization") == header:
            right(handler, sparql)
        else:
            handler.reply(401, "text/plain", b"", WWW_Authenticate='Basic realm="graph"')

    return answer


def test_logins_that_a_server_takes(store: pyoxigraph.Store) -> None:
    basic = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
    for header, login in (
        (basic, {"IJB_ENDPOINT_USER": "me", "IJB_ENDPOINT_PASSWORD": SECRET}),
        (f"Bearer {SECRET}", {"IJB_ENDPOINT_TOKEN": SECRET}),
    ):
        with serving(store, demanding(header)) as (url, _):
            done = run("ask", "papers", "--endpoint", url, "--format", "csv", **login)
            assert (done.returncode, done.stderr) == (0, "")
        with serving(store, demanding("another")) as (url, _):
            done = run("ask", "papers", "--endpoint", url, **login)
            assert (done.returncode, done.stdout) == (2, "")
            assert "a refusal of the login" in done.stderr
            assert SECRET not in done.stderr


@pytest.mark.parametrize(
    ("environment", "part"),
    [
        ({"IJB_ENDPOINT_USER": SECRET}, "IJB_ENDPOINT_USER alone"),
        ({"IJB_ENDPOINT_PASSWORD": SECRET}, "IJB_ENDPOINT_PASSWORD alone"),
        ({"IJB_ENDPOINT_TOKEN": SECRET, "IJB_ENDPOINT_USER": SECRET}, "IJB_ENDPOINT_TOKEN beside"),
        ({"IJB_ENDPOINT_TOKEN": SECRET + "\n"}, "a line end"),
    ],
)
def test_half_a_login_is_refused_and_not_shown(environment: dict[str, str], part: str) -> None:
    with pytest.raises(InputError, match=part) as raised:
        credentials_from(environment)
    assert SECRET not in str(raised.value)
    assert SECRET not in repr(credentials_from({"IJB_ENDPOINT_TOKEN": SECRET}))


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    done = run("ask", "papers", "--endpoint", f"http://me:{SECRET}@127.0.0.1:1/query")
    assert (done.returncode, done.stdout) == (2, "")
    assert "an address with a login in it" in done.stderr
    assert SECRET not in done.stderr


def test_loading_into_a_server_that_keeps_nothing(store: pyoxigraph.Store, built: Built, tmp_path: Path) -> None:
    """A server that says yes and stores nothing; and one whose Graph Store address nobody knows."""
    renamed = [line.replace("/graph/editorial> .", "/graph/opinions> .") for line in statements_of(built.path)]
    write_graph(tmp_path / "graph.nq", renamed)
    with serving(store, right) as (url, _):
        load = ("load", "--endpoint", url, "--out", str(tmp_path))
        assert "Give the address by --store" in run(*load).stderr
        done = run(*load, "--store", url.replace("query", "store"))
    assert done.returncode == 2
    assert "0 statements in https://w3id.org/ijb/id/graph/opinions after loading" in done.stderr


def test_the_form_of_a_query_is_read_past_names_and_comments() -> None:
    asked = QueryText("# SELECT\nPREFIX select: <http://ASK/>\nASK { ?select select:ask 'CONSTRUCT' }")
    assert asked.form == "ASK"
    assert QueryText("CONSTRUCT WHERE { ?addressees ?p ?o }").form == "CONSTRUCT"
    assert QueryText("SELECT ?from FROM <urn:g> { ?from ?p 'FROM' }").has_dataset
    assert not QueryText("SELECT ?from { ?from ?p 'FROM' }").has_dataset


def test_pages_are_pages_of_one_list() -> None:
    """A query without an order is given one; one that orders or cuts its rows keeps its own."""
    assert " ORDER BY ?a ?b }" in QueryText("SELECT * { ?a ?p ?b { SELECT ?b { ?b ?q 1 } LIMIT 1 } }").paged(
        ["a", "b"], 5, 10
    )
    for modifier in ("ORDER BY ?b", "LIMIT 9", "OFFSET 9", "VALUES ?a { 1 }"):
        paged = QueryText(f"SELECT ?a {{ ?a ?p ?b }} {modifier}").paged(["a"], 5, 10)
        assert "ORDER BY ?a" not in paged
        assert paged.endswith("LIMIT 5 OFFSET 10")


def test_what_other_servers_write_otherwise_is_read_the_same() -> None:
    """Virtuoso's names of blank nodes, numbers and truths that are not canonical, an ASK answered with rows."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = {
        "a": {"type": "bnode", "value": "nodeID://b1"},
        "b": {"type": "typed-literal", "datatype": xsd + "integer", "value": "+007"},
        "c": {"type": "typed-literal", "datatype": xsd + "decimal", "value": "-1.50"},
        "d": {"type": "typed-literal", "datatype": xsd + "boolean", "value": "1"},
        "e": {"type": "typed-literal", "datatype": xsd + "integer", "value": "many"},
        "f": {"type": "literal", "value": '"type": "bnode", "value": "nodeID://b1"'},
    }

    def reply(columns: list[str], *rows: dict[str, Any]) -> Reply:
        result = {"head": {"link": [], "vars": columns}, "results": {"distinct": False, "bindings": rows}}
        return Reply(json.dumps(result).encode(), JSON, {})

    answer = result_of(reply([*values, "g"], values), "SELECT", None, 1)
    assert answer.texts() == [["b1", "7", "-1.5", "true", "many", values["f"]["value"], ""]]
    assert [str(term) for term in answer.rows[0][:2]] == ["_:b1", f'"7"^^<{xsd}integer>']
    one = {"__ASK_RETVAL": {"type": "typed-literal", "datatype": xsd + "integer", "value": "1"}}
    assert result_of(reply(["__ASK_RETVAL"], one), "ASK", None, 1).truth is True
    assert result_of(reply(["__ASK_RETVAL"]), "ASK", None, 1).truth is False
    for wrong in (reply(["__ASK_RETVAL"], one, one), reply([*values], values)):
        with pytest.raises(NoAnswerError, match="rows where true or false was due"):
            result_of(wrong, "ASK", None, 1)


@pytest.mark.parametrize(
    ("sparql", "rows"),
    [
        ("CONSTRUCT { ?s <urn:x> ?o } WHERE { ?s a ?o }", None),
        ("CONSTRUCT WHERE { ?s a ?o }", None),
        ("CONSTRUCT { ?s <urn:x> '}' } WHERE { ?s a ?o } LIMIT 7", 7),
        ("PREFIX a: <urn:a>\nCONSTRUCT { ?s a:x ?o } { ?s a ?o } VALUES ?o { <urn:none> }", 0),
    ],
)
def test_solutions_of_a_construct_are_counted(sparql: str, rows: int | None, engine: Embedded) -> None:
    whole = len(engine.query("SELECT ?s ?o WHERE { ?s a ?o }", "q").rows)
    counted = engine.query(QueryText(sparql).counted_solutions(), "q").rows[0][0]
    assert counted is not None
    assert int(counted.value) == (whole if rows is None else rows)
