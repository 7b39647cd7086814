"""How records become statements: each column of each kind is filled in a made-up project, whose graph is approved."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from ijb_graph.records.known_names import INTRODUCING
from ijb_graph.records.schema import read_schema
from made_up import CLEAN, FLAWED, own_statements, read_approved
from places import PROJECT

KINDS = read_schema(PROJECT.data).kinds


@pytest.mark.parametrize("project", [CLEAN, FLAWED], ids=lambda project: project.name)
def test_the_graph_of_made_up_records_is_approved(project: Path, tmp_path: Path) -> None:
    stated, approved = own_statements(project, tmp_path), read_approved(project)
    assert approved
    missing, new = ([str(one) for one in sorted(some, key=str)] for some in (approved - stated, stated - approved))
    assert (missing[:20], new[:20]) == ([], []), f"if this is meant: make approve GRAPH={project.name}"


def filled_columns() -> dict[str, set[str]]:
    """By kind, the columns that are filled at least once in the records of a made-up project."""
    filled: dict[str, set[str]] = defaultdict(set)
    for project in (CLEAN, FLAWED):
        for path in project.rglob("*.csv"):
            shared = path.parent.parent == project
            kind = f"{path.parent.name}/{path.stem}" if shared else path.stem
            kind = f"reference/{kind}" if kind in INTRODUCING else kind
            with path.open(encoding="utf-8", newline="") as file:
                filled[kind].update(name for row in csv.DictReader(file) for name, cell in row.items() if cell)
    return filled


FILLED = filled_columns()


@pytest.mark.parametrize("kind", KINDS)
def test_each_column_is_filled(kind: str) -> None:
    if kind not in FILLED:
        pytest.skip("a new kind without made-up records: add some to tests/clean/, then make approve GRAPH=clean")
    # Two meetings of one body on one day are in tests/test_meetings.py.
    assert {column.name for column in KINDS[kind].columns} - FILLED[kind] - {"session"} == set()


def test_most_kinds_have_made_up_records() -> None:
    assert FILLED.keys() <= KINDS.keys()
    assert len(FILLED) > 50


def test_one_statement_more_or_less_is_seen(tmp_path: Path) -> None:
    stated = own_statements(FLAWED, tmp_path)
    gone = min(stated, key=str)
    text = pyoxigraph.serialize(stated - {gone}, format=pyoxigraph.RdfFormat.TRIG)
    assert text is not None
    assert stated - set(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TRIG)) == {gone}
