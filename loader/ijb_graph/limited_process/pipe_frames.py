"""What goes through the pipes between a process and its child: orders one way, answers the other.

Each is cut into frames: four bytes that say how long a frame is, and the frame. An answer is any number of frames, an
empty one, and what came of the work. So a cut answer is known from a whole one, and the next can follow it.
"""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass
from typing import Any

from ijb_graph.limited_process.limits import ProcessLimits

__all__ = ["AnswerFrames", "AnswerReader", "Ending", "read_order", "written_ending", "written_order"]

_LENGTH = struct.Struct("!I")
_LIMITS = struct.Struct("!dd")
_ENDING = struct.Struct("!B?I")
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Ending:
    """What came of a piece of work: an exit status, what the child said, and whether it takes another order."""

    status: int
    said: str
    stays: bool


def written_order(order: bytes, limits: ProcessLimits) -> bytes:
    """An order with the limits that the child has to know."""
    return _LENGTH.pack(_LIMITS.size + len(order)) + _LIMITS.pack(limits.seconds, limits.memory) + order


def _read_exactly(file: int, size: int) -> bytes:
    """So many bytes, or fewer where the other end is closed."""
    parts = bytearray()
    while len(parts) < size and (part := os.read(file, min(_CHUNK, size - len(parts)))):
        parts += part
    return bytes(parts)


def read_order(file: int) -> tuple[bytes, ProcessLimits] | None:
    """The next order and its limits; None where no more can come."""
    length = _read_exactly(file, _LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(length)
    order = _read_exactly(file, size)
    if len(order) < size:
        return None
    seconds, memory = _LIMITS.unpack_from(order)
    return order[_LIMITS.size :], ProcessLimits(seconds, memory)


def written_ending(ending: Ending) -> bytes:
    """What stands after the last frame of an answer."""
    said = ending.said.encode("utf-8", "replace")[:4000]
    return _LENGTH.pack(0) + _ENDING.pack(ending.status, ending.stays, len(said)) + said


class AnswerFrames(io.RawIOBase):
    """A file whose content goes into a pipe in frames."""

    def __init__(self, out: int) -> None:
        """Write to this descriptor, which blocks."""
        self._out = out

    def writable(self) -> bool:
        """It is for writing alone."""
        return True

    def write(self, data: Any) -> int:  # any buffer, as io.RawIOBase says
        """Write the first bytes of what is given; returns how many."""
        part = bytes(data[:_CHUNK])
        rest = memoryview(_LENGTH.pack(len(part)) + part) if part else memoryview(b"")
        while rest:
            rest = rest[os.write(self._out, rest) :]
        return len(part)


class AnswerReader:
    """Puts an answer together from what comes out of a pipe; ``ending`` is set once it is whole."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.size = 0
        self.ending: Ending | None = None
        self._parts: list[bytes] = []
        self._buffer = bytearray()

    @property
    def body(self) -> bytes:
        """What has come of the answer."""
        return b"".join(self._parts)

    def clear(self) -> None:
        """Forget what has come."""
        self._parts.clear()
        self._buffer.clear()

    def feed(self, data: bytes) -> None:
        """Take what has come."""
        self._buffer += data
        while self.ending is None and len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if not (self._take_part(length) if length else self._take_ending()):
                return

    def _take_part(self, length: int) -> bool:
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return False
        self._parts.append(bytes(self._buffer[_LENGTH.size : end]))
        self.size += length
        del self._buffer[:end]
        return True

    def _take_ending(self) -> bool:
        start = _LENGTH.size + _ENDING.size
        if len(self._buffer) < start:
            return False
        status, stays, length = _ENDING.unpack_from(self._buffer, _LENGTH.size)
        if len(self._buffer) < start + length:
            return False
        self.ending = Ending(status, self._buffer[start : start + length].decode("utf-8", "replace"), stays)
        return True
