"""`ijb serve` as others use and misuse it: clients made by others, hostile queries, many at once, a new graph."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from assertions import not_empty
from command_line import Run
from http_requests import Reply, send
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from question_cases import given_graph
from servers import Server, ijb_serve, oxigraph

pytestmark = pytest.mark.slow

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GRAPH = "https://w3id.org/ijb/id/graph/some"
QUERY = {"content-type": "application/sparql-query"}
SOME = "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s LIMIT 2"


def _given(folder: Path, things: int) -> Path:
    folder.mkdir(exist_ok=True)
    rows = "".join(f'<urn:s{one:05}> <urn:p> "value {one}" .\n' for one in range(things))
    (folder / "given.trig").write_text(f"<{GRAPH}> {{ {rows} }}", encoding="utf-8")
    given_graph(folder / "given.trig", folder)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = _given(tmp_path_factory.mktemp("served") / "graph", 3000)
    with ijb_serve(folder, "--timeout", "2", "--memory", "300", "--max-answer", "1") as running:
        yield running


def ask(server: Server, sparql: str, accept: str = "*/*") -> Reply:
    return send(server.query, "POST", {**QUERY, "accept": accept}, sparql.encode())


def assert_data_headers(reply: Reply) -> None:
    """No search engine lists data, and no browser runs anything in them."""
    assert reply.headers["x-robots-tag"] == "noindex"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")


def told(reply: Reply) -> tuple[int, list[str]]:
    """The status of a refusal, and the ids of the problems that it names."""
    assert reply.media == "application/problem+json"
    body = json.loads(reply.body)
    assert body["status"] == reply.status
    assert body["detail"]
    return reply.status, body.get("errors", [])


@pytest.mark.parametrize(
    ("sparql", "accept", "media", "start"),
    [
        (SOME, "*/*", "application/sparql-results+json", b'{"head":{"vars":["s"]}'),
        (SOME, "application/json", "application/sparql-results+json", b'{"head"'),
        (SOME, "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        (SOME, "text/csv", "text/csv", b"s\r\nurn:s00000\r\nurn:s00001"),
        (SOME, "text/tab-separated-values", "text/tab-separated-values", b"?s\n<urn:s00000>"),
        (
            "ASK { }",
            "text/csv, application/json;q=0.1",
            "application/sparql-results+json",
            b'{"head":{},"boolean":true}',
        ),
        ("DESCRIBE <urn:s00001>", "*/*", "text/turtle", b"<urn:s00001> <urn:p> "),
        ("DESCRIBE <urn:s00001>", "application/ld+json", "application/ld+json", b"[{"),
        ("DESCRIBE <urn:s00001>", "application/rdf+xml", "application/rdf+xml", b"<?xml"),
        ("DESCRIBE <urn:s00001>", "application/n-triples", "application/n-triples", b"<urn:s00001>"),
    ],
)
def test_every_format(server: Server, sparql: str, accept: str, media: str, start: bytes) -> None:
    reply = ask(server, sparql, accept)
    assert (reply.status, reply.media) == (200, media)
    assert reply.body.startswith(start)
    assert "accept" in reply.headers["vary"].lower()
    assert_data_headers(reply)
    # The same bytes each time.
    assert ask(server, sparql, accept).body == reply.body


@pytest.mark.parametrize(
    ("sparql", "status", "errors"),
    [
        (ENDLESS, 504, ["query-out-of-time"]),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d", 422, ["query-out-of-memory"]),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 422, ["answer-too-large"]),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, ["call-to-service"]),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 400, ["invalid-query"]),
        ("SELECT", 400, ["invalid-query"]),
        (f"SELECT * {'{' * 20_000}", 400, ["query-too-deep"]),
        (f"SELECT * {{ FILTER({'1+' * 100_000}1) }}", 400, ["query-too-long"]),
        ("SELECT * FROM <urn:none> { ?s ?p ?o }", 400, ["unknown-graph"]),
        # Words that could be a prefix each, up to the end: reading them takes no longer than other words.
        (f"SELECT * {{ {'a-' * 90_000}", 400, ["invalid-query"]),
        (f"SELECT * {{ {'a.' * 90_000}", 400, ["invalid-query"]),
    ],
)
def test_a_hostile_query_is_an_error_and_the_server_goes_on(
    server: Server, sparql: str, status: int, errors: list[str]
) -> None:
    found = told(ask(server, sparql))
    # Which of the limits a sort of everything meets first depends on the machine.
    assert found == (status, errors) or (found == (504, ["query-out-of-time"]) and "ORDER" in sparql)
    assert ask(server, SOME).status == 200


def test_what_is_no_request_of_the_protocol_is_refused(server: Server) -> None:
    here = server.query
    assert told(send(f"{here}?query=ASK%7B%7D&query=ASK%7B%7D"))[0] == 400
    assert told(send(f"{here}?update=DROP%20ALL"))[0] == 403
    assert told(send(here, "POST", {"content-type": "text/plain"}, b"ASK {}"))[0] == 415
    assert told(send(here, "POST", QUERY, b"ASK { ?s ?p '\xff' }"))[0] == 400
    assert told(send(here, "POST", QUERY, b" " * 3_000_000))[0] == 413
    assert told(send(here, "PUT", QUERY, b"ASK {}"))[0] == 405
    assert told(send(f"{here}?query=ASK%7B%7D&default-graph-uri=no%20address"))[0] == 400
    assert told(send(f"{here}?query=ASK%7B%7D", headers={"accept": "image/png"}))[0] == 406
    assert told(send(f"{here}/nothing"))[0] == 404
    # This graph does not have what the rules rest on: there are no pages of it, and queries are answered.
    assert told(send(f"{here.removesuffix('sparql')}index.html"))[0] == 500
    assert b"The pages of this graph cannot be made" in send(f"{here.removesuffix('sparql')}-/ready").body
    for graph in (":x", "http://[x", "http://a:b/", "no%20address"):
        assert told(send(f"{here}?query=ASK%7B%7D&default-graph-uri={graph}"))[0] == 400
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert told(send(f"{here}?query=ASK%7B%7D", "POST", form, b"query=ASK%7B%7D"))[0] == 400
    assert send(f"{here}?query=ASK%7B%7D", "HEAD").body == b""


def test_a_content_type_may_have_further_parameters(server: Server) -> None:
    for media, body in not_empty({"x-www-form-urlencoded": b"query=ASK%7B%7D", "sparql-query": b"ASK {}"}.items()):
        for charset in not_empty(("utf-8; x=y", '"UTF-8" ; x=y')):
            headers = {"content-type": f"application/{media}; charset={charset}"}
            assert send(server.query, "POST", headers, body).status == 200
    latin = {"content-type": "application/sparql-query; charset=latin-1; x=y"}
    assert told(send(server.query, "POST", latin, b"ASK {}"))[0] == 400


def test_anybody_may_read_from_a_page_of_his_own(server: Server) -> None:
    reply = send(f"{server.query}?query=ASK%7B%7D", headers={"origin": "https://example.org"})
    assert reply.headers["access-control-allow-origin"] == "*"


def test_the_dataset_of_the_request_goes_before_that_of_the_query(server: Server) -> None:
    query = quote(f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}> {{ ?s <urn:p> ?o }}")

    def number(parameters: str) -> str:
        return str(
            json.loads(send(f"{server.query}?query={query}{parameters}").body)["results"]["bindings"][0]["n"]["value"]
        )

    assert number("") == "3000"
    assert number(f"&default-graph-uri={GRAPH}") == "3000"
    assert number("&default-graph-uri=urn:none") == number(f"&named-graph-uri={GRAPH}") == "0"


def test_the_service_describes_itself(server: Server) -> None:
    from rdflib import Graph, Namespace, URIRef

    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    reply = send(server.query)
    graph = Graph().parse(data=reply.body, format="turtle")
    assert_data_headers(reply)
    assert (URIRef(server.query), sd.endpoint, URIRef(server.query)) in graph
    assert (None, sd.name, URIRef(GRAPH)) in graph
    xml = send(server.query, headers={"accept": "application/rdf+xml"})
    assert len(Graph().parse(data=xml.body, format="xml")) == len(graph)


def test_more_than_may_wait_are_sent_away(server: Server) -> None:
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: ask(server, ENDLESS), range(20)))
    statuses = [reply.status for reply in replies]
    assert set(statuses) == {503, 504}
    # Two run and eight wait; more than ten are answered only where some were done before others came.
    assert 8 <= statuses.count(503) <= 10
    sent_away = [reply for reply in replies if reply.status == 503]
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in not_empty(sent_away))
    assert ask(server, SOME).status == 200


def test_a_short_query_waits_for_no_long_one(server: Server) -> None:
    """Children are made by several threads: none keeps the answer of another open."""
    with ThreadPoolExecutor(3) as pool:
        long = [pool.submit(ask, server, ENDLESS) for _ in range(6)]
        short = [ask(server, "ASK { }").status for _ in range(60)]
    assert set(short) <= {200, 503}
    assert {one.result().status for one in long} <= {503, 504}


def test_questions_are_answered_few_at_a_time_too(site: str) -> None:
    address = f"{site}/ask/theme?word=care"
    with ThreadPoolExecutor(40) as pool:
        replies = list(pool.map(lambda _: send(address), range(80)))
    assert {reply.status for reply in replies} == {200, 503}


def test_clients_made_by_others(server: Server) -> None:
    from rdflib import URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore
    from SPARQLWrapper import CSV, JSON, TURTLE, SPARQLWrapper

    os.environ["NO_PROXY"] = "*"
    wrapper = SPARQLWrapper(server.query)

    def converted(sparql: str, form: str) -> Any:
        wrapper.setQuery(sparql)
        wrapper.setReturnFormat(form)
        return wrapper.queryAndConvert()

    rows = converted(SOME, JSON)["results"]["bindings"]
    assert [row["s"]["value"] for row in rows] == ["urn:s00000", "urn:s00001"]
    assert b"urn:s00001" in converted(SOME, CSV)
    assert b"value 1" in converted("DESCRIBE <urn:s00001>", TURTLE)
    store = SPARQLStore(server.query)
    found: Any = store.query("SELECT ?o { ?s ?p ?o FILTER(?s = <urn:s00007>) }")
    assert [str(value) for (value,) in found] == ["value 7"]
    assert len(list(store.triples((URIRef("urn:s00007"), None, None)))) == 1


def test_a_new_graph_is_served_and_no_request_is_lost(tmp_path: Path) -> None:
    folder, new = _given(tmp_path / "graph", 500), _given(tmp_path / "new", 700)
    count = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"})
    with ijb_serve(folder) as server:
        numbers, until = [], time.monotonic() + 30

        def number() -> str:
            reply = send(f"{server.query}?{count}", headers={"accept": "text/csv"})
            assert reply.status == 200
            return reply.body.decode().split()[1]

        numbers.append(number())
        (new / "graph.nq").replace(folder / "graph.nq")
        while numbers[-1] != "700" and time.monotonic() < until:
            numbers.append(number())
        assert (numbers[0], numbers[-1], set(numbers)) == ("500", "700", {"500", "700"})
        # A file that is no graph changes nothing.
        (folder / "graph.nq").write_text("broken", encoding="utf-8")
        time.sleep(3)
        assert number() == "700"


def test_a_query_is_finished_before_the_server_stops(tmp_path: Path) -> None:
    with ijb_serve(_given(tmp_path / "graph", 3000), "--timeout", "20") as server, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask, server, "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?c . ?d <urn:p> ?f }")
        time.sleep(0.3)
        os.kill(server.pid, signal.SIGTERM)
        assert json.loads(slow.result().body)["results"]["bindings"][0]["n"]["value"] == "9000000"


def test_in_front_of_another_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ijb_graph.load import load

    monkeypatch.setenv("NO_PROXY", "*")
    folder = _given(tmp_path / "graph", 20)
    with oxigraph(tmp_path) as behind:
        list(load(folder / "graph.nq", behind.query))
        with ijb_serve(folder, "--endpoint", behind.query) as server:
            for accept in ("text/csv", "application/sparql-results+xml"):
                assert ask(server, SOME, accept).body.count(b"urn:s0000") == 2
            assert ask(server, "DESCRIBE <urn:s00001>").body == b'<urn:s00001> <urn:p> "value 1" .\n'
            rows = f"{server.query}?query={quote('SELECT * { ?s <urn:p> ?o }')}&default-graph-uri="
            replies = [send(rows + graph, headers={"accept": "text/csv"}) for graph in (GRAPH, "urn:none")]
            assert [len(reply.body.splitlines()) - 1 for reply in replies] == [20, 0]
            assert told(ask(server, "SELECT"))[0] == 400


def test_behind_a_proxy_that_puts_a_path_before_ours(tmp_path: Path) -> None:
    with ijb_serve(_given(tmp_path / "graph", 20), "--prefix", "/ijb/") as server:
        forwarded = {"host": "data.example.org", "x-forwarded-proto": "https"}
        reply = send(server.query, headers=forwarded)
        assert b"<https://data.example.org/ijb/sparql> " in reply.body


D11B = "/id/direction/east-lothian/2019-20/D11b"


def test_a_page_has_the_bytes_that_are_published(site: str, publication: Path) -> None:
    paths = (
        "",
        "site.css",
        "search.js",
        "favicon.svg",
        "search-index.js",
        f"{D11B[1:]}.html",
        "ask/directions.html",
        "list/body.html",
    )
    for path in not_empty(paths):
        reply = send(f"{site}/{path}")
        assert reply.status == 200, path
        assert reply.body == (publication / (path or "index.html")).read_bytes(), path
        again = send(f"{site}/{path}", headers={"if-none-match": reply.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
    assert "default-src 'self'" in send(f"{site}/").headers["content-security-policy"]
    assert send(f"{site}/favicon.svg").headers["content-type"] == "image/svg+xml"


def test_with_what_the_publisher_said_the_pages_have_the_bytes_that_are_published(
    small: Project, small_ready: Run
) -> None:
    address = "https://example.org/who/what"
    details = ("--issued", "2032-02-01", "--contact", address, "--repository", address)
    assert small_ready("publish", "web", *details).returncode == 0
    # These tell of the other files of a publication, which a server has not.
    others = {"data.html", "changes.html"}
    web = small.root / "web"
    paths = {path.relative_to(web).as_posix() for path in web.rglob("*.html")} - others
    with ijb_serve(small.root / "build", *details) as server:
        root = server.query.removesuffix("/sparql")
        for path in not_empty(sorted(paths)):
            assert send(f"{root}/{path}").body == (web / path).read_bytes(), path
        start = send(f"{root}/index.html").body.decode()
        assert "2032-02-01" in start
        assert f"{address}/issues/new" in start
        assert f'href="{address}"' in send(f"{root}/about.html").body.decode()


def test_a_detail_in_a_wrong_form_is_told_with_the_command(small_ready: Run) -> None:
    done = small_ready("serve", "--repository", "example.org")
    assert done.returncode == 2
    assert "ijb serve, column --repository" in done.stderr


@pytest.mark.parametrize(
    ("accept", "suffix", "media"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", ".html", "text/html"),
        ("text/turtle", ".ttl", "text/turtle"),
        ("application/ld+json;q=0.9, text/html;q=0.1", ".jsonld", "application/ld+json"),
        ("application/n-triples", ".nt", "application/n-triples"),
        ("application/rdf+xml", ".rdf", "application/rdf+xml"),
    ],
)
def test_a_thing_answers_by_303_with_its_page_or_data(site: str, accept: str, suffix: str, media: str) -> None:
    reply = send(site + D11B, headers={"accept": accept})
    assert (reply.status, reply.headers["location"]) == (303, D11B + suffix)
    there = send(site + reply.headers["location"])
    assert (there.status, there.media) == (200, media)
    assert b"D11b" in there.body


def test_data_of_a_thing_are_what_the_graph_says_of_it(site: str, engine: Embedded) -> None:
    from rdflib import Graph

    turtle = Graph().parse(data=send(f"{site}{D11B}.ttl").body, format="turtle")
    xml = Graph().parse(data=send(f"{site}{D11B}.rdf").body, format="xml")
    said = engine.query(f"SELECT DISTINCT ?p ?o WHERE {{ <https://w3id.org/ijb{D11B}> ?p ?o }}", "q").rows
    assert len(turtle) == len(xml) == len(said) > 20
    # What has no page has data all the same.
    for accept in ("text/html, text/turtle;q=0.1", "text/html"):
        part = send(f"{site}/id/oversight/east-lothian/2019-20/D11b", headers={"accept": accept})
        assert (part.status, part.headers["location"].rpartition(".")[2]) == (303, "ttl")


@pytest.mark.parametrize(
    "path",
    [
        "id/direction/east-lothian/2019-20/D99",
        "id/x.ttl",
        "nothing",
        "id/%3Cx%3E",
        "../pyproject.toml",
        "id/..%2f..%2fx.html",
        "ask/x.html",
    ],
)
def test_what_is_not_there_is_404(site: str, path: str) -> None:
    assert told(send(f"{site}/{path}"))[0] == 404


def test_a_question_over_http_is_answered_as_by_the_command(site: str, built: Built) -> None:
    from command_line import run_in_project

    out = ("--out", str(built.path.parent))
    asked = ("ask", "ratings", "--board", "edinburgh", *out, "--format")
    for media, form in (("text/csv", "csv"), ("application/json", "json"), ("text/tab-separated-values", "tsv")):
        reply = send(f"{site}/ask/ratings?board=edinburgh", headers={"accept": media})
        assert (reply.status, reply.media) == (200, media)
        assert reply.body.decode() == run_in_project(*asked, form).stdout
    assert told(send(f"{site}/ask/ratings?bord=edinburgh"))[0] == 400
    assert told(send(f"{site}/ask/ratings?board=atlantis"))[0] == 404
    assert "Did you mean 'ratings'" in json.loads(send(f"{site}/ask/rating").body)["detail"]
    assert told(send(f"{site}/ask/ratings?board=edinburgh&board=midlothian"))[0] == 400
    page = send(f"{site}/ask/ratings", headers={"accept": "text/html"})
    assert (page.status, page.headers["location"]) == (303, "/ask/ratings.html")
