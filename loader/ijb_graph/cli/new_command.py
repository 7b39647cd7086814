"""Make a new paper, rule, question or kind of record to fill in.

Nothing else needs to be edited: the commands and the tests find what is new by its folder or file.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from string import Template

import click

from ijb_graph.check.rules import LEVELS, SUBJECTS, rule_folders
from ijb_graph.cli.options import DAY, FOLDER
from ijb_graph.errors import FILL_IN, InputError, nearest, shown
from ijb_graph.errors.calls import ExistingFile, MalformedName, NoCheckout, UnknownRuleSubject
from ijb_graph.errors.engine import UnknownBoard
from ijb_graph.input_files import read_csv
from ijb_graph.paper_text import read_paper_text
from ijb_graph.project import Project, find_project
from ijb_graph.records.schema import KINDS, read_schema

__all__ = ["command"]

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@click.group(help=__doc__)
def command() -> None:
    """Hold the subcommands."""


@command.command("paper")
@click.argument("board")
@click.argument("meeting_date", type=DAY)
@click.argument("subject")
@click.option("--text", type=FOLDER, metavar="FILE", help="The paper's text: takes its name, hash and line count.")
def new_paper(board: str, meeting_date: date, subject: str, text: Path | None) -> None:
    """Make data/BOARD/MEETING_DATE-SUBJECT/.

    For example: ijb new paper midlothian 2023-09-21 half-year-report
    """
    project = _checkout("the paper's subject", subject)
    authorities = project.data / "reference" / "integration-authorities.csv"
    boards = [row["slug"] for row in read_csv(authorities, "the integration authorities", ["slug"])]
    if board not in boards:
        expected = "the short name of an integration authority"
        raise UnknownBoard("ijb new paper", board=board, boards=expected, hint=nearest(board, boards)).error()
    paper_text = read_paper_text(text) if text else None
    year = meeting_date.year if meeting_date.month >= 4 else meeting_date.year - 1
    _make(
        project.data / board / f"{meeting_date}-{subject}",
        "paper",
        board=board,
        day=meeting_date,
        subject=subject,
        suite=f"{year}-{(year + 1) % 100:02}",
        start=year,
        end=year + 1,
        file=json.dumps(text.name if text else FILL_IN),
        sha256=paper_text.sha256 if paper_text else FILL_IN,
        lines=paper_text.line_count if paper_text else 0,
        unread=f"1-{paper_text.line_count}" if paper_text else FILL_IN,
        columns=",".join(column.name for column in read_schema(project.data).kinds["directions"].columns),
    )
    click.echo(
        "Fill in what says FILL IN, add a CSV file for each kind of record (data/kinds/ describes them), "
        "then: ijb build"
    )


@command.command("rule")
@click.argument("level", type=click.Choice(list(LEVELS)))
@click.argument("rule_id")
def new_rule(level: str, rule_id: str) -> None:
    """Make shapes/LEVEL/RULE_ID/.

    The id begins with what the rule is about: direction-, function-, budget-, action- ...
    """
    project = _checkout("a rule's id", rule_id)
    if rule_id.partition("-")[0] not in SUBJECTS:
        raise UnknownRuleSubject("ijb new rule", name=rule_id, subjects=", ".join(SUBJECTS)).error()
    if twins := [folder for folder in rule_folders(project.shapes) if folder.name == rule_id]:
        raise ExistingFile(shown(twins[0])).error()
    folder = project.shapes / level / rule_id
    _make(folder, "rule", id=rule_id, verb=level.upper(), severity=LEVELS[level])
    click.echo(
        f"Fill in what says FILL IN; then `make approve RULE={rule_id}` writes report.csv from the invalid case: "
        "read it; then `make test`"
    )


@command.command("question")
@click.argument("name")
def new_question(name: str) -> None:
    """Make queries/NAME/."""
    _make(_checkout("a question's name", name).queries / name, "question")
    click.echo(
        f"Fill in what says FILL IN; then `make approve QUESTION={name}` writes expected.csv from the given graph: "
        "read it; then `make test`"
    )


@command.command("kind")
@click.argument("name")
def new_kind(name: str) -> None:
    """Make data/kinds/NAME.json, the schema of NAME.csv in the folders of papers.

    For example: ijb new kind site-visits
    """
    project = _checkout("a kind's name", name)
    thing = name.removesuffix("s")
    class_name = "".join(word.capitalize() for word in thing.split("-"))
    _make(project.data / KINDS, "kind", name=name, thing=thing, class_name=class_name)
    click.echo(
        f"Fill in what says FILL IN, as data/kinds/README.md says; define ijb:{class_name} in ontology/, or write the "
        f"name of a class that is there; put {name}.csv into a paper's folder; then: ijb build"
    )


def _checkout(what: str, name: str) -> Project:
    """The project, where something can be added to it under this name."""
    call = click.get_current_context().command_path
    project = find_project()
    if not project.is_checkout:
        raise NoCheckout(call, root=str(project.root)).error()
    if not _NAME.fullmatch(name):
        raise MalformedName(call, name=name, what=what).error()
    return project


def _make(folder: Path, template: str, **values: object) -> None:
    """Write a template's files into a folder, filled in with the values, and print their paths."""
    sources = sorted((_TEMPLATES / template).iterdir())
    targets = [folder / source.name.replace("NAME", str(values.get("name"))) for source in sources]
    if existing := [target for target in targets if target.exists()]:
        raise InputError(ExistingFile(shown(target)) for target in existing)
    folder.mkdir(parents=True, exist_ok=True)
    for source, target in zip(sources, targets, strict=True):
        text = Template(source.read_text(encoding="utf-8")).substitute(values)
        target.write_text(text, encoding="utf-8", newline="\n")
        click.echo(shown(target))
