"""Write the open-data publication to DIR, all or nothing.

A publication that is in DIR already is replaced. It holds the graph, a file a paper, ontology, shapes, every register
as CSV with CSVW metadata, the findings, and a catalogue (DCAT-AP, VoID) that describes these files. Never the papers'
own wording.
"""

from __future__ import annotations

from pathlib import Path

import click

from ijb_graph.cli.options import FOLDER, built_graph, warn_of_stale, warn_of_unfinished, with_out
from ijb_graph.console import progress
from ijb_graph.errors import shown
from ijb_graph.project import find_project
from ijb_graph.publish.publication import publish

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--url", metavar="URL", help="Where the folder will stand on the web.  [default: download/ below the graph's base]"
)
@with_out
def command(folder: Path, url: str | None, out: Path | None) -> None:
    """Write the publication and print the size of each file and folder in it."""
    graph = built_graph(out)
    with progress() as step:
        warn_of_stale(graph)
        published = publish(graph, find_project(), folder, url, step)
    warn_of_unfinished(published.unfinished)
    sizes: dict[str, list[int]] = {}
    for path, size in published.sizes.items():
        top, slash, _ = path.partition("/")
        sizes.setdefault(top + slash, []).append(size)
    click.echo(f"{shown(folder)}: {len(published.sizes)} files, {sum(published.sizes.values())} bytes")
    for name, of_files in sizes.items():
        number = f"  {len(of_files)} file{'s' if len(of_files) != 1 else ''}" if name.endswith("/") else ""
        click.echo(f"  {sum(of_files):>9}  {name}{number}")
    if published.left_out_wording:
        click.echo("The papers' own wording, which the built graph holds, is not among them.")
