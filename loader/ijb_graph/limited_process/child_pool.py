"""Children that are kept for the next piece of work: a fork of a large process takes longer than a small query."""

from __future__ import annotations

import os
import weakref
from threading import Lock

from ijb_graph.limited_process.child import Serve
from ijb_graph.limited_process.limits import ProcessLimits
from ijb_graph.limited_process.parent import ForkedChild

__all__ = ["ChildPool"]


def _end_all(idle: list[ForkedChild], owner: int) -> None:
    # A child of this process has a copy of the list.
    while idle and os.getpid() == owner:
        idle.pop().end()


class ChildPool:
    """Does what ``serve`` does with an order, in a child that may have answered others before.

    A child is kept only after a whole answer, and as long as it has not grown (`child.GROWTH`): what fails, meets a
    limit or is stopped ends with its child. There are as many as pieces of work have been done at a time.
    """

    def __init__(self, serve: Serve) -> None:
        """No child is forked before there is work."""
        self._serve, self._lock = serve, Lock()
        self._idle: list[ForkedChild] = []
        self._ending = weakref.finalize(self, _end_all, self._idle, os.getpid())

    def _child(self) -> ForkedChild:
        """One that waits, or a new one."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return ForkedChild(self._serve)
            if child.is_there():
                return child
            child.end()

    def run(self, order: bytes, limits: ProcessLimits) -> bytes:
        """What a child writes for an order, within limits that hold for this order alone. Errors as of `run_forked`."""
        child = self._child()
        try:
            return child.run(order, limits)
        finally:
            with self._lock:
                kept = child.stays and self._ending.alive
                if kept:
                    self._idle.append(child)
            if not kept:
                child.end()

    def close(self) -> None:
        """End the children that wait, and from now on each after its work."""
        with self._lock:
            self._ending()
