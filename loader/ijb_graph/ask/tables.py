"""Answers as tables of Python values: each column has one datatype, and each value is of it.

`typed_table` makes the table of an answer. `data_frame` makes a polars data frame of it, `parquet_file` the bytes of a
Parquet file, and `workbook` the bytes of an XLSX file with a sheet for each table; these three need the optional extra
``tables``. The same tables give the same bytes on every machine with the same versions of these packages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from ijb_graph.addresses import PREFIXES
from ijb_graph.errors.ask import TooMuchForSheet
from ijb_graph.errors.calls import MissingPackage

if TYPE_CHECKING:
    import polars

    from ijb_graph.engine import Answer, Term

__all__ = [
    "DATATYPES",
    "Column",
    "Table",
    "Value",
    "data_frame",
    "parquet_file",
    "typed_table",
    "typed_value",
    "workbook",
]

# The datatypes of columns, by their names in XML Schema, which are those of CSVW too.
DATATYPES = ("string", "integer", "decimal", "boolean", "date", "anyURI")

Value = str | int | Decimal | bool | date | None

_XSD = PREFIXES["xsd"]
# A literal can have a text that is no number, or an exponent that would fill the memory: it stays text.
_INTEGER = re.compile(r"[+-]?[0-9]{1,100}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})")
_LARGEST = 2**63 - 1

# What a sheet of XLSX can hold: the first day of its calendar (it takes 1900-02-29 for a day, which is avoided), the
# digits of a number, the characters of a sheet's name and of a cell, the rows beneath the columns' names.
_FIRST_DAY, _DIGITS, _NAME, _CHARACTERS, _ROWS = date(1900, 3, 1), 15, 31, 32_767, 2**20 - 1
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDEST, _NARROWEST = 60, 8
# The day that a workbook is said to be made on: no clock, so that the same tables give the same bytes.
_MADE = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Column:
    """A column: its name, and its datatype, one of `DATATYPES`."""

    name: str
    datatype: str


@dataclass(frozen=True)
class Table:
    """Rows of values, one for each column: a `str` where the column is ``string`` or ``anyURI``, an `int`, a `Decimal`,
    a `bool` or a `date`; None where there is no value.
    """

    columns: list[Column]
    rows: list[list[Value]]


def _datatype(term: Term) -> str:
    """The datatype that the term has by itself; ``string`` where its text is not one of the datatype's."""
    if not isinstance(term, Literal):
        return "anyURI"
    name = term.datatype.value.removeprefix(_XSD)
    return name if name in DATATYPES and typed_value(term.value, name) is not None else "string"


def typed_value(text: str, datatype: str) -> Value:
    """The value that a text of this datatype means; None where it means none."""
    if datatype == "integer":
        return int(text) if _INTEGER.fullmatch(text) else None
    if datatype == "decimal":
        return Decimal(text) if _DECIMAL.fullmatch(text) else None
    if datatype == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text)
    if datatype == "date":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        # Python takes other ways to write a day than XML Schema does.
        return day if day.isoformat() == text else None
    return text


def _shared(datatypes: set[str]) -> str:
    if datatypes == {"integer", "decimal"}:
        return "decimal"
    return datatypes.pop() if len(datatypes) == 1 else "string"


def typed_table(answer: Answer, declared: Mapping[str, str] | None = None) -> Table:
    """The rows of an answer as a table.

    ``declared`` are the datatypes of columns by name, such as `Question.datatypes`. A column without one, or with a
    value that is not of it, has the datatype that its values share: ``string`` where they share none.
    """
    columns, values = [], []
    for number, name in enumerate(answer.columns):
        terms = [row[number] for row in answer.rows]
        datatype = (declared or {}).get(name, "")
        if not datatype or any(term and typed_value(term.value, datatype) is None for term in terms):
            datatype = _shared({_datatype(term) for term in terms if term})
        columns.append(Column(name, datatype))
        values.append([typed_value(term.value, datatype) if term else None for term in terms])
    return Table(columns, [list(row) for row in zip(*values, strict=True)])


def _package(name: str) -> ModuleType:
    """A package of the extra ``tables``; InputError where it is not installed."""
    from importlib import import_module  # noqa: PLC0415 - with what it imports

    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPackage("ijb", package=error.name or name, extra="tables").error() from error


def data_frame(table: Table) -> polars.DataFrame:
    """The table as a polars data frame: an integer as Int64, a decimal as Float64, a date as Date.

    A number of more than 64 bits would lose digits: its column is text.
    Raises InputError where polars is not installed.
    """
    pl: Any = _package("polars")
    kinds = {"integer": pl.Int64, "decimal": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    series = []
    for number, column in enumerate(table.columns):
        values: list[Any] = [row[number] for row in table.rows]
        kind = kinds.get(column.datatype, pl.String)
        if column.datatype == "integer" and any(isinstance(one, int) and abs(one) > _LARGEST for one in values):
            kind = pl.String
        if kind == pl.String:
            values = [None if one is None else str(one) for one in values]
        elif column.datatype == "decimal":
            values = [None if one is None else float(one) for one in values]
        series.append(pl.Series(column.name, values, dtype=kind))
    return pl.DataFrame(series)  # type: ignore[no-any-return]


def parquet_file(table: Table) -> bytes:
    """The table as a Parquet file. Raises InputError where polars is not installed."""
    file = io.BytesIO()
    data_frame(table).write_parquet(file, compression="zstd", statistics=True)
    return file.getvalue()


def _sheet_names(names: list[str]) -> list[str]:
    """Names that a workbook takes: of 31 characters at most, and no two alike."""
    taken: list[str] = []
    for name in names:
        plain, number = _NO_NAME.sub("-", name).strip("'") or "table", 1
        short = plain[:_NAME]
        while short.casefold() in {one.casefold() for one in taken}:
            number += 1
            short = f"{plain[: _NAME - len(str(number)) - 1]}-{number}"
        taken.append(short)
    return taken


def _write_cell(sheet: Any, row: int, column: int, value: Value, day: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | Decimal) and len(Decimal(value).as_tuple().digits) <= _DIGITS:
        sheet.write_number(row, column, float(value))
    elif value is not None:
        # As a text, never as a formula or a link; xlsxwriter would take one in <r> for XML.
        text = str(value)
        sheet.write_string(row, column, f" {text}" if text.startswith("<r>") else text)


def _refuse_too_much(name: str, table: Table) -> None:
    """xlsxwriter leaves out what a sheet cannot hold, and says nothing."""
    if len(table.rows) > _ROWS:
        raise TooMuchForSheet("ijb", sheet=name, much=f"{len(table.rows):,} rows").error()
    for row in table.rows:
        for column, value in zip(table.columns, row, strict=True):
            # With one to spare: see `_write_cell`.
            if isinstance(value, str) and len(value) >= _CHARACTERS:
                much = f"a text of {len(value):,} characters in the column {column.name!r}"
                raise TooMuchForSheet("ijb", sheet=name, much=much).error()


def workbook(tables: Mapping[str, Table]) -> bytes:
    """The tables as an XLSX file: a sheet for each, by its name, with the columns' names in a first row that stays.

    Dates, numbers and booleans are values of these types, and text is text: nothing is run as a formula. A date before
    1900-03-01 or a number of more than 15 digits, which XLSX cannot hold, is text. Raises InputError where xlsxwriter
    is not installed, or a table is larger than a sheet.
    """
    xlsxwriter: Any = _package("xlsxwriter")
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": _MADE})
    head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, table in zip(_sheet_names(list(tables)), tables.values(), strict=True):
        _refuse_too_much(name, table)
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(table.columns):
            sheet.write_string(0, number, column.name, head)
            texts = [column.name, *(str(row[number]) for row in table.rows if row[number] is not None)]
            sheet.set_column(number, number, min(_WIDEST, max(_NARROWEST, *map(len, texts)) + 1))
        for place, row in enumerate(table.rows, start=1):
            for number, value in enumerate(row):
                _write_cell(sheet, place, number, value, day)
        if table.columns:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    book.close()
    return file.getvalue()
