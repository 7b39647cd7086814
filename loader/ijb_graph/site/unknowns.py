"""What a paper does not say, contradicts or lost, as its folder's ``unknowns.md`` tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.input_files import read_text

__all__ = ["UnknownsPart", "parts_of", "read_unknowns"]

_LINES = re.compile(r"\(([0-9]+(?:-[0-9]+)?(?:, [0-9]+(?:-[0-9]+)?)*)\)")


@dataclass(frozen=True)
class UnknownsPart:
    """A heading with what stands below it: paragraphs or items, each in pieces of text and of lines (``209``)."""

    heading: str
    is_list: bool
    entries: tuple[tuple[tuple[str, str], ...], ...]


def read_unknowns(data: Path) -> dict[tuple[str, str], str]:
    """The texts by board and folder of the paper; ``data`` is the folder of the records."""
    return {
        (path.parent.parent.name, path.parent.name): read_text(path, "what a paper does not say")
        for path in sorted(data.glob("*/*/unknowns.md"))
    }


def _pieces(text: str) -> tuple[tuple[str, str], ...]:
    """A text in pairs: words, and the lines in brackets that follow them, if any."""
    pieces, start = [], 0
    text = " ".join(text.split()).replace("`", "")
    for found in _LINES.finditer(text):
        pieces.append((text[start : found.start()], found[1]))
        start = found.end()
    return (*pieces, (text[start:], "")) if text[start:] else tuple(pieces)


def parts_of(text: str) -> list[UnknownsPart]:
    """The parts below the headings of second rank, in order: items (``- ``), or paragraphs where there are none."""
    parts = []
    for chunk in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = chunk.partition("\n")
        is_list = bool(re.search(r"^- ", body, re.MULTILINE))
        split = re.split(r"^- ", body, flags=re.MULTILINE) if is_list else re.split(r"\n\s*\n", body)
        entries = tuple(_pieces(one) for one in split if one.strip())
        parts.append(UnknownsPart(heading.strip(), is_list, entries))
    return parts
