"""The graph of shortcuts: each says just what its pattern finds in the rest, and nothing rests on any of them.

What rules and questions rest on is derived apart from them: test_derived.py.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import PROJECT, Run
from graph_files import statements_of
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.ask.questions import find_question
from ijb_graph.check.findings import Finding
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built, build
from question_cases import QUESTIONS
from rule_cases import ALL_RULES
from vocabulary import Vocabulary, mentions

PROLOGUE = "".join(f"PREFIX {name}: <{begin}>\n" for name, begin in PREFIXES.items())
GRAPH = f"<{BASE}id/graph/shortcuts>"
TERMS = {one.name: one for one in Vocabulary(PROJECT.ontology).terms if one.said["ijb:isShortcutFor"]}


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project's graph without shortcuts."""
    return build(PROJECT.data, PROJECT.ontology, tmp_path_factory.mktemp("without"), shortcuts=False)


@pytest.fixture(scope="module")
def bare(without: Built) -> Embedded:
    return Embedded(without.path)


def pairs(engine: Embedded, pattern: str) -> set[tuple[str, ...]]:
    query = f"{PROLOGUE}SELECT DISTINCT ?this ?value WHERE {{ {pattern} }}"
    return {tuple(row) for row in engine.query(query, "test").texts()}


def test_each_shortcut_is_a_file_that_declares_one_term() -> None:
    files = sorted((PROJECT.ontology / "shortcuts").iterdir())
    assert len(TERMS) == len(files) > 5
    assert {one.module for one in TERMS.values()} == {f"shortcuts/{path.stem}" for path in files}


@pytest.mark.parametrize("name", sorted(TERMS))
def test_a_shortcut_says_what_its_pattern_finds_in_the_rest(name: str, engine: Embedded, bare: Embedded) -> None:
    (pattern,) = TERMS[name].said["ijb:isShortcutFor"]
    assert pairs(engine, f"GRAPH {GRAPH} {{ ?this ijb:{name} ?value }}") == pairs(bare, pattern) != set()
    elsewhere = pairs(engine, f"GRAPH ?graph {{ ?this ijb:{name} ?value }} FILTER(?graph != {GRAPH})")
    assert elsewhere == set()


def test_without_them_the_graph_is_the_same(built: Built, without: Built) -> None:
    """Its own description of itself names one graph less."""
    rest = [line for line in statements_of(built.path) if GRAPH not in line]
    assert rest == statements_of(without.path)
    assert "shortcuts" in built.statements
    assert "shortcuts" not in without.statements


def test_no_rule_and_no_question_names_one() -> None:
    texts = [*PROJECT.queries.glob("*/query.rq"), *PROJECT.shapes.rglob("*.ttl")]
    for path in not_empty(texts):
        assert mentions(path.read_text(encoding="utf-8")).isdisjoint(TERMS), path


def test_answers_and_findings_are_the_same_without_them(
    engine: Embedded, bare: Embedded, all_findings: tuple[Finding, ...]
) -> None:
    assert tuple(check(bare, ALL_RULES)) == all_findings
    differ = [one.name for one in QUESTIONS if bare.query(one.sparql, "q") != engine.query(one.sparql, "q")]
    assert differ == []


def test_everything_that_a_paper_states_belongs_to_one_board(engine: Embedded) -> None:
    boards = pairs(engine, "?this ijb:belongsToBoard ?value")
    things = [this for this, _ in boards]
    assert len(things) == len(set(things))
    stated = {this for this, _ in pairs(engine, "?this ijb:isStatedIn ?value")}
    assert stated <= set(things)


def test_all_ways_to_take_the_place_of_a_direction_are_found(engine: Embedded) -> None:
    """One property alone finds a part of them."""
    succeeds = pairs(engine, "?this ijb:succeedsDirection ?value")
    assert {(old, new) for new, old in succeeds} == pairs(engine, "?this ijb:isSucceededBy ?value")
    for one in ("dcterms:replaces", "^dcterms:isReplacedBy", "ijb:continues", "prov:wasRevisionOf"):
        found = pairs(engine, f"?this {one} ?value . ?value a ijb:Direction")
        assert set() != found < succeeds, one


@pytest.mark.parametrize(
    ("question", "column", "parts"),
    [("overseers", "body", ("approves", "monitors", "receives-report")), ("report-routes", "to", ())],
)
def test_overseers_and_readers_are_those_of_the_registers(
    question: str, column: str, parts: tuple[str, ...], engine: Embedded
) -> None:
    """Whoever monitors, approves or gets the direction's own report oversees; what is no body does not."""
    answer = engine.query(find_question(PROJECT.queries, question).sparql, question)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.texts()]
    no_body = "?b rdfs:label ?value ; a ?this FILTER(?this IN (ijb:Document, ijb:Review, ijb:UndefinedBody))"
    unknown = {body for _, body in pairs(engine, no_body)}
    listed = {
        (row["board"], row["suite"], row["code"], body)
        for row in rows
        if not parts or row["part"] in parts
        for body in row[column].split("; ")
        if body
    }

    def told(shortcut: str) -> set[tuple[str, ...]]:
        query = f"""{PROLOGUE}SELECT DISTINCT ?board ?suite ?code ?body WHERE {{
          ?d ijb:{shortcut}/rdfs:label ?body ; skos:notation ?code ; ijb:belongsToBoard/ijb:shortName ?board ;
            ijb:belongsToSuite/skos:notation ?suite }}"""
        return {tuple(row) for row in engine.query(query, "test").texts()}

    known = {one for one in listed if one[-1] not in unknown}
    assert set() != known < listed
    assert known <= told("isOverseenBy")
    assert listed.isdisjoint(told("isOverseenBy") - known - told("hasReader"))
    # Who gets the report on all directions reads of each, and oversees none.
    assert told("hasReader") - told("isOverseenBy") != set()
    if not parts:
        assert known < told("hasReader")


def test_days_are_those_of_the_papers(clean_engine: Embedded) -> None:
    """With what later papers say again."""
    days = "?this ijb:firstDayOnRecord ?first ; ijb:lastDayOnRecord ?value FILTER(?first < ?value)"
    later = {this for this, _ in pairs(clean_engine, days)}
    again = pairs(
        clean_engine,
        "?this ijb:isStatedIn/ijb:meetingDate ?day ; ijb:hasRestatement/ijb:isStatedIn/ijb:meetingDate ?value "
        "FILTER(?day < ?value)",
    )
    assert {this for this, _ in again} == later != set()
    assert pairs(clean_engine, "?this ijb:firstDayOnRecord ?first, ?value FILTER(?first != ?value)") == set()


def test_a_new_shortcut_is_one_file(tmp_path: Path, clean: Path) -> None:
    shutil.copytree(PROJECT.ontology, tmp_path / "ontology")
    file = tmp_path / "ontology" / "shortcuts" / "measures-direction.ttl"
    said = f'<{BASE}def#measuresDirection> <{BASE}def#isShortcutFor> "?value ijb:isMeasuredBy ?this" .'
    file.write_text(said, encoding="utf-8")
    base = "https://data.example.org/"
    moved = Embedded(build(clean, tmp_path / "ontology", tmp_path, base=base).path)
    rows = moved.query(f"SELECT ?d {{ GRAPH ?g {{ ?m <{base}def#measuresDirection> ?d }} }}", "test").texts()
    assert rows
    assert all(direction.startswith(f"{base}id/") for (direction,) in not_empty(rows))
    # The old base stands nowhere.
    assert BASE not in (tmp_path / "graph.nq").read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", ["?this ijb:isMeasuredBy", "?this none:such ?value", "} DROP ALL {", "?this '"])
def test_a_pattern_that_is_no_sparql_is_refused(pattern: str, tmp_path: Path, clean: Path) -> None:
    said = f'<{BASE}def#wrong> <{BASE}def#isShortcutFor> "{pattern}" .'
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "wrong.ttl").write_text(said, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        build(clean, tmp_path / "ontology", tmp_path / "out")
    assert f"found a pattern of {BASE}def#wrong that cannot be used" in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_the_command_leaves_them_out(ijb: Run, project: Path) -> None:
    done = ijb("build", "--without-shortcuts")
    assert done.returncode == 0
    assert "shortcuts" not in done.stdout
    quads = pyoxigraph.parse(path=str(project / "build" / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    assert GRAPH not in {str(one.graph_name) for one in quads}
    assert "shortcuts" in ijb("build").stdout
