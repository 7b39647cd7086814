"""The synthetic data set of `bench/`: what is found in it is what was planted, copy by copy and rule by rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built, build
from ijb_graph.records.schema import read_schema
from pyoxigraph import NamedNode
from rule_cases import ALL_RULES
from synthetic import PLANTED, Planted, copy_of, write_synthetic

# Eighteen copies reach into the second year; nine of them have a defect.
COPIES = 18


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Planted], Built]:
    folder = tmp_path_factory.mktemp("synthetic")
    planted = write_synthetic(folder / "data", COPIES)
    return planted, build(folder / "data", PROJECT.ontology, folder)


@pytest.fixture(scope="module")
def data(planted: tuple[list[Planted], Built]) -> Embedded:
    return Embedded(planted[1].path)


@pytest.mark.slow
def test_what_is_found_is_what_was_planted(planted: tuple[list[Planted], Built], data: Embedded) -> None:
    expected, _ = planted
    found = Counter((one.rule, copy_of(one.board)) for one in check(data, ALL_RULES))
    assert len(expected) == COPIES // 2
    assert found == {(one.rule, one.copy): one.findings for one in expected}


@pytest.mark.slow
def test_the_second_year_is_the_next_one_and_nobody_shares_a_name(planted: tuple[list[Planted], Built]) -> None:
    _, built = planted
    years = {
        paper.board: {one.meeting_date.year for one in built.papers if one.board == paper.board}
        for paper in built.papers
    }
    assert len(years) == 2 * COPIES
    assert (years["falkirk-a-a"], years["falkirk-a-b"]) == ({2031, 2032}, {2032, 2033})
    text = built.path.read_text(encoding="utf-8")
    assert '"Falkirk A-B Council"' not in text
    assert all(f'"{name}"' in text for name in ("Falkirk Council A-B", "Ada Lamplighter A-B", "NHS Forth Valley A-B"))


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """Two copies: boards of the same kind with papers of the same name."""
    folder = tmp_path_factory.mktemp("neighbours")
    write_synthetic(folder / "data", 2)
    return Embedded(build(folder / "data", PROJECT.ontology, folder).path)


def ordered_by(query: str) -> list[str]:
    """What a question's rows are in the order of."""
    keys, depth = [""], 0
    for character in " ".join(query.rpartition("ORDER BY")[2].split()):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == " " and depth == 0:
            keys.append("")
        else:
            keys[-1] += character
    return [key.removeprefix("DESC") for key in keys]


@pytest.mark.parametrize("question", sorted(path.parent.name for path in PROJECT.queries.glob("*/query.rq")))
def test_no_two_rows_of_an_answer_have_the_same_place(question: str, neighbours: Embedded) -> None:
    """Where boards of the same kind have papers of the same name, every engine has the same order.

    Addresses are ordered by their letters, which STR gives: Virtuoso has an order of its own.
    """
    query = (PROJECT.queries / question / "query.rq").read_text(encoding="utf-8")
    start = query.index("\nSELECT ")
    keys = " ".join(f"({key} AS ?key{number})" for number, key in enumerate(ordered_by(query)))
    places = f"{query[:start]}\nSELECT DISTINCT {keys}{query[query.index(chr(10) + 'WHERE', start) :]}"
    placed = neighbours.query(places, question)
    assert len(placed.rows) >= len(neighbours.query(query, question).rows)
    for number, key in not_empty(enumerate(ordered_by(query))):
        addresses = [row[number] for row in placed.rows if isinstance(row[number], NamedNode)]
        assert addresses == [], f"write STR({key})"


def test_the_same_data_have_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_synthetic(tmp_path / name / "data", 2)
    one, other = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*.*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "other")
    )
    assert one == other
    assert Path(PLANTED) in one


def test_our_readings_have_every_column_of_their_kind(tmp_path: Path) -> None:
    """The rows of a copy with a defect may have columns that the clean file leaves out."""
    write_synthetic(tmp_path / "data", 1)
    kinds = read_schema(tmp_path / "data").kinds
    for path in not_empty((tmp_path / "data" / "editorial").glob("*.csv")):
        header = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert header.split(",") == list(kinds[f"editorial/{path.stem}"].places), path.name
