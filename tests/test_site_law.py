"""What demands something: each finding and each rule leads to the passage, and says in a sentence what it asks."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.check.findings import Basis, Finding
from ijb_graph.check.rules import read_rules
from ijb_graph.engine import Embedded

_OUTSIDE = re.compile(r'href="(https?://(?:www\.)?(?:legislation\.gov\.uk|gov\.scot)/[^"]*)"')


def _rows(name: str) -> list[dict[str, str]]:
    with (PROJECT.data / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def bases() -> dict[str, dict[str, str]]:
    """The rows of the reference data, by id."""
    return {row["id"]: row for row in _rows("legal-basis.csv")}


def _link(row: dict[str, str]) -> str:
    """The link to what a basis is said in: a section of the Act, or a page of guidance; else its name alone."""
    page = (
        row["sections"].replace("http://www.legislation.gov.uk/id/", "https://www.legislation.gov.uk/") or row["page"]
    )
    return f'<a href="{page}" rel="external">{row["source"]}</a>' if page else row["source"]


def test_each_finding_leads_to_its_law_and_says_what_that_asks(
    publication: Path, all_findings: tuple[Finding, ...], engine: Embedded, bases: dict[str, dict[str, str]]
) -> None:
    seen = set()
    for one in not_empty(all_findings):
        file = publication / f"{one.node.removeprefix(engine.base)}.html"
        if not file.is_file() or one.acceptance or "/id/paper/" in one.node:
            continue
        page = unescape(file.read_text(encoding="utf-8"))
        for basis in not_empty(one.bases):
            assert _link(bases[basis.id]) in page
            if basis.is_text:
                assert bases[basis.id]["demand"] in page
            seen.add(basis.status)
    assert {"statute", "superseded-guidance", "good-governance"} <= seen


def test_each_rule_names_and_links_what_it_rests_on_though_it_finds_nothing(
    publication: Path, bases: dict[str, dict[str, str]], all_findings: tuple[Finding, ...]
) -> None:
    finding = {one.rule for one in all_findings}
    listed = (publication / "list/rule.html").read_text(encoding="utf-8")
    silent = set()
    for rule in not_empty(read_rules(PROJECT.shapes)):
        page = unescape((publication / f"shape/{rule.id}.html").read_text(encoding="utf-8"))
        for one in not_empty(rule.bases):
            assert _link(bases[one]) in page
            assert bases[one]["demand"] in page
            assert not _link(bases[one]).startswith("<a") or _link(bases[one]) in unescape(listed)
        silent |= {rule.demand} - ({rule.demand} if rule.id in finding else set())
    assert "law" in silent


def test_no_link_to_law_or_guidance_is_made_up(publication: Path) -> None:
    sections = {row["address"].replace("http://", "https://").replace("/id/", "/") for row in _rows("legislation.csv")}
    known = (
        sections
        | {row["page"] for row in _rows("legal-basis.csv")}
        | {row["address"] for row in _rows("legislation.csv")}
    )
    found = set()
    for file in not_empty(sorted(publication.rglob("*.html"))):
        found |= set(_OUTSIDE.findall(file.read_text(encoding="utf-8")))
    stated = {
        row["address"]
        for path in PROJECT.data.glob("*/*/cited-documents.csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
        if row.get("address")
    }
    assert not found - known - stated
    assert len(found & sections) > 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://www.legislation.gov.uk/asp/2014/9", "//elsewhere"])
def test_what_is_no_web_page_is_no_link(address: str) -> None:
    assert Basis("L1", "", "", "statute", (address,), page=address).pages == ()


def test_a_section_leads_to_its_page() -> None:
    one = Basis("L1", "", "", "statute", ("http://www.legislation.gov.uk/id/asp/2014/9/section/26",))
    assert one.pages == ("https://www.legislation.gov.uk/asp/2014/9/section/26",)


def test_a_rule_that_names_another_leads_to_it(publication: Path) -> None:
    page = (publication / "shape/direction-addressee-named.html").read_text(encoding="utf-8")
    assert '<a href="direction-addressee-clear.html">direction-addressee-clear</a>' in page
