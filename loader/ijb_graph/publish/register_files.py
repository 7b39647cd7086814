"""The registers in the formats that need the optional extra ``tables``: one workbook (XLSX), and Parquet a register."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import Any

from ijb_graph.ask.tables import Column, Table, data_frame, typed_value, workbook
from ijb_graph.publish.register_tables import SEPARATOR, Register

__all__ = ["can_write_tables", "parquet_of", "workbook_of"]

_CONTENTS = ("register", "question", "why", "rows")


def can_write_tables() -> bool:
    """Whether the packages of the extra ``tables`` are installed."""
    return all(find_spec(name) for name in ("polars", "xlsxwriter"))


def workbook_of(registers: list[Register]) -> bytes:
    """An XLSX file with a sheet for each register, after one that says what each of them holds."""
    contents = Table(
        [Column(name, "integer" if name == "rows" else "string") for name in _CONTENTS],
        [[one.name, one.question.question, one.question.why, len(one.table.rows)] for one in registers],
    )
    return workbook({"contents": contents} | {one.name: one.table for one in registers})


def parquet_of(register: Register) -> bytes:
    """A Parquet file in which a list is a list, of dates where it holds dates."""
    import polars  # noqa: PLC0415 - an optional extra, slow to import

    kinds: dict[str, Any] = {"date": polars.Date, "integer": polars.Int64}
    lists = [
        polars.Series(
            name,
            [
                [typed_value(item, datatype) for item in str(cell).split(SEPARATOR)] if cell else None
                for (cell,) in register.cells((name,))
            ],
            dtype=polars.List(kinds.get(datatype, polars.String)),
        )
        for name, datatype in register.lists.items()
    ]
    frame = data_frame(register.table).with_columns(lists)
    file = io.BytesIO()
    frame.write_parquet(file, compression="zstd", statistics=True)
    return file.getvalue()
