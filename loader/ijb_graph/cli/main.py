"""The command ``ijb`` itself, and how it ends: exit codes, and every error as lines on standard error."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from ijb_graph.cli.command_group import CommandGroup
from ijb_graph.cli.standard_streams import replace_closed_streams
from ijb_graph.cli.usage_errors import problem_of
from ijb_graph.errors import InputError, Problem
from ijb_graph.errors.files import NoAccess, UnwritableCharacter
from ijb_graph.text_safety import for_terminal

__all__ = ["cli", "main"]


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="An error ends with its id in brackets; `ijb errors ID` says when it occurs and how to fix it.",
)
@click.version_option(package_name="ijb-graph", prog_name="ijb")
def cli() -> None:
    """How Scotland's Integration Joint Boards govern: board papers as a graph, cited answers, findings.

    Begin with `ijb build`, then `ijb check` and `ijb ask`.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit: 0, or 1 as the command says, or 2 where the input or the call is wrong."""
    replace_closed_streams()
    # A command makes few circles of objects, and ends soon: Python need not look for them as often as it would by
    # default, nor once more at its end, through all that was imported.
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)
    try:
        code = cli(arguments, prog_name="ijb", standalone_mode=False) or 0
        # What cannot be written is an error of the command, and not one of Python's at its very end.
        sys.stdout.flush()
        sys.exit(code)
    except InputError as error:
        _print_problems(error.problems)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except click.ClickException as error:
        _print_problems([problem_of(error)])
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone (`ijb ask ... | head`): nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except UnicodeEncodeError as error:
        character = f"U+{ord(error.object[error.start]):04X}"
        _print_problems([UnwritableCharacter("standard output", error.encoding, character)])
    except OSError as error:
        _print_problems([NoAccess(error.filename or "output", reason=error.strerror or type(error).__name__)])
    sys.exit(2)


def _print_problems(problems: Sequence[Problem]) -> None:
    # The same fault in several rows is reported once, with the rows.
    merged: dict[str, tuple[Problem, list[int]]] = {}
    for problem in problems:
        _, rows = merged.setdefault(problem.message([]), (problem, []))
        if problem.row is not None:
            rows.append(problem.row)
    lines = [f"ijb: {problem.message(rows)}" for problem, rows in merged.values()]
    if len(lines) > 1:
        lines.append(f"ijb: {len(lines)} faults")
    # Where standard error cannot be written, there is still the exit code.
    with suppress(OSError):
        for line in lines:
            click.echo(for_terminal(line), err=True)
