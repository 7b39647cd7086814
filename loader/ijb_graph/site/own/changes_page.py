"""The page that says what is other than in the publication before."""

from __future__ import annotations

from collections import defaultdict

from ijb_graph.publish.changes import Change
from ijb_graph.site.page_paths import CHANGES
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]

# How many changes of one sort the page shows; the table that can be downloaded has all.
_MOST = 200


def files(parts: SiteParts) -> Files:
    """The page."""

    def changes(path: str) -> bytes:
        by_sort: dict[str, list[Change]] = defaultdict(list)
        for one in parts.edition.changes or ():
            by_sort[one.change].append(one)
        is_compared = parts.edition.changes is not None
        return parts.page("changes.html", path, is_compared=is_compared, by_sort=dict(by_sort), most=_MOST)

    return {CHANGES: changes}
