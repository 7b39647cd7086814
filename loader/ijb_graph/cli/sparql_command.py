"""Answer a SPARQL query from FILE, or (-) from standard input.

The default graph is the union of all named graphs, unless FROM says otherwise. The query runs by itself, within limits
of time and memory; one that would ask another server (SERVICE) or change data is refused.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.cli.answer_output import put_answer, refuse_output
from ijb_graph.cli.options import open_graph_source, query_limits, with_query_options
from ijb_graph.console import progress, warn
from ijb_graph.errors import shown
from ijb_graph.input_files import decode, read_bytes
from ijb_graph.library import select

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("file")
@with_query_options
def command(
    file: str,
    form: str,
    limit: int | None,
    output: Path | None,
    endpoint: str | None,
    out: Path | None,
    **limit_options: float | None,
) -> None:
    """Answer the query and print the rows, the truth or the triples."""
    refuse_output(form, output)
    if file == "-":
        name, raw = "<stdin>", sys.stdin.buffer.read()
    else:
        name, raw = shown(Path(file)), read_bytes(Path(file), "a SPARQL query")
    text = decode(raw, name).removeprefix("\ufeff")
    limits = query_limits(endpoint, **limit_options)
    with progress() as step:
        engine = open_graph_source(out, endpoint, step, limits)
        step("answering")
        unknown: list[str] = []
        result = select(text, engine, limits=limits, source=name, warn=unknown.append)
    put_answer(result.answer, engine.base, form, limit, output, "answer")
    for one in unknown:
        warn(one)
