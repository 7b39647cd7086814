"""Where an answer goes: to standard output, or to a file; a file that no terminal shows, to no terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from ijb_graph.ask.answer_formats import BINARY_FORMATS, written_answer
from ijb_graph.ask.answer_table import print_table
from ijb_graph.ask.calendar import calendar_of
from ijb_graph.ask.questions import Calendar
from ijb_graph.atomic_file import replace_file
from ijb_graph.console import echo
from ijb_graph.engine import Answer
from ijb_graph.errors.calls import BinaryForTerminal, NoRowsToWrite, TableForFile

__all__ = ["put_answer", "refuse_output"]


def refuse_output(form: str, output: Path | None) -> None:
    """Raise InputError where an answer in a format cannot go where it is to go; before it is asked for."""
    call = click.get_current_context().command_path
    if form == "table" and output is not None:
        raise TableForFile(call).error()
    if form in BINARY_FORMATS and output is None and sys.stdout.isatty():
        raise BinaryForTerminal(call, form=form).error()


def _put(content: str | bytes, output: Path | None) -> None:
    if output is not None:
        replace_file(output, [content])
    elif isinstance(content, bytes):
        # A standard output that was closed has no buffer, and says so where text is written.
        binary = getattr(sys.stdout, "buffer", None)
        binary.write(content) if binary else sys.stdout.write("")
    else:
        echo(content)


def put_answer(
    answer: Answer,
    base: str,
    form: str,
    limit: int | None,
    output: Path | None,
    name: str,
    datatypes: Mapping[str, str] | None = None,
    calendar: Calendar | None = None,
) -> None:
    """Print the first ``limit`` rows, or write them to ``output``; the truth of an ASK and triples as they are.

    ``base`` begins the graph's own addresses; ``name`` is that of the sheet in an XLSX file; ``datatypes`` are declared
    for columns; ``calendar`` says which columns make an event. Raises InputError where a format is for rows and the
    answer has none.
    """
    first = Answer(answer.columns, answer.rows[:limit])
    if answer.truth is not None or answer.triples is not None:
        if form in BINARY_FORMATS:
            raise NoRowsToWrite(click.get_current_context().command_path, form=form).error()
        truth = "true\n" if answer.truth else "false\n"
        _put(truth if answer.triples is None else answer.triples, output)
    elif form == "table":
        print_table(answer, base, limit)
    elif form == "ics" and calendar:
        _put(calendar_of(first, calendar, base, name), output)
    else:
        _put(written_answer(first, form, name, datatypes or {}), output)
