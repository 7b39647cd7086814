"""Answers as typed tables, and as the files made of them: read back by programs of others, nothing is lost."""

from __future__ import annotations

import io
import re
import sys
import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from ijb_graph.addresses import PREFIXES
from ijb_graph.ask.questions import Question
from ijb_graph.ask.tables import Column, Table, Value, data_frame, parquet_file, typed_table, typed_value, workbook
from ijb_graph.engine import Answer, Embedded, Term
from ijb_graph.errors import InputError
from pyoxigraph import Literal, NamedNode
from question_cases import QUESTIONS


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype))


def column_of(*terms: Term | None, declared: str = "") -> tuple[str, list[object]]:
    table = typed_table(Answer(["x"], [[term] for term in terms]), {"x": declared} if declared else None)
    return table.columns[0].datatype, [row[0] for row in table.rows]


def test_a_column_has_the_datatype_that_its_values_share() -> None:
    assert column_of(typed("1", "integer"), None, typed("-2", "integer")) == ("integer", [1, None, -2])
    assert column_of(typed("1", "integer"), typed("2.5", "decimal")) == ("decimal", [Decimal(1), Decimal("2.5")])
    assert column_of(typed("2019-10-31", "date")) == ("date", [date(2019, 10, 31)])
    assert column_of(typed("true", "boolean"), typed("false", "boolean")) == ("boolean", [True, False])
    assert column_of(NamedNode("urn:a")) == ("anyURI", ["urn:a"])
    assert column_of(typed("1", "integer"), Literal("3.1")) == ("string", ["1", "3.1"])
    assert column_of(None) == ("string", [None])


def test_a_text_that_is_no_value_of_its_datatype_stays_text() -> None:
    for wrong in (typed("many", "integer"), typed("1e999999999", "decimal"), typed("2019-02-30", "date")):
        assert column_of(typed("1", "integer"), wrong) == ("string", ["1", wrong.value])
    assert column_of(typed("soon", "date"), declared="date") == ("string", ["soon"])


@pytest.mark.parametrize("text", ["20191031", "2019-W44-4", "2019-02-30", "2019"])
def test_a_day_is_written_as_xml_schema_has_it(text: str) -> None:
    assert typed_value(text, "date") is None
    assert typed_value("2019-10-31", "date") == date(2019, 10, 31)


def test_a_declared_datatype_holds_for_a_column_without_values_and_for_texts() -> None:
    assert column_of(None, declared="date") == ("date", [None])
    assert column_of(Literal("2019-10-31"), declared="date") == ("date", [date(2019, 10, 31)])


TABLE = Table(
    [Column(name, kind) for name, kind in [("text", "string"), ("many", "integer"), ("pounds", "decimal")]]
    + [Column("day", "date"), Column("revised", "boolean")],
    [
        ["=1+1", 7, Decimal("9702.5"), date(2019, 10, 31), True],
        ["3.1", None, None, None, False],
        ["<r><t>a</t></r>", 2**63 - 1, Decimal("-0.25"), date(1899, 12, 31), None],
    ],
)


def test_a_workbook_holds_typed_cells_and_no_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    book = openpyxl.load_workbook(io.BytesIO(workbook({"answer": TABLE})))
    rows = list(book["answer"].iter_rows())
    assert [cell.value for cell in rows[0]] == ["text", "many", "pounds", "day", "revised"]
    assert [cell.value for cell in rows[1]] == ["=1+1", 7, 9702.5, datetime(2019, 10, 31), True]
    assert [cell.data_type for cell in rows[1]] == ["s", "n", "n", "d", "b"]
    assert [cell.value for cell in rows[2]] == ["3.1", None, None, None, False]
    # What XLSX cannot hold is text.
    assert [cell.value for cell in rows[3]] == [" <r><t>a</t></r>", str(2**63 - 1), -0.25, "1899-12-31", None]


@pytest.mark.parametrize(
    ("rows", "much"),
    [
        ([[None]] * 2**20, "1,048,576 rows"),
        ([["x" * 32_767]], "a text of 32,767 characters in the column 'text'"),
    ],
    ids=["rows", "characters"],
)
def test_what_a_sheet_cannot_hold_is_refused(rows: list[list[Value]], much: str) -> None:
    """xlsxwriter would leave it out and say nothing."""
    pytest.importorskip("xlsxwriter")
    with pytest.raises(InputError, match=rf"{re.escape(much)} for the sheet 'answer'.*\[too-much-for-sheet\]"):
        workbook({"answer": Table([Column("text", "string")], rows)})


def test_sheets_get_names_that_a_workbook_takes() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    names = ["functions-across-boards-and-years", "functions-across-boards-and-years-too", "a/b", ""]
    book = openpyxl.load_workbook(io.BytesIO(workbook(dict.fromkeys(names, TABLE))))
    assert book.sheetnames == [
        "functions-across-boards-and-yea",
        "functions-across-boards-and-y-2",
        "a-b",
        "table",
    ]


def test_a_workbook_has_the_same_bytes_at_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlsxwriter")
    first, now = workbook({"answer": TABLE}), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 100_000)
    time.sleep(2.1)  # a ZIP archive counts in steps of two seconds
    assert workbook({"answer": TABLE}) == first


def test_a_data_frame_and_a_parquet_file_have_the_same_types() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.read_parquet(io.BytesIO(parquet_file(TABLE)))
    assert frame.schema == {
        "text": polars.String,
        "many": polars.Int64,
        "pounds": polars.Float64,
        "day": polars.Date,
        "revised": polars.Boolean,
    }
    assert frame.equals(data_frame(TABLE))
    assert frame.rows() == [
        tuple(float(value) if isinstance(value, Decimal) else value for value in row) for row in TABLE.rows
    ]
    assert parquet_file(TABLE) == parquet_file(TABLE)
    huge = data_frame(Table([Column("many", "integer")], [[2**63]]))
    assert huge["many"].to_list() == [str(2**63)]


@pytest.mark.parametrize(
    ("package", "make"), [("polars", parquet_file), ("xlsxwriter", lambda one: workbook({"a": one}))]
)
def test_a_missing_extra_is_named(package: str, make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"no package {package}; .*`tables`.*pip install 'ijb-graph\[tables\]'"):
        make(TABLE)  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_no_cell_of_an_answer_is_lost_in_a_file(question: Question, engine: Embedded, clean_engine: Embedded) -> None:
    """Each value of each question, from the papers and from the made-up records, read back by another's program."""
    openpyxl, polars = pytest.importorskip("openpyxl"), pytest.importorskip("polars")
    pytest.importorskip("xlsxwriter")
    for asked in (engine, clean_engine):
        table = typed_table(asked.query(question.sparql, question.name), question.datatypes)
        book = openpyxl.load_workbook(io.BytesIO(workbook({question.name: table})))
        _, *of_sheet = book.worksheets[0].iter_rows(values_only=True)
        of_frame = polars.read_parquet(io.BytesIO(parquet_file(table))).rows()
        rows, sheet, frame = (
            [[plain(one) for one in row] for row in some] for some in (table.rows, of_sheet, of_frame)
        )
        assert sheet == rows
        assert frame == rows


def plain(value: object) -> str:
    """A value as text: a day without the time that XLSX gives it, a whole number without its point."""
    return "" if value is None else str(value).removesuffix(" 00:00:00").removesuffix(".0")
