"""The records: the schema is good CSVW by another's reading; values mean what they should; the figures are there."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.paper_text import PaperText, read_paper_text
from ijb_graph.records.reader import Records, read_records
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import read_schema
from ijb_graph.records.values import LineRange, parse_decimal, parse_lines, parse_period


@pytest.fixture(scope="module")
def records() -> Records:
    return read_records(PROJECT.data)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019-10-31", "2019-10-31", "2019-10-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-01-01/2020-04-30", "2020-01-01", "2020-04-30"),
        ("2019/2020", "2019-01-01", "2020-12-31"),
    ],
)
def test_periods(text: str, earliest: str, latest: str) -> None:
    period = parse_period(text)
    assert (str(period.earliest), str(period.latest)) == (earliest, latest)


@pytest.mark.parametrize("text", ["ongoing", "undecided"])
def test_times_without_an_end(text: str) -> None:
    assert parse_period(text).earliest is parse_period(text).latest is None


@pytest.mark.parametrize("text", ["", "soon", "2020-13", "2020-00", "2020-02-30", "2020-04/2020-01", "20", "2020-1-1x"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="a day, month or year"):
        parse_period(text)


def test_lines_and_numbers() -> None:
    assert parse_lines("510-511") == LineRange(510, 511)
    for wrong in ("0", "5-4", "a", "1-", "1,2"):
        with pytest.raises(ValueError, match="line"):
            parse_lines(wrong)
    assert parse_decimal("2.82") == Decimal("2.82")
    for wrong in ("1,000", "1e3", "+1", "01", ".5", "nan"):
        with pytest.raises(ValueError, match="number"):
            parse_decimal(wrong)


def test_lines_of_a_text() -> None:
    """A last line counts with and without its newline; other line separators do not end a line."""
    assert PaperText("a\nb", "").line_count == PaperText("a\nb\n", "").line_count == 2
    text = PaperText("one\u2028still one\ntwo\x0cstill two\nthree", "")
    assert text.line_count == 3
    assert text.passage(2, 3).quote == "two\x0cstill two\nthree"
    assert text.text[text.passage(2, 2).start : text.passage(2, 2).end] == "two\x0cstill two"


def test_another_reader_accepts_the_columns(tmp_path: Path, records: Records) -> None:
    """csvw, an independent implementation of the standard, finds every file well-formed by the columns of its kind.

    Rows that follow from the authorities stand in no file of their kind.
    """
    csvw = pytest.importorskip("csvw")
    words = ("name", "dc:description", "datatype", "required", "separator")
    tables_of_rows = (records.shared, *(one.rows for one in records.papers))
    rows = [
        row
        for by_kind in tables_of_rows
        for row in chain(*by_kind.values())
        if Path(row.file).stem == Path(row.kind.name).name
    ]
    tables = []
    for file in {row.file: row for row in rows}.values():
        # A column that may be empty can be left out.
        with Path(file.file).open(encoding="utf-8", newline="") as opened:
            header = next(csv.reader(opened))
        entries = {entry.get("name"): entry for entry in file.kind.declared["columns"]}
        columns = [
            {"titles": name, **{word: entries[name][word] for word in words if word in entries[name]}}
            for name in header
        ]
        schema = {"columns": columns, "primaryKey": [column for column in file.kind.key if column in header]}
        tables.append({"url": str(Path(file.file).absolute()), "tableSchema": schema})
    described = tmp_path / "csv-metadata.json"
    described.write_text(json.dumps({"@context": "http://www.w3.org/ns/csvw", "tables": tables}), encoding="utf-8")
    read = [len(list(table.iterdicts(strict=True))) for table in csvw.TableGroup.from_file(described).tables]
    assert sum(read) == len(rows) > 500


def test_counts_that_the_paper_itself_gives(records: Records) -> None:
    """The numbers a reader can verify at a glance."""
    paper = next(one for one in records.papers if one.slug == "2019-10-31-directions")
    counts = {kind: len(rows) for kind, rows in paper.rows.items()}
    assert {
        kind: counts[kind]
        for kind in (
            "directions",
            "direction-groups",
            "outcomes",
            "budget-lines",
            "priorities",
            "golden-threads",
            "indicators",
            "ratings",
            "plan-actions",
        )
    } == {
        "directions": 40,
        "direction-groups": 11,
        "outcomes": 33,
        "budget-lines": 43,
        "priorities": 6,
        "golden-threads": 13,
        "indicators": 6,
        "ratings": 22,
        "plan-actions": 49,
    }
    functions = paper.rows["functions"]
    assert len([row for row in functions if row.text("number").isdecimal()]) == 22
    assert len([row for row in functions if not row.text("number")]) == 18
    assert len({str(row.name("change_board")) for row in paper.rows["plan-actions"]}) == 6
    assert len(records.shared["reference/integration-authorities"]) == 31
    assert len(records.shared["reference/proposals"]) == 25


def test_figures_stand_in_the_lines_they_cite(records: Records, papers: Path) -> None:
    """A record's amount, code or title is in the wording of its lines: a wrong line or a slip of the pen shows."""
    texts = [
        (paper, read_paper_text(papers / paper.text_file))
        for paper in records.papers
        if (papers / paper.text_file).exists()
    ]

    def rows(kind: str) -> Iterator[tuple[Row, str]]:
        """Each row of a kind, with the wording of its lines."""
        for paper, text in texts:
            for row in paper.rows.get(kind, []):
                passages = (text.passage(place.first, place.last).quote for place in row.lines())
                yield row, " ".join(" ".join(passage.split()) for passage in passages)

    for kind, column in (
        ("budget-lines", "amount_k"),
        ("totals", "amount_k"),
        ("reserves", "amount_k"),
        ("direction-groups", "budget_k"),
    ):
        stated = [(row, wording) for row, wording in rows(kind) if row.integer(column) is not None]
        for row, wording in not_empty(stated):
            assert f"{row.integer(column):,}" in wording, f"{row.file} row {row.number}"
    for kind, column in (
        ("directions", "title"),
        ("priorities", "label"),
        ("golden-threads", "label"),
        ("outcomes", "code"),
        ("plan-actions", "codes_printed"),
        ("budget-lines", "refs_printed"),
        ("directions", "functions"),
        ("milestones", "due_printed"),
    ):
        cells = [(row, printed, wording) for row, wording in rows(kind) for printed in row.cells[column]]
        for row, printed, wording in not_empty(cells):
            words = re.sub("^(by|in|from) ", "", printed) if kind == "milestones" else printed
            assert words in wording, f"{row.file} row {row.number}: {printed}"


def test_no_contact_details() -> None:
    for path in not_empty(PROJECT.data.rglob("*.*")):
        assert "@" not in path.read_text(encoding="utf-8").replace('"@id"', "").replace('"@context"', "").replace(
            '"@language"', ""
        ), path


def test_schema_columns_have_descriptions() -> None:
    for kind in not_empty(read_schema(PROJECT.data).kinds.values()):
        assert kind.description
        assert all(column.description for column in not_empty(kind.columns))
