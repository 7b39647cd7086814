"""What is wrong in papers, as the site shows it: one count, the order of the report, what comes first."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from assertions import not_empty
from ijb_graph.check.findings import Finding
from ijb_graph.check.worklist import by_weight, items_of
from ijb_graph.engine import Embedded
from ijb_graph.engine.papers import read_papers
from test_site_in_browser import look

_ITEM = re.compile(r'<li id="item-([0-9]+)" value="[0-9]+" data-demands="([a-z -]*)">')


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _of_papers(findings: tuple[Finding, ...]) -> dict[tuple[str, str], list[Finding]]:
    """The findings of the main section by paper."""
    found = defaultdict(list)
    for one in findings:
        if one.section == "main":
            found[one.board, one.paper].append(one)
    return found


def _row(page: str, link: str) -> str:
    """The words of the row of a table that begins with a link."""
    row = next(one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if link in one)
    return _words(row)


def test_items_are_counted_one_way_everywhere(
    publication: Path, all_findings: tuple[Finding, ...], engine: Embedded
) -> None:
    start, boards, papers = (
        (publication / path).read_text(encoding="utf-8")
        for path in ("index.html", "list/board.html", "list/paper.html")
    )
    of_boards: dict[str, int] = defaultdict(int)
    found = _of_papers(all_findings)
    for paper in not_empty(read_papers(engine)):
        number = len(items_of(found[paper.board, paper.slug]))
        of_boards[paper.board] += number
        inside = f"id/paper/{paper.board}/{paper.slug}.html"
        assert f"{paper.meeting} {number} " in _row(start, f'"{inside}"')
        assert f" {paper.meeting} {number or '–'} " in _row(papers, f'"../{inside}"')
        page = _words((publication / inside).read_text(encoding="utf-8"))
        assert f"{number} items to act on" in page or (number == 1 and "1 item to act on" in page) or not number
    for board, number in not_empty(of_boards.items()):
        assert re.search(rf" {number or '–'}( |$)", _row(boards, f"/board/{board}.html"))
        page = _words((publication / f"id/board/{board}.html").read_text(encoding="utf-8"))
        assert f"{number} items to act on" in page
    assert max(of_boards.values()) > 30


def test_a_paper_has_the_order_of_the_report_and_begins_with_its_first_items(
    publication: Path, all_findings: tuple[Finding, ...]
) -> None:
    some = _of_papers(all_findings)["east-lothian", "2019-10-31-directions"]
    items = items_of(some)
    for path in ("id/paper/east-lothian/2019-10-31-directions.html", "id/board/east-lothian.html"):
        page = (publication / path).read_text(encoding="utf-8")
        shown = page[page.index('id="all-items"') : page.index("</section>", page.index('id="all-items"'))]
        assert [int(number) for number, _ in _ITEM.findall(shown)][: len(items)] == list(range(1, len(items) + 1))
        pieces = _ITEM.split(shown)[3::3]
        for item, piece in not_empty(zip(items, pieces, strict=False)):
            for one in not_empty(item.findings):
                assert not_empty(one.message.split())[0] in _words(piece)
                assert " ".join(one.subject.split()) in _words(piece)
        first = page[page.index('id="first"') : page.index('id="all-items"')]
        assert first.count("<li>") == 3
        for item, piece in not_empty(zip(items, first.split("<li>")[1:], strict=False)):
            one = item.findings[0]
            assert f"shape/{one.rule}.html" in piece
            assert "2019-10-31-directions.html" in piece
            assert any(f'href="{url}"' in piece for basis in one.bases for url in basis.pages)


def test_the_numbers_by_demand_are_those_of_items(publication: Path) -> None:
    page = (publication / "id/board/east-lothian.html").read_text(encoding="utf-8")
    shown = [demands.split() for _, demands in _ITEM.findall(page[: page.index("Besides:")])]
    buttons = re.findall(r'data-demand="([a-z-]+)" aria-pressed="false">[a-z ]+ <span>([0-9]+)</span>', page)
    assert {name for name, _ in buttons} >= {"law", "guidance", "contradiction", "good-practice"}
    for name, number in not_empty(buttons):
        assert sum(name in demands for demands in shown) == int(number)


def test_a_board_without_papers_is_not_said_to_be_in_order(publication: Path) -> None:
    page = (publication / "id/board/angus.html").read_text(encoding="utf-8")
    assert "No paper of this board is in the graph" in page
    assert "No rule finds" not in page
    listed = (publication / "list/board.html").read_text(encoding="utf-8")
    with_papers = [
        bool(re.search("papers in the graph", row)) for row in re.findall(r"<tr><th.*?</tr>", listed, re.DOTALL)
    ]
    assert with_papers[1:] == sorted(with_papers[1:], reverse=True)
    assert with_papers.count(True) == 4


def test_of_several_papers_what_weighs_more_comes_first() -> None:
    light = Finding("a", "may", "", "x", "new", "1", "s", "m", "n", "", "", "", rank=1)
    heavy = replace(light, rule="b", level="must", demanded_by="law", paper="old", rank=2)
    assert [one.findings[0].rule for one in by_weight([*items_of([light]), *items_of([heavy])])] == ["b", "a"]


@pytest.mark.slow
def test_buttons_narrow_the_list_and_the_address_keeps_it(publication: Path, tmp_path: Path) -> None:
    script = """
      const items = () => [...document.querySelectorAll(".worklist > li")].filter((one) => one.checkVisibility());
      const button = (demand) => document.querySelector(`.filters [data-demand="${demand}"]`);
      out.offered = button("law").checkVisibility();
      out.folded = items().length; out.all = document.querySelectorAll(".worklist > li").length;
      button("guidance").click();
      out.guidance = items().map((one) => one.dataset.demands);
      out.number = button("guidance").querySelector("span").textContent;
      out.others = [...document.querySelectorAll(".worklist li li[data-demands]")]
        .filter((one) => one.checkVisibility() && one.dataset.demands !== "guidance").length;
      out.pressed = document.querySelectorAll('.filters [aria-pressed="true"]').length;
      out.status = document.querySelector(".filters [role=status]").textContent;
      button("").click(); out.again = items().length;
    """
    out = look(publication, "id/board/east-lothian.html", script, tmp_path)
    assert out["offered"] is True
    assert out["folded"] == 12 < out["all"] == out["again"]
    assert len(out["guidance"]) == int(out["number"])
    assert all("guidance" in one for one in not_empty(out["guidance"]))
    assert (out["others"], out["pressed"]) == (0, 1)
    assert out["status"] == f"{out['number']} of {out['all']}"
    script = 'out.some = [...document.querySelectorAll(".worklist > li")].filter((one) => one.checkVisibility()).length'
    sent = look(publication, "id/board/east-lothian.html", script, tmp_path, "?demand=law")
    assert sent["some"] == 1


def test_without_the_script_no_button_is_shown_and_all_items_are_there(publication: Path) -> None:
    page = (publication / "id/board/east-lothian.html").read_text(encoding="utf-8")
    assert re.search(r'<p class="filters"[^>]* hidden>', page)
