"""The options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from ijb_graph.ask.answer_formats import FORMATS
from ijb_graph.console import warn
from ijb_graph.engine import Engine
from ijb_graph.engine.query_limits import VARIABLES, Limits, is_limit, limits_from
from ijb_graph.errors import InputError, Problem, shown
from ijb_graph.errors.calls import ConflictingOptions
from ijb_graph.graph.inputs import is_current
from ijb_graph.library import open as open_source
from ijb_graph.project import GRAPH_FILE, find_project

__all__ = [
    "DAY",
    "FOLDER",
    "built_graph",
    "limit_options",
    "open_graph_source",
    "query_limits",
    "refuse_together",
    "refuse_without",
    "server_limits",
    "warn_of_stale",
    "warn_of_unfinished",
    "with_edition",
    "with_endpoint",
    "with_limits",
    "with_out",
    "with_query_options",
]


class _Day(click.ParamType[date]):
    """A day of the calendar, as ``2019-10-31``."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2019-10-31", param, ctx)


class _Folder(click.ParamType[Path]):
    """A path. No text is none: it would be the working folder, and most often is a variable that nobody has set."""

    name = "path"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Read a path."""
        return Path(value) if str(value) else self.fail("no path", param, ctx)


FOLDER = _Folder()
DAY = _Day()

with_out = click.option("--out", type=FOLDER, metavar="DIR", help="The folder `ijb build` wrote to.  [default: build/]")
with_endpoint = click.option(
    "--endpoint",
    metavar="URL",
    help="Query this SPARQL 1.1 server instead of the built graph; `ijb load` sends the graph there.",
)


class _Limit(click.ParamType[float]):
    """A number greater than 0."""

    name = "number"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a number."""
        try:
            number = float(value)
        except ValueError:
            number = 0
        # click's own range takes "nan" for a number in it.
        return number if is_limit(number) else self.fail(f"{value!r} is not a number greater than 0", param, ctx)


_Command = TypeVar("_Command", bound=Callable[..., object])


def _limit_option(name: str, limit: str, unit: str, what: str, defaults: Limits) -> Callable[[_Command], _Command]:
    text = f"{what}  [environment: {VARIABLES[limit]}; default: {getattr(defaults, limit):g} {unit}]"
    return click.option(name, type=_Limit(), metavar=unit.upper(), help=text)


def limit_options(defaults: Limits) -> Callable[[_Command], _Command]:
    """The limits of a query: ``timeout``, ``memory``, ``max_answer`` and ``max_pages``."""

    def with_options(function: _Command) -> _Command:
        for name, limit, unit, what in (
            ("--max-pages", "pages", "pages", "Stop where a server gives an answer in more pages."),
            ("--max-answer", "answer", "MB", "Stop a query whose answer is larger."),
            ("--memory", "memory", "MB", "Stop a query that needs more memory."),
            ("--timeout", "seconds", "seconds", "Stop a query that takes longer."),
        ):
            function = _limit_option(name, limit, unit, what, defaults)(function)
        return function

    return with_options


with_limits = limit_options(Limits())


def with_edition(function: _Command) -> _Command:
    """What the pages say of the publication that they are part of: ``issued``, ``contact`` and ``repository``."""
    for option in (
        click.option(
            "--repository",
            metavar="URL",
            help="The project's repository, whose forms take reports of mistakes.",
            default="",
        ),
        click.option("--issued", type=DAY, metavar="DATE", help="The day of the publication: nothing else tells it."),
        click.option(
            "--contact", metavar="TEXT", help="Whom to ask: a web page, an e-mail address or a name.", default=""
        ),
    ):
        function = option(function)
    return function


def with_query_options(function: _Command) -> _Command:
    """The options of a command that answers a query: ``form``, ``output``, ``limit``, where to ask, and its limits."""
    for option in (
        with_out,
        with_limits,
        with_endpoint,
        click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N rows only."),
        click.option("--output", type=FOLDER, metavar="FILE", help="Write the answer to this file, in that format."),
        click.option(
            "--format",
            "form",
            type=click.Choice(FORMATS),
            default="table",
            show_default=True,
            help="How the rows are written; xlsx and parquet need the optional extra `tables`.",
        ),
    ):
        function = option(function)
    return function


def query_limits(
    endpoint: str | None,
    defaults: Limits | None = None,
    /,
    timeout: float | None = None,
    memory: float | None = None,
    max_answer: float | None = None,
    max_pages: float | None = None,
) -> Limits:
    """The limits that the options give, else the environment, else the defaults."""
    refuse_without("--endpoint", endpoint is not None, {"--max-pages": max_pages is not None})
    given = {"seconds": timeout, "memory": memory, "answer": max_answer, "pages": max_pages}
    return limits_from(os.environ, defaults or Limits(), **given)


def server_limits(endpoint: str | None, **given: float | None) -> Limits:
    """The limits of a command that has none without a server: there, an option for one would do nothing."""
    if endpoint is not None:
        return query_limits(endpoint, **given)
    refuse_without(
        "--endpoint", False, {f"--{name.replace('_', '-')}": value is not None for name, value in given.items()}
    )
    return Limits()


def built_graph(out: Path | None) -> Path:
    """The file that ``ijb build`` wrote, in the folder of ``--out`` or in the project's own."""
    return (out or find_project().build) / GRAPH_FILE


def open_graph_source(out: Path | None, endpoint: str | None, step: Callable[[str], None], limits: Limits) -> Engine:
    """The server at ``endpoint`` if one is given, else the built graph, with a warning where that is stale."""
    graph = built_graph(out) if endpoint is None else None
    return open_source(graph, endpoint=endpoint, limits=limits, progress=step, warn=warn)


def warn_of_stale(graph: Path) -> None:
    """Say on standard error where a graph was made from other records than there are now, as after a failed build."""
    if is_current(graph) is False:
        warn(f"{shown(graph)} was made from other records or another ontology than now: run `ijb build`.")


def warn_of_unfinished(problems: Iterable[Problem]) -> None:
    """Say on standard error which rules were left out because they are not filled in yet."""
    for problem in problems:
        warn(f"left out: {problem}")


def refuse_together(*conflicts: tuple[str, object, Mapping[str, object]]) -> None:
    """Raise InputError where an option is given together with others that it excludes.

    Each conflict is an option, its value, and the options it excludes with their values; a value that is false is not
    given. Options are written as a person types them, such as ``--format csv``.
    """
    command = click.get_current_context().command_path
    problems = [
        ConflictingOptions(command, option=option, other=other)
        for option, value, others in conflicts
        for other, other_value in others.items()
        if value and other_value
    ]
    if problems:
        raise InputError(problems)


def refuse_without(needed: str, is_given: object, options: Mapping[str, object]) -> None:
    """Raise UsageError where options are given without the one that they need: alone they would do nothing.

    ``needed`` is that option as a person types it, or in words. ``options`` have their values; a value that is false is
    not given.
    """
    useless = [option for option, value in options.items() if value]
    if useless and not is_given:
        raise click.UsageError(f"{' and '.join(useless)} without {needed}", click.get_current_context())
