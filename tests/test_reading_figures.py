"""How well the layouts read the five papers: nothing is decided wrongly, and the page has the figures of today."""

from __future__ import annotations

import pytest
from assertions import not_empty
from ijb_graph.read.comparison.compare import MEASURED, score
from reading_figures import PAGE, compared, page_with, tables, texts_are_there

pytestmark = pytest.mark.skipif(not texts_are_there(), reason="the papers' texts are not beside the project")


def test_the_page_has_the_figures_of_today() -> None:
    """Else: `make reading`, and read what became better or worse."""
    page = PAGE.read_text(encoding="utf-8")
    assert page_with(page, tables(compared())) == page


def test_no_cell_is_decided_otherwise_than_reviewed() -> None:
    """The fault that must not be, in any paper and any column."""
    cells = [cell for cells in compared().values() for cell in cells]
    decided = [cell for cell in cells if cell.status in ("matched", "not-said")]
    assert len(decided) > 3000
    assert [cell for cell in not_empty(decided) if cell.is_fault] == []


def test_reads_most_of_what_tables_print() -> None:
    """Without a hint for any of these papers; docs/explanation/reading.md says what lacks."""
    kinds = {(name, cell.kind) for name, cells in compared().items() for cell in cells if cell.row}
    measured = [
        cell
        for name, cells in compared().items()
        for cell in cells
        if (name, cell.kind) in kinds and cell.group in MEASURED
    ]
    assert score(measured).f1 >= 0.94
