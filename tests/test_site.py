"""The site: each thing, rule and question has a page that is valid, leads somewhere, and says where it is stated."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

import html5rdf
import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.ask.questions import read_questions
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import read_rules
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.publish.replace_folder import replace_folder
from ijb_graph.site.page_paths import FILES, FOLDERS, GENERATOR
from ijb_graph.site.page_writer import in_words
from ijb_graph.site.site import Site, write_site
from question_cases import given_graph

D11B = "id/direction/east-lothian/2019-20/D11b.html"
LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture(scope="session")
def site(publication: Path) -> dict[str, str]:
    """The pages and files of the site of the five papers, as they are published, by path."""
    files = [path for path in publication.rglob("*") if path.is_file()]
    found = {path.relative_to(publication).as_posix(): path for path in files}
    return {
        inside: path.read_text(encoding="utf-8")
        for inside, path in found.items()
        if inside in FILES or inside.partition("/")[0] in FOLDERS
    }


def pages(site: dict[str, str]) -> list[tuple[str, str]]:
    return not_empty([(path, text) for path, text in sorted(site.items()) if path.endswith(".html")])


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_thing_rule_and_question_has_a_page(site: dict[str, str], engine: Embedded) -> None:
    for rule in not_empty(read_rules(PROJECT.shapes)):
        assert in_words(rule.why) in words(re.sub(r"</?a\b[^>]*>", "", site[f"shape/{rule.id}.html"]))
    for question in not_empty(read_questions(PROJECT.queries)):
        assert question.question in words(site[f"ask/{question.name}.html"])
    ijb = "https://w3id.org/ijb/def#"
    kinds = " ".join(
        f"<{ijb}{name}>" for name in ("BoardPaper", "Direction", "ImprovementAction", "HealthBoard", "Proposal")
    )
    things = engine.query(f"SELECT DISTINCT ?thing WHERE {{ VALUES ?kind {{ {kinds} }} ?thing a ?kind }}", "q").texts()
    for (thing,) in not_empty(things):
        assert f"{thing.removeprefix(engine.base)}.html" in site


def test_every_link_leads_to_a_file_of_the_publication_or_away_from_it(site: dict[str, str], publication: Path) -> None:
    ids: dict[str, set[str]] = {}
    for path, page in not_empty(pages(site)):
        for target in not_empty(LINK.findall(page)):
            if target.startswith("http"):
                continue
            file, _, fragment = target.partition("#")
            file = file.partition("?")[0]
            inside = normpath(join(dirname(path), file)) if file else path
            assert (publication / inside).is_file(), f"{path}: {target}"
            if fragment:
                ids[inside] = ids.get(inside) or set(re.findall(r'id="([^"]+)"', site[inside]))
                assert fragment in ids[inside], f"{path}: {target}"


def test_no_page_asks_another_host_for_anything(site: dict[str, str]) -> None:
    for path, page in not_empty(pages(site)):
        assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//', page), path
        assert " style=" not in page, path
        assert "<script>" not in page, path
        assert f'href="{relpath("favicon.svg", dirname(path) or ".")}" type="image/svg+xml">' in page, path
    assert not re.search(r"https?://|@import", site["site.css"])
    assert not re.search(r"href|url\(|<script|<style", site["favicon.svg"])


def of_each_folder(site: dict[str, str]) -> list[tuple[str, str]]:
    """One page of each folder: the kinds of page."""
    return list({dirname(path).split("/")[:2][-1]: (path, page) for path, page in pages(site)}.values())


@pytest.mark.parametrize("chosen", [of_each_folder, pytest.param(pages, marks=pytest.mark.slow)])
def test_every_page_is_valid_html(
    site: dict[str, str], chosen: Callable[[dict[str, str]], list[tuple[str, str]]]
) -> None:
    for path, page in not_empty(chosen(site)):
        try:
            html5rdf.HTMLParser(strict=True).parse(page)
        except html5rdf.html5parser.ParseError as error:
            raise AssertionError(f"{path}: {error}") from error
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        assert page.count("<h1>") == 1, path
        assert page.count("<main") == 1, path


def test_a_page_says_what_is_wrong_on_what_law_and_at_which_line(
    site: dict[str, str], all_findings: tuple[Finding, ...], engine: Embedded
) -> None:
    told = 0
    for one in not_empty(all_findings):
        page = site.get(f"{one.node.removeprefix(engine.base)}.html")
        if page is None or one.acceptance or "/id/paper/" in one.node:
            continue
        assert " ".join(one.message.split()) in words(page)
        assert all(str(basis) in words(page) for basis in not_empty(one.bases))
        assert f'href="{"../" * one.node.removeprefix(engine.base).count("/")}shape/{one.rule}.html"' in page
        told += 1
    assert told > 100


def test_a_page_shows_facts_links_and_parts_with_their_places(site: dict[str, str]) -> None:
    text = words(site[D11B])
    assert "is addressed to NHS Lothian" in text
    assert "Stated in 2019-10-31-directions, line 489" in text
    # Its oversight has no page of its own.
    assert "is performed by Shifting the Balance of Care Change Board" in text
    assert "plan-action/east-lothian/2019-20/19.html" in site[D11B]
    assert "our own reading" in text


def test_the_page_of_a_paper_has_its_records_in_their_order(site: dict[str, str]) -> None:
    page = site["id/paper/midlothian/2023-09-21-directions-half-year-report.html"]
    rows = re.findall(r'<tr><td class="n">([0-9]+)[^<]*</td>', page[page.index('id="records"') :])
    numbers = [int(one) for one in rows]
    assert len(numbers) > 60
    assert numbers == sorted(numbers)


def test_a_list_names_the_register_with_all_columns(site: dict[str, str]) -> None:
    told = re.compile(r'All that is recorded of them, [^<]*<a href="\.\./(ask/[a-z-]+\.html)"')
    registers = {path: told.findall(page) for path, page in site.items() if path.startswith("list/")}
    named = [one for some in registers.values() for one in some]
    assert len(named) >= 10
    assert registers["list/direction.html"] == ["ask/directions.html"]
    assert set(named) <= site.keys()


def test_the_page_of_a_picture_shows_one_where_none_shows_all(site: dict[str, str]) -> None:
    """That of the board or paper that has most to show, and links to all."""
    for name in ("actions", "carriers", "money"):
        page = site[f"picture/{name}.html"]
        assert '<svg class="panel"' in page
        assert page.count("Here it is that of") == 1


def test_a_thing_is_cited_with_the_title_and_the_meeting_of_its_paper(site: dict[str, str]) -> None:
    cited = re.search(r"Cite</dt><dd>([^<]*)", site["id/direction/east-lothian/2019-20/D15g.html"])
    assert cited
    assert "IJB Directions and Delivery Plan 2019-20, meeting of 2019-10-31, line 573" in cited[1]


def test_what_a_graph_says_stays_text(tmp_path: Path) -> None:
    """A label with markup is shown, in pages and in what the search looks in, and is never a part of a page."""
    label = "<script>alert(1)</script>&amp;\\\"'</script>"
    literal = label.replace("\\", "\\\\").replace('"', '\\"')
    (tmp_path / "given.trig").write_text(
        f"""@prefix ijb: <https://w3id.org/ijb/def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://w3id.org/ijb/id/graph/reference> {{
          <https://w3id.org/ijb/id/board/x> a ijb:IntegrationJointBoard ; ijb:shortName "x" ; rdfs:label "{literal}" .
        }}""",
        encoding="utf-8",
    )
    found = Site(Embedded(given_graph(tmp_path / "given.trig", tmp_path)), [], [], [])
    for path in ("id/board/x.html", "list/board.html"):
        page = (found.file(path) or b"").decode()
        assert "<script>alert" not in page
        assert label in unescape(page)
    index = (found.file("search-index.js") or b"").decode()
    assert json.loads(index.removeprefix("searchIndex = ").removesuffix(";\n"))["rows"][0][0] == label


def test_the_same_graph_gives_the_same_bytes(clean_engine: Embedded) -> None:
    rules, questions = read_rules(PROJECT.shapes)[:2], read_questions(PROJECT.queries)[:2]
    made = [
        {path: one.file(path) for path in one.paths()}
        for one in (Site(clean_engine, rules, questions, []) for _ in "ab")
    ]
    assert made[0] == made[1]
    assert len(made[0]) > 50


def test_a_site_is_replaced_and_what_others_put_into_it_is_not(tmp_path: Path, clean_engine: Embedded) -> None:
    place = tmp_path / "out"
    for _ in not_empty("ab"):
        with replace_folder(place) as folder:
            write_site(folder, Site(clean_engine, [], [], []))
            assert (folder / "index.html").is_file()
    own = place / "id" / "mine.html"
    own.write_text("<p>mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"id/mine\.html"), replace_folder(place):
        raise AssertionError("another's page would be lost")
    own.write_text(GENERATOR, encoding="utf-8")
    with replace_folder(place):
        pass
    # Data are ours where they stand beside a page of ours.
    (place / "id").mkdir()
    (place / "id" / "other.ttl").write_text("# mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"id/other\.ttl"), replace_folder(place):
        raise AssertionError("another's data would be lost")
    shutil.rmtree(place / "id")
    # A file is not ours by its name.
    (place / "index.html").write_text("<p>mine", encoding="utf-8")
    (place / "site.css").write_text("p { }", encoding="utf-8")
    with pytest.raises(InputError, match=r"index\.html"), replace_folder(place):
        raise AssertionError("another's page would be lost")
    assert (place / "site.css").read_text(encoding="utf-8") == "p { }"
