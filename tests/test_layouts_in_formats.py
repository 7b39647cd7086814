"""What a layout finds in its example it finds whatever format the example comes as."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from ijb_graph.read.documents.document import Document
from ijb_graph.read.formats import read_document
from layout_examples import EXAMPLE, FOLDERS, cells_of_layout
from made_documents import Part, html_of, pdf_of, word_of

_FORMS: dict[str, Callable[[list[Part]], bytes]] = {
    "paper.docx": word_of,
    "paper.html": html_of,
    "paper.pdf": lambda parts: pdf_of(parts, is_ruled=True, widths=()),
}


def _parts(document: Document) -> list[Part]:
    """A paper that is text as the parts that other formats are made of."""
    parts: list[Part] = []
    for block in document.blocks:
        above = parts[-1] if parts else ""
        if block.is_row and not isinstance(above, str) and len(above[0]) == len(block.cells):
            above.append(list(block.cells))
        elif block.is_row:
            parts.append([list(block.cells)])
        elif block.text.startswith("#"):
            parts.append(f"# {block.text.lstrip('# ')}")
        else:
            parts.append(f"* {block.text[2:]}" if block.text.startswith("- ") else block.text)
    return parts


def _cells(name: str, document: Document) -> list[tuple[str, ...]]:
    """The cells but for their lines, which an empty line of a text moves."""
    rows = csv.DictReader(io.StringIO(cells_of_layout(name, document)))
    columns = ("kind", "row", "column", "value", "status")
    return [tuple(row[column] for column in columns) for row in rows if row["column"] != "lines"]


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("name", FOLDERS)
def test_a_layout_finds_the_same_cells(name: str, form: str, tmp_path: Path) -> None:
    text = read_document(FOLDERS[name] / EXAMPLE)
    (tmp_path / form).write_bytes(_FORMS[form](_parts(text)))
    expected = _cells(name, text)
    assert expected
    assert _cells(name, read_document(tmp_path / form)) == expected
