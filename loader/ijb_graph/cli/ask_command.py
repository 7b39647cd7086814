"""List the questions, or answer one: `ijb ask NAME`.

`ijb ask NAME --help` describes its parameters, its columns and what an empty answer means.
"""

from __future__ import annotations

from pathlib import Path

import click

from ijb_graph.addresses import rebase
from ijb_graph.ask.answer_formats import print_answer
from ijb_graph.ask.questions import Parameter, Question, find_question, read_questions
from ijb_graph.cli.options import open_graph_source, query_limits, with_query_options
from ijb_graph.console import progress, warn
from ijb_graph.engine import query_in_base
from ijb_graph.engine.papers import answer_from, select_papers
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.unknown_terms import unknown_terms
from ijb_graph.errors import Problems, shown
from ijb_graph.project import find_project

__all__ = ["command"]

_BOARD = click.Option(
    ["--board", "only_board"], metavar="B", help="Answer from the papers of this authority only, such as east-lothian."
)
_PAPER = click.Option(["--paper"], metavar="P", help="Answer from this paper only, by the name of its folder.")


def _option(parameter: Parameter) -> click.Option:
    default = f"  [default: {parameter.default}]" if parameter.default else ""
    names = [f"--{parameter.name}", parameter.name]
    return click.Option(names, metavar=parameter.form.upper(), help=parameter.meaning + default)


def _help(question: Question) -> str:
    columns = "\n".join(f"  {name}: {meaning}" for name, meaning in question.columns.items())
    return f"{question.question}\n\n{question.why}\n\n\b\nColumns:\n{columns}\n\nEmpty means: {question.empty}"


def _command_of(question: Question) -> click.Command:
    """The command of a question, with the question's parameters as options."""
    options = [_option(parameter) for parameter in question.parameters]
    has_board = any(parameter.name == "board" for parameter in question.parameters)

    @click.command(
        question.name,
        help=_help(question),
        short_help=question.question,
        params=[*options, _PAPER, *([] if has_board else [_BOARD])],
    )
    @with_query_options
    def answer(
        form: str,
        limit: int | None,
        endpoint: str | None,
        out: Path | None,
        timeout: float | None,
        memory: float | None,
        max_answer: float | None,
        max_pages: float | None,
        paper: str | None,
        only_board: str | None = None,
        **given: str | None,
    ) -> None:
        board, problems = given.get("board") or only_board, Problems()
        by_limits = any(one is not None for one in (timeout, memory, max_answer))
        words = any(given.get(one.name) for one in question.parameters if one.form == "text" and one.name != "board")
        limits = Limits()
        with problems.collected():
            limits = query_limits(endpoint, timeout, memory, max_answer, max_pages)
        with problems.collected():
            sparql = question.with_values({name: value for name, value in given.items() if value is not None})
        with progress() as step:
            with problems.collected():
                engine = open_graph_source(out, endpoint, step, limits)
            problems.raise_any()
            papers = select_papers(engine, board, paper, f"ijb ask {question.name}", may_be_none=True)
            if only_board or paper:
                answer_from(engine, papers)
            if words or by_limits:
                # A word that is not ours makes the query one that is not ours.
                found = engine.query_limited(rebase(sparql, engine.base), shown(question.path), limits)
            else:
                found = query_in_base(engine, sparql, shown(question.path))
            unknown = [] if found.rows else unknown_terms(engine, rebase(sparql, engine.base))
        print_answer(found, engine.base, form, limit)
        for one in unknown:
            warn(one)
        if form == "table" and not found.rows:
            click.echo(f"Nothing found. That means: {question.empty}")

    return answer


class _Questions(click.Group):
    """Every question is a subcommand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the questions."""
        return [one.name for one in read_questions(find_project().queries)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of the question of this name."""
        return _command_of(find_question(find_project().queries, cmd_name))


@click.group(cls=_Questions, help=__doc__, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the questions by group, where none is named."""
    if ctx.invoked_subcommand is not None:
        return
    group = ""
    for question in read_questions(find_project().queries):
        if question.group != group:
            group = question.group
            click.echo(f"\n{group}")
        click.echo(f"  {question.name:<30} {question.question}")
    click.echo("\nAnswer one: ijb ask NAME [--format csv]; its parameters: ijb ask NAME --help")
