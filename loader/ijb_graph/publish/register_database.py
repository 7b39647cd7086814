"""The registers as one SQLite file: typed columns, keys, references, and a table for each list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

from ijb_graph.ask.tables import Value, typed_value
from ijb_graph.publish.register_tables import SEPARATOR, Register

__all__ = ["CONTENTS", "write_database"]

# The table that says what each other table holds, and the one that says it of each column.
CONTENTS, _COLUMNS = "contents", "contents_columns"

# SQLite keeps days as text; what a column is declared to be is what readers go by.
_TYPES = {"integer": "INTEGER", "decimal": "REAL", "boolean": "BOOLEAN", "date": "DATE"}
# Where the file says by which version of SQLite it was last written: not the same on every machine.
_WRITER = slice(96, 100)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table_name(register: str) -> str:
    return register.replace("-", "_")


def _joined(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))


def _stored(value: Value) -> str | int | float | None:
    """A value as SQLite keeps it; an integer of more than 64 bits as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, int) and value.bit_length() > 63 else value


def _insert(database: sqlite3.Connection, table: str, rows: list[list[Value]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(
            f"INSERT INTO {_quoted(table)} VALUES ({marks})", [[_stored(value) for value in row] for row in rows]
        )


def _unique(registers: list[Register]) -> dict[str, set[tuple[str, ...]]]:
    """By register, the columns that others refer to it by and that are not its key."""
    found: dict[str, set[tuple[str, ...]]] = {one.name: set() for one in registers}
    keys = {one.name: one.key for one in registers}
    for register in registers:
        for one in register.references:
            if one.columns != keys[one.register]:
                found[one.register].add(one.columns)
    return found


def _write_table(database: sqlite3.Connection, register: Register, unique: set[tuple[str, ...]]) -> None:
    name = _table_name(register.name)
    types = {one.name: "TEXT" if one.name in register.lists else one.datatype for one in register.table.columns}
    parts = [f"{_quoted(column)} {_TYPES.get(kind, 'TEXT')}" for column, kind in types.items()]
    if register.key:
        parts.append(f"PRIMARY KEY ({_joined(register.key)})")
    parts += [f"UNIQUE ({_joined(columns)})" for columns in sorted(unique)]
    for one in register.references:
        columns = _joined(one.columns)
        parts.append(f"FOREIGN KEY ({columns}) REFERENCES {_quoted(_table_name(one.register))} ({columns})")
    database.execute(f"CREATE TABLE {_quoted(name)} (\n  " + ",\n  ".join(parts) + "\n)")
    _insert(database, name, register.table.rows)
    if register.has(("board", "paper")) and ("board", "paper") not in ({register.key} | unique):
        database.execute(f"CREATE INDEX {_quoted(f'{name} by paper')} ON {_quoted(name)} (board, paper)")


def _write_list(database: sqlite3.Connection, register: Register, column: str, datatype: str) -> None:
    """A table with a row for each value of a list: the key of its row, its place in the list from 1, and the value."""
    name, key = f"{_table_name(register.name)}__{column}", register.key
    parts = [
        *(f"{_quoted(one)} TEXT" for one in key),
        f'"place" INTEGER, "value" {_TYPES.get(datatype, "TEXT")}, PRIMARY KEY ({_joined((*key, "place"))})',
        f"FOREIGN KEY ({_joined(key)}) REFERENCES {_quoted(_table_name(register.name))} ({_joined(key)})",
    ]
    database.execute(f"CREATE TABLE {_quoted(name)} (\n  " + ",\n  ".join(parts) + "\n)")
    rows: list[list[Value]] = [
        [*row[:-1], place, typed_value(item, datatype)]
        for row in register.cells((*key, column))
        if row[-1]
        for place, item in enumerate(str(row[-1]).split(SEPARATOR), start=1)
    ]
    _insert(database, name, rows)


def write_database(path: Path, registers: list[Register]) -> None:
    """Write the registers to a new SQLite file.

    A register is a table of its name, with ``_`` for ``-``; a list of it is the text in its column, and, where the
    rows have a key, a table ``REGISTER__COLUMN`` besides. The same registers give the same bytes, whatever version of
    SQLite writes them, as far as these lay out a file alike.
    """
    unique = _unique(registers)
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA page_size = 4096; PRAGMA foreign_keys = OFF;")
        with database:
            database.execute(
                f'CREATE TABLE {CONTENTS} ("table" TEXT PRIMARY KEY, "question" TEXT, "why" TEXT, "rows" INTEGER)'
            )
            database.execute(
                f'CREATE TABLE {_COLUMNS} ("table" TEXT REFERENCES {CONTENTS}, "column" TEXT, "meaning" TEXT, '
                'PRIMARY KEY ("table", "column"))'
            )
            for register in registers:
                _write_table(database, register, unique[register.name])
                if register.key:
                    for column, datatype in register.lists.items():
                        _write_list(database, register, column, datatype)
            for register in registers:
                name, question = _table_name(register.name), register.question
                _insert(database, CONTENTS, [[name, question.question, question.why, len(register.table.rows)]])
                _insert(database, _COLUMNS, [[name, one, text] for one, text in question.columns.items()])
    data = bytearray(path.read_bytes())
    data[_WRITER] = bytes(4)
    path.write_bytes(data)
