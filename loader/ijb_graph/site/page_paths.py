"""Where each page stands: paths within the site, and links from one to another that work from a disk too."""

from __future__ import annotations

import posixpath
from collections.abc import Set

__all__ = ["ENDINGS", "FILES", "FOLDERS", "GENERATOR", "INDEX", "SCRIPT", "STYLE", "WORDS", "Places", "relative"]

INDEX, STYLE, SCRIPT, WORDS = FILES = ("index.html", "site.css", "search.js", "search-index.js")
# What stands in the site's own folders is the site's.
FOLDERS = ("ask", "id", "list", "picture", "shape")
# Its pages, and the data that stand beside them.
ENDINGS = (".html", ".ttl", ".jsonld", ".csv")
# By this a page says what made it.
GENERATOR = '<meta name="generator" content="ijb-graph">'


def relative(start: str, target: str) -> str:
    """The link from the page ``start`` to ``target``, both paths within the site; ``target`` may have a fragment."""
    path, mark, fragment = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(start) or ".") + mark + fragment


class Places:
    """The path of the page of each thing: its address after the graph's base, ``id/board/fife.html``."""

    def __init__(self, base: str, things: Set[str]) -> None:
        """``things`` are the addresses of those that have a page."""
        self._base, self._things = base, things

    def of(self, address: str) -> str:
        """The path of the page of a thing; empty where it has none."""
        return f"{address.removeprefix(self._base)}.html" if address in self._things else ""

    @staticmethod
    def of_list(kind: str) -> str:
        """The path of the list of a kind."""
        return f"list/{kind}.html"

    def address(self, path: str) -> str:
        """The address of the thing whose page is at a path."""
        return self._base + path.removesuffix(".html")

    @staticmethod
    def of_rule(rule: str) -> str:
        """The path of the page of a rule."""
        return f"shape/{rule}.html"

    @staticmethod
    def of_question(question: str) -> str:
        """The path of the page of a question."""
        return f"ask/{question}.html"

    @staticmethod
    def of_picture(picture: str) -> str:
        """The path of the page of a picture."""
        return f"picture/{picture}.html"
