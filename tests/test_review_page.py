"""Drafts reviewed as pages: the same decisions as at the terminal, by who sits at this machine alone."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn
from assertions import not_empty
from conftest import PROJECT, Run
from drafts_to_review import BOARD, write_draft
from http_requests import Reply, send
from ijb_graph.graph.build import Built
from ijb_graph.read.drafts.cells import CONFIRMED, LOST, NOT_SAID
from ijb_graph.read.drafts.draft import read_draft
from ijb_graph.serve.reviews.drafts_application import DraftsApplication, with_drafts
from servers import free_port, ijb_serve
from starlette.applications import Starlette
from test_accessibility import _barriers

NAME = f"{BOARD}/2030-04-01-directions"
SUMMARY = "directions/1/summary"


@dataclass(frozen=True)
class Pages:
    """A running server of one draft: its address, and the draft's folder."""

    address: str
    folder: Path

    @property
    def draft(self) -> str:
        """The address of the draft's page."""
        return f"{self.address}/-/review/{NAME}"

    def page(self, at: str = "", second: bool = False) -> str:
        """The page of a place."""
        reply = send(f"{self.draft}{'/second' if second else ''}{f'?at={at}' if at else ''}")
        assert reply.status == 200
        return reply.body.decode()

    def token(self) -> str:
        """The token of the server's forms."""
        found = re.search(r'name="token" value="([^"]+)"', self.page())
        assert found
        return found[1]

    def post(
        self, second: bool = False, headers: dict[str, str] | None = None, token: str | None = None, **form: str
    ) -> Reply:
        """A form as a browser sends it from a page of ours."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address, **(headers or {})}
        body = urlencode({"token": self.token() if token is None else token, **form}).encode()
        return send(f"{self.draft}{'/second' if second else ''}", "POST", sent, body)

    @property
    def decided(self) -> list[tuple[str, str, str]]:
        """What is on disk: place, value and status of each decision."""
        return [
            (f"{one.place.kind}/{one.place.row}/{one.place.column}", one.value, one.status)
            for one in read_draft(self.folder).decisions
        ]


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    folder, port = write_draft(tmp_path / "drafts"), free_port()
    served = with_drafts(Starlette(), DraftsApplication(tmp_path / "drafts", PROJECT.data, 20))
    server = uvicorn.Server(uvicorn.Config(served, port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.02)
    yield Pages(f"http://127.0.0.1:{port}", folder)
    server.should_exit = True
    thread.join(20)


def test_the_list_leads_to_each_draft(pages: Pages) -> None:
    page = send(f"{pages.address}/-/review/").body.decode()
    assert f'<a href="/-/review/{NAME}">{NAME}</a>, 11 to decide' in page
    assert "2 to read again" in page or "3 to read again" in page


def test_the_page_shows_line_and_cell_side_by_side(pages: Pages) -> None:
    page = pages.page(SUMMARY)
    assert "<h1>directions, row 1: summary</h1>" in page
    assert re.search(r'<li value="3" class="cited"><mark>1\.1\tThe Council shall open three', page)
    assert "what it asks for, in our words" in page
    assert "to-decide: to be summarised" in page
    assert "<dt>code</dt><dd>1.1</dd>" in page
    assert "11 left" in page


def test_without_a_place_the_most_doubtful_is_shown(pages: Pages) -> None:
    for at in not_empty(["", "directions/9/summary", "x"]):
        assert "<h1>paper: read_by</h1>" in pages.page(at)


def test_a_decision_is_on_disk_and_the_next_cell_is_shown(pages: Pages) -> None:
    reply = pages.post(at=SUMMARY, do="enter", value=" Open  three day centres. ")
    assert (reply.status, reply.headers["location"]) == (303, f"/-/review/{NAME}?at=directions/2/summary")
    assert pages.decided == [(SUMMARY, "Open three day centres.", CONFIRMED)]
    pages.post(at="directions/1/addressees", do="accept")
    pages.post(at="directions/2/addressees", do="lost")
    pages.post(at="directions/0/title", do="not-said")
    assert pages.decided[1:] == [
        ("directions/1/addressees", "Falkirk Council", CONFIRMED),
        ("directions/2/addressees", "", LOST),
        ("directions/0/title", "", NOT_SAID),
    ]


def test_undo_goes_back_to_what_is_undone(pages: Pages) -> None:
    pages.post(at=SUMMARY, do="enter", value="Plan it.", all="yes")
    assert len(pages.decided) == 2
    reply = pages.post(at="paper/1/kind", do="undo")
    assert reply.headers["location"].endswith(f"?at={SUMMARY}")
    assert pages.decided == []


def test_what_cannot_be_decided_is_shown_again_with_the_reason(pages: Pages) -> None:
    for value, fault in not_empty(
        [
            ("The Council shall open three new day centres in time", "copied-text"),
            ("Write to a.b@example.org", "wrong-cell"),
            ("", "unfit-decision"),
            ("Open 4 centres.", "absent-value"),
        ]
    ):
        reply = pages.post(at=SUMMARY, do="enter", value=value)
        assert reply.status == 422
        assert f"[{fault}]" in reply.body.decode()
        assert f'value="{value}"' in reply.body.decode()
        assert ("<details open>" in reply.body.decode()) == (fault == "absent-value")
    assert pages.decided == []
    reply = pages.post(at=SUMMARY, do="enter", value="Open 4 centres.", basis="mended", note="The scan shows a 4.")
    assert reply.status == 303


def test_a_name_that_is_not_known_can_be_introduced(pages: Pages) -> None:
    form: dict[str, Any] = {"at": "directions/2/addressees", "do": "enter", "value": "Meadow Forum"}
    page = pages.post(**form).body.decode()
    assert "<legend>Meadow Forum is new</legend>" in page
    fields: dict[str, Any] = {"new": "bodies", "new-name": "Meadow Forum"}
    assert pages.post(**form, **fields).status == 422
    fields["new-bodies-kind"] = "standing-group"
    assert pages.post(**form, **fields).status == 303
    assert pages.decided == [
        ("bodies/1/name", "Meadow Forum", CONFIRMED),
        ("bodies/1/kind", "standing-group", CONFIRMED),
        ("directions/2/addressees", "Meadow Forum", CONFIRMED),
    ]


def test_rows_are_dropped_and_columns_left_or_asked_row_by_row(pages: Pages) -> None:
    pages.post(at="directions/0/status", do="rows")
    assert "<h1>directions, row 2: status</h1>" in pages.page("directions/2/status")
    pages.post(at="directions/0/title", do="unlooked")
    assert ("directions/0/title", "", NOT_SAID) in pages.decided
    pages.post(at=SUMMARY, do="drop")
    assert read_draft(pages.folder).rows("directions") == [2]


def test_a_row_is_added_also_when_all_is_decided(pages: Pages) -> None:
    reply = pages.post(do="add", kind="skipped", lines="5", at=SUMMARY)
    assert reply.headers["location"].endswith("?at=skipped/3/reason")
    assert pages.post(do="add", kind="skipped", lines="9").status == 422
    assert pages.post(do="add", kind="nothing", lines="5").status == 422
    assert pages.post(do="add", kind="skipped", lines="5", second=True).status == 303
    assert pages.decided[0] == ("skipped/3/lines", "5", CONFIRMED)
    assert len([one for one in pages.decided if one[2] == CONFIRMED]) == 1


def test_the_second_reader_does_not_see_what_stands_there(pages: Pages) -> None:
    page = pages.page(second=True)
    assert "second reader" in page
    assert ("2030-05-02" in page, "Accept" in page) == (False, False)
    at = re.search(r'name="at" value="([^"]+)"', page)
    assert at
    place = unescape(at[1])
    assert pages.post(second=True, at=place, do="accept").status == 303
    assert pages.post(second=True, at=SUMMARY, do="enter", value="Plan it.").status == 409
    assert f"<h1>{place.split('/', maxsplit=1)[0]}" in pages.page(SUMMARY, second=True)
    assert pages.decided == []
    assert pages.post(second=True, at="direction-terms/2/effective", do="enter", value="2030-05-04").status == 303
    assert "the second reader read &#39;2030-05-04&#39;" in pages.page("direction-terms/2/effective")


def test_another_site_can_neither_read_nor_decide(pages: Pages) -> None:
    token = pages.token()
    form: dict[str, Any] = {"at": SUMMARY, "do": "enter", "value": "Plan it."}
    refused = [
        pages.post(token="", **form),
        pages.post(token="x" * len(token), **form),
        pages.post(token="\u00fc", **form),
        pages.post(headers={"Origin": "http://example.org"}, **form),
        pages.post(headers={"Origin": "null"}, **form),
        pages.post(headers={"Sec-Fetch-Site": "cross-site"}, **form),
        pages.post(headers={"Sec-Fetch-Site": "same-site"}, **form),
        pages.post(headers={"Host": "example.org"}, **form),
        send(pages.draft, headers={"Host": "example.org"}),
        send(pages.draft, headers={"Host": "127.0.0.1.example.org"}),
        send(pages.draft, headers={"Host": "[::1"}),
        send(pages.draft, headers={"Origin": "http://example.org"}),
        send(f"{pages.address}/-/review/", headers={"Host": "192.0.2.1:80"}),
    ]
    assert [reply.status for reply in refused] == [403] * len(refused)
    assert not [reply for reply in refused if "access-control-allow-origin" in reply.headers]
    assert not [reply for reply in refused if token in reply.body.decode()]
    assert pages.decided == []
    assert pages.post(token=token, headers={"Sec-Fetch-Site": "same-origin"}, **form).status == 303


def test_every_answer_has_the_strict_headers(pages: Pages) -> None:
    for path in not_empty(["", NAME, "review.js", "review.css", "nothing/here"]):
        reply = send(f"{pages.address}/-/review/{path}")
        assert reply.headers["content-security-policy"].startswith(
            "default-src 'none'; style-src 'self'; script-src 'self'"
        )
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert not re.search(r"<script>|<style|\son\w+=|style=", pages.page(SUMMARY))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("GET", f"{BOARD}/nothing", 404),
        ("GET", f"{BOARD}/..", 404),
        ("GET", "../review", 404),
        ("GET", f"..%2f..%2f{NAME}", 404),
        ("GET", "page_of.py", 404),
        ("DELETE", NAME, 405),
        ("POST", "", 405),
        ("POST", "review.js", 405),
        ("POST", NAME, 415),
    ],
)
def test_what_is_not_there_is_refused(pages: Pages, method: str, path: str, status: int) -> None:
    assert send(f"{pages.address}/-/review/{path}", method).status == status


def test_a_form_is_of_bounded_size(pages: Pages) -> None:
    assert pages.post(at=SUMMARY, do="enter", value="a" * 200_000).status == 413


def test_what_a_draft_holds_is_text_on_its_page(pages: Pages) -> None:
    reply = pages.post(at=SUMMARY, do="enter", value='"><script>alert(1)</script>')
    page = pages.page(SUMMARY) if reply.status == 303 else reply.body.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_broken_draft_is_named_and_the_others_are_served(pages: Pages) -> None:
    broken = pages.folder.parent / "2031-01-01-broken"
    broken.mkdir()
    page = send(f"{pages.address}/-/review/").body.decode()
    assert "11 to decide" in page
    assert "[unreadable-file]" in page
    assert send(f"{pages.address}/-/review/{BOARD}/{broken.name}").status == 409


def test_what_is_decided_at_the_terminal_meanwhile_stands(pages: Pages, tmp_path: Path, ijb: Run) -> None:
    pages.page(SUMMARY)
    ijb("review", str(pages.folder), "--cell", SUMMARY, stdin="e\nPlan it.\nq\n")
    pages.post(at="directions/2/summary", do="enter", value="Ask carers.")
    assert [value for _, value, _ in pages.decided] == ["Plan it.", "Ask carers."]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (("--host", "0.0.0.0"), "not-only-here"),
        (("--host", "example.org"), "not-only-here"),
        (("--host", "::"), "not-only-here"),
        (("--workers", "2"), "conflicting-options"),
        (("--prefix", "/ijb"), "conflicting-options"),
        (("--drafts", "nowhere"), "unreadable-file"),
    ],
)
def test_drafts_are_served_at_this_machine_alone(ijb: Run, project: Path, options: tuple[str, ...], fault: str) -> None:
    (project / "drafts").mkdir()
    done = ijb("serve", "--drafts", "drafts", *options)
    assert done.returncode == 2
    assert f"[{fault}]" in done.stderr


@pytest.mark.slow
def test_the_server_has_them_beside_the_site_and_not_unless_asked(built: Built, tmp_path: Path) -> None:
    write_draft(tmp_path / "drafts")
    graph = built.path.parent
    with ijb_serve(graph, "--drafts", str(tmp_path / "drafts")) as running:
        address = running.query.removesuffix("/sparql")
        assert NAME in send(f"{address}/-/review/").body.decode()
        assert (
            "access-control-allow-origin" not in send(f"{address}/-/review/{NAME}", headers={"Origin": address}).headers
        )
        assert send(f"{address}/index.html").status == 200
    with ijb_serve(graph) as running:
        assert send(f"{running.query.removesuffix('/sparql')}/-/review/").status == 404


# ---- in a browser


@pytest.mark.slow
def test_one_key_decides_in_a_browser(pages: Pages, browser: Any) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(f"{pages.draft}?at={SUMMARY}")
    page.keyboard.press("e")
    page.keyboard.type("Plan all of it.")
    page.keyboard.press("Enter")
    page.wait_for_url("**directions/2/summary")
    page.keyboard.press("s")
    page.wait_for_url("**paper/1/title")
    page.keyboard.press("a")
    page.wait_for_url("**paper/1/suite")
    assert [value for _, value, _ in pages.decided] == ["Plan all of it.", "Directions of the board for 2030/31"]
    page.keyboard.press("u")
    page.wait_for_url("**paper/1/title")
    page.locator("#keys").uncheck()
    page.keyboard.press("a")
    page.wait_for_timeout(500)
    assert len(pages.decided) == 1
    assert told == []


@pytest.mark.slow
def test_no_page_of_a_review_has_a_barrier_nor_is_wider_than_a_phone(pages: Pages, browser: Any) -> None:
    found = {}
    for scheme in ("light", "dark"):
        for at in (SUMMARY, "directions/1/addressees", "directions/0/status", "paper/1/read_by", "list", "unknown"):
            page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
            page.goto(f"{pages.address}/-/review/" if at == "list" else f"{pages.draft}?at={at}")
            if at == "unknown":
                page.goto(f"{pages.draft}?at=directions/2/addressees")
                page.fill("#value", "Meadow Forum")
                page.keyboard.press("Enter")
                page.wait_for_selector("fieldset")
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found[scheme, at] = [*_barriers(page, scheme), *([f"{wide} pixels too wide"] if wide > 0 else [])]
            page.close()
    assert {place: some for place, some in found.items() if some} == {}
    assert len(found) == 12
