"""The terminal: how wide it is, and progress of long work, which is quiet when nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "progress"]

_PIPED_WIDTH = 160


def console() -> Console:
    """Standard output: as wide as the terminal; wide enough for a table, and without colours, when piped."""
    from rich.console import Console  # noqa: PLC0415 - slow to import

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            # rich would exit with 1, which a check says of its findings
            raise BrokenPipeError

    return Screen(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that is told each step; shows it on standard error while a person watches, clears it at the end."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import

    with Console(stderr=True).status("...") as status:
        yield status.update
