"""What only the publisher can say of a publication: where it will stand, whom to ask, its home page and its day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ijb_graph.addresses import is_folder_address
from ijb_graph.errors import Problem, Problems
from ijb_graph.errors.calls import WrongValue
from ijb_graph.publish.changes import Change
from ijb_graph.site.edition import Download, Edition
from ijb_graph.text_safety import deceptive

__all__ = ["AVAILABILITIES", "NOTHING_GIVEN", "Details"]

# The EU's list of how long files are planned to stay where they are.
AVAILABILITIES = ("available", "experimental", "stable", "temporary")

_WEB_PAGE = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/?#=&%+-]*)?")
_E_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Details:
    """What a publisher gives; nothing of it is guessed where it is not given.

    ``url`` is where the folder will stand on the web: an http(s) address, by default ``download/`` below the graph's
    base. ``contact`` is a web page, an e-mail address or a name; ``homepage`` a web page; ``issued`` the day of the
    publication; ``availability`` one of ``AVAILABILITIES``; ``sparql`` the address of the endpoint that answers from
    the published graph; ``repository`` the web address of the repository whose form takes reports of mistakes.
    Errors name the ``command`` that was given them.
    """

    url: str | None = None
    contact: str = ""
    homepage: str = ""
    issued: date | None = None
    availability: str | None = None
    sparql: str | None = None
    repository: str = ""
    command: str = "ijb publish"

    def __post_init__(self) -> None:
        """Raise InputError with all that is given in a wrong form."""
        problems = Problems()
        if self.url is not None and not is_folder_address(f"{self.url.rstrip('/')}/"):
            expected = "no http(s) address of letters, digits and ._~-, such as https://data.example.org/ijb/"
            problems.append(self._wrong(self.url, expected, "--url"))
        if self.sparql is not None and not _WEB_PAGE.fullmatch(self.sparql):
            problems.append(self._wrong(self.sparql, "no http(s) address of a SPARQL endpoint", "--sparql"))
        if self.repository and not _WEB_PAGE.fullmatch(self.repository):
            problems.append(self._wrong(self.repository, "no http(s) address of a repository", "--repository"))
        if self.homepage and not _WEB_PAGE.fullmatch(self.homepage):
            problems.append(self._wrong(self.homepage, "no http(s) address of a web page", "--homepage"))
        if self.contact and not self.contact_link and (":" in self.contact or "@" in self.contact):
            expected = "neither the http(s) address of a web page, nor an e-mail address, nor a name"
            problems.append(self._wrong(self.contact, expected, "--contact"))
        elif fault := deceptive(self.contact):
            problems.append(self._wrong(self.contact, f"no {fault[0]}", "--contact"))
        if self.availability and self.availability not in AVAILABILITIES:
            problems.append(self._wrong(self.availability, f"none of {', '.join(AVAILABILITIES)}", "--availability"))
        problems.raise_any()

    @property
    def contact_link(self) -> tuple[str, str] | None:
        """The vCard property and the address that lead to the contact; None where it is a name, or not given."""
        if _WEB_PAGE.fullmatch(self.contact):
            return "vcard:hasURL", self.contact
        if _E_MAIL.fullmatch(self.contact):
            return "vcard:hasEmail", f"mailto:{self.contact}"
        return None

    def edition(self, downloads: tuple[Download, ...] = (), changes: tuple[Change, ...] | None = None) -> Edition:
        """What the pages say of the publication; ``downloads`` and ``changes`` are known once it is written."""
        link = self.contact_link
        contact = link[1] if link and link[1].startswith("http") else ""
        return Edition(self.issued, self.repository, contact, self.sparql or "", downloads, changes)

    def _wrong(self, value: str, expected: str, option: str) -> Problem:
        return WrongValue(self.command, f"{value!r}, {expected}", column=option)

    def place(self, base: str) -> str:
        """The address of the folder on the web, ended by ``/``."""
        return f"{self.url.rstrip('/')}/" if self.url is not None else f"{base}download/"


NOTHING_GIVEN = Details()
