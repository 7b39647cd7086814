"""Decisions as a table: the open cells written out for a spreadsheet, and what a person has filled in read again."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ijb_graph.errors import InputError, shown
from ijb_graph.errors.review import UnfitDecision
from ijb_graph.input_files import read_csv
from ijb_graph.read.drafts.cells import CONFIRMED, PROPOSED, TO_DECIDE
from ijb_graph.read.drafts.draft import Decision, Place
from ijb_graph.read.review.review import Review
from ijb_graph.records.line_account import as_text
from ijb_graph.text_safety import for_spreadsheet, spreadsheet_csv

__all__ = ["COLUMNS", "cells_as_csv", "cells_as_json", "read_decisions", "table_of"]

COLUMNS = (
    *("kind", "row", "column", "value", "status", "basis", "note"),
    *("lines", "reason", "required", "means", "printed"),
)
# What nobody has decided, so that a row of the table that is left as it was decides nothing.
_OPEN = ("", TO_DECIDE, PROPOSED)
# A line of a paper can be a page.
_MOST_PRINTED = 400


def _printed(review: Review, place: Place) -> str:
    lines = review.draft.text.text.split("\n")
    text = " / ".join(
        " ".join(lines[number - 1].split()) for one in review.lines(place) for number in range(one.first, one.last + 1)
    )
    return text if len(text) <= _MOST_PRINTED else f"{text[:_MOST_PRINTED]}..."


def table_of(review: Review, places: list[Place], is_blind: bool = False) -> list[dict[str, str]]:
    """A row for each place by ``COLUMNS``; ``is_blind`` without what stands in the cells."""
    rows = []
    for at in places:
        cell, column = review.cells[at], review.column(at)
        means = column.description + (f": {', '.join(column.choices)}" if column.choices else "")
        value, status, reason = ("", "", "") if is_blind else (cell.value, cell.status, cell.reason)
        lines, required = as_text(review.lines(at)), "yes" if column.required else ""
        texts = (value, status, "", "", lines, reason, required, means, _printed(review, at))
        rows.append(dict(zip(COLUMNS, (at.kind, str(at.row), at.column, *texts), strict=True)))
    return rows


def cells_as_csv(rows: list[dict[str, str]]) -> str:
    """The table for a spreadsheet."""
    return spreadsheet_csv([list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)])


def cells_as_json(rows: list[dict[str, str]]) -> str:
    """The table for a program."""
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _as_typed(cell: str) -> str:
    """A cell without the mark that ``for_spreadsheet`` has put before it."""
    return cell[1:] if cell.startswith("'") and for_spreadsheet(cell[1:]) == cell else cell


def read_decisions(path: Path) -> list[tuple[int, Decision]]:
    """The decisions in a CSV file with the columns kind, row, column, value and status, each with its row in the file.

    ``basis`` and ``note`` may be there. A row without a status, or with that of an open cell, decides nothing.

    Raises InputError where the file cannot be read, or a row names no place.
    """
    decisions, problems = [], []
    table = read_csv(path, "decisions about the cells of a draft", COLUMNS[:5])
    for number, row in enumerate(table, start=2):
        texts = {name: _as_typed(row.get(name) or "").strip() for name in COLUMNS[:7]}
        if texts["status"] in _OPEN:
            continue
        if not re.fullmatch(r"[0-9]{1,6}", texts["row"]):
            form, fix = "the number of a row, 0 for every row", "Correct it."
            file = shown(path)
            problems.append(
                UnfitDecision(file, row=number, column="row", decided=repr(texts["row"]), form=form, remedy=fix)
            )
            continue
        place = Place(texts["kind"], int(texts["row"]), texts["column"])
        value = texts["value"] if texts["status"] == CONFIRMED else ""
        decisions.append((number, Decision(place, value, texts["status"], texts["basis"], texts["note"])))
    if problems:
        raise InputError(problems)
    return decisions
