"""The page that says what this is, who made it, on which terms it may be used, and what it cannot tell."""

from __future__ import annotations

from ijb_graph.site.edition import PUBLISHER
from ijb_graph.site.page_paths import ABOUT
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]


def files(parts: SiteParts) -> Files:
    """The page."""

    def about(path: str) -> bytes:
        return parts.page("about.html", path, publisher=PUBLISHER)

    return {ABOUT: about}
