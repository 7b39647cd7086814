"""Files that a person has written, and folders of them: a fault is an InputError that says how to fix it."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterable
from pathlib import Path

from ijb_graph.errors import shown
from ijb_graph.errors.files import NotUtf8, UnreadableFile
from ijb_graph.errors.records import IllFormedFile

__all__ = ["MOST_BYTES", "decode", "folders_in", "read_bytes", "read_csv", "read_text"]

# A paper of a thousand pages has some 3 MB of text.
MOST_BYTES = 64 << 20


def read_bytes(path: Path, content: str) -> bytes:
    """The bytes of a file; ``content`` says in errors what the file should hold, such as ``the paper's text``.

    Only a plain file of bounded size is read: a pipe would be waited for, and a device has no end.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(shown(path), reason="no plain file", content=content).error()
        if status.st_size > MOST_BYTES:
            raise UnreadableFile(shown(path), reason=f"more than {MOST_BYTES >> 20} MB", content=content).error()
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


def read_csv(path: Path, content: str, columns: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV file by its columns, which have to be there; a cell that a row lacks is empty."""
    text = read_text(path, content).removeprefix("\ufeff")
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise IllFormedFile(shown(path), reason=f"CSV ({error})", content=content).error() from error
    for column in (one for one in columns if one not in (reader.fieldnames or ())):
        raise IllFormedFile(shown(path), reason=f"CSV with a column {column}", content=content).error()
    return rows


def folders_in(folder: Path) -> list[Path]:
    """The folders in a folder, in order, without those that a system or an editor hides; OSError where it is none."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
