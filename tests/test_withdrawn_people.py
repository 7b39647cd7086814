"""People: pages that name them are not indexed; a list of the publisher takes a name out of what is published."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from ijb_graph.addresses import term
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from ijb_graph.graph_file import with_trailer
from ijb_graph.project import Project
from ijb_graph.publish.publication import publish
from ijb_graph.publish.withdrawn_people import People, read_people, refuse_lost_names
from ijb_graph.serve.worker import Settings
from ijb_graph.site.edition import NOTHING_KNOWN

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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Anne O'Neill", "anne o\u2019neill"),
        ("Anne O'Neill", "Anne ONeill"),
        ("Anne Mac-Lean", "Anne Mac\u2011Lean"),
        ("Anne Mac-Lean", "Anne Mac \u2013 Lean"),
        ("Anne Mac-Lean", "Anne Mac-\n  Lean"),
        ("Anne Maclean", "Anne Mac-\nlean"),
        ("Anne Maclean", "Anne_Mac\u00adlean"),
        ("Ren\u00e9e Maclean", "Renee Maclean"),
        ("Renee Maclean", "Rene\u0301e Maclean"),
        ("Renee Mort\u00e9", "RENEE MORTE\u0301"),
        ("\u674e \u660e", "\u674e\u3000\u660e"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(name: str, text: str) -> None:
    assert People([(name,)]).text(f"By {text}: x") == "By person 1 (name withdrawn): x"


@pytest.mark.parametrize(
    "text", ["Anne O&#39;Neill", "Anne O&rsquo;Neill", r"Anne O\u2019Neill", r"Anne\nO'Neill", "anne%20o%27neill"]
)
def test_a_file_that_writes_the_name_otherwise_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html").write_text(f"<p>By {text}.</p>", encoding="utf-8")
    with pytest.raises(InputError, match=r"page\.html"):
        People([("Anne O'Neill",)]).refuse_named(tmp_path)


def test_a_folder_with_the_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "id" / "anne-o-neill" / "a.html"
    path.parent.mkdir(parents=True)
    path.touch()
    with pytest.raises(InputError, match="anne-o-neill/a"):
        People([("Anne O'Neill",)]).refuse_named(tmp_path)


def test_parts_of_addresses_become_addresses_and_x_stays() -> None:
    people = People([("Anne O'Neill",), ("\u674e\u660e",), ("S\u00f8ren Holm",)])
    assert people.text("id:naming/anne-o-neill, anne-o-neill, https://x/id/sren-holm/x, x") == (
        "id:naming/withdrawn-1, withdrawn-1, https://x/id/withdrawn-3/x, x"
    )
    assert people.address("https://x/id/person/x") == "https://x/id/person/x"


def test_a_literal_keeps_its_datatype_and_language() -> None:
    people, node = People([("Anne Other",)]), pyoxigraph.NamedNode("https://x/a")
    kind = pyoxigraph.NamedNode(term("xsd:anyURI"))
    for one in not_empty(
        [
            pyoxigraph.Literal("https://y/Anne-Other", datatype=kind),
            pyoxigraph.Literal("Anne Other", language="en"),
            pyoxigraph.Literal("Anne Other"),
        ]
    ):
        value = people.quad(pyoxigraph.Quad(node, node, one)).object
        assert isinstance(value, pyoxigraph.Literal)
        assert (value.datatype, value.language) == (one.datatype, one.language)
        assert "withdrawn" in value.value


def _without(graph: Path, name: str, target: Path) -> Path:
    """A graph without the statements that name somebody."""
    slug = name.lower().replace(" ", "-")
    lines = graph.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [one for one in lines if name not in one and slug not in one and not one.startswith("#")]
    target.write_text("".join(with_trailer(kept)), encoding="utf-8")
    return target


def test_who_is_named_no_more_stays_out_of_what_is_carried_over(
    small_built: Built, small: Project, small_publication: Path, tmp_path: Path, listed: Path
) -> None:
    name = _people(small_built.path)[0]
    graph = _without(small_built.path, name, tmp_path / "graph.nq")
    listed.write_text(f"person,also\nNobody Atall,\n{name},\n", encoding="utf-8")
    published = publish(graph, small, tmp_path / "out", since=small_publication, withdrawn_people=listed)
    assert "person 2 (name withdrawn)" in (published.folder / "withdrawn.csv").read_text(encoding="utf-8")
    for inside, text in not_empty(list(_texts(published.folder))):
        assert name.casefold() not in text.casefold(), inside
        assert name.lower().replace(" ", "-") not in text.casefold(), inside
    # Whom nothing names is only told of: a list grows old.
    assert [(one.id(), one.row) for one in published.unknown_people] == [("unknown-person", 2)]


def test_a_shorter_list_does_not_publish_the_names_again(
    small_built: Built, small: Project, tmp_path: Path, listed: Path
) -> None:
    name, other, *_ = _people(small_built.path)
    listed.write_text(f"person,also\n{name},\n{other},\n", encoding="utf-8")
    first = publish(small_built.path, small, tmp_path / "first", withdrawn_people=listed).folder
    listed.write_text(f"person,also\n{other},\n", encoding="utf-8")
    for target, since, people in not_empty([(first, None, None), (tmp_path / "next", first, listed)]):
        with pytest.raises(InputError, match=r"lost-names"):
            publish(small_built.path, small, target, since=since, withdrawn_people=people)
    assert not (tmp_path / "next").exists()
    assert name not in (first / "graph.nq").read_text(encoding="utf-8")


def test_marks_are_counted_in_texts_alone(tmp_path: Path) -> None:
    """In a file of SQLite, the day that stands in the next column follows an address at once."""
    (tmp_path / "catalogue.ttl").touch()
    (tmp_path / "registers.sqlite").write_bytes(b"id/person/withdrawn-12020-01-01")
    (tmp_path / "graph.nq").write_text("<https://x/id/person/withdrawn-1>", encoding="utf-8")
    refuse_lost_names(People([("Anne Other",)]), tmp_path)
    with pytest.raises(InputError, match="found 1 people"):
        refuse_lost_names(People(), tmp_path)


def test_a_name_in_a_text_beside_the_records_goes_too(
    small_built: Built, small: Project, tmp_path: Path, listed: Path
) -> None:
    """Whom the graph does not name as a person can be withdrawn as well."""
    folder = next(path.parent for path in sorted(small.data.glob("*/*/paper.*")))
    (folder / "unknowns.md").write_text("## Lost\n\n- Anne O'Neill\u2019s report.\n", encoding="utf-8")
    listed.write_text("person,also\nAnne O\u2019Neill,\n", encoding="utf-8")
    published = publish(small_built.path, small, tmp_path / "out", withdrawn_people=listed)
    assert any("person 1 (name withdrawn)" in text for _, text in _texts(published.folder))
    assert not any("Neill" in text for _, text in _texts(published.folder))
    assert not published.unknown_people
    # Whoever serves what was published has the project's texts beside it, with the name.
    settings = Settings(published.folder / "graph.nq", None, None, NOTHING_KNOWN, Limits(), 1, 1, 1)
    assert not settings.content(small).unknowns
    assert replace(settings, graph=small_built.path).content(small).unknowns


def test_a_row_without_a_name_is_refused(small_built: Built, listed: Path) -> None:
    listed.write_text("person,also\n ,Cllr Old\n", encoding="utf-8")
    with pytest.raises(InputError, match="empty-cell"):
        read_people(listed, small_built.path)


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
