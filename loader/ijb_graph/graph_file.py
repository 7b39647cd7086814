"""The built graph as a file: its last line holds the number of its statements and their digest, and readers verify it.

A file that was cut at the end of a line, or in which one character was changed, can still be N-Quads, and would be
answered from. So the last line is a comment, ``# 33763 statements, SHA-256 9f86d0...``: the digest of all the bytes
before it. Other tools that read N-Quads skip it.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from ijb_graph.errors import shown
from ijb_graph.errors.engine import BrokenGraph, NoGraph

__all__ = ["open_graph", "with_trailer"]

_TRAILER = re.compile(rb"# ([0-9]+) statements, SHA-256 ([0-9a-f]{64})\n\Z")
_LONGEST_TRAILER = 120
_CHUNK = 1 << 20
_TOGETHER = 256


def with_trailer(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of N-Quads, each of whole lines, and then the line with the number of statements and their digest."""
    digest, statements = hashlib.sha256(), 0
    rest = iter(pieces)
    # Many at once: most are of a few lines.
    while together := "".join(islice(rest, _TOGETHER)):
        digest.update(together.encode())
        statements += together.count("\n")
        yield together
    yield f"# {statements} statements, SHA-256 {digest.hexdigest()}\n"


def _fault(file: IO[bytes]) -> str:
    """What is wrong with a graph's file, by its last line; empty where nothing is."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_TRAILER))
    trailer = _TRAILER.search(file.read())
    if trailer is None:
        return "no last line with the number of statements and their digest: the file was cut, or is of another program"
    file.seek(0)
    digest, statements, left = hashlib.sha256(), 0, size - len(trailer[0])
    while left and (part := file.read(min(_CHUNK, left))):
        digest.update(part)
        statements += part.count(b"\n")
        left -= len(part)
    file.seek(0)
    if statements != int(trailer[1]):
        return f"{statements} statements where its last line says {int(trailer[1])}"
    if digest.hexdigest() != trailer[2].decode():
        return "other bytes than its last line says: the file was changed after the build"
    return ""


@contextmanager
def open_graph(path: Path) -> Iterator[IO[bytes]]:
    """The file of a built graph, verified and at its beginning.

    The same open file is verified and read: a build that replaces it in between changes nothing. Raises InputError
    where there is none, it cannot be read, or it is not what the build wrote.
    """
    name = shown(path)
    try:
        # Opening a pipe would wait for its writer.
        if not stat.S_ISREG(path.stat().st_mode):
            raise NoGraph(name, "no plain file").error()
        with path.open("rb") as file:
            if fault := _fault(file):
                raise BrokenGraph(name, fault).error()
            yield file
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise NoGraph(name, "no graph" if missing else f"no readable graph ({error.strerror})").error() from error
