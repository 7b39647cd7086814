"""Account for each line of a paper: cited, skipped or unread.

PAPER is the name of a paper's folder, such as 2019-10-31-directions, or the path of a text, which need not have records
yet; all papers unless it is given. Lines are skipped for a reason in skipped.csv beside the paper's records; paper.toml
owns up to unread ones.

With --check: hold what the records say against the lines they cite. A code, figure, date, percentage or name that does
not stand there is mended or inferred, as its row says, or a fault.

Exit 0: all is well. 1: a line has no place or is skipped though a record cites it; with --check, there is a fault.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ijb_graph.cli.options import FOLDER
from ijb_graph.console import echo, progress
from ijb_graph.errors.calls import NoRecordsToCheck, NoTextToCheck
from ijb_graph.project import find_project
from ijb_graph.read.account_report import account_as_csv, account_as_json, account_as_text
from ijb_graph.read.cell_check import FAULT, CellCheck, check_cells
from ijb_graph.read.cell_report import cells_as_csv, cells_as_json, cells_as_text
from ijb_graph.read.papers_to_read import PaperToRead, find_papers
from ijb_graph.records.names import Names
from ijb_graph.records.reader import read_records

__all__ = ["command"]

_ACCOUNTS = {"text": account_as_text, "csv": account_as_csv, "json": account_as_json}
_CHECKS = {"text": cells_as_text, "csv": cells_as_csv, "json": cells_as_json}


@click.command(help=__doc__)
@click.argument("paper", required=False)
@click.option(
    "--papers", type=FOLDER, metavar="DIR", help="A folder with the papers' texts: needed to see what is unread."
)
@click.option("--data", type=FOLDER, metavar="DIR", help="The folder of records.  [default: data/]")
@click.option("--check", "is_check", is_flag=True, help="Hold the cells of the records against the lines they cite.")
@click.option(
    "--format", "form", type=click.Choice(list(_ACCOUNTS)), default="text", show_default=True, help="How it is written."
)
def command(paper: str | None, papers: Path | None, data: Path | None, is_check: bool, form: str) -> None:
    """Print the account of the lines of a paper, or what of its records does not stand in them."""
    with progress() as step:
        step("reading the records")
        records = read_records(data or find_project().data)
        found = find_papers(paper, records.papers, papers)
        step("reading the text")
        checks = {one.name: _checked(one, records.names) for one in found} if is_check else {}
    if is_check:
        echo(_CHECKS[form](checks))
        sys.exit(any(one.status == FAULT for check in checks.values() for one in check.differences))
    echo(_ACCOUNTS[form](found))
    if any(one.account.undeclared or one.account.cited_and_skipped for one in found):
        sys.exit(1)


def _checked(one: PaperToRead, names: Names) -> CellCheck:
    if one.paper is None:
        raise NoRecordsToCheck("ijb read --check", paper=one.name).error()
    if one.text is None:
        raise NoTextToCheck("ijb read --check", paper=one.name, name=one.paper.text_file).error()
    return check_cells(one.paper, one.text, names)
