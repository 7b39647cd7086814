"""The layouts of papers that `ijb read` knows, each with its example and the cells that are found in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ijb_graph.read import layouts as package
from ijb_graph.read.documents.document import Document
from ijb_graph.read.drafts.draft import cells_as_csv
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout, layouts
from ijb_graph.read.whose_paper import boards_of
from ijb_graph.records.known_names import AUTHORITIES
from ijb_graph.records.reader import Records, read_records
from places import PROJECT

EXAMPLE, EXPECTED = "example.txt", "expected.csv"
FOLDERS = {path.parent.name: path.parent for path in sorted(Path(package.__file__).parent.glob("*/layout.py"))}


@lru_cache(maxsize=1)
def known() -> Records:
    """What names and kinds of record the project knows."""
    return read_records(PROJECT.data)


def as_paper(document: Document) -> PaperInLayout:
    """A document as a layout reads it; it has to name one authority most."""
    areas = {row.text("slug"): row.text("authority") for row in known().shared[AUTHORITIES]}
    (board,) = boards_of(document, areas)
    return PaperInLayout(document, board, known().names, known().schema)


def cells_of_layout(name: str, document: Document) -> str:
    """The cells that a layout finds alone, as a file."""
    paper = as_paper(document)
    return cells_as_csv(cells_of(dict(layouts())[name](paper), paper))


def cells_of_example(name: str) -> str:
    """The cells that a layout finds in its example, as a file."""
    return cells_of_layout(name, read_document(FOLDERS[name] / EXAMPLE))
