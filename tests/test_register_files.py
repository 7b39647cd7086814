"""The registers as SQLite, XLSX and Parquet: opened by programs of others, no date, number, list or address is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from assertions import not_empty
from command_line import Run
from ijb_graph.ask.tables import Value, typed_value
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from ijb_graph.publish import publication as publishing
from ijb_graph.publish import registers as writing
from ijb_graph.publish.publication import publish
from ijb_graph.publish.register_tables import SEPARATOR, Register, read_registers
from ijb_graph.publish.registers import DATABASE, WORKBOOK
from published import REGISTERS, files_of


@pytest.fixture(scope="module")
def registers(engine: Embedded) -> list[Register]:
    return read_registers(engine, REGISTERS)


def plain(value: object) -> object:
    """A value as all formats can hold it."""
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, Decimal) else value


def listed(register: Register, name: str) -> list[list[Value] | None]:
    """The lists in a column, row by row."""
    cells = [cell for (cell,) in register.cells((name,))]
    kind = register.lists[name]
    return [[typed_value(one, kind) for one in str(cell).split(SEPARATOR)] if cell else None for cell in cells]


def as_stored(value: object) -> object:
    value = plain(value)
    return value.isoformat() if isinstance(value, date) else value


def opened(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def test_the_database_holds_every_register_and_every_list(publication: Path, registers: list[Register]) -> None:
    lists = 0
    with opened(publication / DATABASE) as database:
        for register in not_empty(registers):
            table = register.name.replace("-", "_")
            rows = [tuple(map(as_stored, row)) for row in register.table.rows]
            assert database.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall() == rows
            expected = {
                name: [
                    (*key, place, as_stored(value))
                    for key, values in zip(register.cells(register.key), listed(register, name), strict=True)
                    for place, value in enumerate(values or (), start=1)
                ]
                for name in (register.lists if register.key else ())
            }
            found = {
                name: database.execute(f'SELECT * FROM "{table}__{name}" ORDER BY rowid').fetchall()
                for name in expected
            }
            assert found == expected
            lists += sum(map(len, expected.values()))
        contents = dict(database.execute('SELECT "table", "rows" FROM contents'))
    assert contents == {one.name.replace("-", "_"): len(one.table.rows) for one in registers}
    assert lists > 500


def test_the_database_is_sound_and_its_references_bite(publication: Path, tmp_path: Path) -> None:
    data = (publication / DATABASE).read_bytes()
    assert data[96:100] == bytes(4), "it says which version of SQLite wrote it"
    (tmp_path / DATABASE).write_bytes(data)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        referring = {
            table
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if any(row[2] == "papers" for row in database.execute(f'PRAGMA foreign_key_list("{table}")'))
        }
        assert len(referring) > 30
        database.execute("DELETE FROM papers WHERE board = 'east-lothian'")
        broken = {row[0] for row in database.execute("PRAGMA foreign_key_check")}
        assert {"directions", "papers__suites"} <= broken <= referring
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            database.execute("INSERT INTO directions SELECT * FROM directions")


def test_the_workbook_holds_every_register(publication: Path, registers: list[Register]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(publication / WORKBOOK)
    contents, *names = book.sheetnames
    assert contents == "contents"
    assert names == [one.name for one in registers]
    assert [row[0] for row in book["contents"].iter_rows(min_row=2, values_only=True)] == names
    days = 0
    for register in not_empty(registers):
        header, *rows = book[register.name].iter_rows(values_only=True)
        assert header == tuple(column.name for column in register.table.columns)
        assert [tuple(map(plain, row)) for row in rows] == [tuple(map(plain, row)) for row in register.table.rows]
        days += sum(isinstance(value, datetime) for row in rows for value in row)
    assert days > 100


def test_without_the_extra_the_other_formats_are_there_and_it_is_said(
    small_ready: Run, small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert small_ready("publish", "whole").returncode == 0
    for module in (publishing, writing):
        monkeypatch.setattr(module, "can_write_tables", lambda: False)
    done = small_ready("publish", "open-data")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Registers as XLSX and Parquet are not among them: they need the extra `tables`." in done.stdout
    whole, part = files_of(small.root / "whole"), files_of(small.root / "open-data")
    left_out = {path for path in whole if path.endswith((".parquet", ".xlsx"))}
    assert len(left_out) > 1
    assert set(part) == set(whole) - left_out


def test_a_register_with_no_row_is_there_in_each_format(
    small: Project, small_built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = small.queries / "ratings" / "query.rq"
    text = query.read_text(encoding="utf-8")
    query.write_text(text.replace("WHERE {", "WHERE { FILTER(false)", 1), encoding="utf-8")
    published = publish(small_built.path, small, tmp_path / "web").folder
    with opened(published / DATABASE) as database:
        assert database.execute("SELECT COUNT(*) FROM ratings").fetchone() == (0,)
    assert (published / "registers" / "ratings.csv").read_text(encoding="utf-8").count("\n") == 1
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(published / "registers" / "ratings.parquet").height == 0


def python_values(column: Iterable[Any]) -> list[object]:
    """What is in a column of pandas, as Python has it: None for what is missing."""
    pandas = pytest.importorskip("pandas")
    values: list[object] = []
    for value in column:
        if hasattr(value, "tolist") and not isinstance(value, str):
            values.append(value.tolist())
        elif isinstance(value, list):
            values.append(value)
        else:
            values.append(None if pandas.isna(value) else value)
    return values


@pytest.mark.slow
def test_pandas_and_duckdb_read_each_parquet_file(publication: Path, registers: list[Register]) -> None:
    pandas, duckdb = pytest.importorskip("pandas"), pytest.importorskip("duckdb")
    for register in not_empty(registers):
        path = publication / "registers" / f"{register.name}.parquet"
        frame = pandas.read_parquet(path, dtype_backend="pyarrow")
        found = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
        for place, column in not_empty(enumerate(register.table.columns)):
            expected: list[object] = [plain(cell) for (cell,) in register.cells((column.name,))]
            if column.name in register.lists:
                expected = list(listed(register, column.name))
            assert [row[place] for row in found] == expected, (register.name, column)
            assert python_values(frame[column.name]) == expected, (register.name, column)


@pytest.mark.slow
def test_pandas_reads_the_database_and_the_workbook(publication: Path, registers: list[Register]) -> None:
    pandas = pytest.importorskip("pandas")
    sheets, found = pandas.read_excel(publication / WORKBOOK, sheet_name=None), 0
    with opened(publication / DATABASE) as database:
        for register in not_empty(registers):
            days = [one.name for one in register.table.columns if one.datatype == "date"]
            table = pandas.read_sql(
                f'SELECT * FROM "{register.name.replace("-", "_")}"',
                database,
                parse_dates=days,
                dtype_backend="pyarrow",
            )
            cells = {name: [plain(cell) for (cell,) in register.cells((name,))] for name in days}
            assert {name: [plain(one) for one in python_values(table[name])] for name in days} == cells
            sheet = sheets[register.name]
            assert {name: [plain(one) for one in python_values(sheet[name])] for name in days} == cells
            numbers = [one.name for one in register.table.columns if one.datatype in ("integer", "decimal")]
            cells = {name: [plain(cell) for (cell,) in register.cells((name,))] for name in numbers}
            assert {name: python_values(table[name]) for name in numbers} == cells
            found += len(days) + len(numbers)
    assert found > 50


@pytest.mark.slow
def test_datasette_shows_the_database(publication: Path, registers: list[Register]) -> None:
    """Rows, the references between tables, and the facets of a list."""
    datasette = pytest.importorskip("datasette.app")

    async def get(path: str) -> dict[str, object]:
        server = datasette.Datasette([str(publication / DATABASE)])
        await server.invoke_startup()
        answer = await server.client.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()
        return found

    directions = next(one for one in registers if one.name == "directions")
    shown = asyncio.run(get("/registers/directions.json?_shape=objects&_size=max&board=east-lothian"))
    rows = shown["rows"]
    assert isinstance(rows, list)
    expected = [uri for board, uri in directions.cells(("board", "uri")) if board == "east-lothian"]
    assert sorted(row["uri"] for row in rows) == sorted(map(str, expected))
    tables = asyncio.run(get("/registers.json"))["tables"]
    assert isinstance(tables, list)
    keys = {one["name"]: one["foreign_keys"] for one in tables}
    assert {"other_table": "directions", "column": "uri", "other_column": "uri"} in keys["directions__functions"][
        "outgoing"
    ]


@pytest.mark.slow
def test_duckdb_opens_the_database(publication: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    try:
        connection.execute("INSTALL sqlite; LOAD sqlite")
    except duckdb.Error as error:
        pytest.skip(f"DuckDB cannot fetch its extension for SQLite: {str(error).splitlines()[0][:80]}")
    connection.execute(f"ATTACH '{publication / DATABASE}' AS registers (TYPE sqlite)")
    assert connection.execute("SELECT COUNT(*) FROM registers.directions").fetchone()[0] > 50
