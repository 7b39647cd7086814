"""Plain text: what has been exported from a PDF, with a tab between the cells of a row."""

from __future__ import annotations

import hashlib

from ijb_graph.input_files import decode
from ijb_graph.paper_text import PaperText
from ijb_graph.read.document import Document, document_of_text

__all__ = ["is_format", "read"]


def is_format(raw: bytes) -> bool:
    """Any file may be text; whether it is, ``read`` says."""
    return True


def read(name: str, raw: bytes) -> Document:
    """Raises InputError where it is not UTF-8."""
    return document_of_text(name, PaperText(decode(raw, name), hashlib.sha256(raw).hexdigest()))
