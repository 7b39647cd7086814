"""Each kind of record has a register that shows every record and all that it holds; each register ends alike."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from assertions import not_empty
from conftest import PROJECT
from ijb_graph.ask.questions import Question
from ijb_graph.ask.tables import Table, Value, typed_table
from ijb_graph.engine import Answer, Embedded
from published import REGISTERS

KINDS = sorted((PROJECT.data / "kinds").glob("*.json"))

# The register of a kind has the kind's name, but for these.
REGISTER_OF = {
    "action-responses": "progress",
    "direction-groups": "group-budgets",
    "finance-lines": "finance",
    "memberships": "posts-held",
}
# No record of a paper: what somebody decided about a finding. `ijb check` shows it with the finding.
NO_REGISTER = {"accepted-findings"}

# How a register calls a column of its kind otherwise: contracts that are older than the kind's columns.
CALLED = {
    ("agenda-items", "author"): "authors",
    ("agenda-items", "presenter"): "presenters",
    ("direction-groups", "budget_k"): "amount_k",
    ("direction-groups", "title"): "group",
    ("memberships", "on"): "as_at",
    ("officer-recommendations", "what"): "recommendation",
    ("participants", "body"): "bodies",
    ("rating-counts", "count"): "printed",
}
# Columns of a kind that are in no column of its register, and why.
SHOWN_OTHERWISE = {
    ("agenda-items", "this_paper"): "report is then the folder of the paper",
    ("attendance", "others"): "who shows it",
    ("cross-references", "place"): "on which part of the page it stands: stated nowhere",
    ("decisions", "number"): "a place in our list, stated nowhere: a part of uri",
    ("documents-named", "number"): "a place in our list, stated nowhere: a part of uri",
    ("reporting-duties", "number"): "a place in our list, stated nowhere: a part of uri",
    ("stated-counts", "number"): "a place in our list, stated nowhere: a part of uri",
}
# Kinds that say of a direction what stands in a column `direction`: there its code.
CODE = ("direction", "code")
# What no paper of the project and none of the made-up ones has.
UNUSED = {"session"}


@dataclass(frozen=True)
class Kind:
    """A kind of record: its name and its columns in the CSV files, those of its common parts too, by datatype."""

    name: str
    columns: dict[str, str]


def read_kind(path: Path) -> Kind:
    schema = json.loads(path.read_text(encoding="utf-8"))
    parts = [PROJECT.data / "kinds" / "common" / f"{name}.json" for name in schema.get("ijb:common", [])]
    every = [one for part in (path, *parts) for one in json.loads(part.read_text(encoding="utf-8"))["columns"]]
    columns = {one["name"]: str(one.get("datatype", "")) for one in every if not one.get("virtual")}
    return Kind(path.stem, columns)


RECORDS = [read_kind(path) for path in KINDS if path.stem not in NO_REGISTER]


def register_of(kind: Kind) -> Question:
    name = REGISTER_OF.get(kind.name, kind.name)
    found = [one for one in REGISTERS if one.name == name]
    assert found, f"kind {kind.name} has no register queries/{name}/"
    return found[0]


@cache
def answer_of(engine: Embedded, name: str) -> Answer:
    (question,) = (one for one in REGISTERS if one.name == name)
    return engine.query(question.sparql, name)


def both(question: Question, *engines: Embedded) -> Table:
    """What a register answers, from the project's papers and from the made-up ones."""
    rows = [row for engine in engines for row in answer_of(engine, question.name).rows]
    return typed_table(Answer(list(question.columns), rows), question.datatypes)


def shown_as(kind: Kind, column: str) -> str:
    """The register's column that shows a column of a kind."""
    if (kind.name, column) in CALLED:
        return CALLED[kind.name, column]
    return CODE[1] if column == CODE[0] else column


@pytest.mark.parametrize("question", REGISTERS, ids=lambda question: question.name)
def test_a_register_ends_with_basis_note_and_uri(question: Question) -> None:
    assert list(question.columns)[-3:] == ["basis", "note", "uri"]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)
def test_a_register_shows_all_that_its_kind_holds(kind: Kind) -> None:
    question = register_of(kind)
    missing = [
        column
        for column in not_empty(kind.columns)
        if (kind.name, column) not in SHOWN_OTHERWISE and shown_as(kind, column) not in question.columns
    ]
    assert missing == []


def test_the_lists_of_exceptions_hold_nothing_else() -> None:
    columns = {(kind.name, column) for kind in RECORDS for column in kind.columns}
    assert set(CALLED) | set(SHOWN_OTHERWISE) <= columns
    assert set(REGISTER_OF) | NO_REGISTER <= {path.stem for path in KINDS}


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)
def test_every_time_has_its_first_and_last_day(kind: Kind) -> None:
    """Just before basis, note and uri, or before what a register got later, each pair together."""
    columns = list(register_of(kind).columns)

    def has_days(time: str) -> bool:
        place = columns.index(f"{time}_from") if f"{time}_from" in columns else 0
        return place > columns.index("lines") and columns[place + 1] == f"{time}_by"

    times = [shown_as(kind, name) for name, datatype in kind.columns.items() if datatype in ("period", "date")]
    assert [time for time in times if not has_days(time)] == []


@pytest.mark.parametrize("question", REGISTERS, ids=lambda question: question.name)
def test_first_and_last_days_are_dates_in_order(question: Question, engine: Embedded, clean_engine: Embedded) -> None:
    table = both(question, engine, clean_engine)
    places = {column.name: number for number, column in enumerate(table.columns)}
    datatypes = {column.name: column.datatype for column in table.columns}
    dates = [name for name, datatype in datatypes.items() if datatype == "date"]
    times = list(dict.fromkeys(name.removesuffix("_from").removesuffix("_by") for name in dates))
    assert [time for time in times if not {f"{time}_from", f"{time}_by"} <= set(dates)] == []

    def is_right(time: str, row: Sequence[Value]) -> bool:
        start, end = (row[places[f"{time}_{one}"]] for one in ("from", "by"))
        if start is None or end is None:
            return start is end
        told = time not in places or row[places[time]] is not None
        return told and isinstance(start, date) and isinstance(end, date) and start <= end

    assert [(time, row) for time in times for row in table.rows if not is_right(time, row)] == []


@pytest.mark.parametrize("question", REGISTERS, ids=lambda question: question.name)
def test_every_column_of_a_register_has_a_value_somewhere(
    question: Question, engine: Embedded, clean_engine: Embedded
) -> None:
    table = both(question, engine, clean_engine)
    empty = {
        column.name
        for number, column in enumerate(table.columns)
        if all(row[number] is None for row in not_empty(table.rows))
    }
    assert empty <= UNUSED


@pytest.mark.parametrize("question", REGISTERS, ids=lambda question: question.name)
def test_a_column_says_the_datatype_that_its_values_have(
    question: Question, engine: Embedded, clean_engine: Embedded
) -> None:
    """Without it the datatype of a column would hang on the rows that it has."""
    rows = [row for one in (engine, clean_engine) for row in answer_of(one, question.name).rows]
    found = typed_table(Answer(list(question.columns), rows))
    for column in not_empty(found.columns):
        declared = question.datatypes.get(column.name, "string")
        of_values = "string" if column.datatype == "anyURI" else column.datatype
        is_empty = column.name in UNUSED
        assert declared == of_values or is_empty or (declared, of_values) == ("decimal", "integer"), column


def records_in(data: Path, kind: Kind) -> int:
    count = 0
    for path in data.glob(f"*/*/{kind.name}.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            count += sum(1 for _ in csv.DictReader(file))
    return count


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)
def test_a_register_has_a_row_for_every_record(
    kind: Kind, engine: Embedded, clean: Path, clean_engine: Embedded
) -> None:
    for data, asked in ((PROJECT.data, engine), (clean, clean_engine)):
        answer = answer_of(asked, register_of(kind).name)
        place = answer.columns.index("uri")
        found = [row[place].value for row in answer.rows if row[place]]  # type: ignore[union-attr]
        assert len(found) == len(set(found)) == records_in(data, kind)
