"""Send the built graph to a SPARQL 1.1 server.

By the Graph Store Protocol: one PUT for each named graph, which replaces what the server held under that name; then
the server is asked whether it holds every statement. Named graphs whose addresses begin as this graph's do, and which
it no longer has, are removed; no other graph is touched. It can be repeated, and continues where it was stopped. The
papers' own wording is never sent. Login: IJB_ENDPOINT_USER and IJB_ENDPOINT_PASSWORD, or IJB_ENDPOINT_TOKEN.

For tens of millions of statements use the server's own bulk loader with the same file.
"""

from __future__ import annotations

from pathlib import Path

import click

from ijb_graph.cli.options import built_graph, query_limits, warn_of_stale, with_limits, with_out
from ijb_graph.console import progress, warn
from ijb_graph.errors import InputError
from ijb_graph.load import load

__all__ = ["command"]

_PARTIAL = (
    "the load is partial: the server holds the named graphs listed above as in this build, maybe the next one "
    "too, and the others as before. Repeat the command to complete it."
)


@click.command(help=__doc__)
@click.option("--endpoint", metavar="URL", required=True, help="The server's SPARQL query address.")
@click.option(
    "--store",
    metavar="URL",
    help="The server's Graph Store address.  [default: beside the query address, /store of an Oxigraph server, "
    "/sparql-graph-crud-auth of Virtuoso]",
)
@click.option("--paper", metavar="P", help="Send this paper alone, and what belongs to no paper; remove nothing.")
@with_limits
@with_out
def command(
    endpoint: str, store: str | None, paper: str | None, out: Path | None, **limit_options: float | None
) -> None:
    """Send the graph and print a line for each named graph."""
    graph, limits, done = built_graph(out), query_limits(endpoint, **limit_options), 0
    with progress() as step:
        warn_of_stale(graph)
        try:
            for one in load(graph, endpoint, store, paper, step, limits):
                click.echo(f"{one.done:<9}  {one.statements:>7}  {one.graph}")
                done += one.done != "kept back"
        except (InputError, KeyboardInterrupt):
            if done:
                warn(_PARTIAL)
            raise
