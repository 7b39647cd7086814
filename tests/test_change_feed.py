"""Two publications tell what was added, changed and withdrawn; what went is kept, with what replaced it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from assertions import not_empty
from command_line import Run
from graph_files import statements_of, write_graph
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from ijb_graph.publish.datasets import CATALOGUE
from ijb_graph.publish.details import Details
from ijb_graph.publish.earlier import WITHDRAWN
from ijb_graph.publish.publication import publish
from ijb_graph.publish.redirects import REDIRECTS
from published import dcat_ap_results, files_of
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, XSD
from test_redirects import led

AS = Namespace(PREFIXES["as"])
ATOM = "{http://www.w3.org/2005/Atom}"
FIRST, SECOND, THIRD = date(2032, 6, 1), date(2032, 7, 1), date(2032, 8, 1)
LABEL = f"<{PREFIXES['rdfs']}label>"

Edit = Callable[[list[str]], list[str]]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ratings(small_built: Built) -> list[str]:
    """The addresses of the ratings of the small project."""
    kind = f"<{RDF.type}> <{PREFIXES['ijb']}Rating>"
    found = sorted({line.split(" ")[0].strip("<>") for line in statements_of(small_built.path) if kind in line})
    assert len(found) > 4
    return found


class Publisher:
    """Publishes the small project again and again, each time with its graph edited."""

    def __init__(self, built: Built, project: Project, folder: Path) -> None:
        self.lines, self.project, self.folder = statements_of(built.path), project, folder

    def __call__(self, name: str, day: date | None, since: str = "", edit: Edit = lambda lines: lines) -> Path:
        self.lines = edit(self.lines)
        write_graph(self.folder / "graph.nq", sorted(set(self.lines)))
        earlier = self.folder / since if since else None
        published = publish(
            self.folder / "graph.nq", self.project, self.folder / name, Details(issued=day), since=earlier
        )
        return published.folder


@pytest.fixture
def publisher(small_built: Built, small: Project, tmp_path: Path) -> Publisher:
    return Publisher(small_built, small, tmp_path)


def without(address: str) -> Edit:
    return lambda lines: [line for line in lines if f"<{address}>" not in line]


def renamed(address: str, other: str) -> Edit:
    return lambda lines: [line.replace(f"<{address}>", f"<{other}>") for line in lines]


def relabelled(address: str) -> Edit:
    def edit(lines: list[str]) -> list[str]:
        begin = f"<{address}> {LABEL} "
        graph = next(line for line in lines if line.startswith(begin)).rsplit(" ", 2)[1]
        return [*(line for line in lines if not line.startswith(begin)), f'{begin}"=another name" {graph} .\n']

    return edit


def together(*edits: Edit) -> Edit:
    def edit(lines: list[str]) -> list[str]:
        for one in edits:
            lines = one(lines)
        return lines

    return edit


def test_what_is_other_is_told_in_three_forms(publisher: Publisher, ratings: list[str]) -> None:
    gone, moved, changed, *_ = ratings
    publisher("old", FIRST)
    edit = together(without(gone), renamed(moved, f"{moved}-new"), relabelled(changed))
    new = publisher("new", SECOND, "old", edit)
    rows = rows_of(new / "changes.csv")
    told = {(row["change"], row["uri"]): row for row in rows}
    assert set(told) == {
        ("added", f"{moved}-new"),
        ("changed", changed),
        ("withdrawn", gone),
        ("withdrawn", moved),
    }
    assert told["withdrawn", moved]["replaced_by"] == f"{moved}-new"
    assert told["withdrawn", gone]["replaced_by"] == ""
    assert told["changed", changed]["properties"] == "rdfs:label"
    assert {row["kind"] for row in rows} == {"ijb:Rating"}
    slugs = {row["paper"] for row in rows_of(new / "registers" / "papers.csv")}
    assert all(row["graphs"].rpartition("/")[2] in slugs for row in not_empty(rows))

    feed = ElementTree.parse(new / "changes.atom").getroot()
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids)) == len(rows)
    assert {one.text for one in feed.iter(f"{ATOM}updated")} == {"2032-07-01T00:00:00Z"}
    categories = sorted(one.attrib["term"] for one in feed.iter(f"{ATOM}category"))
    assert categories == ["added", "changed", "withdrawn", "withdrawn"]

    graph = Graph().parse(new / "changes.ttl")
    kinds = {"added": AS.Create, "changed": AS.Update, "withdrawn": AS.Delete}
    for change, uri in not_empty(told):
        [activity] = [one for one in graph.subjects(AS.object, URIRef(uri)) if (one, RDF.type, kinds[change]) in graph]
        assert str(activity) in ids
        assert graph.value(activity, AS.endTime) == Literal("2032-07-01T00:00:00Z", datatype=XSD.dateTime)
    assert set(graph.subjects(RDF.type, AS.Tombstone)) == {URIRef(gone), URIRef(moved)}
    assert graph.value(URIRef(moved), DCTERMS.isReplacedBy) == URIRef(f"{moved}-new")


def test_the_same_graph_has_no_changes(publisher: Publisher) -> None:
    publisher("old", FIRST)
    new = publisher("new", SECOND, "old")
    assert rows_of(new / "changes.csv") == rows_of(new / WITHDRAWN) == []


def test_what_a_newer_graph_says_to_replace_another_is_told(publisher: Publisher, ratings: list[str]) -> None:
    gone, other, *_ = ratings
    publisher("old", FIRST)
    graph = next(line for line in publisher.lines if line.startswith(f"<{other}> ")).rsplit(" ", 2)[1]

    def say(lines: list[str]) -> list[str]:
        return [*without(gone)(lines), f"<{other}> <{DCTERMS.replaces}> <{gone}> {graph} .\n"]

    new = publisher("new", SECOND, "old", say)
    assert {row["uri"]: row["replaced_by"] for row in rows_of(new / WITHDRAWN)} == {gone: other}


def test_what_went_is_kept_from_publication_to_publication(publisher: Publisher, ratings: list[str]) -> None:
    """With the day it went, handed on to what replaced its replacement; what comes back is there again."""
    gone, moved, *_ = ratings
    publisher("web", FIRST, edit=relabelled(gone))
    kept = [line for line in publisher.lines if f"<{gone}>" in line]
    publisher("web", SECOND, "web", together(without(gone), renamed(moved, f"{moved}-a")))
    second = rows_of(publisher.folder / "web" / WITHDRAWN)
    assert [(row["uri"], row["day"], row["replaced_by"]) for row in second] == [
        (gone, "2032-07-01", ""),
        (moved, "2032-07-01", f"{moved}-a"),
    ]
    assert second[0]["label"] == "'=another name", "a spreadsheet would run it"
    third = publisher("web", THIRD, "web", renamed(f"{moved}-a", f"{moved}-b"))
    rows = {row["uri"]: row for row in rows_of(third / WITHDRAWN)}
    assert rows[gone] == second[0]
    assert (rows[moved]["day"], rows[moved]["replaced_by"]) == ("2032-07-01", f"{moved}-b")
    assert (rows[f"{moved}-a"]["day"], rows[f"{moved}-a"]["replaced_by"]) == ("2032-08-01", f"{moved}-b")
    rules = (third / REDIRECTS).read_text(encoding="utf-8")
    assert led(rules, moved, "*/*") == f"{moved}-b"
    assert led(rules, gone, "*/*") == "gone"
    back = publisher("web", THIRD, "web", lambda lines: [*lines, *kept])
    assert gone not in {row["uri"] for row in rows_of(back / WITHDRAWN)}
    assert [(row["change"], row["uri"]) for row in rows_of(back / "changes.csv")] == [("added", gone)]


def test_what_did_not_change_keeps_its_days(publisher: Publisher, ratings: list[str]) -> None:
    publisher("old", FIRST)
    new = publisher("new", SECOND, "old", relabelled(ratings[0]))
    catalogue = Graph().parse(new / CATALOGUE)

    def days(node: str) -> tuple[str, str]:
        return tuple(str(catalogue.value(URIRef(BASE + node), one)) for one in (DCTERMS.issued, DCTERMS.modified))  # type: ignore[return-value]

    assert days("id/graph/reference") == ("2032-06-01", "2032-06-01")
    assert days("id/distribution/reference.ttl") == ("2032-06-01", "2032-06-01")
    assert days("id/distribution/graph.nq") == days("") == days("id/catalogue") == ("2032-06-01", "2032-07-01")
    assert days("id/graph/changes") == ("2032-07-01", "2032-07-01")
    assert dcat_ap_results(catalogue, SH.Violation) == set()


def test_the_same_two_publications_give_the_same_bytes(
    publisher: Publisher, ratings: list[str], tmp_path: Path
) -> None:
    """Also where the earlier one is the one that is replaced."""
    publisher("old", None)
    shutil.copytree(tmp_path / "old", tmp_path / "web")
    new = publisher("new", None, "old", without(ratings[0]))
    assert files_of(publisher("web", None, "web")) == files_of(new)
    updated = ElementTree.parse(new / "changes.atom").getroot().findtext(f"{ATOM}updated")
    meetings = [row["meeting_date"] for row in rows_of(new / "registers" / "papers.csv")]
    assert updated == f"{max(meetings)}T00:00:00Z"


def test_an_earlier_version_of_the_ontology_stays(publisher: Publisher) -> None:
    old = publisher("old", FIRST)
    shutil.copytree(old / "versions" / "0.1.0", old / "versions" / "0.0.9")
    new = publisher("new", SECOND, "old")
    for part in ("ontology", "schemes"):
        kept = f"versions/0.0.9/{part}.ttl"
        assert (new / kept).read_bytes() == (old / kept).read_bytes()
        assert kept in (new / CATALOGUE).read_text(encoding="utf-8")


def test_what_went_is_not_forgotten(publisher: Publisher, ratings: list[str], small_ready: Run, small: Project) -> None:
    publisher("old", FIRST)
    publisher("new", SECOND, "old", without(ratings[0]))
    shutil.copytree(publisher.folder / "new", small.root / "web")
    before = files_of(small.root / "web")
    done = small_ready("publish", "web")
    assert done.returncode == 2
    assert "1 addresses that went, in withdrawn.csv" in done.stderr
    assert done.stderr.endswith("[lost-withdrawals]\n")
    assert files_of(small.root / "web") == before
    assert small_ready("publish", "web", "--since", "web").returncode == 0


def test_what_went_is_not_forgotten_where_another_publication_is_carried_on(
    publisher: Publisher, ratings: list[str]
) -> None:
    """But what is there again, and what the other one has or lists too, is not lost."""
    gone, other, *_ = ratings
    publisher("first", FIRST)
    kept = [line for line in publisher.lines if f"<{gone}>" in line]
    web = publisher("web", SECOND, "first", without(gone))
    shutil.copytree(web, publisher.folder / "same")
    shutil.copytree(web, publisher.folder / "unaware")
    (publisher.folder / "unaware" / WITHDRAWN).unlink()
    before = files_of(web)
    with pytest.raises(InputError, match=r"web: found 1 addresses that went.*\[lost-withdrawals\]"):
        publisher("web", THIRD, "unaware")
    assert files_of(web) == before
    publisher("web", THIRD, "same", without(other))
    assert {row["uri"] for row in rows_of(web / WITHDRAWN)} == {gone, other}
    shutil.copytree(publisher.folder / "first", publisher.folder / "again")
    publisher("again", THIRD, "first", lambda lines: [*lines, *kept])
    web = publisher("web", THIRD, "first")
    assert {row["uri"] for row in rows_of(web / WITHDRAWN)} == {other}


def test_a_version_of_the_ontology_is_not_forgotten(publisher: Publisher) -> None:
    """Neither where no earlier publication is carried on nor where another is that does not have it."""
    other = publisher("other", FIRST)
    old = shutil.copytree(other, publisher.folder / "old")
    shutil.copytree(old / "versions" / "0.1.0", old / "versions" / "0.0.9")
    web = publisher("web", SECOND, "old")
    before = files_of(web)
    for since in not_empty(["", other.name]):
        with pytest.raises(InputError, match=r"would go: 0\.0\.9;.*\[lost-versions\]"):
            publisher("web", THIRD, since)
        assert files_of(web) == before
    publisher("web", THIRD, "web")
    assert (web / "versions" / "0.0.9" / "ontology.ttl").is_file()


def test_a_publication_that_a_killed_command_moved_away_is_carried_on(publisher: Publisher, ratings: list[str]) -> None:
    """Killed between the two renames at the end: the next command finds the old publication in its place."""
    publisher("first", FIRST)
    web = publisher("web", SECOND, "first", without(ratings[0]))
    for since in not_empty(["", "web"]):
        work = publisher.folder / ".web.ijb-unfinished-abcd1234"
        work.mkdir()
        web.rename(work / "old")
        if since:
            publisher("web", THIRD, since)
        else:
            with pytest.raises(InputError, match="lost-withdrawals"):
                publisher("web", THIRD)
        assert not work.exists()
        assert {row["uri"] for row in rows_of(web / WITHDRAWN)} == {ratings[0]}


@pytest.mark.parametrize("address", ["https://w3id.org/ijb/id/x - [G]\nRewriteRule ^ https://evil.example/", "x"])
def test_what_is_no_address_never_gets_into_the_rules(address: str, publisher: Publisher, small_ready: Run) -> None:
    old = publisher("old", FIRST)
    with (old / WITHDRAWN).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("uri", "kind", "label", "day", "replaced_by"), (address, "", "", "", "")])
    done = small_ready("publish", "web", "--since", str(old))
    assert done.returncode == 2
    assert done.stderr.endswith("[ill-formed-file]\n")


@pytest.mark.parametrize("fault", ["empty", "another base", "no graph"])
def test_what_is_no_earlier_publication_is_refused(
    fault: str, small_ready: Run, small_ijb: Run, small: Project, small_publication: Path
) -> None:
    old = small.root / "old"
    if fault == "another base":
        assert small_ijb("build", "--base", "https://example.org/g/", "--out", "other").returncode == 0
        assert small_ijb("publish", "old", "--out", "other").returncode == 0
    elif fault == "empty":
        old.mkdir()
    else:
        shutil.copytree(small_publication, old)
        (old / "graph.nq").unlink()
    done = small_ready("publish", "web", "--since", "old")
    assert done.returncode == 2
    assert done.stderr.endswith("[no-earlier-publication]\n")
    assert done.stderr.count("\n") == 1
    assert not (small.root / "web").exists()
