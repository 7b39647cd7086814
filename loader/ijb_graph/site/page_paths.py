"""Where each page stands: paths within the site, and links from one to another that work from a disk too."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Set
from functools import lru_cache

__all__ = [
    "ABOUT",
    "CHANGES",
    "DATA",
    "EDITOR",
    "EDITOR_LICENCES",
    "EDITOR_WORDS",
    "ENDINGS",
    "FAVICON",
    "FILES",
    "FOLDERS",
    "GENERATOR",
    "INDEX",
    "SCRIPT",
    "SPARQL",
    "SPARQL_SCRIPT",
    "STYLE",
    "VOCABULARY",
    "WORDS",
    "WORKLIST_SCRIPT",
    "Places",
    "relative",
]

INDEX, STYLE, SCRIPT, WORDS = "index.html", "site.css", "search.js", "search-index.js"
FAVICON, WORKLIST_SCRIPT = "favicon.svg", "worklist.js"
ABOUT, CHANGES, DATA, SPARQL = "about.html", "changes.html", "data.html", "sparql.html"
SPARQL_SCRIPT, EDITOR_WORDS = "sparql.js", "sparql-words.js"
EDITOR, EDITOR_LICENCES = "sparql-editor.js", "sparql-editor.LICENCES.txt"
# What stands beside the first page.
FILES = (
    *(INDEX, STYLE, FAVICON, SCRIPT, WORDS, WORKLIST_SCRIPT, ABOUT, CHANGES, DATA, SPARQL),
    *(SPARQL_SCRIPT, EDITOR_WORDS, EDITOR, EDITOR_LICENCES),
)
VOCABULARY = "list/vocabulary.html"
# What stands in the site's own folders is the site's.
FOLDERS = ("ask", "id", "list", "picture", "shape", "vocabulary")
# Its pages, and the data that stand beside them.
ENDINGS = (".html", ".ttl", ".jsonld", ".csv", ".atom")
# By this a page says what made it.
GENERATOR = '<meta name="generator" content="ijb-graph">'


def relative(start: str, target: str) -> str:
    """The link from the page ``start`` to ``target``, both paths within the site; ``target`` may have a fragment."""
    path, mark, fragment = target.partition("#")
    return _relative(posixpath.dirname(start), path) + mark + fragment


# Pages of one folder have many links in common.
@lru_cache(maxsize=1 << 16)
def _relative(folder: str, path: str) -> str:
    return posixpath.relpath(path, folder or ".")


class Places:
    """The path of the page of each thing: its address after the graph's base, ``id/board/fife.html``."""

    def __init__(self, base: str, things: Set[str], terms: Mapping[str, str]) -> None:
        """``things`` are the addresses of those that have a page; ``terms`` the places of those of the vocabulary."""
        self._base, self._things, self._terms = base, things, terms

    def of(self, address: str) -> str:
        """The path of the page of a thing, or the place of a term in the vocabulary; empty where it has none."""
        if address in self._things:
            return f"{address.removeprefix(self._base)}.html"
        return self._terms.get(address, "")

    @staticmethod
    def of_list(kind: str) -> str:
        """The path of the list of a kind."""
        return f"list/{kind}.html"

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
