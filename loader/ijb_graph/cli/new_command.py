"""Make a new folder to fill in: a paper, a rule or a question.

Nothing else needs to be edited: the commands and the tests find what is new by its folder.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from ijb_graph.cli.options import DAY, FOLDER
from ijb_graph.errors import shown
from ijb_graph.project import find_project
from ijb_graph.scaffold import new_paper, new_question, new_rule

__all__ = ["command"]


@click.group(help=__doc__)
def command() -> None:
    """Hold the subcommands."""


@command.command("paper")
@click.argument("board")
@click.argument("meeting_date", type=DAY)
@click.argument("subject")
@click.option(
    "--text",
    type=FOLDER,
    metavar="FILE",
    help="The paper's text: takes its name, hash and line count.",
)
def paper(board: str, meeting_date: date, subject: str, text: Path | None) -> None:
    """Make data/BOARD/MEETING_DATE-SUBJECT/.

    For example: ijb new paper midlothian 2023-09-21 half-year-report
    """
    _print_made(new_paper(find_project(), board, meeting_date, subject, text))


@command.command("rule")
@click.argument("level", type=click.Choice(["must", "should", "may"]))
@click.argument("rule_id")
def rule(level: str, rule_id: str) -> None:
    """Make shapes/LEVEL/RULE_ID/.

    The id begins with what the rule is about: direction-, function-, budget-, action- ...
    """
    _print_made(new_rule(find_project(), level, rule_id))


@command.command("question")
@click.argument("name")
def question(name: str) -> None:
    """Make queries/NAME/."""
    _print_made(new_question(find_project(), name))


def _print_made(made: tuple[list[Path], str]) -> None:
    files, next_step = made
    for path in files:
        click.echo(shown(path))
    click.echo(next_step)
