"""Account for each line of a paper: cited, skipped or unread.

PAPER is the name of a paper's folder, such as 2019-10-31-directions, or the path of a text, which need not have records
yet; all papers unless it is given. Lines are skipped for a reason in skipped.csv beside the paper's records; paper.toml
owns up to unread ones.

With --worksheet: what the text prints that goes into cells, each once with its lines: names that are known, names that
are not with the nearest known ones, times, sums, percentages, references of reports, codes.

With --draft: write what is found in PAPER, a file, into drafts/BOARD/DAY-SUBJECT/, each cell with its status. `ijb
review` goes through what is to be decided, and writes the paper's folder.

With --propose: hand the lines, the kinds of record and the known names to a program of your choice, and take the cells
that it proposes as far as they stand in the lines that they quote. A person confirms each before it becomes a record.

With --check: hold what the records say against the lines they cite. A code, figure, date, percentage or name that does
not stand there is mended or inferred, as its row says, or a fault.

With --against: read the text by its layouts, and compare cell by cell with reviewed records, those of PAPER or those in
FOLDER. What a machine decided otherwise than they have it stands first.

PAPER as a file is text, Markdown, HTML, Word or PDF.

Exit 0: all is well. 1: a line has no place or is skipped though a record cites it; with --check or
--against, there is a fault.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from ijb_graph.cli.compare_papers import OWN, compared_papers
from ijb_graph.cli.file_to_read import file_to_read, write_draft
from ijb_graph.cli.options import DAY, FOLDER, refuse_together, refuse_without
from ijb_graph.console import echo, progress, warn
from ijb_graph.errors import shown
from ijb_graph.errors.calls import NoRecordsToCheck, NoTextToCheck
from ijb_graph.project import find_project
from ijb_graph.read.account_report import account_as_csv, account_as_json, account_as_text
from ijb_graph.read.cell_check import FAULT, CellCheck, check_cells
from ijb_graph.read.cell_report import cells_as_csv, cells_as_json, cells_as_text
from ijb_graph.read.comparison.report import comparison_as_csv, comparison_as_json, comparison_as_text
from ijb_graph.read.drafts.draft import Draft
from ijb_graph.read.drafts.draft_report import draft_as_csv, draft_as_json, draft_as_text
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.papers_to_read import PaperToRead, find_papers
from ijb_graph.read.propose.program import SECONDS, ProgramLimits
from ijb_graph.read.propose.proposing import proposals_as_text, propose
from ijb_graph.read.worksheet import worksheet_as_csv, worksheet_as_json, worksheet_as_text, worksheet_of
from ijb_graph.records.names import Names
from ijb_graph.records.reader import read_records

__all__ = ["command"]

_ACCOUNTS = {"text": account_as_text, "csv": account_as_csv, "json": account_as_json}
_CHECKS = {"text": cells_as_text, "csv": cells_as_csv, "json": cells_as_json}
_COMPARISONS = {"text": comparison_as_text, "csv": comparison_as_csv, "json": comparison_as_json}
_WORKSHEETS = {"text": worksheet_as_text, "csv": worksheet_as_csv, "json": worksheet_as_json}
_DRAFTS = {"text": draft_as_text, "csv": draft_as_csv, "json": draft_as_json}


@click.command(help=__doc__)
@click.argument("paper", required=False)
@click.option(
    "--papers", type=FOLDER, metavar="DIR", help="A folder with the papers' texts: needed to see what is unread."
)
@click.option("--data", type=FOLDER, metavar="DIR", help="The folder of records.  [default: data/]")
@click.option("--check", "is_check", is_flag=True, help="Hold the cells of the records against the lines they cite.")
@click.option(
    "--against",
    is_flag=False,
    flag_value=OWN,
    metavar="FOLDER",
    help="Compare what is read with reviewed records, those in FOLDER.  [default: PAPER's own]",
)
@click.option("--worksheet", "is_worksheet", is_flag=True, help="List what PAPER, a file, prints that goes into cells.")
@click.option("--draft", "is_draft", is_flag=True, help="Write a draft of the records of PAPER, a file.")
@click.option("--drafts", type=FOLDER, metavar="DIR", help="With --draft: the folder of drafts.  [default: drafts/]")
@click.option(
    "--board",
    metavar="BOARD",
    help="With --draft or --worksheet: whose paper the file is, such as midlothian.  [default: as it says]",
)
@click.option("--day", type=DAY, metavar="DATE", help="With --draft: the day of the meeting.  [default: as it says]")
@click.option("--subject", metavar="SUBJECT", help="With --draft: names the folder after the day.  [default: the file]")
@click.option("--propose", "program", metavar="COMMAND", help="Draft, with a program that proposes cells.")
@click.option(
    "--propose-kind",
    "kinds",
    metavar="KIND",
    multiple=True,
    help="With --propose: what it is asked for.  [default: what the draft has]",
)
@click.option(
    "--propose-seconds",
    "seconds",
    type=click.FloatRange(0, min_open=True),
    help=f"With --propose: how long the program may take.  [default: {SECONDS:g}]",
)
@click.option(
    "--format", "form", type=click.Choice(list(_ACCOUNTS)), default="text", show_default=True, help="How it is written."
)
def command(
    paper: str | None,
    papers: Path | None,
    data: Path | None,
    is_check: bool,
    against: str | None,
    is_worksheet: bool,
    is_draft: bool,
    drafts: Path | None,
    board: str | None,
    day: date | None,
    subject: str | None,
    program: str | None,
    kinds: tuple[str, ...],
    seconds: float | None,
    form: str,
) -> None:
    """Print the account of the lines of a paper, what of its records does not stand in them, or what it prints."""
    refuse_together(
        ("--check", is_check, {"--worksheet": is_worksheet, "--draft": is_draft}),
        ("--against", against, {"--check": is_check, "--worksheet": is_worksheet, "--draft": is_draft}),
        ("--draft", is_draft, {"--worksheet": is_worksheet}),
        ("--propose", program, {"--check": is_check, "--against": against, "--worksheet": is_worksheet}),
    )
    refuse_without("--propose", program, {"--propose-kind": kinds, "--propose-seconds": seconds})
    is_draft = is_draft or program is not None
    refuse_without("--draft", is_draft, {"--drafts": drafts, "--day": day, "--subject": subject is not None})
    refuse_without("--draft or --worksheet", is_draft or is_worksheet, {"--board": board is not None})
    project = find_project()
    with progress() as step:
        step("reading the records")
        records = read_records(data or project.data)
        step("reading the text")
        if is_worksheet or is_draft:
            file = file_to_read(paper, records, board)
        elif against:
            step("reading by layouts")
            compared = compared_papers(paper, against, records, papers)
        else:
            found = find_papers(paper, records.papers, papers)
            for one in found:
                for warning in one.warnings:
                    warn(f"{one.name}: {warning}.")
            checks = {one.name: _checked(one, records.names) for one in found} if is_check else {}
    if is_worksheet:
        echo(_WORKSHEETS[form](worksheet_of(file.document, file.names, file.board)))
        return
    if is_draft:
        folder = drafts or (project.root if project.is_checkout else Path.cwd()) / "drafts"

        def change(draft: Draft) -> Draft:
            return draft if program is None else _with_proposals(draft, file, program, kinds, seconds or SECONDS)

        draft, path = write_draft(file, folder, day, subject, change)
        echo(_DRAFTS[form](draft, shown(path)))
        return
    if against:
        echo(_COMPARISONS[form](compared))
        sys.exit(any(cell.is_fault for cells in compared.values() for cell in cells))
    if is_check:
        echo(_CHECKS[form](checks))
        sys.exit(any(one.status == FAULT for check in checks.values() for one in check.differences))
    echo(_ACCOUNTS[form](found))
    if any(one.account.undeclared or one.account.cited_and_skipped for one in found):
        sys.exit(1)


def _with_proposals(draft: Draft, file: PaperInLayout, program: str, kinds: tuple[str, ...], seconds: float) -> Draft:
    with progress() as step:
        step("waiting for the program")
        draft, taken = propose(draft, file.schema, file.names, program, kinds, ProgramLimits(seconds))
    for line in proposals_as_text(taken):
        warn(line)
    return draft


def _checked(one: PaperToRead, names: Names) -> CellCheck:
    if one.paper is None:
        raise NoRecordsToCheck("ijb read --check", paper=one.name).error()
    if one.text is None:
        raise NoTextToCheck("ijb read --check", paper=one.name, name=one.paper.text_file).error()
    return check_cells(one.paper, one.text, names)
