"""Wrong calls, which click finds, as problems like all others."""

from __future__ import annotations

import click

from ijb_graph.errors import Problem, nearest
from ijb_graph.errors.calls import MissingValue, UnknownCommand, UnknownOption, WrongCall, WrongValue

__all__ = ["problem_of"]


def problem_of(error: click.ClickException) -> Problem:
    """What is wrong with a call, by the kind of click's error."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    call = context.command_path if context else "ijb"
    match error:
        case click.NoSuchCommand(command_name=name, ctx=click.Context(command=click.Group() as group) as context):
            return UnknownCommand(call, name=name, hint=nearest(name, group.list_commands(context)))
        case click.NoSuchOption(option_name=name, possibilities=near):
            return UnknownOption(call, name=name, hint=nearest(name, near or ()))
        case click.BadOptionUsage(option_name=name):
            return MissingValue(call, column=name)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return MissingValue(call, column=_name(parameter))
        case click.BadParameter(param=click.Parameter() as parameter):
            return WrongValue(call, reason=error.message.rstrip("."), column=_name(parameter))
        case _:
            return WrongCall(call, reason=error.format_message().rstrip("."))


def _name(parameter: click.Parameter) -> str:
    """``--limit`` of an option, ``DIR`` of an argument."""
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name
