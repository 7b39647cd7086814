"""What the layouts read from papers, beside their reviewed records."""

from __future__ import annotations

from pathlib import Path

import click

from ijb_graph.errors import nearest
from ijb_graph.errors.calls import NoRecordsToCheck, NoSuchPaper, NoTextToCheck
from ijb_graph.read.comparison.compare import ComparedCell, compare
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from ijb_graph.read.papers_to_read import PaperToRead, find_papers
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import Records

__all__ = ["OWN", "compared_papers"]

# In place of a folder: the records of the paper itself.
OWN = "own"


def _call() -> str:
    return f"{click.get_current_context().command_path} --against"


def compared_papers(
    paper: str | None, against: str, records: Records, texts: Path | None
) -> dict[str, list[ComparedCell]]:
    """The cells of each paper, by its name: ``paper`` and ``texts`` as in ``find_papers``, ``against`` a folder or OWN.

    Raises InputError where there is no such paper, no text of it, or no records.
    """
    if against == OWN:
        return {one.name: _compared(one, records) for one in find_papers(paper, records.papers, texts)}
    reviewed = _paper_of(against, records)
    if paper is None or not Path(paper).is_file():
        (one,) = find_papers(f"{reviewed.board}/{reviewed.slug}", [reviewed], texts)
        return {one.name: _compared(one, records)}
    document = read_document(Path(paper))
    inside = PaperInLayout(document, reviewed.board, records.names, records.schema)
    return {f"{reviewed.board}/{reviewed.slug}": compare(read_layouts(inside), inside, reviewed)}


def _paper_of(folder: str, records: Records) -> Paper:
    path = Path(folder).resolve()
    for one in records.papers:
        if (one.board, one.slug) == (path.parent.name, path.name):
            return one
    hint = nearest(f"{path.parent.name}/{path.name}", [f"{one.board}/{one.slug}" for one in records.papers])
    raise NoSuchPaper(_call(), name=folder, hint=hint).error()


def _compared(one: PaperToRead, records: Records) -> list[ComparedCell]:
    if one.paper is None:
        raise NoRecordsToCheck(_call(), paper=one.name).error()
    if one.text is None:
        raise NoTextToCheck(_call(), paper=one.name, name=one.paper.text_file).error()
    document = document_of_text(one.paper.text_file, one.text)
    inside = PaperInLayout(document, one.paper.board, records.names, records.schema)
    return compare(read_layouts(inside), inside, one.paper)
