"""Makes the lines of a paper from what a format holds: clean text, a tab between cells, a form feed before each page.

The text that comes of it can be read again as text, with the same lines, pages and cells.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from ijb_graph.errors.documents import DirectionOverride, EmptyDocument
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import Block, Document

__all__ = ["BULLET", "NO_CHARACTER", "DocumentLines", "clean", "direction_override"]

# What stands before an item of a list without a number, as it does in PDF.
BULLET = "•"
# Stands for what is printed and has no character, such as a sign of a font of one's own.
NO_CHARACTER = "\ufffd"
# They show what follows from right to left, Latin letters too; the other marks of direction do not.
_OVERRIDES = re.compile("[\u202b\u202d\u202e\u2067]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_TO_CLEAN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Co": NO_CHARACTER, "Cs": NO_CHARACTER}


def direction_override(text: str) -> str:
    """The first character that shows what follows from right to left, by its name; empty where there is none."""
    found = _OVERRIDES.search(text)
    return f"U+{ord(found[0]):04X} {unicodedata.name(found[0])}" if found else ""


def clean(text: str) -> str:
    """Text as a reader sees it: one space for any, no hidden characters, letters for ligatures, Unicode's form C."""
    if not text.isascii():
        text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(one if one.isprintable() else _TO_CLEAN.get(unicodedata.category(one), one) for one in text)
    return " ".join(text.split())


class DocumentLines:
    """The lines of a document, in the order in which they are read."""

    def __init__(self, name: str) -> None:
        """Begin a document; ``name`` is that of its file."""
        self.warnings: list[str] = []
        self._name = name
        self._lines: list[str] = []
        self._blocks: list[Block] = []
        self._page: int | None = None

    def add(
        self,
        cells: str | Sequence[str],
        *,
        page: int | None = None,
        is_heading: bool = False,
        box: tuple[float, float, float, float] | None = None,
        is_by_gaps: bool = False,
    ) -> None:
        """A paragraph, or a row of cells; nothing where it is empty. Pages come in order.

        Raises InputError where it would read otherwise than it is.
        """
        texts = [cells] if isinstance(cells, str) else list(cells)
        for text in texts:
            if character := direction_override(text):
                raise DirectionOverride(self._name, character=character).error()
        cleaned = tuple(clean(text) for text in texts)
        if not any(cleaned):
            return
        feeds = "\f" * (page - (self._page or 1)) if page is not None else ""
        self._page = page
        self._lines.append(feeds + "\t".join(cleaned))
        self._blocks.append(Block(len(self._lines), cleaned, page, is_heading, box, is_by_gaps))

    def document(self, form: str, raw: bytes) -> Document:
        """The document; ``raw`` are the bytes of its file. Raises InputError where it has no lines."""
        if not self._blocks:
            raise EmptyDocument(self._name).error()
        text = "".join(f"{line}\n" for line in self._lines)
        if lost := text.count(NO_CHARACTER):
            lines = [block.line for block in self._blocks if NO_CHARACTER in block.text]
            self.warnings.append(f"{lost} signs have no character and are shown as {NO_CHARACTER}: {_named(lines)}")
        whole = PaperText(text, hashlib.sha256(text.encode()).hexdigest())
        sha256 = hashlib.sha256(raw).hexdigest()
        return Document(self._name, form, sha256, whole, tuple(self._blocks), tuple(self.warnings))


def _named(lines: Iterable[int]) -> str:
    numbers = list(lines)
    more = f" and {len(numbers) - 6} more" if len(numbers) > 6 else ""
    return f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:6]))}{more}"
