"""The text that a paper's records were read from, held against its hash and its number of lines in paper.toml."""

from __future__ import annotations

from pathlib import Path

from ijb_graph.errors import shown
from ijb_graph.errors.graph import WrongText
from ijb_graph.paper_text import PaperText, read_paper_text
from ijb_graph.records.paper_folder import Paper

__all__ = ["read_text_of"]


def _difference(paper: Paper, text: PaperText) -> tuple[str, str] | None:
    """In what a text differs from the one that the records were read from, and what paper.toml says of that."""
    if text.sha256 != paper.text_sha256:
        return f"SHA-256 {text.sha256}", paper.text_sha256
    if text.line_count != paper.text_lines:
        return f"{text.line_count} lines", f"{paper.text_lines} lines"
    return None


def read_text_of(paper: Paper, folder: Path) -> PaperText | None:
    """The text of a paper, which lies in ``folder`` under the name that paper.toml gives; None where it does not.

    Raises InputError where it is not the text that the records were read from.
    """
    path = folder / paper.text_file
    if not path.exists():
        return None
    text = read_paper_text(path)
    if difference := _difference(paper, text):
        found, stated = difference
        raise WrongText(shown(path), difference=found, stated=stated, slug=paper.slug).error()
    return text
