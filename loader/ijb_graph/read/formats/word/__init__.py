"""Word (.docx, .docm): paragraphs, headings, list labels, tables, notes, headers and footers, as a reader sees them.

What is inserted is read, what is deleted, hidden or a comment is not. Macros are never run.

The parts are read here and not by python-docx, which passes over inserted text, content controls and notes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from ijb_graph.errors.documents import DamagedDocument
from ijb_graph.read.documents.document import Document
from ijb_graph.read.documents.document_lines import DocumentLines
from ijb_graph.read.documents.grid import Cell
from ijb_graph.read.documents.symbol_fonts import sign, signs
from ijb_graph.read.formats.word.packages import Package
from ijb_graph.read.formats.word.word_styles import Numbering, Styles, attribute, child, children, is_on, tag

__all__ = ["PACKAGES", "is_format", "read"]

PACKAGES = ("lxml.etree",)

_ZIP = b"PK\x03\x04"
_TICK = "✓"
# What holds text that a reader sees, and no more: inserted and moved text, links, fields, content controls.
_AROUND = {"ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "sdtContent", "dir", "bdo"}
# No paper has a wider table, and a cell can claim to be as wide as it likes.
_WIDEST = 100


@dataclass(frozen=True)
class _Paragraph:
    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class _Table:
    rows: list[list[str]]


_Item = _Paragraph | _Table


def is_format(name: str, raw: bytes) -> bool:
    """A ZIP file with a folder ``word``, whatever its name."""
    if not raw.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(BytesIO(raw)) as file:
            return any(one.filename.lstrip("/").startswith("word/") for one in file.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        # Cut short, so that its list of parts is gone.
        return b"word/" in raw


def read(name: str, raw: bytes) -> Document:
    """Raises InputError where it is encrypted, damaged, grows without end, or nothing stands in it."""
    package = Package(name, raw)
    main = next((part for kind, part in package.related("") if kind == "officeDocument"), "word/document.xml")
    root = package.xml(main)
    if tag(root) != "document" or child(root, "body") is None:
        raise DamagedDocument(name, form="Word", reason=f"{main} is no document").error()
    related = package.related(main)
    parts = dict(reversed(related))
    reader = _Reader(
        Styles(package.xml(parts["styles"]) if "styles" in parts else None),
        Numbering(package.xml(parts["numbering"]) if "numbering" in parts else None),
    )
    lines = DocumentLines(name)
    body = list(reader.items(child(root, "body")))
    for kind, before in (("header", True), ("footer", False)):
        texts = list(
            dict.fromkeys(
                one.text if isinstance(one, _Paragraph) else "\t".join("\t".join(row) for row in one.rows)
                for part in sorted(part for what, part in related if what == kind)
                for one in reader.items(package.xml(part))
            )
        )
        # Each once: they come again on every page.
        items: list[_Item] = [
            _Table([text.split("\t")]) if "\t" in text else _Paragraph(text) for text in texts if text.strip()
        ]
        body = [*items, *body] if before else [*body, *items]
    for kind, note in (("footnotes", "footnote"), ("endnotes", "endnote")):
        if kind in parts:
            body += reader.notes(package.xml(parts[kind]), note)
    for one in body:
        if isinstance(one, _Table):
            for row in one.rows:
                lines.add(row)
        else:
            lines.add(one.text, is_heading=one.is_heading)
    if pictures := sum(1 for part in package.parts if part.startswith("word/media/")):
        lines.warnings.append(f"pictures are not read: {pictures}")
    if any(part.endswith("vbaProject.bin") for part in package.parts):
        lines.warnings.append("macros are not run")
    return lines.document("word", raw)


class _Reader:
    """Reads the parts of a document in order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        # The names of the notes, as they are cited in the order of the text.
        self._notes: dict[tuple[str, str], str] = {}

    def items(self, element: Any, is_cell: bool = False) -> Iterator[_Item]:
        """The paragraphs and tables in an element."""
        carried = ""
        for one in self._blocks(element):
            if tag(one) == "tbl":
                yield from self._table(one, is_cell)
                continue
            text, boxes = self._text(one)
            # The mark at its end is deleted: the next paragraph is joined to it.
            if child(one, "pPr", "rPr", "del") is not None:
                carried += text
            else:
                yield from self._paragraph(one, carried + text, is_cell)
                carried = ""
            for box in boxes:
                yield from self.items(box, is_cell)
        if carried:
            yield _Paragraph(carried)

    def _blocks(self, element: Any) -> Iterator[Any]:
        for one in element:
            if tag(one) in ("p", "tbl"):
                yield one
            elif tag(one) == "sdt":
                yield from self._blocks_of_control(one)
            elif tag(one) in _AROUND:
                yield from self._blocks(one)
            elif tag(one) == ":AlternateContent":
                yield from self._blocks(_chosen(one))

    def _blocks_of_control(self, control: Any) -> Iterator[Any]:
        content = child(control, "sdtContent")
        if content is not None and is_on(child(control, "sdtPr"), "showingPlcHdr") is not True:
            yield from self._blocks(content)

    def _paragraph(self, element: Any, text: str, is_cell: bool) -> Iterator[_Item]:
        number, level = self._styles.numbering(element)
        label = self._numbering.label(number, level) if number else ""
        # It counts, though nothing stands behind its label.
        if not text.strip():
            return
        text = f"{label} {text}" if label else text
        is_heading = self._styles.is_heading(element)
        for line in [text] if is_cell else text.split("\n"):
            yield _Paragraph(line, is_heading)

    def _text(self, paragraph: Any) -> tuple[str, list[Any]]:
        """What a paragraph says, and the text boxes that hang on it."""
        parts: list[str] = []
        boxes: list[Any] = []
        self._read_inline(paragraph, paragraph, parts, boxes)
        return "".join(parts), boxes

    def _read_inline(self, element: Any, paragraph: Any, parts: list[str], boxes: list[Any]) -> None:
        for one in element:
            name = tag(one)
            if name == "r":
                if not self._styles.is_hidden(one, paragraph):
                    self._read_run(one, parts, boxes)
            elif name in _AROUND:
                self._read_inline(one, paragraph, parts, boxes)
            elif name == "sdt":
                self._read_control(one, paragraph, parts, boxes)
            elif name == ":AlternateContent":
                self._read_inline(_chosen(one), paragraph, parts, boxes)
            elif name in (":oMath", ":oMathPara"):
                parts += [text.text or "" for text in one.iter() if tag(text) == ":t"]

    def _read_control(self, control: Any, paragraph: Any, parts: list[str], boxes: list[Any]) -> None:
        properties = child(control, "sdtPr")
        box = next((one for one in (properties if properties is not None else ()) if tag(one) == ":checkbox"), None)
        if box is not None:
            checked = next((one for one in box if tag(one) == ":checked"), None)
            values = [] if checked is None else [str(value) for value in checked.attrib.values()]
            parts.append(_TICK if values and values[0] not in ("0", "false") else "")
        elif is_on(properties, "showingPlcHdr") is not True and child(control, "sdtContent") is not None:
            self._read_inline(child(control, "sdtContent"), paragraph, parts, boxes)

    def _read_run(self, run: Any, parts: list[str], boxes: list[Any]) -> None:
        font = self._styles.font(run)
        for one in run:
            name = tag(one)
            if name == "t":
                parts.append(signs(font, one.text or ""))
            elif name in ("tab", "ptab"):
                parts.append(" ")
            elif name in ("br", "cr"):
                parts.append("\n")
            elif name == "noBreakHyphen":
                parts.append("-")
            elif name == "sym":
                code = attribute(one, "char")
                found = sign(attribute(one, "font"), int(code, 16)) if _is_hex(code) else None
                parts.append("\ufffd" if found is None else found)
            elif name in ("footnoteReference", "endnoteReference"):
                note = (name.removesuffix("Reference"), attribute(one, "id"))
                parts.append(f"[{self._notes.setdefault(note, self._next_note(note[0]))}]")
            elif name == "fldChar":
                parts.append(_tick_of_form(one))
            elif name in ("drawing", "pict", "object"):
                boxes += _text_boxes(one)
            elif name == ":AlternateContent":
                boxes += _text_boxes(_chosen(one))

    def _next_note(self, kind: str) -> str:
        number = sum(1 for what, _ in self._notes if what == kind) + 1
        return str(number) if kind == "footnote" else f"e{number}"

    def notes(self, root: Any, kind: str) -> list[_Item]:
        """The notes of a kind that are cited, by number."""
        by_id = {attribute(one, "id"): one for one in children(root, kind)}
        found: list[_Item] = []
        for (what, number), name in list(self._notes.items()):
            if what == kind and number in by_id:
                text = " ".join(one.text for one in self.items(by_id[number], True) if isinstance(one, _Paragraph))
                found.append(_Paragraph(f"[{name}] {text}"))
        return found

    def _table(self, table: Any, is_cell: bool) -> Iterator[_Item]:
        rows = [(row, list(self._cells(row))) for row in self._rows(table)]
        if not is_cell and all(len(cells) <= 1 for _, cells in rows):
            # A frame around what could stand without it.
            for _, cells in rows:
                for element, _cell in cells:
                    yield from self.items(element)
            return
        found = []
        for row, cells in rows:
            texts = [""] * _skipped_columns(row, "gridBefore")
            for element, cell in cells:
                text = "" if _goes_on_above(element) else self._cell_text(element)
                texts += [text, *[""] * (min(cell.columns, _WIDEST) - 1)]
            found.append(texts)
        if is_cell:
            yield _Paragraph(" ".join(text for texts in found for text in texts if text))
            return
        width = max((at + 1 for texts in found for at, text in enumerate(texts) if text.strip()), default=0)
        yield _Table([(texts + [""] * width)[:width] for texts in found])

    def _cell_text(self, element: Any) -> str:
        items = self.items(element, is_cell=True)
        return " ".join(one.text for one in items if isinstance(one, _Paragraph))

    def _rows(self, table: Any) -> Iterator[Any]:
        for one in table:
            if tag(one) == "tr":
                properties = child(one, "trPr")
                if child(properties, "del") is None and is_on(properties, "hidden") is not True:
                    yield one
            elif tag(one) in _AROUND:
                yield from self._rows(one)
            elif tag(one) == "sdt" and child(one, "sdtContent") is not None:
                yield from self._rows(child(one, "sdtContent"))

    def _cells(self, row: Any) -> Iterator[tuple[Any, Cell]]:
        for one in row:
            if tag(one) == "tc":
                if child(one, "tcPr", "cellDel") is None:
                    span = attribute(child(one, "tcPr", "gridSpan"), "val", "1")
                    yield one, Cell("", int(span) if span.isdecimal() and len(span) < 5 else 1)
            elif tag(one) in _AROUND:
                yield from self._cells(one)
            elif tag(one) == "sdt" and child(one, "sdtContent") is not None:
                yield from self._cells(child(one, "sdtContent"))


def _chosen(alternatives: Any) -> Any:
    """Of what Word offers to old and new programs, the first: both say the same."""
    return next(iter(alternatives), alternatives)


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 5 and all(one in "0123456789abcdefABCDEF" for one in text)


def _tick_of_form(field: Any) -> str:
    box = child(field, "ffData", "checkBox")
    if box is None:
        return ""
    checked = is_on(box, "checked")
    return _TICK if (is_on(box, "default") if checked is None else checked) else ""


def _text_boxes(element: Any) -> list[Any]:
    """The text boxes in a drawing, without those inside of another's alternative for old programs."""
    found = []
    waiting = [element]
    while waiting:
        one = waiting.pop(0)
        if tag(one) == "txbxContent":
            found.append(one)
        elif tag(one) == ":AlternateContent":
            waiting[:0] = list(_chosen(one))
        else:
            waiting[:0] = list(one)
    return found


def _skipped_columns(row: Any, name: str) -> int:
    text = attribute(child(row, "trPr", name), "val", "0")
    return min(int(text), _WIDEST) if text.isdecimal() and len(text) < 5 else 0


def _goes_on_above(cell: Any) -> bool:
    """Whether a cell is the rest of a merged one."""
    properties = child(cell, "tcPr")
    merges = [one for one in (child(properties, "vMerge"), child(properties, "hMerge")) if one is not None]
    return any(attribute(one, "val", "continue") == "continue" for one in merges)
