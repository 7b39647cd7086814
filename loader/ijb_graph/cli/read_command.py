"""Account for each line of a paper: cited, skipped or unread.

PAPER is the name of a paper's folder, such as 2019-10-31-directions, or the path of a text, which need not have records
yet. Lines are skipped for a reason in skipped.csv beside the paper's records; paper.toml owns up to unread ones.

Exit 0: each line of the text has its place. 1: some have none, or are skipped though a record cites them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.cli.options import FOLDER
from ijb_graph.console import echo, progress
from ijb_graph.project import find_project
from ijb_graph.read.account_report import account_as_csv, account_as_json, account_as_text
from ijb_graph.read.papers_to_read import find_papers
from ijb_graph.records.reader import read_records

__all__ = ["command"]

_FORMATS = {"text": account_as_text, "csv": account_as_csv, "json": account_as_json}


@click.command(help=__doc__)
@click.argument("paper")
@click.option(
    "--papers", type=FOLDER, metavar="DIR", help="A folder with the papers' texts: needed to see what is unread."
)
@click.option("--data", type=FOLDER, metavar="DIR", help="The folder of records.  [default: data/]")
@click.option(
    "--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True, help="How it is written."
)
def command(paper: str, papers: Path | None, data: Path | None, form: str) -> None:
    """Print the account of the lines of a paper."""
    with progress() as step:
        step("reading the records")
        records = read_records(data or find_project().data)
        found = find_papers(paper, records.papers, papers)
    echo(_FORMATS[form](found))
    if any(one.account.undeclared or one.account.cited_and_skipped for one in found):
        sys.exit(1)
