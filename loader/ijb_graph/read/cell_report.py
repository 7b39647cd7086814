"""The cells that do not stand in their lines, as text for a person, as CSV and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, astuple, fields

from ijb_graph.read.cell_check import FAULT, CellCheck, Difference
from ijb_graph.text_safety import spreadsheet_csv

__all__ = ["cells_as_csv", "cells_as_json", "cells_as_text"]

# By the name of each paper.
_Checks = dict[str, CellCheck]


def cells_as_csv(checks: _Checks) -> str:
    """A row for each difference: file, row, column, value, lines, status, note."""
    rows = (map(str, astuple(one)) for check in checks.values() for one in check.differences)
    return spreadsheet_csv([[one.name for one in fields(Difference)], *rows])


def cells_as_json(checks: _Checks) -> str:
    """For each paper how many values were checked, and the differences."""
    return json.dumps({name: asdict(check) for name, check in checks.items()}, indent=1, ensure_ascii=False) + "\n"


def cells_as_text(checks: _Checks) -> str:
    """For each paper its faults and how many there are of each status, then what is mended or inferred."""
    written: list[str] = []
    for name, check in checks.items():
        numbers = Counter(one.status for one in check.differences)
        written.append(
            f"{name}: {check.values} values, of which {check.values - len(check.differences)} stand in their lines; "
            f"{numbers[FAULT]} faults, {numbers['mended']} mended, {numbers['inferred']} inferred"
        )
        for one in sorted(check.differences, key=lambda one: one.status != FAULT):
            why = "does not stand there" if one.status == FAULT else f"{one.status}: {one.note}"
            written.append(f"  {one.file}, row {one.row}, column {one.column}: {one.value!r}, lines {one.lines}: {why}")
    return "\n".join(written) + "\n"
