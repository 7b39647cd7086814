"""The text of a board paper: its lines, its hash and the wording of a passage. Knows no records and no RDF."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ijb_graph.errors import shown
from ijb_graph.input_files import decode, read_bytes

__all__ = ["PaperText", "Passage", "read_paper_text"]


@dataclass(frozen=True)
class Passage:
    """Words of a paper: ``start`` and ``end`` count characters from the beginning of the text, end not included."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class PaperText:
    """A paper's text. Lines end at a newline alone and are counted from 1; the last one may lack its newline."""

    text: str
    sha256: str

    @cached_property
    def line_starts(self) -> list[int]:
        """For each line the position of its first character; one further entry where a next line would begin."""
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        if self.text.endswith("\n"):
            starts.pop()
        return starts

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return len(self.line_starts) - 1

    def passage(self, first: int, last: int) -> Passage:
        """The wording of lines ``first`` to ``last`` (both counted from 1, both included), without the last newline."""
        start, end = self.line_starts[first - 1], self.line_starts[last] - 1
        return Passage(start, end, self.text[start:end])


def read_paper_text(path: Path) -> PaperText:
    """Read a paper's text file.

    Raises InputError where the file cannot be read or is not UTF-8.
    """
    raw = read_bytes(path, "the paper's text")
    return PaperText(decode(raw, shown(path)), hashlib.sha256(raw).hexdigest())
