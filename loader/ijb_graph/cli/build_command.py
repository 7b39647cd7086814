"""Build the graph from the records, all or nothing.

A build that fails or is stopped leaves the last good one as it is.
"""

from __future__ import annotations

from pathlib import Path

import click

from ijb_graph.addresses import BASE
from ijb_graph.check.rules import rule_folders
from ijb_graph.cli.options import FOLDER
from ijb_graph.console import progress
from ijb_graph.errors import shown
from ijb_graph.graph.build import build
from ijb_graph.project import find_project

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
def command(data: Path | None, papers: Path | None, out: Path | None, base: str) -> None:
    """Build the graph and print how many statements each part has."""
    project = find_project()
    with progress() as step:
        rules = {folder.name for folder in rule_folders(project.shapes)}
        built = build(data or project.data, project.ontology, out or project.build, papers, base, step, rules)
    click.echo(
        f"{shown(built.path)}: {sum(built.statements.values())} statements from {built.records} records "
        f"of {len(built.papers)} paper{'s' if len(built.papers) != 1 else ''}"
    )
    for name, count in sorted(built.statements.items()):
        click.echo(f"  {count:>7}  {name}")
    if built.statements.get("wording"):
        click.echo("The graph holds the papers' own wording now: keep it on this machine.")
    for paper in built.without_text:
        missing = f"{paper.text_file} of {paper.board} {paper.slug} is not in {papers}"
        click.echo(f"Not verified, no wording: {missing}.", err=True)
