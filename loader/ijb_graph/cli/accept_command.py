"""Record a decision to live with one finding.

It is a row of accepted-findings.csv in the folder of the paper. SUBJECT is what the finding is about, as the report
prints it, or its first word, such as D12j. For example:

  ijb accept direction-measure D12j --paper 2019-10-31-directions --reason "The service ends this year."
  --decision "Audit Committee, minute 5.2"

An accepted finding counts no more, once the graph is built again. When it vanishes, the acceptance becomes a finding.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import click

from ijb_graph.atomic_file import replace_file
from ijb_graph.check.findings import Finding, place
from ijb_graph.check.rules import read_rules, select_rules
from ijb_graph.check.run_rules import check
from ijb_graph.cli.options import DAY, built_graph, warn_of_stale, with_out
from ijb_graph.console import progress
from ijb_graph.engine import open_engine
from ijb_graph.errors import nearest, shown
from ijb_graph.errors.calls import NoCheckout, UnfitText
from ijb_graph.errors.check import AmbiguousFinding, NoSuchFinding
from ijb_graph.input_files import read_csv, read_text
from ijb_graph.project import find_project
from ijb_graph.records.schema import read_schema
from ijb_graph.text_safety import deceptive, personal_contact

__all__ = ["command"]

_KIND = "accepted-findings"


@click.command(help=__doc__)
@click.argument("rule_id", metavar="RULE")
@click.argument("subject")
@click.option(
    "--paper", required=True, metavar="P", help="The paper that the finding is in, by the name of its folder."
)
@click.option("--lines", metavar="L", help="Its lines, where the rule found several things on the subject.")
@click.option("--words", default="", metavar="W", help="Words of its message that no other finding there has.")
@click.option("--reason", required=True, metavar="TEXT", help="Why you live with it.")
@click.option("--decision", required=True, metavar="TEXT", help="Who decided it, and where that is written down.")
@click.option("--decided", type=DAY, metavar="DATE", help="The day of the decision.  [default: today]")
@with_out
def command(
    rule_id: str,
    subject: str,
    paper: str,
    lines: str | None,
    words: str,
    reason: str,
    decision: str,
    decided: date | None,
    out: Path | None,
) -> None:
    """Find the one finding that is meant, and write the row."""
    project, call = find_project(), click.get_current_context().command_path
    if not project.is_checkout:
        raise NoCheckout(call, root=str(project.root)).error()
    for name, text in (("--reason", reason), ("--decision", decision), ("--words", words)):
        unfit = deceptive(text) or personal_contact(text)
        if unfit or (not text.strip() and name != "--words"):
            due, fix = unfit or ("some words", "Say it.")
            raise UnfitText(call, option=name, due=due, remedy=fix).error()
    graph = built_graph(out)
    with progress() as step:
        rules = read_rules(project.shapes)
        select_rules(rules, rule_id)
        engine = open_engine(graph, None, step)
        warn_of_stale(graph)
        found = [one for one in check(engine, rules, paper=paper, progress=step, only=rule_id) if not one.acceptance]
    one = _meant(call, found, subject, lines, words)
    file = project.data / one.board / one.paper / f"{_KIND}.csv"
    row = {
        "rule": one.rule,
        "subject": one.subject,
        "lines": one.lines,
        "words": words,
        "reason": reason,
        "decision": decision,
        "decided": str(decided or date.today()),
    }
    _append(file, [column.name for column in read_schema(project.data).kinds[_KIND].columns], row)
    click.echo(f"Accepted: {one.subject}{f' ({place(one.lines)})' if one.lines else ''}: {one.message}")
    click.echo(f"The row is the last of {shown(file)}. It counts once the graph is built again: ijb build")


def _meant(call: str, found: list[Finding], subject: str, lines: str | None, words: str) -> Finding:
    """The one finding that is meant; InputError where none fits, or several do."""
    begins = f"{subject.casefold()} "
    fitting = [
        one
        for one in found
        if f"{one.subject.casefold()} ".startswith(begins) and lines in (None, one.lines) and words in one.message
    ]
    # A subject in full is meant before others that begin with it.
    fitting = [one for one in fitting if one.subject.casefold() == subject.casefold()] or fitting
    if not fitting:
        hint = nearest(subject, sorted({one.subject for one in found}))
        raise NoSuchFinding(call, subject=subject, hint=hint).error()
    if len({(one.subject, one.lines, one.message) for one in fitting}) > 1:
        each = "; ".join(f"{one.subject}, {place(one.lines) or 'no lines'}: {one.message}" for one in fitting)
        raise AmbiguousFinding(call, subject=subject, number=str(len(fitting)), findings=each).error()
    return fitting[0]


def _append(file: Path, columns: list[str], row: dict[str, str]) -> None:
    """Write a row at the end of a CSV file, which is made where there is none; what is in it stays as it is."""
    text = ",".join(columns) + "\n"
    if file.exists():
        read_csv(file, "accepted findings", columns)
        text = read_text(file, "accepted findings")
    header = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    added = io.StringIO()
    csv.DictWriter(added, header, lineterminator="\n").writerow(row)
    replace_file(file, [text if text.endswith("\n") else f"{text}\n", added.getvalue()])
