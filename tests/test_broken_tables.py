"""Rows that the end of a page breaks, in PDF: all of them come out whole, with lines around their cells and without.

`pdfplumber` alone gives none of the broken rows as one, and half of the others (those with lines around their cells).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from assertions import not_empty
from broken_tables import BrokenTable, broken_tables
from ijb_graph.read.documents.document import Document
from ijb_graph.read.formats import read_document
from ijb_graph.read.tables.broken_rows import logical_rows

_COUNT, _MANY = 30, 200


def _document(table: BrokenTable, folder: Path) -> Document:
    (folder / "table.pdf").write_bytes(table.pdf)
    return read_document(folder / "table.pdf")


def _rows(document: Document) -> list[tuple[str, ...]]:
    rows = logical_rows([block for block in document.blocks if block.is_row])
    return [row.cells for row in rows if row.cells[0] != "Direction"]


@pytest.mark.parametrize("table", list(broken_tables(_COUNT)), ids=lambda table: table.name)
def test_a_row_that_a_page_breaks_is_whole(table: BrokenTable, tmp_path: Path) -> None:
    document = _document(table, tmp_path)
    parts = [block for block in document.blocks if block.is_row and block.cells in table.rows]
    # Without being put together it is not among them.
    assert len(parts) == len(table.rows) - 1
    assert _rows(document) == table.rows


@pytest.mark.slow
def test_so_are_many(tmp_path: Path) -> None:
    wrong = [table.name for table in not_empty(broken_tables(_MANY)) if _rows(_document(table, tmp_path)) != table.rows]
    assert wrong == []
