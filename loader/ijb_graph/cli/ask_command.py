"""List the questions, or answer one: `ijb ask NAME`.

`ijb ask NAME --help` describes its parameters, its columns and what an empty answer means.
"""

from __future__ import annotations

from pathlib import Path

import click

from ijb_graph.ask.answer_formats import FORMATS
from ijb_graph.ask.answering import ask_of, shown_values
from ijb_graph.ask.questions import Parameter, Question, find_question, read_questions
from ijb_graph.cli.answer_output import put_answer, refuse_output
from ijb_graph.cli.options import open_graph_source, query_limits, with_query_options
from ijb_graph.console import echo, progress, warn
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import Problems
from ijb_graph.library import ask
from ijb_graph.project import find_project

__all__ = ["command"]

_BOARD = click.Option(
    ["--board", "only_board"], metavar="B", help="Answer from the papers of this authority only, such as east-lothian."
)
_PAPER = click.Option(["--paper"], metavar="P", help="Answer from this paper only, by the name of its folder.")
_QUERY = click.Option(
    ["--query", "show_query"],
    is_flag=True,
    help="Print the SPARQL with its values filled in, for `ijb sparql -` and other tools, and do not answer.",
)


def _option(parameter: Parameter, question: Question) -> click.Option:
    fits = ", or what fits --board or --paper" if question.defaults else ""
    default = f"  [default: {parameter.default}{fits}]" if parameter.default else ""
    names = [f"--{parameter.name}", parameter.name]
    return click.Option(names, metavar=parameter.form.upper(), help=parameter.meaning + default)


def _help(question: Question) -> str:
    columns = "\n".join(f"  {name}: {meaning}" for name, meaning in question.columns.items())
    return f"{question.question}\n\n{question.why}\n\n\b\nColumns:\n{columns}\n\nEmpty means: {question.empty}"


def _tell(text: str, form: str) -> None:
    """Say something beside the answer: below a table, else on standard error, so that programs get the answer alone."""
    if form == "table":
        click.echo(text)
    else:
        warn(f"{text[0].lower()}{text[1:]}")


def _command_of(question: Question) -> click.Command:
    """The command of a question, with the question's parameters as options."""
    options = [_option(parameter, question) for parameter in question.parameters]
    has_board = any(parameter.name == "board" for parameter in question.parameters)

    @click.command(
        question.name,
        help=_help(question),
        short_help=question.question,
        params=[*options, _PAPER, *([] if has_board else [_BOARD]), _QUERY],
    )
    @with_query_options
    def answer(
        form: str,
        limit: int | None,
        output: Path | None,
        show_query: bool,
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
        values = {name: value for name, value in given.items() if value is not None}
        by_limits = any(one is not None for one in (timeout, memory, max_answer))
        problems, limits = Problems(), Limits()
        with problems.collected():
            refuse_output(form, output)
        with problems.collected():
            limits = query_limits(endpoint, timeout=timeout, memory=memory, max_answer=max_answer, max_pages=max_pages)
        with problems.collected():
            # What is wrong with them is told with what is wrong with the rest of the call.
            question.with_values(values)
        board = values.pop("board", only_board)
        with progress() as step:
            with problems.collected():
                engine = open_graph_source(out, endpoint, step, limits)
            problems.raise_any()
            if show_query:
                echo(ask_of(engine, question, values, board, paper).to_run(limit))
                return
            unknown: list[str] = []
            within = limits if by_limits else None
            result = ask(question, engine, board=board, paper=paper, limits=within, warn=unknown.append, **values)
        put_answer(
            result.answer, engine.base, form, limit, output, question.name, question.datatypes, question.calendar
        )
        for one in unknown:
            warn(one)
        if not len(result):
            _tell(result.empty_means, form)
        if result.defaults:
            _tell(f"Asked with defaults: {shown_values(result.defaults)}", form)

    if question.calendar:
        (formats,) = (one for one in answer.params if one.name == "form")
        formats.type = click.Choice((*FORMATS, "ics"))
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
    click.echo("\nAnswer one: ijb ask NAME [--format csv]; its parameters, columns and formats: ijb ask NAME --help")
