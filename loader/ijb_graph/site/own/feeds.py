"""The findings in the papers of each board, as an Atom feed beside the board's page."""

from __future__ import annotations

from functools import partial

from ijb_graph.check.findings import Finding, finding_address
from ijb_graph.engine.papers import Paper
from ijb_graph.site.edition import PUBLISHER
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]


def files(parts: SiteParts) -> Files:
    """A feed for each board that has a paper."""
    base = parts.engine.base

    def feed(board: str, papers: list[Paper], path: str) -> bytes:
        meetings = {one.slug: one.meeting for one in papers}
        found = [one for one in parts.findings if one.board == board and one.paper in meetings]

        def newest(one: Finding) -> int:
            return -meetings[one.paper].toordinal()

        # The order within a paper is that of its findings.
        entries = [
            (finding_address(one, base), meetings[one.paper].isoformat(), one) for one in sorted(found, key=newest)
        ]
        updated = max(meetings.values()).isoformat()
        values = {"board": papers[0], "entries": entries, "updated": updated, "publisher": PUBLISHER}
        return parts.page("findings.atom", path, **values)

    made: Files = {}
    for board in sorted({one.board for one in parts.papers}):
        papers = [one for one in parts.papers if one.board == board]
        made[f"id/board/{board}.atom"] = partial(feed, board, papers)
    return made
