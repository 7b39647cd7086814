"""The registers as CSV, with CSVW metadata made from what each question says of its columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ijb_graph.addresses import PREFIXES
from ijb_graph.ask.questions import Question, read_questions
from ijb_graph.ask.tables import as_csv
from ijb_graph.engine import Answer, Engine, in_base_of
from ijb_graph.errors import shown
from ijb_graph.publish.files import File

__all__ = ["METADATA", "register_files"]

METADATA = "registers/csv-metadata.json"
_GROUP = "registers"
_CSVW = "http://www.w3.org/ns/csvw"
_FORMS = {PREFIXES["xsd"] + name: name for name in ("integer", "decimal", "boolean", "date")}


def _datatype(answer: Answer, place: int) -> str:
    """The datatype that every value of a column has; ``string`` where they differ or the column is empty."""
    found = {row[place].datatype for row in answer.rows if row[place]}  # type: ignore[union-attr]
    return _FORMS.get(found.pop(), "string") if len(found) == 1 else "string"


def _table(question: Question, answer: Answer) -> dict[str, Any]:
    columns = [
        {"name": name, "titles": name, "dc:description": meaning, "datatype": _datatype(answer, place)}
        for place, (name, meaning) in enumerate(question.columns.items())
    ]
    return {
        "url": f"{question.name}.csv",
        "dc:title": question.question,
        "dc:description": question.why,
        "tableSchema": {"columns": columns},
    }


def register_files(engine: Engine, queries: Path, progress: Callable[[str], None]) -> list[File]:
    """Every question of the group ``registers``, answered with its defaults, and the metadata of all of them."""
    files, tables = [], []
    for question in read_questions(queries):
        if question.group != _GROUP:
            continue
        progress(f"register {question.name}")
        answer = engine.query(in_base_of(engine, question.sparql), shown(question.path))
        tables.append(_table(question, answer))
        path = f"registers/{question.name}.csv"
        files.append(File(path, _GROUP, question.question, "text/csv", as_csv(answer).encode(), f"{_CSVW}#"))
    context = [_CSVW, {"@language": "en"}]
    described = {"@context": context, "dc:title": "Registers of ijb-graph", "tables": tables}
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    title = "What the columns of the registers hold"
    files.append(File(METADATA, _GROUP, title, "application/csvm+json", text.encode(), f"{_CSVW}#"))
    return files
