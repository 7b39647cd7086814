"""The page of a paper: links that land on its lines, what it does not say, and its text where that is at hand."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import build
from ijb_graph.paper_text import read_paper_text
from ijb_graph.site.site import Site
from ijb_graph.site.unknowns import parts_of, read_unknowns
from question_cases import given_graph

_FOLDER = "2023-09-21-directions-half-year-report"
_PAPER = f"id/paper/midlothian/{_FOLDER}.html"


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_a_claim_leads_to_its_line(publication: Path) -> None:
    page = (publication / "id/direction/east-lothian/2019-20/D11b.html").read_text(encoding="utf-8")
    paper = (publication / "id/paper/east-lothian/2019-10-31-directions.html").read_text(encoding="utf-8")
    assert 'paper/east-lothian/2019-10-31-directions.html#line-489"' in page
    row = paper[paper.index('<tr id="line-489">') :]
    assert "D11b" in row[: row.index("</tr>")]


def test_the_lines_of_an_answer_lead_to_the_paper(publication: Path) -> None:
    page = (publication / "ask/directions.html").read_text(encoding="utf-8")
    assert '<a href="../id/paper/east-lothian/2019-10-31-directions.html#line-489">489</a></td>' in page


def test_a_paper_tells_what_it_does_not_say(publication: Path) -> None:
    unknowns = read_unknowns(PROJECT.data)
    for (board, folder), text in not_empty(unknowns.items()):
        shown = _words((publication / f"id/paper/{board}/{folder}.html").read_text(encoding="utf-8"))
        for part in not_empty(parts_of(text)):
            assert part.heading in shown
            for entry in not_empty(part.entries):
                assert "".join(words + (f"({at})" if at else "") for words, at in entry).strip() in shown
    page = (publication / _PAPER).read_text(encoding="utf-8")
    assert '(<a href="2023-09-21-directions-half-year-report.html#line-224">224</a>' in page


def test_a_paper_tells_what_was_lost(publication: Path) -> None:
    page = (publication / "id/paper/east-lothian/2019-10-31-directions.html").read_text(encoding="utf-8")
    assert "analyse central services and appraise local options: qualifier, lost" in _words(page)


def test_a_paper_says_what_a_line_counts_and_each_line_is_a_link(publication: Path) -> None:
    for path in not_empty(sorted(PROJECT.data.glob("*/*/paper.toml"))):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        page = (publication / f"id/paper/{path.parent.parent.name}/{path.parent.name}.html").read_text(encoding="utf-8")
        assert page.count(f"the file <code>{said['text']['file']}</code>: an export of the published document") == 2
        assert "Where on the web the document stands, the graph does not know." in page
        records = page[page.index('id="records"') :]
        for number, cell in not_empty(re.findall(r'<tr id="line-([0-9]+)"><td class="n">(.*?)</td>', records)):
            assert cell.startswith(f'<a href="#line-{number}">')
    for file in not_empty(sorted(publication.glob("id/d*/**/*.html"))):
        text = re.sub(r"<a [^>]*>[^<]*</a>|<desc.*?</desc>|<code>.*?</code>", "", file.read_text(encoding="utf-8"))
        facts = text[text.index("<main") : text.index('id="take"')]
        assert not re.search(r">[^<]*directions, lines? [0-9]", facts), file


def test_the_web_address_of_a_paper_is_a_link_where_the_graph_has_it(tmp_path: Path) -> None:
    (tmp_path / "given.trig").write_text(
        """@prefix ijb: <https://w3id.org/ijb/def#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://w3id.org/ijb/id/graph/x/p> {
          <https://w3id.org/ijb/id/board/x> a ijb:IntegrationJointBoard ; ijb:shortName "x" ; rdfs:label "X" .
          <https://w3id.org/ijb/id/paper/x/p> a ijb:BoardPaper ; ijb:isPaperOf <https://w3id.org/ijb/id/board/x> ;
            dcterms:identifier "p" ; dcterms:title "P" ; rdfs:label "P" ; ijb:meetingDate "2020-01-01"^^xsd:date ;
            ijb:fileName "p.txt" ; <http://xmlns.com/foaf/0.1/page> <https://board.example/p.pdf> .
        }""",
        encoding="utf-8",
    )
    page = (
        Site(Embedded(given_graph(tmp_path / "given.trig", tmp_path)), [], [], []).file("id/paper/x/p.html") or b""
    ).decode()
    assert '<a href="https://board.example/p.pdf" rel="external">The document as it was published</a>' in page
    assert "does not know" not in page


def test_a_page_explains_where_its_statements_come_from(publication: Path) -> None:
    page = (publication / "id/direction/east-lothian/2019-20/D11b.html").read_text(encoding="utf-8")
    assert "“Our own reading”: is printed in no paper" in page
    assert "“Derived”: follows from other statements" in page
    goal = next(publication.glob("id/golden-thread/**/*.html")).read_text(encoding="utf-8")
    assert ("“Reference data”" in goal) == (">reference data<" in goal)


def test_no_lead_names_a_term_in_brackets(publication: Path) -> None:
    found = 0
    for file in not_empty([*publication.glob("ask/*.html"), *publication.glob("shape/*.html")]):
        lead = re.search(r'<p class="lead">(.*?)</p>', file.read_text(encoding="utf-8"), re.DOTALL)
        assert lead
        assert "(ijb:" not in lead[1], file
        found += 1
    assert found > 100


def test_a_text_is_read_in_parts() -> None:
    parts = parts_of(
        "# T\n\nFirst.\n\n## How\n\nTwo readers\nagreed (209). So.\n\n## What\n\n- `A` b\n  c (1, 3-4)\n- d\n"
    )
    assert [(one.heading, one.is_list) for one in parts] == [("How", False), ("What", True)]
    assert parts[0].entries == ((("Two readers agreed ", "209"), (". So.", "")),)
    assert parts[1].entries == ((("A b c ", "1, 3-4"),), (("d", ""),))


@pytest.fixture(scope="module")
def with_text(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """The graph with the papers' own wording."""
    return Embedded(build(PROJECT.data, PROJECT.ontology, tmp_path_factory.mktemp("text"), papers=papers).path)


def test_with_the_papers_at_hand_each_record_stands_at_its_line(with_text: Embedded, papers: Path) -> None:
    page = (Site(with_text, [], [], []).file(_PAPER) or b"").decode()
    shown = dict(re.findall(r'<div id="line-([0-9]+)"[^>]*><dt>[0-9]+</dt><dd>([^<]*)</dd>', page))
    said = tomllib.loads((PROJECT.data / "midlothian" / _FOLDER / "paper.toml").read_text(encoding="utf-8"))
    lines = read_paper_text(papers / said["text"]["file"]).text.split("\n")
    for number, text in not_empty(shown.items()):
        assert unescape(text) == lines[int(number) - 1]
    line = page[page.index('<div id="line-224"') :]
    assert "5.1" in re.search(r'<dd class="record">(.*?)</dd>', line[: line.index("</div>")])[1]  # type: ignore[index]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_is_published_has_no_line_of_the_papers_text(publication: Path) -> None:
    for page in not_empty(sorted(publication.glob("id/paper/**/*.html"))):
        assert 'class="printed"' not in page.read_text(encoding="utf-8")
