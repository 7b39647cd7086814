"""The addresses that earlier publications had, read again where their file changes."""

from __future__ import annotations

import logging
from pathlib import Path

from ijb_graph.errors import InputError
from ijb_graph.publish.changes import Withdrawn
from ijb_graph.publish.earlier import WITHDRAWN, read_withdrawn
from ijb_graph.serve.graph_source import stamp_of

__all__ = ["WithdrawnSource"]

_log = logging.getLogger("uvicorn.error")


class WithdrawnSource:
    """What was withdrawn, by address, as the publication in a folder says; nothing without a publication."""

    def __init__(self, publication: Path | None) -> None:
        """Read it for the first time."""
        self._publication = publication
        self._stamp: tuple[int, int, int] | None = None
        self.by_address: dict[str, Withdrawn] = {}
        self.reload()

    def reload(self) -> None:
        """Read the file again if it has changed. One that cannot be read is logged, and the list before stays."""
        if self._publication is None:
            return
        stamp = stamp_of(self._publication / WITHDRAWN)
        if stamp in (None, self._stamp):
            return
        self._stamp = stamp
        try:
            self.by_address = {one.uri: one for one in read_withdrawn(self._publication)}
        except InputError as error:
            _log.error("What was withdrawn cannot be read; the list before still holds. %s", error)
