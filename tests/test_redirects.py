"""The redirect rules: a table of addresses and what they lead to; every address of the publication leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from assertions import not_empty
from ijb_graph.addresses import BASE
from ijb_graph.publish.changes import Withdrawn
from ijb_graph.publish.details import Details
from ijb_graph.publish.redirects import REDIRECTS, redirects
from published import PAPERS, quads_of
from pyoxigraph import NamedNode

URL = f"{BASE}download/"
ANY, BROWSER = "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
D11B = "id/direction/east-lothian/2019-20/D11b"


def led(rules: str, address: str, accept: str) -> str:
    """Where Apache leads an address: the rules read as mod_rewrite reads them.

    ``gone`` where it is said to be gone; empty where no rule fits.
    """
    path = unquote(address.removeprefix(BASE).partition("#")[0])
    condition = True
    for line in not_empty(rules.splitlines()):
        if line == "RewriteCond %{REQUEST_FILENAME} -f":
            # No file of the publication lies where these rules do.
            condition = False
        elif line.startswith("RewriteCond"):
            _, variable, pattern = line.split(" ")
            assert variable == "%{HTTP_ACCEPT}"
            condition = re.search(pattern, accept) is not None
        elif line.startswith("RewriteRule"):
            _, pattern, target, flags = line.split(" ")
            found = re.search(pattern.replace("[[:space:]]", r"\s"), path)
            if condition and found:
                if flags == "[G]":
                    return "gone"
                assert re.fullmatch(r"\[(NE,)?R=30[13],L\]", flags), line
                for number, part in enumerate(found.groups(), start=1):
                    target = re.sub(rf"(?<!\\)\${number}", lambda _, part=part: part, target)  # type: ignore[misc]
                assert not re.search(r"(?<!\\)[%$]", target), line
                return re.sub(r"\\([%$])", r"\1", target)
            condition = True
        else:
            assert line.startswith("#") or line == "RewriteEngine on", line
    return ""


@pytest.mark.parametrize(
    ("address", "accept", "target"),
    [
        ("", ANY, "catalogue.ttl"),
        ("", "application/n-quads", "graph.nq"),
        ("", "application/trig", "graph.trig"),
        ("def", "text/turtle", "ontology.ttl"),
        ("def#Direction", ANY, "ontology.ttl"),
        ("def/0.1.0", ANY, "versions/0.1.0/ontology.ttl"),
        ("def/schemes", ANY, "schemes.ttl"),
        ("def/mappings/0.1.0", ANY, "versions/0.1.0/mappings.ttl"),
        ("def/borrowed", BROWSER, "borrowed.ttl"),
        ("scheme/rating", ANY, "schemes.ttl"),
        ("scheme/rating/established", ANY, "schemes.ttl"),
        ("shape/direction-measure", ANY, "shapes.ttl"),
        ("id/graph/ontology", ANY, "vocabulary.ttl"),
        ("id/graph/editorial", ANY, "editorial.ttl"),
        ("id/graph/findings", "text/csv", "findings.csv"),
        ("id/graph/findings", ANY, "findings.ttl"),
        ("id/graph/cubes", ANY, "cubes.ttl"),
        (f"id/graph/{PAPERS[0]}", ANY, f"papers/{PAPERS[0]}.ttl"),
        ("id/register/directions", "text/csv", "registers/directions.csv"),
        ("id/register/directions", "text/turtle", "catalogue.ttl"),
        ("id/register", ANY, "catalogue.ttl"),
        ("id/catalogue", ANY, "catalogue.ttl"),
        ("id/distribution/graph.nq/checksum", ANY, "catalogue.ttl"),
        ("id/cube/ratings/structure", ANY, "cubes.ttl"),
        ("id/finding/direction-measure/1", ANY, "findings.ttl"),
        ("", BROWSER, "index.html"),
        ("shape/direction-measure", BROWSER, "shape/direction-measure.html"),
        (D11B, BROWSER, f"{D11B}.html"),
        ("id/oversight/east-lothian/2019-20/D11b", BROWSER, "graph.trig"),
        ("def", BROWSER, "list/vocabulary.html"),
        (D11B, "text/turtle", f"{D11B}.ttl"),
        (D11B, "application/ld+json;q=0.9", f"{D11B}.jsonld"),
        (D11B, ANY, "graph.trig"),
        (D11B, "application/n-quads, */*;q=0.1", "graph.nq"),
    ],
)
def test_an_address_leads_to_its_file(publication: Path, address: str, accept: str, target: str) -> None:
    rules = (publication / REDIRECTS).read_text(encoding="utf-8")
    assert led(rules, BASE + address, accept) == URL + target
    assert (publication / target).is_file()


def test_what_is_not_ours_leads_nowhere(publication: Path) -> None:
    rules = (publication / REDIRECTS).read_text(encoding="utf-8")
    for address in ("unknown", "definition", "def/0.1", "def/other", "id", "scheme", "id/"):
        assert led(rules, BASE + address, ANY) == "", address


def test_every_address_of_the_publication_leads_to_a_file_that_speaks_of_it(publication: Path) -> None:
    rules = (publication / REDIRECTS).read_text(encoding="utf-8")
    spoken: dict[str, set[str]] = {}
    addresses = set()
    for path in not_empty([*sorted(publication.rglob("*.ttl")), publication / "graph.trig"]):
        nodes = {node.value for quad in quads_of(path) for node in quad.triple if isinstance(node, NamedNode)}
        spoken[path.relative_to(publication).as_posix()] = nodes
        addresses |= {one for one in nodes if one.startswith(BASE) and not one.startswith(URL)}
    lost = {one for one in addresses if one not in spoken.get(led(rules, one, "text/turtle").removeprefix(URL), ())}
    # The file of a named graph holds it, and does not name it.
    graphs = {one for one in addresses if one.startswith(f"{BASE}id/graph/")}
    assert lost - graphs - {f"{BASE}def#"} == set()
    assert all((publication / led(rules, one, "text/turtle").removeprefix(URL)).is_file() for one in not_empty(graphs))
    assert len(addresses) > 5_000


def test_no_browser_is_led_to_a_page_that_there_is_not(publication: Path) -> None:
    rules = (publication / REDIRECTS).read_text(encoding="utf-8")
    quads = quads_of(publication / "graph.trig")
    things = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    ours = {one for one in things if one.startswith(f"{BASE}id/")}
    led_to = {led(rules, one, BROWSER).removeprefix(URL) for one in ours}
    assert all((publication / one).is_file() for one in not_empty(led_to))
    assert len([one for one in led_to if one.endswith(".html")]) > 300


def test_a_browser_is_led_to_the_home_page() -> None:
    rules = redirects(Details("https://data.example.org/ijb", homepage="https://example.org/a?b=c"), BASE, None, ())
    assert led(rules, f"{BASE}id/direction/x", BROWSER) == "https://example.org/a?b=c"
    assert led(rules, f"{BASE}id/direction/x", ANY) == "https://data.example.org/ijb/graph.trig"


def test_an_address_with_encoded_characters_is_found_and_led_to() -> None:
    """The web server decodes the one, and would take parts of the other for what a pattern found."""
    gone = Withdrawn(f"{BASE}id/direction/x%20%C3%A9", "", "", "", f"{BASE}id/direction/a%20b$1")
    rules = redirects(Details("https://data.example.org/ijb"), BASE, None, [gone])
    assert led(rules, gone.uri, ANY) == gone.replaced_by
    assert led(rules, f"{BASE}id/direction/y", ANY) == "https://data.example.org/ijb/graph.trig"
