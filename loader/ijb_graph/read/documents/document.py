"""A paper as it is read, whatever its format: lines of text with the page and the cells of each.

Each format (``formats/``) writes a paper as one text: a line for a paragraph, a heading, a list item or a row of a
table, with a tab between the cells of a row. Records cite the lines of that text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ijb_graph.paper_text import PaperText

__all__ = ["Block", "Document", "document_of_text"]


@dataclass(frozen=True)
class Block:
    """A line of a paper that is not empty.

    ``line`` counts from 1. ``cells`` is one text for a paragraph or a heading, and several for a row of a table, of
    which some may be empty. ``page`` counts from 1; None where the format has no pages. ``is_heading`` only where the
    format says so. ``box`` is its place on the page where the format has places: left, top, right and bottom in points
    from the upper left corner. ``is_by_gaps`` says that its cells are parted by the gaps between words alone, as in a
    table without lines of a PDF: a word may stand in another cell than it was printed in.
    """

    line: int
    cells: tuple[str, ...]
    page: int | None = None
    is_heading: bool = False
    box: tuple[float, float, float, float] | None = None
    is_by_gaps: bool = False

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return len(self.cells) > 1

    @cached_property
    def text(self) -> str:
        """All its cells as one text."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Document:
    """A paper with its lines in order.

    ``name`` is the name of the file that it came as, ``form`` its format (the name of a module of ``formats/``) and
    ``sha256`` the hash of that file; ``text`` is what records cite. ``warnings`` say what of the file is not in it.
    """

    name: str
    form: str
    sha256: str
    text: PaperText
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()

    @cached_property
    def by_line(self) -> dict[int, Block]:
        """The block of each line that is not empty."""
        return {block.line: block for block in self.blocks}


def document_of_text(name: str, text: PaperText) -> Document:
    """A paper that is text already: a tab parts the cells of a row, and a form feed begins a page."""
    blocks = []
    page, has_pages = 1, "\f" in text.text
    for number, line in enumerate(text.text.split("\n")[: text.line_count], start=1):
        page += line.count("\f")
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if any(cells):
            blocks.append(Block(number, cells, page if has_pages else None))
    return Document(name, "text", text.sha256, text, tuple(blocks))
