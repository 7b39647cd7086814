"""People: pages that name them are not indexed; a list of the publisher takes a name out of what is published."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from ijb_graph.addresses import term
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from ijb_graph.publish.publication import publish
from ijb_graph.publish.withdrawn_people import read_people

_ROBOTS = '<meta name="robots" content="noindex">'


def _people(graph: Path) -> list[str]:
    """The names of the people of a graph."""
    quads = list(pyoxigraph.parse(graph.read_bytes(), format=pyoxigraph.RdfFormat.N_QUADS))
    kind, person, label = (pyoxigraph.NamedNode(term(one)) for one in ("rdf:type", "foaf:Person", "rdfs:label"))
    nodes = {quad.subject for quad in quads if quad.predicate == kind and quad.object == person}
    called = [quad.object for quad in quads if quad.subject in nodes and quad.predicate == label]
    return sorted({one.value for one in called if isinstance(one, pyoxigraph.Literal)})


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a publication as text, with its path; what is packed is unpacked."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                yield from (
                    (f"{inside}/{one}", packed.read(one).decode("utf-8", "replace")) for one in packed.namelist()
                )
        elif path.suffix == ".parquet":
            polars = pytest.importorskip("polars")
            yield inside, polars.read_parquet(path).write_json()
        elif path.is_file():
            yield inside, path.read_bytes().decode("utf-8", "replace")


def test_a_withdrawn_name_is_in_no_file_and_the_post_stays(
    small_built: Built, small: Project, tmp_path: Path, listed: Path
) -> None:
    name, *others = _people(small_built.path)
    assert others
    first = publish(small_built.path, small, tmp_path / "first").folder
    slug = name.lower().replace(" ", "-")
    named = {inside for inside, text in _texts(first) if name in text or slug in text.lower()}
    assert {"graph.nq", "reference.ttl"} <= named
    listed.write_text(f"person,also\n{name.upper()},\n", encoding="utf-8")
    # Comparing with a publication that has the name brings it back nowhere.
    folder = publish(small_built.path, small, tmp_path / "second", since=first, withdrawn_people=listed).folder
    for inside, text in not_empty(list(_texts(folder))):
        assert name.casefold() not in text.casefold(), inside
        assert slug not in text.casefold(), inside
    graph = (folder / "graph.nq").read_text(encoding="utf-8")
    assert "person 1 (name withdrawn)" in graph
    assert "id/person/withdrawn-1>" in graph
    # As many statements as before: what the person did, and the post, are still told; and all others are named.
    before = (first / "graph.nq").read_text(encoding="utf-8")
    assert graph.count("\n") == before.count("\n")
    assert all(graph.count(one) == before.count(one) for one in not_empty(others))
    assert (folder / "changes.csv").read_text(encoding="utf-8").count("\n") == 1


def test_other_spellings_go_too_and_parts_of_words_stay(small_built: Built, listed: Path) -> None:
    name = _people(small_built.path)[0]
    listed.write_text(f'person,also\n{name},"Cllr Old; Zed"\n', encoding="utf-8")
    people = read_people(listed, small_built.path)
    assert people.text(f"{name}, Chair; cllr  OLD; Zedekiah; zed.") == (
        "person 1 (name withdrawn), Chair; person 1 (name withdrawn); Zedekiah; person 1 (name withdrawn)."
    )
    assert people.address("https://x/id/naming/zed/a") == "https://x/id/naming/withdrawn-1/a"


def test_who_is_not_in_the_graph_is_refused(small_built: Built, small: Project, tmp_path: Path, listed: Path) -> None:
    """A name that is spelt otherwise would stay."""
    listed.write_text("person,also\nNobody Atall,\n", encoding="utf-8")
    with pytest.raises(InputError, match="'Nobody Atall'"):
        publish(small_built.path, small, tmp_path / "out", withdrawn_people=listed)
    assert not (tmp_path / "out").exists()


def test_a_name_in_a_text_of_the_project_is_refused(
    small_built: Built, small: Project, tmp_path: Path, listed: Path
) -> None:
    name = _people(small_built.path)[0]
    listed.write_text(f"person,also\n{name},\n", encoding="utf-8")
    query = next(small.queries.glob("*/*.rq"))
    query.write_text(query.read_text(encoding="utf-8").replace("# why: ", f"# why: {name} asked. "), encoding="utf-8")
    with pytest.raises(InputError, match=r"sparql-words\.js|ask/"):
        publish(small_built.path, small, tmp_path / "out", withdrawn_people=listed)
    assert not (tmp_path / "out").exists()


def test_a_page_that_names_a_person_is_not_indexed(publication: Path) -> None:
    people = _people(publication / "graph.nq")
    pages = sorted(publication.rglob("*.html"))
    naming = [page for page in pages if any(name in page.read_text(encoding="utf-8") for name in people)]
    for page in not_empty(naming):
        assert _ROBOTS in page.read_text(encoding="utf-8"), page
    for page in not_empty(sorted(set(pages) - set(naming))):
        assert _ROBOTS not in page.read_text(encoding="utf-8"), page
