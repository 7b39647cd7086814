"""Decide what is open in a draft, and write its records.

DRAFT is a folder that `ijb read --draft` wrote. At the terminal each open cell is shown beside its lines, what is most
doubtful first; one key is a decision, and each is on disk at once. `?` lists the keys.

With --list, print the open cells; with --decide, take decisions from a CSV file, all or none. With --second, read some
cells again as a second reader, without seeing what stands in them. With --finish, write the paper's folder under data/
when all is decided.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.cli.options import FOLDER, refuse_together, refuse_without
from ijb_graph.cli.review_terminal import review_at_terminal
from ijb_graph.console import console, echo, progress, warn
from ijb_graph.errors import InputError, shown
from ijb_graph.errors.calls import NoCheckout
from ijb_graph.errors.review import NoSuchCell
from ijb_graph.library import build
from ijb_graph.project import find_project
from ijb_graph.read.drafts.draft import TEXT, Place
from ijb_graph.read.review.decision_table import cells_as_csv, cells_as_json, read_decisions, table_of
from ijb_graph.read.review.finishing import finish
from ijb_graph.read.review.review import Review, open_review
from ijb_graph.read.review.second_reader import second_reading, to_read_again

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("draft", type=FOLDER)
@click.option("--list", "is_list", is_flag=True, help="Print the open cells; with --cell, those it names.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="With --list: how it is written.",
)
@click.option("--decide", type=FOLDER, metavar="FILE", help="Take the decisions in this CSV file: see --list.")
@click.option(
    "--cell",
    "cells",
    multiple=True,
    metavar="KIND[/ROW[/COLUMN]]",
    help="Review these cells alone, decided ones too, such as directions/3/title. Can be given several times.",
)
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="KIND=LINES",
    help="Begin a row of a kind that rests on these lines, such as directions=13-17; skipped=5 to skip a line.",
)
@click.option("--second", "is_second", is_flag=True, help="Read as the second reader.")
@click.option("--finish", "is_finish", is_flag=True, help="Write the folder of the paper, if all is decided.")
@click.option("--papers", type=FOLDER, metavar="DIR", help="With --finish: keep the paper's text in this folder.")
@click.option("--data", type=FOLDER, metavar="DIR", help="The folder of records.  [default: data/]")
def command(
    draft: Path,
    is_list: bool,
    form: str,
    decide: Path | None,
    cells: tuple[str, ...],
    added: tuple[str, ...],
    is_second: bool,
    is_finish: bool,
    papers: Path | None,
    data: Path | None,
) -> None:
    """Review a draft in one of these ways."""
    refuse_together(
        ("--add", added, {"--finish": is_finish, "--list": is_list, "--decide": decide, "--second": is_second}),
        ("--finish", is_finish, {"--list": is_list, "--decide": decide, "--cell": cells, "--second": is_second}),
        ("--list", is_list, {"--decide": decide}),
        ("--decide", decide, {"--cell": cells}),
        ("--second", is_second, {"--cell": cells}),
    )
    refuse_without("--list", is_list, {f"--format {form}": form != "table"})
    refuse_without("--finish", is_finish, {"--papers": papers})
    project = find_project()
    if is_finish and data is None and not project.is_checkout:
        raise NoCheckout(click.get_current_context().command_path, root=str(project.root)).error()
    with progress() as step:
        step("reading the draft and the records")
        review = open_review(draft, data or project.data, 2 if is_second else 1)
    for kind, _, lines in (one.partition("=") for one in added):
        review.add_row(kind.strip(), lines.strip())
    if is_finish:
        _finish(review, papers)
    elif is_list:
        _list(review, _asked(review, cells), form)
    elif decide:
        _decide(review, decide)
    else:
        review_at_terminal(review, _asked(review, cells) if cells else None)


def _asked(review: Review, cells: tuple[str, ...]) -> list[Place]:
    """The cells that are asked for: by --cell, else those that are open."""
    if review.reader != 1:
        return to_read_again(review.draft, review.schema)
    if not cells:
        return review.open()
    places: list[Place] = []
    for one in cells:
        wanted = one.split("/")
        found = [at for at in review.cells if [at.kind, str(at.row), at.column][: len(wanted)] == wanted]
        if not found:
            raise NoSuchCell(f"{click.get_current_context().command_path} --cell", name=one).error()
        places += [at for at in found if at not in places]
    return places


def _list(review: Review, places: list[Place], form: str) -> None:
    rows = table_of(review, places, is_blind=review.reader != 1)
    if form != "table":
        echo(cells_as_csv(rows) if form == "csv" else cells_as_json(rows))
        return
    from rich.table import Table  # noqa: PLC0415 - slow to import

    table = Table(box=None, pad_edge=False)
    for name in ("cell", "lines", "value", "why it is open", "what it means"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cell = f"{row['kind']}/{row['row']}/{row['column']}"
        table.add_row(cell, row["lines"], row["value"], row["reason"] or row["status"], row["means"])
    if rows:
        console().print(table)
    click.echo(f"{len(rows)} cell{'s' if len(rows) != 1 else ''}")


def _decide(review: Review, file: Path) -> None:
    numbered = read_decisions(file)
    decisions = [one for _, one in numbered]
    rows = {id(one): row for row, one in numbered}
    if faults := review.faults(decisions):
        raise InputError(fault.at(f"{shown(file)}, {fault.file}", rows[id(one)]) for one, fault in faults)
    if decisions:
        review.decide(*decisions)
    left = len(_asked(review, ()))
    click.echo(f"{len(decisions)} decision{'s' if len(decisions) != 1 else ''} taken, {left} cells left to decide.")


def _finish(review: Review, papers: Path | None) -> None:
    with progress() as step:
        step("building a copy of the records with the paper")
        done = finish(review, lambda data, texts, out: build(data, out, papers=texts), papers)
    click.echo(f"{shown(done.folder)}:")
    for name, count in done.rows.items():
        click.echo(f"  {count:>5}  {name}.csv")
    if done.unread != "none":
        click.echo(f"  Nobody has read the lines {done.unread}: paper.toml owns up to them.")
    reading = second_reading(review.draft)
    if not reading.cells:
        warn("no second reading took place (ijb review --second): unknowns.md says so.")
    else:
        click.echo(str(reading))
    if papers:
        click.echo(f"The text is {shown(papers / done.text_file)}: ijb build --papers {shown(papers)}")
    else:
        kept = shown(review.folder / TEXT)
        click.echo(f"Keep {kept} as {done.text_file} in the folder that you give to --papers; it is not committed.")
    sys.stdout.flush()
