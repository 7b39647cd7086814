"""Papers in every format: the same paper has the same lines and cells, whatever it comes as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from assertions import not_empty
from ijb_graph.read.documents.document import Document, document_of_text
from ijb_graph.read.formats import read_document
from made_documents import PAPER, html_of, markdown_of, pdf_of, word_of

_FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "html": ("paper.html", lambda: html_of(PAPER)),
    "markdown": ("paper.md", lambda: markdown_of(PAPER)),
    "word": ("paper.docx", lambda: word_of(PAPER)),
    "pdf": ("paper.pdf", lambda: pdf_of(PAPER, is_ruled=True)),
    "pdf without lines": ("paper.pdf", lambda: pdf_of(PAPER, is_ruled=False)),
}


def _expected() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for part in PAPER:
        if isinstance(part, str):
            found.append((part.removeprefix("# ").replace("* ", "• "),))
        else:
            found += [tuple(row) for row in part]
    return found


@pytest.fixture(params=_FORMS)
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Document:
    name, make = _FORMS[request.param]
    (tmp_path / name).write_bytes(make())
    return read_document(tmp_path / name)


def test_the_same_paper_has_the_same_cells(paper: Document) -> None:
    assert [block.cells for block in paper.blocks] == _expected()


def test_its_headings_are_headings(paper: Document) -> None:
    headings = [block.text for block in paper.blocks if block.is_heading and not block.is_row]
    assert headings == ["Directions for the year 2031-32", "Next steps"]


def test_its_text_can_be_read_again_as_text(paper: Document) -> None:
    again = document_of_text("paper.txt", paper.text)
    assert [(one.line, one.cells) for one in again.blocks] == [(one.line, one.cells) for one in paper.blocks]


@pytest.mark.parametrize("form", _FORMS)
def test_the_same_bytes_give_the_same_document(form: str, tmp_path: Path) -> None:
    name, make = _FORMS[form]
    raw = make()
    read = []
    for _ in range(2):
        (tmp_path / name).write_bytes(raw)
        read.append(read_document(tmp_path / name))
    assert make() == raw
    assert read[0] == read[1]


def test_pages_come_with_the_text(tmp_path: Path) -> None:
    rows = [["Code", "Direction"], *([f"D{one}", "Open a day centre in the town " * 9] for one in range(60))]
    (tmp_path / "long.pdf").write_bytes(pdf_of(["# Directions", rows], is_ruled=True, widths=(80, 400)))
    document = read_document(tmp_path / "long.pdf")
    pages = [block.page for block in document.blocks]
    assert pages[0] == 1 and pages == sorted(pages, key=lambda page: page or 0) and (pages[-1] or 0) > 2
    again = document_of_text("long.txt", document.text)
    assert [block.page for block in again.blocks] == pages
    assert all(block.box is not None for block in not_empty(document.blocks))
