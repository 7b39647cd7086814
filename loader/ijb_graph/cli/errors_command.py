"""List the kinds of error, or explain one by its ID.

The id of an error stands in brackets at the end of its message.
"""

from __future__ import annotations

import inspect

import click

from ijb_graph.errors import nearest, problem_kinds
from ijb_graph.errors.calls import UnknownError

__all__ = ["command"]


@click.command(help=__doc__)
@click.argument("error_id", metavar="[ID]", required=False)
def command(error_id: str | None) -> None:
    """Print a line for each kind of error, or the page of one."""
    kinds = {kind.id(): kind for kind in problem_kinds()}
    if error_id is None:
        for name, kind in kinds.items():
            first_sentence = " ".join((kind.__doc__ or "").split()).partition(". ")[0].removesuffix(".")
            click.echo(f"{name:<28}  {first_sentence}.")
    elif error_id in kinds:
        kind = kinds[error_id]
        click.echo(f"{error_id}\n\n{inspect.getdoc(kind)}\n")
        click.echo(f"The message: found {kind.found}; expected {kind.expected}. {kind.fix}")
    else:
        raise UnknownError("ijb errors", name=error_id, hint=nearest(error_id, kinds)).error()
