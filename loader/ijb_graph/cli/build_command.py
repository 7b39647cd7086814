"""Build the graph from the records, all or nothing.

A build that fails or is stopped leaves the last good one as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.addresses import BASE
from ijb_graph.cli.options import FOLDER
from ijb_graph.console import progress, warn
from ijb_graph.errors import shown
from ijb_graph.graph.inputs import is_current
from ijb_graph.graph_file import open_graph
from ijb_graph.library import build
from ijb_graph.project import GRAPH_FILE, find_project

__all__ = ["command"]


@click.command(help=__doc__)
@click.option("--data", type=FOLDER, metavar="DIR", help="The folder of records.  [default: data/]")
@click.option(
    "--papers",
    type=FOLDER,
    metavar="DIR",
    help="A folder with the papers' texts: verify them and add their wording (stays on this machine).",
)
@click.option("--out", type=FOLDER, metavar="DIR", help="Where to write graph.nq.  [default: build/]")
@click.option("--base", default=BASE, show_default=True, metavar="IRI", help="Where the graph's own addresses begin.")
@click.option(
    "--check",
    "is_check",
    is_flag=True,
    help="Build nothing: say whether the graph was made from the records as they are now. Exit 0: it was. 1: not.",
)
@click.option(
    "--without-shortcuts", is_flag=True, help="Leave out the graph of shortcuts, which spare a query a long path."
)
@click.option("--csvw", type=FOLDER, metavar="DIR", help="Write the records there too, as CSVW for any converter.")
def command(
    data: Path | None,
    papers: Path | None,
    out: Path | None,
    base: str,
    is_check: bool,
    without_shortcuts: bool,
    csvw: Path | None,
) -> None:
    """Build the graph and print how many statements each part has."""
    project = find_project()
    if is_check:
        _print_whether_current((out or project.build) / GRAPH_FILE)
        return
    with progress() as step:
        shortcuts = not without_shortcuts
        built = build(data, out, papers=papers, base=base, csvw=csvw, shortcuts=shortcuts, progress=step)
    click.echo(
        f"{shown(built.path)}: {sum(built.statements.values())} statements from {built.records} records "
        f"of {len(built.papers)} paper{'s' if len(built.papers) != 1 else ''}"
    )
    for name, count in sorted(built.statements.items()):
        click.echo(f"  {count:>7}  {name}")
    if built.statements.get("wording"):
        click.echo("The graph holds the papers' own wording now: keep it on this machine.")
    if not ((data or project.data) / "editorial").is_dir():
        warn("there is no editorial/ among the records: the graph holds none of our readings.")
    if not built.statements["ontology"]:
        warn("there is no Turtle file in ontology/: the graph says of none of its terms what it means.")
    for paper in built.without_text:
        missing = f"{paper.text_file} of {paper.board} {paper.slug} is not in {papers}"
        click.echo(f"Not verified, no wording: {missing}.", err=True)


def _print_whether_current(graph: Path) -> None:
    with open_graph(graph):
        current = is_current(graph, thoroughly=True)
    if current:
        click.echo(f"{shown(graph)} was made from the records and the ontology as they are now.")
        return
    what = "other records or another ontology than now" if current is False else "what is not known"
    click.echo(f"{shown(graph)} was made from {what}: run `ijb build`.")
    sys.exit(1)
