"""The last band of each page: formats that hold what it shows, citations, and a report with its place filled in."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.ask.questions import read_questions
from ijb_graph.engine import Embedded
from ijb_graph.site.edition import Citation, Edition
from ijb_graph.site.page_kinds import read_page_kinds
from ijb_graph.site.site import Site

_PAGE = "id/direction/east-lothian/2019-20/D11b.html"
_ALTERNATE = re.compile(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"')


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_data_beside_a_page_are_what_the_graph_says(publication: Path) -> None:
    engine = Embedded(publication / "graph.nq")
    kinds = read_page_kinds(engine)
    for kind in not_empty(kinds):
        address = kind.entries[0].address
        page = publication / f"{address.removeprefix(engine.base)}.html"
        found = dict(_ALTERNATE.findall(page.read_text(encoding="utf-8")))
        # A board that has papers has a feed of its findings as well.
        found.pop("application/atom+xml", None)
        assert found.keys() == {"text/turtle", "application/ld+json"}
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ <{address}> }} ?s ?p ?o }}"
        stated = (engine.query(query, "q").triples or "").splitlines()
        for media, file in not_empty(found.items()):
            form = pyoxigraph.RdfFormat.from_media_type(media)
            quads = pyoxigraph.parse((page.parent / file).read_bytes(), format=form)
            triples = {str(quad.triple) for quad in quads}
            # A thing that is stated again brings the later statements too.
            assert {line.removesuffix(" .") for line in not_empty(stated)} <= triples


def test_a_list_and_an_answer_are_tables_too(publication: Path) -> None:
    for page in not_empty(sorted(publication.glob("list/*.csv"))):
        listed = list(csv.DictReader(io.StringIO(page.read_text(encoding="utf-8"))))
        text = page.with_suffix(".html").read_text(encoding="utf-8")
        assert f'<link rel="alternate" type="text/csv" href="{page.name}"' in text
        assert len(listed) == text.count('<tr><th scope="row">')
        assert all(row["address"].startswith("https://w3id.org/ijb/id/") for row in not_empty(listed))
    for question in not_empty(read_questions(PROJECT.queries)):
        with (publication / f"ask/{question.name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        text = (publication / f"ask/{question.name}.html").read_text(encoding="utf-8")
        assert set(header) == question.columns.keys()
        assert f"{len(rows)} rows." in text or not rows


@pytest.mark.parametrize("path", [_PAGE, "list/direction.html", "ask/directions.html", "index.html"])
def test_a_page_says_how_it_is_cited(publication: Path, path: str) -> None:
    page = (publication / path).read_text(encoding="utf-8")
    address = re.search(r"<dt>Address</dt><dd><code>(https://w3id[.]org/ijb/[^<]*)</code>", page)
    assert address
    text = _words(page)
    assert f"The ijb-graph authors, ijb-graph, version 0.1.0. {address[1]}." in text
    assert re.search(r"@misc\{w3id-org-ijb[A-Za-z0-9-]*, title = \{\{", text)
    assert f"url = {{{address[1]}}}" in text
    assert "doi" not in page.lower()


def test_a_citation_has_the_day_of_issue_and_no_command_of_tex() -> None:
    cited = Citation(
        Edition(date(2026, 11, 30)), "Cost & risk: 5 % {of} $x_1\\", "https://w3id.org/ijb/id/x/1", "fife, a_b"
    )
    within = "In: The ijb-graph authors, ijb-graph, version 0.1.0, 2026-11-30."
    assert cited.text.endswith(f"{within} https://w3id.org/ijb/id/x/1. Stated in fife, a_b.")
    assert r"{{Cost \& risk: 5 \% \{of\} \$x\_1\textbackslash{}}}" in cited.bibtex
    assert r"Stated in fife, a\_b" in cited.bibtex
    assert "year         = {2026}" in cited.bibtex
    assert "year" not in Citation(Edition(), "x", "https://w3id.org/ijb/id/x/1").bibtex


def test_a_report_has_paper_and_line_filled_in(engine: Embedded) -> None:
    site = Site(engine, [], [], [], Edition(repository="https://example.org/who/what/"))
    page = (site.file(_PAGE) or b"").decode()
    address = re.search(r"<dt>Report a mistake</dt><dd><a href=\"([^\"]+)\"", page)
    assert address
    found = urlsplit(unescape(address[1]))
    assert found.path == "/who/what/issues/new"
    asked = {name: value for name, (value,) in parse_qs(found.query).items()}
    assert asked["paper"] == "east-lothian/2019-10-31-directions"
    assert asked["line"] == "489"
    # The form that is named is there, and has fields of these names.
    form = (PROJECT.root / ".github/ISSUE_TEMPLATE" / asked["template"]).read_text(encoding="utf-8")
    assert set(asked) - {"template", "title"} <= set(re.findall(r"id: (\w+)", form))


def test_where_no_repository_is_known_a_reader_gets_what_to_tell(publication: Path) -> None:
    text = _words((publication / _PAGE).read_text(encoding="utf-8"))
    assert "paper east-lothian/2019-10-31-directions , line 489 , what stands here and what the paper says" in text


def test_the_page_of_a_direction_tells_how_complete_it_is(publication: Path) -> None:
    with (publication / "ask/completeness.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in not_empty(rows):
        page = publication / f"{row['uri'].removeprefix('https://w3id.org/ijb/')}.html"
        text = _words(page.read_text(encoding="utf-8"))
        assert f"level {row['level']} of 3," in text
        assert not row["missing"] or f"Missing for the next level: {row['missing']}." in text
