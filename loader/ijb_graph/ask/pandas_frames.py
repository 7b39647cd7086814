"""Tables as pandas data frames, whose columns can hold "no value" whatever their type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ijb_graph.ask.tables import Table
from ijb_graph.errors.calls import MissingLibrary

if TYPE_CHECKING:
    import pandas

__all__ = ["pandas_frame"]

_LARGEST = 2**63 - 1
# By datatype of the column: pandas' own types that know "no value"; days of any year, to the second.
_KINDS = {"integer": "Int64", "decimal": "Float64", "boolean": "boolean", "date": "datetime64[s]"}


def pandas_frame(table: Table) -> pandas.DataFrame:
    """The table as a pandas data frame: Int64, Float64, boolean, datetime64[s], or string.

    A number of more than 64 bits would lose digits: its column is text.
    Raises InputError where pandas is not installed.
    """
    try:
        import pandas  # noqa: PLC0415 - large, and in no list of dependencies
    except ImportError as error:
        raise MissingLibrary("ijb_graph", package=error.name or "pandas").error() from error
    columns: dict[str, Any] = {}
    for number, column in enumerate(table.columns):
        values: list[Any] = [row[number] for row in table.rows]
        kind = _KINDS.get(column.datatype, "string")
        if column.datatype == "integer" and any(isinstance(one, int) and abs(one) > _LARGEST for one in values):
            kind = "string"
        if kind == "string":
            values = [None if one is None else str(one) for one in values]
        elif kind == "Float64":
            values = [None if one is None else float(one) for one in values]
        columns[column.name] = pandas.Series(values, dtype=kind)
    return pandas.DataFrame(columns)
