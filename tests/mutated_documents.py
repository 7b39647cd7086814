"""Documents with bytes changed, cut out and doubled, as damage and ill will do; and whose fault a failure is."""

from __future__ import annotations

import io
import traceback
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st
from ijb_graph.read.documents.document import Document
from made_documents import PAPER, docx, html_of, markdown_of, paragraph, pdf_of, table, word_of

__all__ = ["READABLE", "failure_of_ours", "mutated", "mutated_parts"]

# Words that a reader of a format acts on, to be put where they do not belong.
_PIECES = [
    b"<",
    b">",
    b"</w:p>",
    b"<w:tbl>",
    b'w:val="99999999999"',
    b'w:val="-1"',
    b"<td colspan=9999>",
    b"<table><tr><td>",
    b"<!--",
    b"\x00",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"obj",
    b"endstream",
    b"/Type /Page",
    b"[ 1 0 R",
    b"<< /Kids",
    b"99999999999999",
    b"-1",
    b"|---|",
    b"```",
]
_RICH = docx(
    table([["D1", paragraph("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>")], ["", "x"]])
    + paragraph("Notes", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
    + "<w:p><w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del></w:p>"
)
READABLE: dict[str, bytes] = {
    "paper.html": html_of(PAPER),
    "paper.md": markdown_of(PAPER),
    "paper.docx": word_of(PAPER),
    "rich.docx": _RICH,
    "ruled.pdf": pdf_of(PAPER, is_ruled=True),
    "bare.pdf": pdf_of(PAPER, is_ruled=False),
    "paper.txt": "\n".join(str(part) for part in PAPER).encode(),
}


@st.composite
def mutated(draw: st.DrawFn, raw: bytes) -> bytes:
    """Some bytes with a few changes."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(raw) - 1, 0)))
        match draw(st.sampled_from(["byte", "piece", "cut", "double", "end"])):
            case "byte":
                raw = raw[:at] + bytes([draw(st.integers(0, 255))]) + raw[at + 1 :]
            case "piece":
                raw = raw[:at] + draw(st.sampled_from(_PIECES)) + raw[at:]
            case "cut":
                raw = raw[:at] + raw[at + draw(st.integers(1, 200)) :]
            case "double":
                raw = raw[:at] + raw[max(0, at - draw(st.integers(1, 300))) :]
            case _:
                raw = raw[: max(at, 1)]
    return raw


@st.composite
def mutated_parts(draw: st.DrawFn, raw: bytes) -> bytes:
    """A Word file with changes in one of its parts, packed again so that it is a whole ZIP file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    chosen = draw(st.sampled_from(sorted(parts)))
    parts[chosen] = draw(mutated(parts[chosen]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def failure_of_ours(read: Callable[[str, bytes], Document], name: str, raw: bytes) -> str:
    """Where our own code fails on a document; empty where it is read, refused, or its library gives up."""
    from ijb_graph.errors import InputError

    try:
        read(name, raw)
    except (InputError, MemoryError, RecursionError):
        return ""
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{frame.filename}:{frame.lineno}: {error!r}" if "ijb_graph" in frame.filename else ""
    return ""
