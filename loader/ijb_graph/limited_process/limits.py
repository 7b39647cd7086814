"""What a child process may take."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ProcessLimits"]


@dataclass(frozen=True)
class ProcessLimits:
    """``seconds`` by the clock, and of processor; ``memory`` and ``answer`` in megabytes.

    What the parent holds already is not counted. The defaults suit a laptop.
    """

    seconds: float = 60
    memory: float = 1024
    answer: float = 256
