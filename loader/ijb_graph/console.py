"""The terminal: how wide it is, and progress of long work, which is quiet when nobody watches."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from ijb_graph.text_safety import for_terminal

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "echo", "paged", "progress", "warn"]

_PIPED_WIDTH = 160


def console() -> Console:
    """Standard output: as wide as the terminal; wide enough for a table, and without colours, when piped."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.segment import Segment  # noqa: PLC0415

    class Screen(Console):
        def render(self, *arguments: Any, **options: Any) -> Iterator[Segment]:
            # What a record or an answer holds is shown; the terminal does not act on it.
            for one in super().render(*arguments, **options):
                yield one if one.control else Segment(for_terminal(one.text), one.style)

        def on_broken_pipe(self) -> None:
            # rich would exit with 1, which a check says of its findings
            raise BrokenPipeError

    return Screen(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False)


class _Pages(StringIO):
    """What is printed for a terminal, kept until it is whole."""

    def isatty(self) -> bool:
        return True


@contextmanager
def paged() -> Iterator[None]:
    """What is printed within goes through the pager (``PAGER``) where standard output is a terminal."""
    if not sys.stdout.isatty():
        yield
        return
    with redirect_stdout(_Pages()) as pages:
        yield
    # Text that fits the screen is printed without waiting for a key.
    os.environ.setdefault("LESS", "-FRX")
    click.echo_via_pager(pages.getvalue(), color=True)


def echo(text: str) -> None:
    """Write text for programs to standard output as it is; for a terminal, what that would act on is written out.

    click's own echo takes out of a text for a pipe what looks like a colour.
    """
    sys.stdout.write(for_terminal(text) if sys.stdout.isatty() else text)


def warn(text: str) -> None:
    """Say on standard error what a person should know beside the answer."""
    click.echo(for_terminal(f"ijb: {text}"), err=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that gets each step: shows it on standard error while a person watches, clears it at the end."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import

    with Console(stderr=True).status("...") as status:
        yield status.update
