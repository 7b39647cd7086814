"""The feed of each board: the findings in its papers, with stable ids, days and pages."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import join, normpath
from xml.etree import ElementTree

from assertions import not_empty
from ijb_graph.check.findings import Finding, finding_address
from ijb_graph.engine import Embedded

_ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_board_has_its_findings_as_a_feed(
    publication: Path, all_findings: tuple[Finding, ...], engine: Embedded
) -> None:
    boards = {one.board for one in all_findings if one.board}
    for board in not_empty(sorted(boards)):
        feed = ElementTree.fromstring((publication / f"id/board/{board}.atom").read_bytes())
        ids = [one.findtext(f"{_ATOM}id") for one in feed.iter(f"{_ATOM}entry")]
        expected = {
            finding_address(one, engine.base) for one in all_findings if one.board == board and not one.acceptance
        }
        assert set(ids) == expected
        assert len(ids) == len(set(ids))
        for entry in not_empty(list(feed.iter(f"{_ATOM}entry"))):
            link = entry.find(f"{_ATOM}link")
            assert link is not None
            assert (publication / normpath(join("id/board", link.attrib["href"]))).is_file()
            assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T00:00:00Z", entry.findtext(f"{_ATOM}updated") or "")
            assert entry.findtext(f"{_ATOM}summary")
        page = (publication / f"id/board/{board}.html").read_text(encoding="utf-8")
        assert f'<link rel="alternate" type="application/atom+xml" href="{board}.atom"' in page


def test_a_board_without_a_paper_has_no_feed(publication: Path) -> None:
    page = (publication / "id/board/fife.html").read_text(encoding="utf-8")
    assert ".atom" not in page
    assert not (publication / "id/board/fife.atom").exists()
