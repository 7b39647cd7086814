"""The registers as CSV, and one CSVW file that says what each of them and each of their columns holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pyoxigraph import Literal

from ijb_graph.addresses import PREFIXES, address, rebase
from ijb_graph.ask.answer_formats import as_csv
from ijb_graph.ask.questions import Question
from ijb_graph.engine import Answer, Engine, query_in_base
from ijb_graph.errors import shown
from ijb_graph.publish.datasets import CSVW, LICENCE_ADDRESS, File, PublishedDataset, dataset, write

__all__ = ["GROUP", "METADATA", "register_datasets"]

# The group that a question names in its header when it is a register.
GROUP = "registers"
METADATA = "registers/csv-metadata.json"

_XSD = PREFIXES["xsd"]
_DATATYPES = ("integer", "decimal", "date", "boolean")


def _datatype(answer: Answer, column: int) -> str:
    """The CSVW datatype that the values of a column share; string where they share none or there is none."""
    terms = [term for row in answer.rows if (term := row[column])]
    kinds = {term.datatype.value.removeprefix(_XSD) if isinstance(term, Literal) else "anyURI" for term in terms}
    if kinds == {"integer", "decimal"}:
        return "decimal"
    return kinds.pop() if len(kinds) == 1 and kinds < {*_DATATYPES, "anyURI"} else "string"


def _table(question: Question, answer: Answer) -> dict[str, object]:
    return {
        "url": f"{question.name}.csv",
        "dc:title": question.question,
        "dc:description": question.why,
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "dc:description": question.columns[name],
                    "datatype": _datatype(answer, number),
                }
                for number, name in enumerate(answer.columns)
            ]
        },
    }


def register_datasets(
    folder: Path, engine: Engine, questions: list[Question], days: tuple[date, date] | None
) -> list[PublishedDataset]:
    """Answer every question that is a register, with its defaults, and write it; the parts, and that of all together.

    ``days`` are the first and the last meeting of the papers that the graph holds.
    """
    datasets, tables = [], []
    for question in (one for one in questions if one.group == GROUP):
        answer = query_in_base(engine, question.sparql, shown(question.path))
        file = File(f"registers/{question.name}.csv", CSVW)
        write(folder, file.path, as_csv(answer))
        tables.append(_table(question, answer))
        node = rebase(address("register", question.name), engine.base)
        datasets.append(dataset("register", node, file, facts={"question": question}, days=days))
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Registers of ijb-graph",
        "dc:license": {"@id": LICENCE_ADDRESS},
        "tables": tables,
    }
    write(folder, METADATA, json.dumps(metadata, indent=2, ensure_ascii=False) + "\n")
    node = rebase(address("register"), engine.base).removesuffix("/")
    members = tuple(one.address for one in datasets)
    return [dataset("registers", node, File(METADATA, CSVW), days=days, members=members), *datasets]
