"""The page to ask with SPARQL in a real browser: editor, completion, examples, answers, refusals; and from a disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ijb_graph.graph.build import Built
from servers import ijb_serve

pytestmark = pytest.mark.slow

_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def address(built: Built) -> Iterator[str]:
    """The page on a server that stops queries after two seconds."""
    with ijb_serve(built.path.parent, "--timeout", "2") as running:
        yield running.query.removesuffix("/sparql") + "/sparql.html"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page; what the console says, and what the content policy stops, is an error."""
    found = browser.new_page()
    told: list[str] = []
    found.on("console", lambda message: told.append(message.text))
    found.on("pageerror", lambda error: told.append(str(error)))
    yield found
    # That a request was refused is no fault of the page.
    assert [one for one in told if "Failed to load resource" not in one] == []
    found.close()


def _type(page: Any, text: str) -> None:
    page.click(".cm-content")
    # Over a selection Chromium itself tries to keep the colours of what it replaces, by a style that the policy stops.
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def _answer(page: Any) -> str:
    """What the page tells when it has done asking. The policy lets no condition be sent to it."""
    for _ in range(300):
        told: str = page.inner_text("#asked-status").strip()
        if told not in ("", "Asking ..."):
            return told
        page.wait_for_timeout(100)
    raise AssertionError("no answer")


def test_a_query_is_answered_as_a_table(page: Any, address: str) -> None:
    page.goto(address)
    # Prefixes of the page need no declaration.
    _type(page, "SELECT ?d { ?d a ijb:StatedDirection } ORDER BY ?d LIMIT 3")
    page.keyboard.press("Control+Enter")
    assert _answer(page) == "3 rows:"
    cells = page.locator("#answered tbody td a").all_inner_texts()
    assert len(cells) == 3
    assert cells[0].startswith("id/direction/")
    page.click("#answered tbody td a >> nth=0")
    assert "Take it away" in page.inner_text("main")


def test_a_question_is_an_example_with_an_address(page: Any, address: str) -> None:
    page.goto(address)
    page.select_option("#example", "completeness")
    assert page.url.endswith("?question=completeness")
    page.click("#ask button[type=submit]")
    assert _answer(page).endswith(" rows:")
    with page.expect_download() as saved:
        page.click("#save")
    assert Path(saved.value.path()).read_text(encoding="utf-8").startswith("board,suite,code,level")
    page.goto(f"{address}?question=overseers")
    assert "# question: Which body has which part" in page.inner_text(".cm-content")


def test_the_editor_completes_terms(page: Any, address: str) -> None:
    page.goto(address)
    _type(page, "SELECT * { ?s ")
    page.keyboard.type("ijb:isAddr")
    page.wait_for_selector(".cm-tooltip-autocomplete")
    assert "ijb:isAddressedTo" in page.inner_text(".cm-tooltip-autocomplete")
    # The list takes the key once it has been there for a moment.
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    assert "ijb:isAddressedTo" in page.inner_text(".cm-content")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (_ENDLESS, "The query was stopped: it took longer than a query may."),
        ("SELEKT", "The query cannot be answered as it stands."),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "The query cannot be answered as it stands."),
        ("SELECT ?s { ?s <urn:none> ?o }", "No rows."),
        ("ASK { }", "Yes."),
        ("DESCRIBE <https://w3id.org/ijb/id/board/fife>", "The answer, as Turtle:"),
    ],
)
def test_what_is_no_table_is_said_in_words(page: Any, address: str, query: str, told: str) -> None:
    page.goto(address)
    _type(page, query)
    page.click("#ask button[type=submit]")
    assert _answer(page).startswith(told)


def test_from_a_disk_the_page_says_what_asking_needs(page: Any, publication: Path) -> None:
    page.goto((publication / "sparql.html").as_uri())
    assert "run ijb serve" in page.inner_text("#asked-status")
    page.click("#ask button[type=submit]")
    assert "run ijb serve" in _answer(page)
    assert "StatedDirection" in page.inner_text(".cm-content")
