"""The graph that is served, which a new build replaces while requests are answered from the old one."""

from __future__ import annotations

import logging
from pathlib import Path

from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError

__all__ = ["GraphSource", "stamp_of"]

_log = logging.getLogger("uvicorn.error")


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """What tells a file from the one that was there before; None where there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


class GraphSource:
    """The graph in a file: loaded once, and again where the file is another one."""

    def __init__(self, path: Path) -> None:
        """Load the file; InputError where it holds no graph."""
        self._path = path
        self._stamp = stamp_of(path)
        self.engine = Embedded(path)

    def reload(self) -> bool:
        """Load the file again if it has changed; whether there is a new graph. A damaged file changes nothing."""
        stamp = stamp_of(self._path)
        if stamp in (None, self._stamp):
            return False
        self._stamp = stamp
        before = self.engine
        try:
            self.engine = Embedded(self._path)
        except InputError as error:
            _log.error("The graph has changed and cannot be read; the one before is still served. %s", error)
            return False
        # Queries that run on it are answered.
        before.close()
        _log.info("The graph has changed: the new one is served.")
        return True
