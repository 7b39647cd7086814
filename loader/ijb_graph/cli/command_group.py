"""A group of commands that are found by their file names and imported when they are run."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import click

__all__ = ["CommandGroup"]

_SUFFIX = "_command"


def _file(name: str) -> Path:
    return Path(__file__).with_name(f"{name}{_SUFFIX}.py")


class CommandGroup(click.Group):
    """The command ``x`` is the object ``command`` of the module ``ijb_graph.cli.x_command``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(path.stem.removesuffix(_SUFFIX) for path in _file("*").parent.glob(_file("*").name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"ijb_graph.cli.{cmd_name}{_SUFFIX}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the first line of its file's docstring, and import none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_line(name)) for name in self.list_commands(ctx)])


def _first_line(name: str) -> str:
    docstring = ast.get_docstring(ast.parse(_file(name).read_bytes())) or ""
    return docstring.partition("\n")[0]
