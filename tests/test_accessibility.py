"""Each kind of page in a real browser, light and dark: axe-core finds no barrier, and the page asks nobody else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT
from findings_page import with_odd_ones
from ijb_graph.check.findings import Finding
from ijb_graph.check.report_html import as_html, read_page_data
from ijb_graph.engine import Embedded
from rule_cases import ALL_RULES

pytestmark = pytest.mark.slow

# WCAG 2.2 AA takes over what the versions before it ask.
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# By tags, or by ids of rules. What is not colour is the same in the dark.
ASKED = {"light": {"type": "tag", "values": ALL}, "dark": {"type": "rule", "values": ["color-contrast"]}}
FINDINGS = "findings.html"
# What is folded up, or comes with the first letter that is typed, is looked at too.
UNFOLD = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  const field = document.querySelector("#q");
  if (field) { field.value = "care"; field.dispatchEvent(new Event("input", { bubbles: true })) }
}"""


@pytest.fixture(scope="module")
def pages(
    publication: Path, engine: Embedded, all_findings: tuple[Finding, ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The largest page of each kind, by kind: lists, questions, rules, each sort of thing; and the page of findings."""
    kinds = defaultdict(list)
    for file in publication.rglob("*.html"):
        folder, *below = file.relative_to(publication).parts
        kinds[f"{folder}/{below[0]}" if folder == "id" else folder].append(file)
    findings = tmp_path_factory.mktemp("findings") / FINDINGS
    some = with_odd_ones(list(all_findings))
    findings.write_text(as_html(some, ALL_RULES, read_page_data(engine, PROJECT.queries)), encoding="utf-8")
    largest = {kind: max(files, key=lambda one: (one.stat().st_size, one)) for kind, files in kinds.items()}
    return {FINDINGS: findings, **largest}


def _barriers(page: Any, scheme: str = "light") -> list[tuple[str, str, str]]:
    """What axe-core finds on a page: the id of its rule, the first element that breaks it, and what is wrong there."""
    from axe_playwright_python.sync_playwright import Axe

    found = (
        Axe().run(page, options={"runOnly": ASKED[scheme], "resultTypes": ["violations"], "preload": False}).response
    )
    # A page on which it tried nothing would have none.
    assert found["passes"]
    return [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(browser: Any, pages: dict[str, Path], scheme: str) -> None:
    assert {"index.html", FINDINGS, "list", "ask", "shape", "id/direction", "id/paper", "id/board"} <= pages.keys()
    found = {}
    for kind, file in pages.items():
        page = browser.new_page(color_scheme=scheme)
        told: list[str] = []
        page.on("console", lambda message, told=told: told.append(message.text))
        page.on("pageerror", lambda error, told=told: told.append(str(error)))
        page.on("request", lambda one, told=told: told.extend([] if one.url.startswith("file:") else [one.url]))
        page.goto(file.as_uri())
        page.evaluate(UNFOLD)
        found[kind] = [*_barriers(page, scheme), *told]
        page.close()
    assert {kind: some for kind, some in found.items() if some} == {}
    assert found.keys() == pages.keys()


@pytest.mark.parametrize(
    ("barrier", "rule"),
    [
        ('document.documentElement.style.setProperty("--soft", "#a0a8b0")', "color-contrast"),
        ('document.documentElement.removeAttribute("lang")', "html-has-lang"),
        ("document.querySelector('label[for=q]').remove()", "label"),
        ("document.head.append(style); style.textContent = 'dd { line-height: 1 !important }'", "target-size"),
    ],
)
def test_a_planted_barrier_is_found(browser: Any, pages: dict[str, Path], barrier: str, rule: str) -> None:
    """Mutations: pale text, a page without its language, a field without a name, links too close to each other."""
    page = browser.new_page(color_scheme="light")
    page.goto(pages["id/board"].as_uri())
    page.evaluate(UNFOLD)
    page.evaluate(f"{{ const style = document.createElement('style'); {barrier} }}")
    assert [one for one, _, _ in _barriers(page)] == [rule]
    page.close()


@pytest.mark.parametrize(
    "path", ["ask/ratings?board=edinburgh", "ask/direction-thread.html", "findings?level=must", "no-such-page"]
)
def test_no_page_of_the_server_alone_has_a_barrier(browser: Any, site: str, path: str) -> None:
    """Forms with their answers, and a refusal; the browser reports what breaks the content policy."""
    found = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        told: list[str] = []
        page.on("console", lambda message, told=told: told.append(message.text))
        page.goto(f"{site}/{path}")
        page.evaluate(UNFOLD)
        found[scheme] = _barriers(page, scheme) + [one for one in told if "404" not in one]
        assert page.locator(".ask-form").count() == (path != "no-such-page")
        page.close()
    assert found == {"light": [], "dark": []}
