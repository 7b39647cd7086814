"""What a person types in a review: single keys and lines of text, at a terminal or over a pipe."""

from __future__ import annotations

import os
import select
import sys
from types import TracebackType
from typing import Any, Self

import click

try:
    import readline
    import termios
    import tty
except ImportError:  # a system without them: a key is read by click, and a text cannot be edited
    termios = None  # type: ignore[assignment]

__all__ = ["Keys"]

_ESCAPE = b"\x1b"
# How long the rest of what an arrow key sends may take, in seconds.
_REST = 0.05


class Keys:
    """Reads keys and texts while it is entered.

    At a terminal a key counts as soon as it is pressed, and what is typed ahead is kept. Over a pipe each line is a
    key, or a text. EOFError at the end of the input.
    """

    def __init__(self) -> None:
        """Nothing is changed at the terminal yet."""
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        """Have the terminal give each key at once."""
        if termios is not None and sys.stdin.isatty():
            self._before = termios.tcgetattr(sys.stdin.fileno())
            self._by_key()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Have the terminal as it was."""
        self._by_line()

    def _by_key(self) -> None:
        if self._before is not None:
            tty.setcbreak(sys.stdin.fileno(), termios.TCSADRAIN)

    def _by_line(self) -> None:
        if self._before is not None:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)

    def key(self) -> str:
        """The next key; over a pipe the first character of the next line that is not empty."""
        while True:
            pressed = self._pressed().strip()
            if pressed:
                return pressed

    def _pressed(self) -> str:
        if not sys.stdin.isatty():
            return _line().strip()[:1]
        if self._before is None:
            return click.getchar()
        sys.stdout.flush()
        handle = sys.stdin.fileno()
        pressed = os.read(handle, 1)
        if pressed in (b"", b"\x04"):
            raise EOFError
        if pressed == _ESCAPE:
            # An arrow or function key sends several characters: none of them is a key of ours.
            while select.select([handle], [], [], _REST)[0]:
                os.read(handle, 1)
        return pressed.decode("ascii", "replace")

    def text(self, prompt: str, start: str = "") -> str:
        """A line of text, which begins as ``start`` where the terminal can edit it."""
        if not sys.stdin.isatty():
            return _line().strip()
        if self._before is None:
            return input(f"{prompt}: ").strip()
        self._by_line()
        readline.set_startup_hook(lambda: readline.insert_text(start))
        try:
            return input(f"{prompt}: ").strip()
        finally:
            readline.set_startup_hook(None)
            self._by_key()


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
