"""Answers as people and programs want them: text, or the bytes of a file that another program opens."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from pyoxigraph import Literal

from ijb_graph.addresses import PREFIXES
from ijb_graph.ask.tables import parquet_file, typed_table, workbook
from ijb_graph.engine import Answer, Term
from ijb_graph.text_safety import spreadsheet_csv

__all__ = ["BINARY_FORMATS", "FORMATS", "as_csv", "is_number", "written_answer"]

# The formats of files that no terminal shows, and all of them. `table` fits the terminal.
BINARY_FORMATS = ("xlsx", "parquet")
FORMATS = ("table", "csv", "tsv", "json", "markdown", *BINARY_FORMATS)

# A literal can have a text that is no number, or an exponent that would fill the memory: it is shown as text.
_NUMERAL = re.compile(r"[+-]?(?:[0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})")
_NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal")}
# What Markdown would take for its own.
_MARKUP = re.compile(r"([\\*_`<>\[\]|#])")


def as_csv(answer: Answer, delimiter: str = ",") -> str:
    """The rows as CSV, or as TSV with a tab as ``delimiter``: addresses in full, an empty cell where there is no value.

    Text that a spreadsheet would run as a formula has ``'`` before it.
    """
    return spreadsheet_csv([answer.columns, *answer.texts()], delimiter)


def is_number(term: Term) -> bool:
    """Whether a term is a number whose text is one."""
    return isinstance(term, Literal) and term.datatype.value in _NUMBERS and bool(_NUMERAL.fullmatch(term.value))


def _json_value(term: Term) -> str | int | float | bool:
    if is_number(term):
        number = Decimal(term.value)
        return int(number) if number == number.to_integral() else float(number)
    # A server may write true as 1, or anything.
    if isinstance(term, Literal) and term.datatype.value == PREFIXES["xsd"] + "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(term.value, term.value)
    return term.value


def _as_json(answer: Answer) -> str:
    """The rows as a JSON list of objects; a column without a value is left out."""
    rows = [
        {name: _json_value(term) for name, term in zip(answer.columns, row, strict=True) if term} for row in answer.rows
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _as_markdown(answer: Answer) -> str:
    """The rows as a table of Markdown, in which no text is markup."""
    texts = [[_MARKUP.sub(r"\\\1", " ".join(cell.split())) for cell in row] for row in answer.texts()]
    lines = [answer.columns, ["---"] * len(answer.columns), *texts]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def written_answer(answer: Answer, form: str, name: str, datatypes: Mapping[str, str]) -> str | bytes:
    """The rows in a format other than ``table``: text, or bytes where it is one of `BINARY_FORMATS`.

    ``name`` is that of the sheet of an XLSX file; ``datatypes`` are those of the columns that are declared. Raises
    InputError where the extra ``tables`` is needed and not installed.
    """
    if form == "xlsx":
        return workbook({name: typed_table(answer, datatypes)})
    if form == "parquet":
        return parquet_file(typed_table(answer, datatypes))
    if form == "json":
        return _as_json(answer)
    if form == "markdown":
        return _as_markdown(answer)
    return as_csv(answer, "\t" if form == "tsv" else ",")
