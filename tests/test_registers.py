"""The registers of a publication: what their questions answer, and well-formed by another's reading of CSVW."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from assertions import not_empty
from ijb_graph.ask.answer_formats import as_csv
from ijb_graph.engine import Embedded
from ijb_graph.publish.registers import METADATA
from published import REGISTERS


def test_completeness_is_a_register() -> None:
    assert {"completeness", "directions", "ratings"} <= {question.name for question in REGISTERS}


@pytest.mark.parametrize("question", REGISTERS, ids=lambda question: question.name)
def test_a_register_holds_what_its_question_answers(publication: Path, question: object, engine: Embedded) -> None:
    (asked,) = (one for one in REGISTERS if one is question)
    written = (publication / "registers" / f"{asked.name}.csv").read_text(encoding="utf-8")
    assert written == as_csv(engine.query(asked.sparql, asked.name))


def checked_rows(metadata: Path) -> dict[str, int]:
    """How many rows csvw, an independent implementation of the standard, finds well-formed in each table."""
    csvw = pytest.importorskip("csvw")
    group = csvw.TableGroup.from_file(metadata)
    return {str(table.url): len(list(table.iterdicts(strict=True))) for table in group.tables}


def test_every_row_of_every_register_conforms_to_the_metadata(publication: Path) -> None:
    found = checked_rows(publication / METADATA)
    assert set(found) == {f"{question.name}.csv" for question in REGISTERS}
    for name, number in not_empty(found.items()):
        with (publication / "registers" / name).open(encoding="utf-8", newline="") as file:
            assert number == len(list(csv.reader(file))) - 1


def test_the_metadata_says_what_the_questions_say(publication: Path) -> None:
    tables = json.loads((publication / METADATA).read_text(encoding="utf-8"))["tables"]
    for question, table in not_empty(zip(REGISTERS, tables, strict=True)):
        columns = table["tableSchema"]["columns"]
        assert (table["url"], table["dc:title"]) == (f"{question.name}.csv", question.question)
        assert {column["name"]: column["dc:description"] for column in columns} == question.columns
        assert all(column["titles"] == column["name"] for column in not_empty(columns))
    of_ratings = next(table for table in tables if table["url"] == "ratings.csv")["tableSchema"]["columns"]
    assert {column["name"]: column["datatype"] for column in of_ratings}["date"] == "date"


@pytest.mark.parametrize("datatype", ["integer", "decimal", "date"])
def test_a_wrong_cell_of_a_register_is_found(publication: Path, tmp_path: Path, datatype: str) -> None:
    shutil.copytree(publication / "registers", tmp_path / "registers")
    metadata = tmp_path / METADATA
    for table in not_empty(json.loads(metadata.read_text(encoding="utf-8"))["tables"]):
        for number, column in not_empty(enumerate(table["tableSchema"]["columns"])):
            if column["datatype"] != datatype:
                continue
            path = tmp_path / "registers" / table["url"]
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            rows[1][number] = "many"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
            with pytest.raises(ValueError, match="many"):
                checked_rows(metadata)
            return
    pytest.fail(f"no register has a column of datatype {datatype}")
