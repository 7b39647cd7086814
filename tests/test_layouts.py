"""Each layout finds in its example what is expected, byte for byte; and nothing in the examples of the others."""

from __future__ import annotations

import csv
import io

import pytest
from assertions import not_empty
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import MATCHED
from ijb_graph.read.drafts.draft import cells_as_csv
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import layouts, read_layouts
from layout_examples import EXAMPLE, EXPECTED, FOLDERS, as_paper, cells_of_example, known


def test_every_folder_is_a_layout_with_an_example() -> None:
    assert [name for name, _ in layouts()] == sorted(FOLDERS)
    for folder in not_empty(FOLDERS.values()):
        assert {EXAMPLE, EXPECTED} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", FOLDERS)
def test_finds_in_its_example_what_is_expected(name: str) -> None:
    assert cells_of_example(name) == (FOLDERS[name] / EXPECTED).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FOLDERS)
def test_each_value_that_is_matched_stands_in_lines_of_the_example(name: str) -> None:
    """No cell is matched that cites a line without text, or none."""
    document = read_document(FOLDERS[name] / EXAMPLE)
    rows = list(csv.DictReader(io.StringIO(cells_of_example(name))))
    matched = [row for row in rows if row["status"] == MATCHED]
    for row in not_empty(matched):
        first = row["lines"].split("; ")[0].split("-")[0]
        assert int(first) in document.by_line, row


@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_is_found_in_empty_lines(name: str) -> None:
    """A layout does not invent what no line says: without the example's lines but those that name the board."""
    document = read_document(FOLDERS[name] / EXAMPLE)
    paper = as_paper(document)
    head = f"{known().names.meanings('IJB', paper.board)[0].label}\n"
    bare = as_paper(document_of_text("bare.txt", PaperText(head, "")))
    assert cells_as_csv(cells_of(read_layouts(bare), bare)).count("\n") == 1
