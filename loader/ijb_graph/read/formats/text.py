"""Plain text: what has been exported from a PDF, with a tab between the cells of a row."""

from __future__ import annotations

import hashlib

from ijb_graph.errors.documents import DirectionOverride, EmptyDocument
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import Document, document_of_text
from ijb_graph.read.documents.document_lines import direction_override
from ijb_graph.read.documents.encodings import decoded

__all__ = ["is_format", "read"]


def is_format(name: str, raw: bytes) -> bool:
    """Any file may be text; whether it is, ``read`` says."""
    return True


def read(name: str, raw: bytes) -> Document:
    """Raises InputError where it is not UTF-8, no text, empty, or reads otherwise than it is."""
    text = decoded(raw, name)
    if character := direction_override(text):
        row = next(at for at, line in enumerate(text.split("\n"), start=1) if direction_override(line))
        raise DirectionOverride(name, character=character, row=row).error()
    document = document_of_text(name, PaperText(text, hashlib.sha256(raw).hexdigest()))
    if not document.blocks:
        raise EmptyDocument(name).error()
    return document
