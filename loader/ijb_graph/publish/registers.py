"""The registers as files: CSV with CSVW metadata, SQLite, XLSX and Parquet."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from ijb_graph.addresses import PREFIXES, address, rebase
from ijb_graph.ask.answer_formats import as_csv
from ijb_graph.ask.tables import Column
from ijb_graph.publish.datasets import CSVW, LICENCE_ADDRESS, File, PublishedDataset, dataset, write
from ijb_graph.publish.register_database import write_database
from ijb_graph.publish.register_files import can_write_tables, parquet_of, workbook_of
from ijb_graph.publish.register_tables import SEPARATOR, URI, Register

__all__ = ["DATABASE", "METADATA", "WORKBOOK", "register_datasets"]

METADATA, DATABASE, WORKBOOK = "registers/csv-metadata.json", "registers.sqlite", "registers.xlsx"

_XSD = PREFIXES["xsd"]


def _column(register: Register, column: Column) -> dict[str, object]:
    """The metadata of a column, in the words of CSVW. What states no property is put out by no converter."""
    name = column.name
    described: dict[str, object] = {
        "name": name,
        "titles": name,
        "dc:description": register.question.columns.get(name, name),
        "datatype": "anyURI" if name == URI else register.lists.get(name, column.datatype),
    }
    if name in register.lists:
        described["separator"] = SEPARATOR
    if name in register.key:
        described["required"] = True
    found = register.properties.get(name)
    if not found:
        return described | {"suppressOutput": True} if URI in register.key else described
    described["propertyUrl"] = found.address
    if found.value_url:
        described["valueUrl"] = found.value_url
    elif found.language:
        described["lang"] = found.language
    else:
        described["datatype"] = found.datatype.removeprefix(_XSD)
    return described


def _table(register: Register) -> dict[str, object]:
    schema: dict[str, object] = {"columns": [_column(register, column) for column in register.table.columns]}
    if register.key:
        schema["primaryKey"] = list(register.key)
    if register.references:
        schema["foreignKeys"] = [
            {
                "columnReference": list(one.columns),
                "reference": {"resource": f"{one.register}.csv", "columnReference": list(one.columns)},
            }
            for one in register.references
        ]
    if URI in register.key:
        schema["aboutUrl"] = f"{{+{URI}}}"
    return {
        "url": f"{register.name}.csv",
        "dc:title": register.question.question,
        "dc:description": register.question.why,
        "tableSchema": schema,
    }


def register_datasets(
    folder: Path, base: str, registers: list[Register], days: tuple[date, date] | None
) -> list[PublishedDataset]:
    """Write the registers in each format; the parts, and that of all together.

    XLSX and Parquet are left out where the extra ``tables`` is not installed.
    ``days`` are the first and the last meeting of the papers that the graph holds.
    """
    datasets = []
    for register in registers:
        files = [File(f"registers/{register.name}.csv", CSVW)]
        write(folder, files[0].path, as_csv(register.answer))
        if can_write_tables():
            files.append(File(f"registers/{register.name}.parquet"))
            (folder / files[1].path).write_bytes(parquet_of(register))
        node = rebase(address("register", register.name), base)
        datasets.append(dataset("register", node, *files, facts={"question": register.question}, days=days))
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Registers of ijb-graph",
        "dc:license": {"@id": LICENCE_ADDRESS},
        "tables": [_table(register) for register in registers],
    }
    write(folder, METADATA, json.dumps(metadata, indent=2, ensure_ascii=False) + "\n")
    write_database(folder / DATABASE, registers)
    together = [File(METADATA, CSVW), File(DATABASE)]
    if can_write_tables():
        (folder / WORKBOOK).write_bytes(workbook_of(registers))
        together.append(File(WORKBOOK))
    node = rebase(address("register"), base).removesuffix("/")
    members = tuple(one.address for one in datasets)
    return [dataset("registers", node, *together, days=days, members=members), *datasets]
