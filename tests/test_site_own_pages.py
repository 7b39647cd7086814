"""The pages about the site itself: vocabulary, data, SPARQL, about, changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import PROJECT, ROOT
from ijb_graph.addresses import PREFIXES
from ijb_graph.ask.questions import read_questions
from ijb_graph.engine import Embedded
from ijb_graph.publish.changes import Change
from ijb_graph.site.content import read_content
from ijb_graph.site.edition import Edition
from ijb_graph.site.site import Site
from ijb_graph.turtle import read_turtle
from published import quads_of

_STATIC = ROOT / "loader/ijb_graph/site/static"
_EDITOR = ROOT / "tools/sparql-editor"


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _said(paths: list[Path], property_: str) -> dict[str, str]:
    """What Turtle files say by a property of SKOS: the text by the address of the term."""
    quads = [quad for path in paths for quad in read_turtle(path)]
    return {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate.value == PREFIXES["skos"] + property_
        and isinstance(quad.subject, pyoxigraph.NamedNode)
        and isinstance(quad.object, pyoxigraph.Literal)
    }


def test_every_term_stands_in_its_module_with_its_definition(publication: Path) -> None:
    for module in not_empty(sorted(PROJECT.ontology.glob("*.ttl"))):
        own = {term: text for term, text in _said([module], "definition").items() if term.startswith(PREFIXES["ijb"])}
        if not own:
            continue
        page = (publication / f"vocabulary/{module.stem}.html").read_text(encoding="utf-8")
        for term, text in not_empty(own.items()):
            assert f'id="{term.removeprefix(PREFIXES["ijb"])}"' in page, term
            start = page.index(f'id="{term.removeprefix(PREFIXES["ijb"])}"')
            assert " ".join(text.split()) in _words(page[start : page.index("</section>", start)])
    assert not (publication / "vocabulary/other.html").exists()


def test_every_value_of_a_list_stands_below_its_scheme(publication: Path) -> None:
    page = (publication / "vocabulary/schemes.html").read_text(encoding="utf-8")
    texts = _said(sorted((PROJECT.ontology / "schemes").glob("*.ttl")), "definition")
    for concept, text in not_empty(texts.items()):
        start = page.index(f'id="{concept.removeprefix(PREFIXES["scheme"])}"')
        assert " ".join(text.split()) in _words(page[start : start + 3000])
    # What a thing says with such a value leads there.
    direction = (publication / "id/direction/east-lothian/2019-20/D11b.html").read_text(encoding="utf-8")
    assert 'vocabulary/schemes.html#status/continuing">continuing</a>' in direction


def test_every_download_of_the_catalogue_is_on_the_page_with_its_size(publication: Path) -> None:
    page = (publication / "data.html").read_text(encoding="utf-8")
    shown = dict(re.findall(r'<a href="([^"]+)">[^<]+</a> <span class="size">([^<]+)</span>', page))
    download = pyoxigraph.NamedNode(PREFIXES["dcat"] + "downloadURL")
    named = {
        str(quad.object).strip("<>") for quad in quads_of(publication / "catalogue.ttl") if quad.predicate == download
    }
    assert {one.removeprefix("https://w3id.org/ijb/download/") for one in named} | {
        "catalogue.ttl",
        "LICENSE-DATA",
    } == shown.keys()
    size = (publication / "graph.nq").stat().st_size
    assert shown["graph.nq"] == f"{size / 10**6:.1f} MB"


def test_pages_from_a_server_promise_no_file_that_it_has_not(engine: Embedded) -> None:
    page = (Site(engine, [], [], []).file("data.html") or b"").decode()
    assert "graph.nq" not in page
    assert "ijb publish" in page


def test_changes_are_told_by_sort_and_lead_to_pages(engine: Embedded) -> None:
    d11b = f"{engine.base}id/direction/east-lothian/2019-20/D11b"
    changes = (
        Change("added", f"{engine.base}id/x/new", "ijb:X", "<new>", ("ijb:a",), ("reference",)),
        Change("changed", d11b, "ijb:Direction", "D11b", ("ijb:lines",), ("reference",)),
        Change("withdrawn", f"{engine.base}id/x/old", "ijb:X", "old", (), (), d11b),
    )
    page = (Site(engine, [], [], [], Edition(changes=changes)).file("changes.html") or b"").decode()
    assert "1 added, 1 changed, 1 withdrawn." in _words(page)
    assert (
        '<a href="id/direction/east-lothian/2019-20/D11b.html">D11b</a></th><td>ijb:Direction</td><td>ijb:lines</td>'
        in page
    )
    assert f'<td><a href="id/direction/east-lothian/2019-20/D11b.html">{d11b}</a></td>' in page
    assert "&lt;new&gt;" in page
    same = (Site(engine, [], [], [], Edition(changes=())).file("changes.html") or b"").decode()
    assert "Nothing is other" in same
    assert "not compared" in (Site(engine, [], [], []).file("changes.html") or b"").decode()


def test_the_page_about_the_site_names_papers_terms_and_limits(publication: Path, engine: Embedded) -> None:
    text = _words((publication / "about.html").read_text(encoding="utf-8"))
    for title in not_empty(
        [
            row[0]
            for row in engine.query(
                "SELECT ?t { ?p a <https://w3id.org/ijb/def#BoardPaper> ; <http://purl.org/dc/terms/title> ?t }", "q"
            ).texts()
        ]
    ):
        assert title in text
    assert "Creative Commons Attribution 4.0" in text
    assert "This is no legal advice" in text


@pytest.fixture(scope="module")
def words(publication: Path) -> dict[str, Any]:
    text = (publication / "sparql-words.js").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text.removeprefix("sparqlWords = ").removesuffix(";\n"))
    return found


def test_the_editor_completes_every_term_that_is_used_and_begins_with_every_question(
    words: dict[str, Any], engine: Embedded
) -> None:
    labels = {one["label"] for one in words["words"]}
    used = engine.query("SELECT DISTINCT ?term WHERE { { ?s ?term ?o } UNION { ?s a ?term } }", "q").texts()
    own = [one for (one,) in used if one.startswith(PREFIXES["ijb"])]
    assert {f"ijb:{one.removeprefix(PREFIXES['ijb'])}" for one in not_empty(own)} <= labels
    examples = {one["name"]: one["sparql"] for one in words["examples"]}
    assert examples == {one.name: one.sparql for one in read_questions(PROJECT.queries)}


def test_the_bundled_editor_needs_no_eval_and_nothing_from_elsewhere() -> None:
    """What a content policy without exceptions would stop."""
    bundle = (_STATIC / "sparql-editor.js").read_text(encoding="utf-8")
    assert not re.search(r"new Function|[^\w.]eval\(|import\(|\bfetch\(|XMLHttpRequest|WebSocket", bundle)
    assert set(re.findall(r"https?://[\w./-]+", bundle)) == {"http://www.w3.org/2000/svg"}


def test_what_is_bundled_is_pinned_and_licensed() -> None:
    package = json.loads((_EDITOR / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((_EDITOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    licences = (_STATIC / "sparql-editor.LICENCES.txt").read_text(encoding="utf-8")
    for name, version in not_empty(package["dependencies"].items()):
        assert lock[f"node_modules/{name}"]["version"] == version
        assert name == "esbuild" or f"\n{name} {version} (MIT)\n" in f"\n{licences}"


@pytest.mark.slow
def test_the_bundle_is_what_its_source_makes(tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("no Node.js on this machine: apt-get install npm")
    copy = tmp_path / "editor"
    shutil.copytree(_EDITOR, copy, ignore=shutil.ignore_patterns("node_modules"))
    if subprocess.run([npm, "ci", "--silent"], cwd=copy, check=False, capture_output=True).returncode:
        pytest.skip("npm gets no packages: there is no network")
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run([node, "build.js", str(out)], cwd=copy, check=True, capture_output=True)
    for made in not_empty(sorted(out.iterdir())):
        assert made.read_bytes() == (_STATIC / made.name).read_bytes(), made.name


def test_a_module_is_read_with_what_its_file_says_it_is_about() -> None:
    modules = {one.name: one for one in read_content(PROJECT.data, PROJECT.ontology).modules}
    assert modules["oversight"].about == "Oversight: who watches a direction, by which report, by when, measured how."
    assert f"{PREFIXES['ijb']}hasOversight" in modules["oversight"].terms
    assert modules["shortcuts"].terms
