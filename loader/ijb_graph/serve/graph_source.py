"""The graph that is served, which a new build replaces while requests are answered from the old one."""

from __future__ import annotations

import logging
from pathlib import Path

from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError

__all__ = ["GraphSource"]

_log = logging.getLogger("uvicorn.error")


class GraphSource:
    """The graph in a file: loaded once, and again where the file is another one."""

    def __init__(self, path: Path) -> None:
        """Load the file; InputError where it holds no graph."""
        self._path = path
        self._stamp = self._stamp_now()
        self.engine = Embedded(path)

    def _stamp_now(self) -> tuple[int, int, int] | None:
        try:
            facts = self._path.stat()
        except OSError:
            return None
        return facts.st_mtime_ns, facts.st_size, facts.st_ino

    def reload(self) -> bool:
        """Load the file again if it has changed; whether there is a new graph. A damaged file changes nothing."""
        stamp = self._stamp_now()
        if stamp in (None, self._stamp):
            return False
        self._stamp = stamp
        try:
            self.engine = Embedded(self._path)
        except InputError as error:
            _log.error("The graph has changed and cannot be read; the one before is still served. %s", error)
            return False
        _log.info("The graph has changed: the new one is served.")
        return True
