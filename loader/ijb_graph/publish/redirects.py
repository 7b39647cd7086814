"""Where the project's addresses lead: rules for the web server that answers at the graph's base, such as w3id.org.

Apache's ``.htaccess``, since that is what w3id.org takes. The rules follow the scheme of the addresses; each target is
a file of the publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from ijb_graph.publish.changes import Withdrawn
from ijb_graph.publish.datasets import CATALOGUE, GRAPH, SHARED_GRAPHS
from ijb_graph.publish.details import Details
from ijb_graph.publish.vocabulary_files import PARTS
from ijb_graph.site.page_paths import INDEX, VOCABULARY
from ijb_graph.site.thing_data import DATA_FILES

__all__ = ["REDIRECTS", "redirects"]

REDIRECTS = "redirects.htaccess"

_CSV, _TRIG, _QUADS, _HTML = "text/csv", "application/trig", "application/n-quads", "text/html"


@dataclass(frozen=True)
class _Rule:
    """Addresses below the base, by a pattern for all of them; the file they lead to; of which media type, or any."""

    pattern: str
    target: str
    media_type: str = ""


def _rules(days: tuple[date, date] | None) -> Iterator[_Rule]:
    """In order: the first that fits is taken. They lead to data, which is what there is for a browser too."""
    parts = "|".join(PARTS[1:])
    version = "([0-9]+[.][0-9]+[.][0-9]+)"
    yield _Rule("^$", GRAPH, _QUADS)
    yield _Rule("^$", "graph.trig", _TRIG)
    yield _Rule("^$", CATALOGUE)
    yield _Rule("^def$", "ontology.ttl")
    yield _Rule(f"^def/{version}$", "versions/$1/ontology.ttl")
    yield _Rule(f"^def/({parts})$", "$1.ttl")
    yield _Rule(f"^def/({parts})/{version}$", "versions/$2/$1.ttl")
    yield _Rule("^scheme/.+$", "schemes.ttl")
    yield _Rule("^shape/.+$", "shapes.ttl")
    yield _Rule("^id/graph/ontology$", "vocabulary.ttl")
    yield _Rule("^id/graph/findings$", "findings.csv", _CSV)
    shared = "|".join(one for one in SHARED_GRAPHS if one != "ontology")
    yield _Rule(f"^id/graph/({shared}|shapes|findings|cubes|void|examples|changes)$", "$1.ttl")
    yield _Rule("^id/graph/withdrawn$", "withdrawn.csv")
    yield _Rule("^id/change/.+$", "changes.ttl")
    yield _Rule("^id/graph/([^/]+)/([^/]+)$", "papers/$1/$2.ttl")
    yield _Rule("^id/register/([^/]+)$", "registers/$1.csv", _CSV)
    yield _Rule("^id/(catalogue|contact|register)$", CATALOGUE)
    yield _Rule("^id/(agent|distribution|partition/property|register)/.+$", CATALOGUE)
    yield _Rule("^id/(linkset|outside|partition)/.+$", "void.ttl")
    yield _Rule("^id/example/.+$", "examples.ttl")
    # What the catalogue alone speaks of: all areas together, and the time of all papers.
    yield _Rule("^id/area/Scotland$", CATALOGUE)
    if days and days[0] != days[1]:
        yield _Rule(f"^id/period/{days[0]}--{days[1]}$", CATALOGUE)
    yield _Rule("^id/cube/.+$", "cubes.ttl")
    yield _Rule("^id/finding/.+$", "findings.ttl")
    # Any other thing: which paper it stands in, its address does not say.
    yield _Rule("^id/.+$", GRAPH, _QUADS)
    yield _Rule("^id/.+$", "graph.trig")


def _pages(sorts: Iterable[str]) -> Iterator[_Rule]:
    """The addresses that a browser finds a page of; beside the page of a thing stand its data."""
    if named := "|".join(sorts):
        yield _Rule(f"^(id/({named})/.+)$", "$1.html", _HTML)
        yield from (_Rule(f"^(id/({named})/.+)$", f"$1{ending}", media) for ending, media, _ in DATA_FILES)
        yield _Rule("^(shape/.+)$", "$1.html", _HTML)
        yield _Rule("^def$", VOCABULARY, _HTML)
        yield _Rule("^$", INDEX, _HTML)


def redirects(
    details: Details,
    base: str,
    days: tuple[date, date] | None,
    withdrawn: Iterable[Withdrawn],
    with_pages: Iterable[str] = (),
) -> str:
    """The rules as ``.htaccess``, for the folder that answers at the base.

    ``days`` are the first and the last meeting of the papers. An address that was ``withdrawn`` leads to what replaced
    it, or is said to be gone. ``with_pages`` are the sorts of thing (``direction``) whose addresses lead a browser to
    a page of the site.
    """
    url = details.place(base)
    lines = [
        f"# {base}: where its addresses lead. Made by `ijb publish`; the first rule that fits is taken.",
        "RewriteEngine on",
        # Where the publication itself lies at the base, its files are what they are.
        "RewriteCond %{REQUEST_FILENAME} -f",
        "RewriteRule ^ - [L]",
    ]
    for one in withdrawn:
        # A term is part of a document; what the document says of it is left to the document.
        if "#" in one.uri:
            continue
        # The web server decodes an address before it looks for a pattern, and ends one at a space.
        path = re.escape(unquote(one.uri.removeprefix(base))).replace("\\-", "-").replace("\\ ", "[[:space:]]")
        # In a target, `%1` and `$1` would stand for what a pattern found.
        target = re.sub(r"[%$]", r"\\\g<0>", one.replaced_by)
        lines.append(f"RewriteRule ^{path}$ {target or '-'} [{'NE,R=301,L' if target else 'G'}]")
    for rule in _pages(with_pages):
        lines += _written(rule, url)
    if details.homepage:
        lines += [f"RewriteCond %{{HTTP_ACCEPT}} {_HTML}", f"RewriteRule ^ {details.homepage} [NE,R=303,L]"]
    for rule in _rules(days):
        lines += _written(rule, url)
    return "\n".join(lines) + "\n"


def _written(rule: _Rule, url: str) -> list[str]:
    # A + in a media type is a sign of a regular expression.
    condition = [f"RewriteCond %{{HTTP_ACCEPT}} {rule.media_type.replace('+', '[+]')}"] if rule.media_type else []
    return [*condition, f"RewriteRule {rule.pattern} {url}{rule.target} [R=303,L]"]
