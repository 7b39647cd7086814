"""Printing the answer of a query, for ``ijb ask`` and ``ijb sparql``."""

from __future__ import annotations

import click

from ijb_graph.ask import answer_formats
from ijb_graph.engine import Answer

__all__ = ["print_answer"]


def print_answer(answer: Answer, base: str, form: str, limit: int | None) -> None:
    """Print the rows as ``table``, ``csv`` or ``json``, the first ``limit`` of them; a truth or triples as they are."""
    if answer.truth is not None:
        click.echo("true" if answer.truth else "false")
    elif answer.triples is not None:
        click.echo(answer.triples, nl=False)
    elif form == "table":
        answer_formats.print_table(answer, base, limit)
    else:
        first = Answer(answer.columns, answer.rows[:limit])
        click.echo(answer_formats.as_csv(first) if form == "csv" else answer_formats.as_json(first), nl=False)
