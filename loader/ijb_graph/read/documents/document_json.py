"""A document as JSON, as it comes out of the process that has read it; or what was wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ijb_graph.errors import InputError, Problem, problem_kinds
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import Block, Document

__all__ = ["document_from_json", "document_to_json", "problems_to_json"]


def document_to_json(document: Document) -> bytes:
    """A document with all that it holds."""
    blocks = [(one.line, one.cells, one.page, one.is_heading, one.box, one.is_by_gaps) for one in document.blocks]
    text = [document.text.text, document.text.sha256]
    whole = [document.name, document.form, document.sha256, text, blocks, document.warnings]
    return json.dumps({"document": whole}, ensure_ascii=False).encode()


def problems_to_json(problems: Iterable[Problem]) -> bytes:
    """What is wrong with a document."""
    return json.dumps({"problems": [[one.id(), vars(one)] for one in problems]}).encode()


def document_from_json(answer: bytes) -> Document:
    """The document; raises InputError with what was wrong with it."""
    found = json.loads(answer)
    if "problems" in found:
        kinds = {kind.id(): kind for kind in problem_kinds()}
        raise InputError(kinds[name](**facts) for name, facts in found["problems"])
    name, form, sha256, text, rows, warnings = found["document"]
    blocks = tuple(
        Block(line, tuple(cells), page, is_heading, None if box is None else (box[0], box[1], box[2], box[3]), by_gaps)
        for line, cells, page, is_heading, box, by_gaps in rows
    )
    return Document(name, form, sha256, PaperText(*text), blocks, tuple(warnings))
