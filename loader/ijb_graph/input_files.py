"""Reading files that a person has written: what is wrong with one is an InputError that says how to fix it."""

from __future__ import annotations

from pathlib import Path

from ijb_graph.errors import shown
from ijb_graph.errors.files import NotUtf8, UnreadableFile

__all__ = ["decode", "read_bytes", "read_text"]


def read_bytes(path: Path, content: str) -> bytes:
    """The bytes of a file; ``content`` says in errors what the file should hold, such as ``the paper's text``."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile(shown(path), reason=reason, content=content).error() from error


def decode(raw: bytes, file: str) -> str:
    """Bytes as UTF-8 text, line ends as they are; errors name the ``file`` and the row in it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise NotUtf8(file, byte=f"{raw[error.start]:#04x}", row=row).error() from error


def read_text(path: Path, content: str) -> str:
    """The text of a file in UTF-8, line ends as they are; ``content`` as in ``read_bytes``."""
    return decode(read_bytes(path, content), shown(path))
