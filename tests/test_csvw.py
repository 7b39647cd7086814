"""The declarations are CSVW: a converter made by others makes the same statements of the exported tables."""

from __future__ import annotations

import csv
from itertools import chain
from pathlib import Path

import pytest
from assertions import not_empty
from csvw_converter import converted
from ijb_graph.addresses import PREFIXES
from ijb_graph.errors import Problems
from ijb_graph.graph.csvw_export import METADATA, write_csvw
from ijb_graph.graph.declarations import read_declaration
from ijb_graph.graph.record_graphs import record_graphs
from ijb_graph.records.reader import Records, read_records
from ijb_graph.records.rows import RecordProblems
from made_up import compose

# Records of the two kinds that the clean project has none of.
FALKIRK = "falkirk/2031-03-21-directions"
ADDED = {
    f"{FALKIRK}/accepted-findings.csv": [
        *(("rule", "subject", "lines", "words", "reason", "decision", "decided"),),
        (
            "direction-measure",
            "D01a Lighthouse Clinics",
            "48; 49",
            "",
            "It will be measured.",
            "The board",
            "2031-04-01",
        ),
    ],
    "editorial/function-matches.csv": [
        ("board", "suite", "direction", "name", "delegated_by", "number", "reason"),
        ("falkirk", "2031-32", "D01a", "Lighthouse nursing", "NHS Forth Valley", "1", "It has no other meaning."),
    ],
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    data = compose(tmp_path_factory.mktemp("clean") / "data")
    for name, rows in ADDED.items():
        with (data / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return read_records(data)


@pytest.fixture(scope="module")
def exported(records: Records, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csvw")
    write_csvw(records, folder)
    return folder


def test_every_kind_is_exported(records: Records, exported: Path) -> None:
    """And csvw, an independent reader, finds each table to be what its metadata says."""
    csvw = pytest.importorskip("csvw")
    read = {
        Path(str(table.url)).stem: len(list(table.iterdicts(strict=True)))
        for path in sorted(exported.rglob(METADATA))
        for table in csvw.TableGroup.from_file(path).tables
    }
    stating = {name for name, kind in records.schema.kinds.items() if read_declaration(kind).statements}
    assert set(read) == {Path(name).name for name in stating}
    assert all(not_empty(read.values()))


@pytest.mark.slow
def test_another_converter_makes_the_same_statements(records: Records, exported: Path) -> None:
    """Of every kind, computed columns included; but for papers, their suites and times, which no table states."""
    problems = RecordProblems()
    made = chain(*(one.stated.items() for one in record_graphs(records, problems)))
    assert problems == Problems()
    no_table = tuple(f"<{PREFIXES['id']}{one}/" for one in ("paper", "suite", "period"))
    ours = {
        f"{subject} {statement}"
        for subject, said in made
        for statement in said.split("\n")
        if not subject.startswith(no_table)
    }
    theirs = {one for one in converted(exported) if not one.startswith(no_table)}
    # paper.toml tells of the meeting that the paper is put to, whether or not a table does.
    put_to = tuple(f"<{PREFIXES['id']}meeting/{one.board}/{one.meeting_date}>" for one in records.papers)
    ours -= {one for one in ours - theirs if one.startswith(put_to)}
    assert len(ours) > 10_000
    assert (sorted(ours - theirs)[:9], sorted(theirs - ours)[:9]) == ([], [])
