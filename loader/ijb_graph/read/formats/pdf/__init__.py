"""PDF: paragraphs and tables by the places of the words, page by page; what is filled into a form too.

A page of pictures has no text, and nothing is read from it. What stands at the top or foot of every page is read once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any

from ijb_graph.errors.documents import EncryptedDocument, NoTextInDocument
from ijb_graph.read.documents.document import Document
from ijb_graph.read.documents.document_lines import BULLET, NO_CHARACTER, DocumentLines
from ijb_graph.read.documents.symbol_fonts import is_symbol_font, signs
from ijb_graph.read.formats.pdf.page_layout import lay_out
from ijb_graph.read.formats.pdf.page_tables import RuledTable
from ijb_graph.read.formats.pdf.page_words import LINE_END_HYPHEN, Box, PageWord
from ijb_graph.read.formats.pdf.running_heads import without_repeats

__all__ = ["PACKAGES", "is_format", "read"]

PACKAGES = ("pdfplumber", "encodings.utf_16_be", "encodings.utf_16_le", "encodings.cp1252", "encodings.latin_1")

_TICK = "✓"
# A glyph of a font that says no character for it.
_NO_CHARACTER = re.compile(r"\(cid:(\d{1,5})\)")
# A code that is free in the encoding of a font is a bullet, where it stands alone.
_FREE = "\x7f"
# What stands around a word.
_MARKS = ".,;:!?()[]“”‘’'\""
# A line is thinner than this, in points.
_THIN = 2.5


def is_format(name: str, raw: bytes) -> bool:
    """By its first bytes: some programs write a few before the mark of PDF."""
    return b"%PDF-" in raw[:1024]


def read(name: str, raw: bytes) -> Document:
    """Raises InputError where it is encrypted, or has no text; whatever else where it is damaged."""
    import pdfplumber  # noqa: PLC0415 - an optional extra

    try:
        pdf = pdfplumber.open(BytesIO(raw))
    except Exception as error:
        if "Password" in repr(error) or "Encryption" in repr(error):
            raise EncryptedDocument(name).error() from error
        raise
    with pdf:
        pages = [_page(page) for page in pdf.pages]
    if not any(page.words for page in pages):
        raise NoTextInDocument(name, pages=f"{len(pages)} page{'s' * (len(pages) != 1)}").error()
    kept = without_repeats(pages)
    vocabulary = {word.text.strip(_MARKS).casefold() for page in pages for word in page.words}
    lines = DocumentLines(name)
    columns: tuple[float, ...] = ()
    headers: dict[tuple[float, ...], tuple[str, ...]] = {}
    bare: list[int] = []
    for number, (page, words) in enumerate(zip(pages, kept, strict=True), start=1):
        items = lay_out(words, page.tables, page.rules, (columns, headers.get(columns, ())))
        # A table that a page ends with may go on on the next.
        columns = next((item.columns for item in reversed(items[-4:]) if item.columns), ())
        for item in items:
            headers.setdefault(item.columns, item.cells)
            bare += [number] if item.columns and number not in bare else []
            cells = [_without_line_ends(cell, vocabulary) for cell in item.cells]
            lines.add(cells, page=number, is_heading=item.is_heading, box=item.box, is_by_gaps=bool(item.columns))
    if bare:
        lines.warnings.append(f"tables without lines around their cells, parted by gaps alone: {_pages(bare)}")
    empty = [number for number, page in enumerate(pages, start=1) if not page.words and page.has_picture]
    if empty:
        lines.warnings.append(f"no text in {_pages(empty)}: a picture, from which nothing is read")
    return lines.document("pdf", raw)


def _pages(numbers: Sequence[int]) -> str:
    return f"page{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


@dataclass(frozen=True)
class _Page:
    """What is needed of a page."""

    words: list[PageWord]
    tables: list[RuledTable]
    rules: list[Box]
    height: float
    has_picture: bool


def _page(page: Any) -> _Page:
    words = _words(page)
    tables, rules = (_tables(page), _rules(page)) if words else ([], [])
    found = _Page(words, tables, rules, float(page.height), bool(page.images))
    # Or all that was read of all pages stays in memory.
    page.close()
    return found


def _without_line_ends(text: str, vocabulary: set[str]) -> str:
    """A text whose words are whole where a line has cut them: those that the paper has elsewhere without a hyphen."""

    def whole(found: re.Match[str]) -> str:
        one = found[0].replace(LINE_END_HYPHEN, "")
        return one if one.casefold() in vocabulary else found[0].replace(LINE_END_HYPHEN, "-")

    return re.sub(rf"[^\W\d_]+{LINE_END_HYPHEN}[^\W\d_]+", whole, text).replace(LINE_END_HYPHEN, "-")


def _words(page: Any) -> list[PageWord]:
    """The words that a page shows, each once: bold letters are at times printed twice."""
    from pdfplumber.utils.text import extract_words  # noqa: PLC0415 - an optional extra

    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    chars = []
    left, top, right, bottom = page.bbox
    for char in page.chars:
        across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        is_shown = left <= across <= right and top <= down <= bottom
        if not is_shown or _is_again(char, seen):
            continue
        text = _text_of_glyph(char)
        if text:
            chars.append({**char, "text": text})
    found = extract_words(chars, x_tolerance_ratio=0.18, y_tolerance=2, return_chars=True)
    words = [_word(one) for one in found]
    # A mark that stands for nothing, such as an empty box, is no word.
    return [one for one in [*words, *_fields(page)] if one.text.strip()]


def _is_again(char: dict[str, Any], seen: dict[tuple[str, int, int], tuple[float, float]]) -> bool:
    """Whether a letter is printed over itself; ``seen`` has the letters before it by the square that they stand in."""
    near = 0.08 * float(char["size"])
    text, left, top = char["text"], float(char["x0"]), float(char["top"])
    for across in range(int(left - near), int(left + near) + 1):
        for down in range(int(top - near), int(top + near) + 1):
            place = seen.get((text, across, down))
            if place and abs(place[0] - left) < near and abs(place[1] - top) < near:
                return True
    seen[text, int(left), int(top)] = (left, top)
    return False


def _text_of_glyph(char: dict[str, Any]) -> str:
    """The text of a glyph; where its font says none, that of its number."""
    # Where a page shows a soft hyphen, a reader sees a hyphen.
    text = str(char["text"]).replace("\u00ad", "-")
    found = _NO_CHARACTER.fullmatch(text)
    if found is None:
        return signs(char["fontname"], text)
    number = int(found[1])
    if number == ord(_FREE):
        return _FREE
    return signs(char["fontname"], chr(number)) if is_symbol_font(char["fontname"]) else NO_CHARACTER


def _word(one: dict[str, Any]) -> PageWord:
    chars = one["chars"]
    size = median(float(char["bottom"] - char["top"]) for char in chars)
    bold = sum(1 for char in chars if re.search("bold|black|heavy", char["fontname"], re.IGNORECASE))
    box = (float(one["x0"]), float(one["top"]), float(one["x1"]), float(one["bottom"]))
    text = BULLET if one["text"] == _FREE else one["text"].replace(_FREE, NO_CHARACTER)
    return PageWord(text, *box, size, bold * 2 > len(chars))


def _fields(page: Any) -> list[PageWord]:
    """What is filled into the fields of a form: its text, or a tick."""
    found = []
    for one in page.annots:
        data = one.get("data") or {}
        if _name(data.get("Subtype")) != "Widget":
            continue
        # A field of several places has its kind and its value above them.
        above = _resolved(data.get("Parent"))
        above = above if isinstance(above, dict) else {}
        kind = _name(data.get("FT") or above.get("FT"))
        value = _resolved(data.get("V") or above.get("V"))
        if kind == "Btn":
            state = _name(data.get("AS"))
            text = _TICK if state and state != "Off" else ""
        elif kind in ("Tx", "Ch"):
            text = _decoded(value)
        else:
            text = ""
        if text.strip():
            height = min(float(one["bottom"] - one["top"]), 12.0)
            middle = float(one["top"] + one["bottom"]) / 2
            box = (float(one["x0"]) + 1, middle - height / 2, float(one["x1"]) - 1, middle + height / 2)
            found.append(PageWord(" ".join(text.split()), *box, height))
    return found


def _resolved(value: Any) -> Any:
    """A value, or what it refers to."""
    return value.resolve() if hasattr(value, "resolve") else value


def _name(value: Any) -> str:
    name = getattr(value, "name", value)
    return name.decode("latin-1") if isinstance(name, bytes) else str(name or "")


def _decoded(value: Any) -> str:
    if isinstance(value, bytes):
        return value[2:].decode("utf-16-be", "replace") if value.startswith(b"\xfe\xff") else value.decode("latin-1")
    return value if isinstance(value, str) else ""


def _tables(page: Any) -> list[RuledTable]:
    """The tables with lines around their cells, without those inside a cell of another."""
    found = []
    for table in page.find_tables():
        rows = tuple(tuple(None if cell is None else _as_box(cell) for cell in row.cells) for row in table.rows)
        found.append(RuledTable(_as_box(table.bbox), rows))
    outer = []
    for one in found:
        cells = (cell for other in found if other is not one for row in other.rows for cell in row if cell)
        if not any(_holds(cell, one.box) for cell in cells):
            outer.append(one)
    return outer


def _as_box(box: Sequence[float]) -> Box:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _rules(page: Any) -> list[Box]:
    """The lines across the page."""
    thin = [*page.lines, *page.rects]
    boxes = [_as_box((one["x0"], one["top"], one["x1"], one["bottom"])) for one in thin]
    return [box for box in boxes if box[3] - box[1] < _THIN and box[2] - box[0] > 20]
