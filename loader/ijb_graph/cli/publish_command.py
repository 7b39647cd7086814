"""Write the open-data publication to DIR, all or nothing.

A publication that is in DIR already is replaced. It holds a site (open index.html), the graph, a file a paper,
ontology, shapes, every register as CSV, Parquet, SQLite and XLSX, the findings, and a catalogue (DCAT-AP, VoID) that
describes these files. Never the papers' own wording.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ijb_graph.cli.options import FOLDER, built_graph, warn_of_stale, warn_of_unfinished, with_edition, with_out
from ijb_graph.console import progress, warn
from ijb_graph.errors import shown
from ijb_graph.project import find_project
from ijb_graph.publish.details import AVAILABILITIES, Details
from ijb_graph.publish.publication import publish

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--url", metavar="URL", help="Where the folder will stand on the web.  [default: download/ below the graph's base]"
)
@with_edition
@click.option("--homepage", metavar="URL", help="The web page that presents the publication.", default="")
@click.option(
    "--availability",
    type=click.Choice(AVAILABILITIES),
    help="How long the files are planned to stay where they are.",
)
@click.option("--sparql", metavar="URL", help="The SPARQL endpoint that answers from the published graph.")
@click.option(
    "--since",
    type=FOLDER,
    metavar="DIR",
    help="An earlier publication, possibly the one in DIR: tell what changed, and keep what went.",
)
@click.option(
    "--withdrawn-people",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV file of people (person,also) whose names are to be left out everywhere.",
)
@with_out
def command(
    folder: Path,
    url: str | None,
    contact: str,
    homepage: str,
    issued: date | None,
    availability: str | None,
    sparql: str | None,
    repository: str,
    since: Path | None,
    withdrawn_people: Path | None,
    out: Path | None,
) -> None:
    """Write the publication and print the size of each file and folder in it."""
    details = Details(url, contact, homepage, issued, availability, sparql, repository)
    graph = built_graph(out)
    with progress() as step:
        warn_of_stale(graph)
        published = publish(graph, find_project(), folder, details, step, since, withdrawn_people)
    warn_of_unfinished(published.unfinished)
    for problem in published.unknown_people:
        warn(str(problem))
    sizes: dict[str, list[int]] = {}
    for path, size in published.sizes.items():
        top, slash, _ = path.partition("/")
        sizes.setdefault(top + slash, []).append(size)
    click.echo(f"{shown(folder)}: {len(published.sizes)} files, {sum(published.sizes.values())} bytes")
    done = published.written
    if done.kept or done.gone:
        click.echo(f"Written: {done.changed}. As before: {done.kept}. Removed: {done.gone}.")
    for name, of_files in sizes.items():
        number = f"  {len(of_files)} file{'s' if len(of_files) != 1 else ''}" if name.endswith("/") else ""
        click.echo(f"  {sum(of_files):>9}  {name}{number}")
    if published.left_out_wording:
        click.echo("The papers' own wording, which the built graph holds, is not among them.")
    if published.left_out_tables:
        click.echo("Registers as XLSX and Parquet are not among them: they need the extra `tables`.")
