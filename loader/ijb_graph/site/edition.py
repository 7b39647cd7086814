"""Which publication a page is part of, and how a reader cites what it shows and reports a mistake in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from urllib.parse import urlencode

from ijb_graph.publish.changes import Change

__all__ = ["NOTHING_KNOWN", "PUBLISHER", "Citation", "Download", "Edition"]

# As CITATION.cff says.
PUBLISHER = "The ijb-graph authors"

_FORM = "report-a-misread-cell.yml"
# What BibTeX would act on.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{one: f"\\{one}" for one in "&%$#_{}"},
}


@dataclass(frozen=True)
class Download:
    """A file that can be downloaded: its path inside the publication, what it holds, and its size in bytes."""

    path: str
    title: str
    description: str
    size: int


@dataclass(frozen=True)
class Edition:
    """What is known of the publication: nothing but its version where nobody said more.

    ``issued`` is its day; ``repository`` the web address of the repository whose form takes reports of mistakes;
    ``contact`` a web page that says whom to ask; ``endpoint`` the address of the SPARQL endpoint that answers from it;
    ``downloads`` are its files, but for the pages; ``changes`` are those since an earlier one, None where there is none
    that it was compared with.
    """

    issued: date | None = None
    repository: str = ""
    contact: str = ""
    endpoint: str = ""
    downloads: tuple[Download, ...] = ()
    changes: tuple[Change, ...] | None = None

    @cached_property
    def version(self) -> str:
        """The version of the package that made the pages."""
        return version("ijb-graph")

    def report_address(self, paper: str, lines: str, title: str) -> str:
        """The form for a misread cell with these filled in; empty where nobody said where the repository is."""
        if not self.repository:
            return ""
        fields = {"template": _FORM, "title": f"misread: {title}", "paper": paper, "line": lines}
        filled = {name: value for name, value in fields.items() if value}
        return f"{self.repository.rstrip('/')}/issues/new?{urlencode(filled)}"


NOTHING_KNOWN = Edition()


@dataclass(frozen=True)
class Citation:
    """What a page shows, as others cite it: title, stable address, and where it is stated (``fife, PAPER, line 4``)."""

    edition: Edition
    title: str
    address: str
    stated: str = ""

    @property
    def text(self) -> str:
        """The citation as a sentence."""
        day = f", {self.edition.issued.isoformat()}" if self.edition.issued else ""
        stated = f" Stated in {self.stated}." if self.stated else ""
        within = f"{PUBLISHER}, ijb-graph, version {self.edition.version}{day}"
        return f"{self.title.rstrip('.')}. In: {within}. {self.address}.{stated}"

    @property
    def bibtex(self) -> str:
        """The citation as an entry of BibTeX; without a year where no day of issue is known."""
        key = re.sub(r"[^A-Za-z0-9]+", "-", self.address.split("://")[-1]).strip("-")
        day = self.edition.issued
        fields = {
            "title": f"{{{_escaped(self.title)}}}",
            "author": f"{{{PUBLISHER}}}",
            **({"year": str(day.year), "date": day.isoformat()} if day else {}),
            "howpublished": f"ijb-graph, version {self.edition.version}",
            "url": self.address,
            **({"note": f"Stated in {_escaped(self.stated)}"} if self.stated else {}),
        }
        lines = [f"  {name:<12} = {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@misc{{{key},", *lines, "}"])


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(one, one) for one in text)
