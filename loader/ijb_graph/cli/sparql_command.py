"""Answer a SPARQL query from FILE, or (-) from standard input.

The default graph is the union of all named graphs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.ask.answer_formats import print_answer
from ijb_graph.cli.options import built_graph, with_endpoint, with_format, with_limit, with_out
from ijb_graph.console import progress
from ijb_graph.engine import open_engine
from ijb_graph.errors import shown
from ijb_graph.input_files import decode, read_bytes

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("file")
@with_format
@with_limit
@with_endpoint
@with_out
def command(file: str, form: str, limit: int | None, endpoint: str | None, out: Path | None) -> None:
    """Answer the query and print the rows, the truth or the triples."""
    if file == "-":
        name, raw = "<stdin>", sys.stdin.buffer.read()
    else:
        name, raw = shown(Path(file)), read_bytes(Path(file), "a SPARQL query")
    text = decode(raw, name)
    with progress() as step:
        engine = open_engine(built_graph(out), endpoint, step)
        answer = engine.query(text, name)
    print_answer(answer, engine.base, form, limit)
