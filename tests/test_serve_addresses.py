"""Every address of ours answers at `ijb serve`: things, terms, concepts, rules, and what was withdrawn."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from http_requests import send
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from rdflib import RDF, Graph, URIRef
from servers import ijb_serve
from test_change_feed import FIRST, SECOND, Publisher, renamed, together, without
from test_serve import told

pytestmark = pytest.mark.slow

BASE = "https://w3id.org/ijb/"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TURTLE = {"accept": "text/turtle"}


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("def", "def#Direction"),
        ("def/0.1.0", "def#Direction"),
        ("def/schemes", "def#isStatedIn"),
        ("def/schemes/0.1.0", "def#isStatedIn"),
        ("scheme/rating", "scheme/rating"),
        ("scheme/rating/established", "scheme/rating/established"),
        ("shape/direction-measure", "shape/direction-measure"),
    ],
)
def test_a_term_a_concept_and_a_rule_answer(site: str, path: str, described: str) -> None:
    """By 303: to the data for a program, and for a browser to a page, or else to the data."""
    for headers in (TURTLE, BROWSER):
        reply = send(f"{site}/{path}", headers=headers)
        assert reply.status == 303
        there = send(f"{site}{reply.headers['location']}")
        assert there.status == 200
        if there.media == "text/turtle":
            graph = Graph().parse(data=there.body, format="turtle", publicID=BASE)
            assert (URIRef(BASE + described), RDF.type, None) in graph
        else:
            assert headers == BROWSER
    if path.startswith("shape/"):
        assert there.media == "text/html"


@pytest.mark.parametrize(
    "path",
    [
        *("scheme/rating/none", "shape/no-rule", "definition", "scheme", "shape/x.ttl"),
        *("def/doesnotexist", "def/a/b/c.nt", "def/9.9.9", "def/9.9.9.ttl", "def/schemes/9.9.9", "def/"),
    ],
)
def test_what_is_no_term_is_404(site: str, path: str) -> None:
    for headers in (TURTLE, BROWSER):
        assert send(f"{site}/{path}", headers=headers).status == 404


def test_what_was_withdrawn_says_what_replaced_it(small_built: Built, small: Project, tmp_path: Path) -> None:
    publisher = Publisher(small_built, small, tmp_path)
    ratings = sorted({line.split()[0].strip("<>") for line in publisher.lines if f"<{BASE}def#Rating>" in line})
    gone, moved, kept, *_ = ratings
    publisher("old", FIRST)
    new = publisher("new", SECOND, "old", together(without(gone), renamed(moved, f"{moved}-new")))
    with ijb_serve(tmp_path, "--publication", str(new)) as server:
        site = server.query.removesuffix("/sparql")

        def ask(address: str, ending: str = "", accept: str = "*/*") -> tuple[int, dict[str, str], bytes]:
            reply = send(f"{site}/{address.removeprefix(BASE)}{ending}", headers={"accept": accept})
            return reply.status, reply.headers, reply.body

        for ending in ("", ".ttl", ".html"):
            status, headers, body = ask(moved, ending)
            said = json.loads(body)
            assert (status, said["replaced_by"]) == (410, f"{moved}-new")
            assert str(SECOND) in said["detail"]
            assert headers["link"] == f'<{moved}-new>; rel="successor-version"'
            status, headers, body = ask(gone, ending)
            assert (status, "replaced_by" in json.loads(body), "link" in headers) == (410, False, False)
        status, _, body = ask(moved, accept=BROWSER["accept"])
        assert status == 410
        assert f'<a href="{moved}-new">'.encode() in body
        assert [ask(one)[0] for one in (kept, f"{moved}-new", f"{kept}-none")] == [303, 303, 404]
        assert told(send(f"{site}/{gone.removeprefix(BASE)}"))[0] == 410

        # The list is read again where it changes, and one that cannot be read changes nothing.
        listed, until = new / "withdrawn.csv", time.monotonic() + 30
        listed.write_text(listed.read_text("utf-8") + f"{kept}-none,{BASE}def#Rating,,{SECOND},\n", "utf-8")
        while ask(f"{kept}-none")[0] != 410 and time.monotonic() < until:
            time.sleep(0.2)
        listed.write_text("broken", encoding="utf-8")
        time.sleep(3)
        assert [ask(one)[0] for one in (f"{kept}-none", gone, f"{BASE}index.html")] == [410, 410, 200]
    # Nor does it keep a server from starting.
    with ijb_serve(tmp_path, "--publication", str(new)) as server:
        assert send(server.query.replace("/sparql", "/index.html")).status == 200


def test_a_folder_without_a_publication_is_refused(tmp_path: Path) -> None:
    from command_line import run_in_project

    done = run_in_project("serve", "--publication", str(tmp_path))
    assert done.returncode != 0
    assert "[no-earlier-publication]" in done.stderr
