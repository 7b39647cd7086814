"""The registers of a publication: what their questions answer, and well-formed by another's reading of CSVW."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from assertions import not_empty
from csvw_converter import METADATA as CONVERTER_METADATA
from csvw_converter import converted
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.ask.answer_formats import as_csv
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built
from ijb_graph.publish.register_tables import SEPARATOR, Register, read_registers
from ijb_graph.publish.registers import METADATA
from published import REGISTERS, quads_of


def test_completeness_is_a_register() -> None:
    assert {"completeness", "directions", "ratings"} <= {question.name for question in REGISTERS}


@pytest.mark.parametrize("question", REGISTERS, ids=lambda question: question.name)
def test_a_register_holds_what_its_question_answers(publication: Path, question: object, engine: Embedded) -> None:
    (asked,) = (one for one in REGISTERS if one is question)
    written = (publication / "registers" / f"{asked.name}.csv").read_text(encoding="utf-8")
    assert written == as_csv(engine.query(asked.sparql, asked.name))


@pytest.fixture(scope="module")
def registers(engine: Embedded) -> dict[str, Register]:
    return {one.name: one for one in read_registers(engine, REGISTERS)}


def checked_rows(metadata: Path) -> dict[str, int]:
    """How many rows csvw, an independent implementation of the standard, finds well-formed in each table.

    Raises ValueError where a value, a key or a reference is wrong.
    """
    csvw = pytest.importorskip("csvw")
    group = csvw.TableGroup.from_file(metadata)
    assert all(table.check_primary_key() for table in not_empty(group.tables))
    assert group.check_referential_integrity()
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


def tables_of(publication: Path) -> dict[str, dict[str, object]]:
    tables = json.loads((publication / METADATA).read_text(encoding="utf-8"))["tables"]
    return {table["url"].removesuffix(".csv"): table["tableSchema"] for table in tables}


def columns_of(schema: dict[str, object]) -> dict[str, dict[str, str]]:
    columns = schema["columns"]
    assert isinstance(columns, list)
    return {column["name"]: column for column in columns}


def test_a_row_is_known_by_its_address_and_names_its_paper(publication: Path) -> None:
    schemas = tables_of(publication)
    addressed = {name for name, schema in schemas.items() if "uri" in columns_of(schema)}
    assert addressed == {name for name, schema in schemas.items() if schema.get("primaryKey") == ["uri"]}
    assert all(schemas[name]["aboutUrl"] == "{+uri}" for name in not_empty(addressed))
    to_papers = {"resource": "papers.csv", "columnReference": ["board", "paper"]}
    named = {name for name, schema in schemas.items() if {"board", "paper"} <= columns_of(schema).keys()} - {"papers"}
    found = {
        name
        for name, schema in schemas.items()
        for key in schema.get("foreignKeys", [])  # type: ignore[attr-defined]
        if key["reference"] == to_papers
    }
    # What is told of national bodies names no board in some rows.
    assert len(found) > 20
    assert {name for name in named - found if not any(r == "" for r in boards(publication, name))} == set()


def boards(publication: Path, name: str) -> set[str]:
    with (publication / "registers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["board"] for row in csv.DictReader(file)}


def test_the_columns_of_directions(publication: Path) -> None:
    """Read by hand against the ontology: what is a list, and which property each column states."""
    columns = columns_of(tables_of(publication)["directions"])
    assert {name for name, column in columns.items() if column.get("separator") == SEPARATOR} == {
        *("addressees", "functions", "overseers", "reports", "due", "replaces", "partners"),
    }
    properties = {name: column["propertyUrl"] for name, column in columns.items() if "propertyUrl" in column}
    assert properties["title"] == PREFIXES["dcterms"] + "title"
    assert properties["functions"] == PREFIXES["ijb"] + "functionName"
    assert columns["status"]["valueUrl"] == PREFIXES["scheme"] + "status/{status}"
    assert columns["suite"]["valueUrl"] == f"{BASE}id/suite/{{board}}/{{suite}}"
    # A budget in thousands is no property of the direction, and neither is the name of an addressee.
    assert {"group_budget_k", "addressees", "overseers"}.isdisjoint(properties)


def test_lists_are_found_and_days_are_none(registers: dict[str, Register]) -> None:
    """Of several times there is one first and one last day, so that every program reads them as dates."""
    assert sum(len(one.lists) for one in registers.values()) > 30
    plan, made_by = registers["plan-actions"].lists, registers["recommendations"].lists
    assert (plan["codes"], plan["due"], made_by["made_by"]) == ("string", "string", "string")
    days = [name for one in registers.values() for name in one.lists if name.endswith("_from")]
    assert days == []


def spoilt(publication: Path, folder: Path, name: str, column: str, value: str) -> Path:
    """A copy of the registers in which the second row of one has this value; its metadata."""
    shutil.copytree(publication / "registers", folder / "registers")
    path = folder / "registers" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[1][column] = value or rows[0][column]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder / METADATA


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("uri", "", "duplicate primary key"), ("paper", "2019-01-01-no-paper", "2019-01-01-no-paper")],
)
def test_a_broken_key_or_reference_is_found(
    publication: Path, tmp_path: Path, column: str, value: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        checked_rows(spoilt(publication, tmp_path, "directions", column, value))


@pytest.mark.slow
def test_a_converter_makes_statements_of_the_graph(publication: Path, built: Built, tmp_path: Path) -> None:
    """Every statement that csvw-functions makes of a record's columns is in the graph, and all that they promise."""
    folder = tmp_path / "registers"
    shutil.copytree(publication / "registers", folder)
    metadata = json.loads((folder / CONVERTER_METADATA).read_text(encoding="utf-8"))
    filled = []
    for table in metadata["tables"]:
        with (folder / table["url"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        # csvw-functions cannot read a cell that begins with a quotation mark, nor a table without rows.
        rows = [row for row in rows if not any(cell.startswith('"') for cell in row)]
        with (folder / table["url"]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        if len(rows) > 1 and "aboutUrl" in table["tableSchema"]:
            filled.append(table)
        table["tableSchema"].pop("foreignKeys", None)
    (folder / CONVERTER_METADATA).write_text(json.dumps(metadata | {"tables": filled}), encoding="utf-8")
    # It writes (M) in an address as %28M%29, which the URI templates of CSVW do not.
    made = {unquote(one) for one in converted(folder)}
    stated = {unquote(str(quad.triple)) for quad in quads_of(built.path)}
    assert made - stated == set()
    assert len(made) > 5_000


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
            if len(rows) < 2:
                continue
            rows[1][number] = "many"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
            with pytest.raises(ValueError, match="many"):
                checked_rows(metadata)
            return
    pytest.fail(f"no register has a column of datatype {datatype}")
