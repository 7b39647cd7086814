"""The page of findings with the papers at hand: each cited line leads to what the paper prints there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from findings_page import ODD, Element, Reader
from graph_files import statements_of, write_graph
from ijb_graph.check.findings import ACCEPTANCE_COLUMNS, Finding
from ijb_graph.check.page_layout import lay_out
from ijb_graph.check.paper_passages import cited_passages, read_paper_lines
from ijb_graph.check.report_html import PageData, as_html, read_page_data
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.records.schema import read_schema
from rule_cases import ALL_RULES

BOARD, PAPER = "east-lothian", "2019-10-31-directions"
# Made-up wording of the lines of one table of the paper, and markup that must stay text.
WORDS = {number: f"words of line {number} {ODD}" for number in (390, 392, 394, 396, 411, 412, 413, 590)}

_PASSAGE = "https://w3id.org/ijb/id/passage/falkirk/2031-03-21-directions/12-14"
WORDING = (
    f"<{_PASSAGE}> <http://www.w3.org/ns/oa#hasSelector> <{_PASSAGE}/quote> <urn:wording> .\n",
    f'<{_PASSAGE}/quote> <http://www.w3.org/ns/oa#exact> "twelve\\n\\nfourteen" <urn:wording> .\n',
)


@pytest.fixture(scope="module")
def facts(engine: Embedded) -> PageData:
    return read_page_data(engine, PROJECT.queries)


@pytest.fixture(scope="module")
def tree(facts: PageData, all_findings: tuple[Finding, ...]) -> Element:
    page = as_html(list(all_findings), ALL_RULES, replace(facts, lines={(BOARD, PAPER): WORDS}))
    assert ODD not in page
    return Reader(page).open[0]


def test_a_graph_without_wording_gives_no_passages(facts: PageData, all_findings: tuple[Finding, ...]) -> None:
    assert facts.lines == {}
    page = Reader(as_html(list(all_findings), ALL_RULES, facts)).open[0]
    assert page.of_class("lines")
    assert page.of_class("passage") == page.of_class("texts") == []
    assert not any(link.attributes["href"].startswith("#text") for link in page.all("a"))


def test_the_wording_of_a_graph_is_read_line_by_line(built: Built, tmp_path: Path) -> None:
    write_graph(tmp_path / "graph.nq", [*statements_of(built.path), *WORDING])
    lines = read_paper_lines(Embedded(tmp_path / "graph.nq"))
    assert lines == {("falkirk", "2031-03-21-directions"): {12: "twelve", 14: "fourteen"}}


def test_each_cited_line_leads_to_its_passage_and_back(tree: Element) -> None:
    """All of it by links: a keyboard is enough, and no script is needed."""
    ids = {one.attributes["id"] for one in tree.all() if "id" in one.attributes}
    links = [link for link in tree.all("a") if link.attributes["href"].startswith("#text-")]
    assert {link.attributes["href"][1:] for link in links} <= ids
    by_id = {one.attributes["id"]: one for one in tree.of_class("passage")}
    assert {link.attributes["href"][1:] for link in links} == set(by_id)
    findings = {one.attributes["id"]: one for one in tree.all("li") if "data-finding" in one.attributes}
    for passage in not_empty(by_id.values()):
        assert passage.attributes["tabindex"] == "-1"
        (back,) = passage.of_class("back")
        citing = [findings[link.attributes["href"][1:]] for link in back.all("a")]
        (heading,) = passage.all("h4")
        for one in not_empty(citing):
            assert heading.text.lower().split()[1:] == one.attributes["data-lines"].split()
            assert one.attributes["data-paper"] == f"{BOARD} {PAPER}"


def test_a_passage_shows_the_cited_lines_and_their_neighbours(tree: Element) -> None:
    (passage,) = [one for one in tree.of_class("passage") if one.attributes["id"].endswith("-411")]
    rows = [(row.all("dt")[0].own.strip(), "cited" in row.classes) for row in passage.all("div")]
    assert rows == [("394", False), ("396", False), ("411", True), ("412", False), ("413", False)]
    # What is far away is no neighbour.
    (alone,) = [one for one in tree.of_class("passage") if one.attributes["id"].endswith("-590")]
    assert [row.all("dt")[0].own.strip() for row in alone.all("div")] == ["590"]


def test_lines_of_several_ranges_are_one_passage(facts: PageData, all_findings: tuple[Finding, ...]) -> None:
    one = replace(all_findings[0], board=BOARD, paper=PAPER, lines="3; 7-8", rank=1)
    (paper,) = [of for of in lay_out([one], facts.papers, facts.base) if (of.board, of.folder) == (BOARD, PAPER)]
    (passage,) = cited_passages(paper, dict.fromkeys(range(1, 12), "x"))
    assert passage.anchor == f"text-{BOARD}-{PAPER}-3-7-8"
    assert [number for number, _, cited in passage.rows if cited] == [3, 7, 8]
    assert [number for number, _, _ in passage.rows] == list(range(1, 11))
    assert cited_passages(paper, {99: "x"}) == ()


def test_the_page_writes_the_columns_of_acceptances(tree: Element) -> None:
    kind = read_schema(PROJECT.data).kinds["accepted-findings"]
    assert tuple(column.name for column in kind.columns)[: len(ACCEPTANCE_COLUMNS)] == ACCEPTANCE_COLUMNS
    forms = [one for one in tree.all("form") if "data-take" in one.attributes]
    assert {one.attributes["data-columns"] for one in not_empty(forms)} == {" ".join(ACCEPTANCE_COLUMNS)}
