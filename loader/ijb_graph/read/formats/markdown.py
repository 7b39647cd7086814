"""Markdown: CommonMark with the tables of GitHub, read as the HTML that it stands for."""

from __future__ import annotations

from ijb_graph.read.documents.document import Document
from ijb_graph.read.documents.encodings import decoded
from ijb_graph.read.formats.html import lines_of_html

__all__ = ["PACKAGES", "is_format", "read"]

PACKAGES = ("markdown_it", "lxml.html")


def is_format(name: str, raw: bytes) -> bool:
    """Any text can be Markdown, so that its name alone says it."""
    return name.lower().endswith((".md", ".markdown")) and not raw.startswith(b"%PDF-")


def read(name: str, raw: bytes) -> Document:
    """Raises InputError where it is not UTF-8, or nothing stands in it."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - an optional extra

    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(decoded(raw, name))
    return lines_of_html(made, name).document("markdown", raw)
