"""The command ``ijb``: one file a subcommand.

A new subcommand ``ijb x`` is one new file ``x_command.py`` that defines ``command``. Its docstring is its help; the
first line of it stands in ``ijb --help``.
"""

from ijb_graph.cli.main import cli, main

__all__ = ["cli", "main"]
