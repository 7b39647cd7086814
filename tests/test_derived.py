"""What the build derives: meanings that rules and questions share, each from the pattern that its term declares."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import build
from ijb_graph.graph.derived import derived_graphs
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.graph.ontology import ontology_graph
from vocabulary import Vocabulary, mentions

GRAPH = f"<{BASE}id/graph/derived>"
TERMS = {one.name: one for one in Vocabulary(PROJECT.ontology).terms if one.said["ijb:isDerivedBy"]}
ONTOLOGY = ontology_graph(PROJECT.ontology).written()
PROLOGUE = "".join(f"PREFIX {name}: <{begin}>\n" for name, begin in PREFIXES.items())
CASE = f"{BASE}id/case/"


def derived(turtle: str) -> set[tuple[str, str, str]]:
    """What follows from some statements, as names of things and terms."""
    graph, prefixes = NamedGraph("case"), f"@prefix : <{CASE}> . " + PROLOGUE.replace("PREFIX", "@prefix")
    text = prefixes.replace(">\n", "> . ") + turtle
    for one in not_empty(list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE))):
        assert isinstance(one.subject, pyoxigraph.NamedNode)
        graph.stated[one.subject.value].add(f"{one.predicate} {one.object}")
    (found,) = derived_graphs(ONTOLOGY, [graph.written()], shortcuts=False)
    return {
        (subject.strip("<>").removeprefix(CASE), said.split("#")[1].split(">")[0], said.split(CASE)[1].strip(">"))
        for subject, text in found.stated.items()
        for said in text.split("\n")
    }


def test_each_is_a_file_that_declares_one_term_and_is_read() -> None:
    files = sorted((PROJECT.ontology / "derived").iterdir())
    assert {one.module for one in TERMS.values()} == {f"derived/{path.stem}" for path in files}
    assert len(TERMS) == len(files)
    texts = [*PROJECT.queries.glob("*/query.rq"), *PROJECT.shapes.rglob("shape.ttl")]
    assert set(TERMS) <= set[str]().union(*(mentions(path.read_text(encoding="utf-8")) for path in texts))


@pytest.mark.parametrize("name", sorted(TERMS))
def test_a_term_says_what_its_pattern_finds(name: str, engine: Embedded) -> None:
    (pattern,) = TERMS[name].said["ijb:isDerivedBy"]

    def pairs(of: str) -> set[tuple[str, ...]]:
        query = f"{PROLOGUE}SELECT DISTINCT ?this ?value WHERE {{ {of} }}"
        return {tuple(row) for row in engine.query(query, "test").texts()}

    assert pairs(f"GRAPH {GRAPH} {{ ?this ijb:{name} ?value }}") == pairs(pattern) != set()
    assert pairs(f"GRAPH ?graph {{ ?this ijb:{name} ?value }} FILTER(?graph != {GRAPH})") == set()


BODIES = """
:board ijb:hasConstituentAuthority :council , :health . :ward org:subOrganizationOf :hospital .
:hospital org:subOrganizationOf :health . :team org:subOrganizationOf :partnership .
:far-board ijb:hasConstituentAuthority :far-council .
:all rdfs:label "All delegated services" . :some rdfs:label "relevant services delegated to the board" .
"""
ISSUED = "ijb:hasDecisionKind <https://w3id.org/ijb/scheme/decision/issued>"
ISSUED_TO_HEALTH = f"dcterms:subject :d ; {ISSUED} ; ijb:isAskedOf :health"


@pytest.mark.parametrize(
    ("stated", "directed"),
    [
        (":d ijb:isAddressedTo :council", {"council"}),
        # A part of a part; nobody's part.
        (":d ijb:isAddressedTo :ward", {"health"}),
        (":d ijb:isAddressedTo :team", set()),
        (":d ijb:isAddressedTo :partnership , :council", {"council"}),
        (":d ijb:isAddressedTo :far-council", set()),
        (":d ijb:isAddressedTo :all", {"council", "health"}),
        (":d ijb:isAddressedTo :some", set()),
        # The heading counts where the text addresses none that the board may direct.
        (":d ijb:belongsToGroup :g . :g ijb:headingAddresses :health", {"health"}),
        (":d ijb:belongsToGroup :g . :g ijb:headingAddresses :hospital , :partnership", {"health"}),
        (":d ijb:belongsToGroup :g ; ijb:isAddressedTo :partnership . :g ijb:headingAddresses :health", {"health"}),
        (":d ijb:belongsToGroup :g ; ijb:isAddressedTo :council . :g ijb:headingAddresses :health", {"council"}),
        (":d ijb:belongsToGroup :g ; ijb:isAddressedTo :all . :g ijb:headingAddresses :health", {"council", "health"}),
        (":d ijb:belongsToGroup :g . :g ijb:headingAddresses :far-council", set()),
        # To be issued to somebody, or to work with somebody, is something else.
        (f":d a ijb:Direction ; ijb:hasPartner :council . :decision {ISSUED_TO_HEALTH}", set()),
    ],
)
def test_whom_a_direction_directs(stated: str, directed: set[str]) -> None:
    found = derived(f"{BODIES} :d ijb:isIssuedBy :board . {stated} .")
    assert {value for thing, term, value in found if (thing, term) == ("d", "directs")} == directed


def test_whom_a_board_may_direct() -> None:
    addressed = ":d ijb:isIssuedBy :board ; ijb:isAddressedTo :all , :some , :partnership ."
    found = derived(f"{BODIES} {addressed}")
    assert {value for thing, term, value in found if (thing, term) == ("board", "mayDirect")} == {
        "council",
        "health",
        "hospital",
        "ward",
        "all",
    }


@pytest.mark.parametrize(
    ("decision", "receives"),
    [
        (f"dcterms:subject :suite ; {ISSUED} ; ijb:isAskedOf :council , :health", {"council", "health"}),
        (f"dcterms:subject :d ; {ISSUED} ; ijb:isAskedOf :council , :far-council", {"council"}),
        (f"dcterms:subject :other ; {ISSUED} ; ijb:isAskedOf :council", set()),
        (
            "dcterms:subject :d ; ijb:hasDecisionKind <https://w3id.org/ijb/scheme/decision/agreed> ; "
            "ijb:isAskedOf :council",
            set(),
        ),
    ],
)
def test_to_whom_a_direction_is_issued(decision: str, receives: set[str]) -> None:
    stated = f":d a ijb:Direction ; ijb:isIssuedBy :board ; ijb:belongsToSuite :suite . :decision {decision} ."
    found = derived(f"{BODIES} {stated}")
    assert {value for thing, term, value in found if (thing, term) == ("d", "isIssuedTo")} == receives


def declare(folder: Path, **patterns: str) -> Path:
    folder.mkdir()
    said = (f'<{BASE}def#{name}> <{BASE}def#isDerivedBy> "{text}" .' for name, text in patterns.items())
    (folder / "terms.ttl").write_text("\n".join(said), encoding="utf-8")
    return folder


def test_a_pattern_may_name_another(tmp_path: Path, clean: Path) -> None:
    """In any order of their names."""
    patterns = {"b": "?this ijb:isAddressedTo ?value", "a": "?this ijb:b ?value", "c": "?this ijb:a ?value"}
    engine = Embedded(build(clean, declare(tmp_path / "ontology", **patterns), tmp_path).path)
    rows = [
        set(map(tuple, engine.query(f"SELECT ?d ?b {{ GRAPH {GRAPH} {{ ?d <{BASE}def#{one}> ?b }} }}", "test").texts()))
        for one in not_empty(sorted(patterns))
    ]
    assert rows[0] == rows[1] == rows[2] != set()


def test_patterns_that_need_each_other_are_refused(tmp_path: Path, clean: Path) -> None:
    ontology = declare(tmp_path / "ontology", a="?this ijb:b ?value", b="?this ijb:a ?value")
    with pytest.raises(InputError) as raised:
        build(clean, ontology, tmp_path / "out")
    said = f"found a pattern of {BASE}def#a and {BASE}def#b that cannot be used (each needs the other)"
    assert said in str(raised.value)
