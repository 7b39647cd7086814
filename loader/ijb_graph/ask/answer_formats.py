"""Answers as people and programs want them: a table that fits the terminal, CSV, or JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import click
from pyoxigraph import Literal, NamedNode

from ijb_graph.addresses import PREFIXES, shortened
from ijb_graph.console import console, echo
from ijb_graph.engine import Answer, Term
from ijb_graph.text_safety import for_terminal, spreadsheet_csv

__all__ = ["as_csv", "print_answer"]

# A literal can have a text that is no number, or an exponent that would fill the memory: it is shown as text.
_NUMERAL = re.compile(r"[+-]?(?:[0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})")
_NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal")}

# Below this width a column breaks its words in pieces; then rows are shown as records, one line a column.
_NARROWEST = 11

# A single word (a folder's name, a code) of up to this many letters is not broken.
_LONGEST_WORD = 26


def as_csv(answer: Answer) -> str:
    """The rows as CSV, addresses in full, an empty cell where there is no value.

    Text that a spreadsheet would run as a formula has ``'`` before it.
    """
    return spreadsheet_csv([answer.columns, *answer.texts()])


def _is_number(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMBERS and bool(_NUMERAL.fullmatch(term.value))


def _json_value(term: Term) -> str | int | float | bool:
    if _is_number(term):
        number = Decimal(term.value)
        return int(number) if number == number.to_integral() else float(number)
    if isinstance(term, Literal) and term.datatype.value == PREFIXES["xsd"] + "boolean":
        return term.value == "true"
    return term.value


def _as_json(answer: Answer) -> str:
    """The rows as a JSON list of objects; a column without a value is left out."""
    rows = [
        {name: _json_value(term) for name, term in zip(answer.columns, row, strict=True) if term} for row in answer.rows
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _for_people(term: Term | None, base: str) -> str:
    if term is None:
        return ""
    return for_terminal(shortened(term.value, base) if isinstance(term, NamedNode) else term.value)


def _print_table(answer: Answer, base: str, limit: int | None) -> None:
    """Print the rows (the first ``limit``) as a table that fits the terminal; as records where it would be too wide."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import, and not needed for CSV or JSON
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    screen = console()
    rows = [[_for_people(term, base) for term in row] for row in answer.rows[:limit]]
    widest = [max([len(name), *(len(row[number]) for row in rows)]) for number, name in enumerate(answer.columns)]
    if sum(min(width, _NARROWEST) + 2 for width in widest) > screen.width:
        for row in rows:
            record = Table.grid(padding=(0, 2))
            for name, cell in zip(answer.columns, row, strict=True):
                if cell:
                    record.add_row(Text(name, "bold"), Text(cell))
            screen.print(record)
            screen.print()
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for number, name in enumerate(answer.columns):
            terms = [row[number] for row in answer.rows]
            is_number = any(terms) and all(term is None or _is_number(term) for term in terms)
            table.add_column(
                name,
                justify="right" if is_number else "left",
                overflow="fold",
                no_wrap=widest[number] <= (_NARROWEST if any(" " in row[number] for row in rows) else _LONGEST_WORD),
            )
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        screen.print(table)
    more = len(answer.rows) - len(rows)
    screen.print(f"... and {more} more" if more else f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim")


def print_answer(answer: Answer, base: str, form: str, limit: int | None) -> None:
    """Print the first ``limit`` rows as ``table``, ``csv`` or ``json``; the truth of an ASK and triples as they are."""
    if answer.truth is not None:
        click.echo("true" if answer.truth else "false")
    elif answer.triples is not None:
        echo(answer.triples)
    elif form == "table":
        _print_table(answer, base, limit)
    else:
        first = Answer(answer.columns, answer.rows[:limit])
        echo(as_csv(first) if form == "csv" else _as_json(first))
