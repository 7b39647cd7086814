"""Standard input, output and error where the caller has closed one of them: Python then has None in its place."""

from __future__ import annotations

import errno
import io
import os
import sys

__all__ = ["replace_closed_streams"]


class _ClosedOutput(io.TextIOBase):
    """A standard output that was closed: whoever writes to it gets the system's error."""

    def write(self, text: str, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")

    def fileno(self) -> int:
        return 1


def replace_closed_streams() -> None:
    """Let each standard stream be one that can be asked, and its number belong to nothing else.

    Without that, the next file that is opened would get the number of the closed stream, and what is meant for the
    stream would go into the file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - it lives as long as we do
    sys.stdout = sys.stdout or _ClosedOutput()
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.encoding.lower() == "utf-8":
        # The name of a file need not be UTF-8; all else can be written.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
