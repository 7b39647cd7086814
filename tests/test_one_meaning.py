"""Who is directed and who oversees: every rule and every question gives the same answer."""

from __future__ import annotations

import re

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.addresses import PREFIXES
from ijb_graph.ask.questions import find_question
from ijb_graph.check.findings import Finding
from ijb_graph.engine import Embedded

PROLOGUE = "".join(f"PREFIX {name}: <{begin}>\n" for name, begin in PREFIXES.items())
Direction = tuple[str, str, str]


@pytest.fixture
def stated(engine: Embedded) -> dict[str, Direction]:
    """Board, suite and code of each direction of which the graph has the text, by its address."""
    query = (
        PROLOGUE
        + """SELECT ?d ?board ?suite ?code WHERE { ?d a ijb:StatedDirection ; skos:notation ?code ;
      ijb:isIssuedBy/ijb:shortName ?board ; ijb:belongsToSuite/skos:notation ?suite }"""
    )
    return {row[0]: (row[1], row[2], row[3]) for row in engine.query(query, "test").texts()}


def rows_of(question: str, engine: Embedded) -> list[dict[str, str]]:
    answer = engine.query(find_question(PROJECT.queries, question).sparql, question)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.texts()]


def having(engine: Embedded, stated: dict[str, Direction], path: str) -> set[Direction]:
    query = f"{PROLOGUE}SELECT DISTINCT ?d WHERE {{ ?d a ijb:StatedDirection ; {path} ?value }}"
    return {stated[row[0]] for row in not_empty(engine.query(query, "test").texts())}


def found_by(rule: str, stated: dict[str, Direction], findings: tuple[Finding, ...], words: str = "") -> set[Direction]:
    return {stated[one.node] for one in findings if one.rule == rule and one.node in stated and words in one.message}


def test_whom_a_board_may_not_direct(
    engine: Embedded, stated: dict[str, Direction], all_findings: tuple[Finding, ...]
) -> None:
    """Midlothian's directions to services of which nobody knows whose they are, and to nobody."""
    lacking = set(stated.values()) - having(engine, stated, "ijb:directs")
    found = found_by("direction-addressee-named", stated, all_findings)
    # Told once of all directions of a suite, with the code of each.
    found |= {
        (one.board, one.subject.removeprefix("directions "), code)
        for one in all_findings
        if one.rule == "direction-addressee-clear" and "neither the council nor the health board" in one.message
        for code in re.findall(r"(\S+) \(lines? [^:)]*:", one.message)
    }
    assert found == lacking != set()
    told = rows_of("who-must-act", engine)
    lawful = {
        (row["board"], row["suite"], code)
        for row in told
        if row["standing"] not in ("neither", "nobody is addressed")
        for code in row["codes"].split("; ")
    }
    assert set(stated.values()) - lawful == lacking
    incomplete = {
        (row["board"], row["suite"], row["code"])
        for row in rows_of("completeness", engine)
        if "addressee" in row["missing"].split("; ")
    }
    assert incomplete == lacking


def test_who_oversees_a_direction(
    engine: Embedded, stated: dict[str, Direction], all_findings: tuple[Finding, ...]
) -> None:
    alone = set(stated.values()) - having(engine, stated, "ijb:isOverseenBy")
    lacks = {
        (row["board"], row["suite"], row["code"]): row["named"]
        for row in rows_of("directions-lacking-oversight", engine)
        if "body" in row["lacks"].split("; ")
    }
    assert lacks.keys() == alone
    silent = found_by("direction-overseer-named", stated, all_findings, "names no body")
    bare = {one for one, named in lacks.items() if not named}
    assert bare - having(engine, stated, "^ijb:delivers/ijb:isCarriedBy") == silent
    assert bare != set()
    for row in not_empty(rows_of("completeness", engine)):
        if (row["board"], row["suite"], row["code"]) not in alone:
            assert "overseeing body" not in row["missing"]
    for row in not_empty(rows_of("change-board-load", engine)):
        carried = set(filter(None, row["directions"].split("; ")))
        overseen, unnamed = (set(filter(None, row[name].split("; "))) for name in ("oversees", "carries_unnamed"))
        assert carried - overseen == unnamed
