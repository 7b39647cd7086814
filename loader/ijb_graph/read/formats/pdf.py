"""PDF: paragraphs and tables by the places of the words, page by page; what is filled into a form too.

A page of pictures has no text, and nothing is read from it. What stands at the top or foot of every page is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO
from statistics import median
from typing import Any

from ijb_graph.errors.documents import EncryptedDocument, NoTextInDocument
from ijb_graph.read.document import Document
from ijb_graph.read.document_lines import BULLET, NO_CHARACTER, DocumentLines
from ijb_graph.read.page_layout import Box, Item, PageWord, RuledTable, lay_out
from ijb_graph.read.symbol_fonts import is_symbol_font, signs

__all__ = ["PACKAGES", "is_format", "read"]

PACKAGES = ("pdfplumber", "encodings.utf_16_be", "encodings.utf_16_le", "encodings.cp1252", "encodings.latin_1")

_TICK = "✓"
# A glyph of a font that says no character for it.
_NO_CHARACTER = re.compile(r"\(cid:(\d{1,5})\)")
# A code that is free in the encoding of a font is a bullet, where it stands alone.
_FREE = "\x7f"
# How much of a page's height is margin, where what stands on every page stands.
_MARGIN = 0.12
_NUMBER = re.compile(r"\d+")
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
    pages: list[list[Item]] = []
    heights: list[float] = []
    empty: list[int] = []
    columns: tuple[float, ...] = ()
    with pdf:
        for number, page in enumerate(pdf.pages, start=1):
            words = _words(page)
            items = lay_out(words, _tables(page), _rules(page), columns) if words else []
            # A table that a page ends with may go on on the next.
            columns = next((item.columns for item in reversed(items[-4:]) if item.columns), ())
            if not words and (page.images or number == 1 or len(pdf.pages) == 1):
                empty.append(number)
            pages.append(items)
            heights.append(float(page.height))
            page.close()
    if not any(pages):
        raise NoTextInDocument(name, pages=f"{len(pages)} page{'s' * (len(pages) != 1)}").error()
    lines = DocumentLines(name)
    running = _running(pages, heights)
    seen: set[str] = set()
    for number, (items, height) in enumerate(zip(pages, heights, strict=True), start=1):
        for item in items:
            mark = _mark(item, height)
            if mark in running and mark in seen:
                continue
            seen.add(mark)
            lines.add(item.cells, page=number, is_heading=item.is_heading, box=item.box)
    if empty:
        named = ", ".join(map(str, empty))
        lines.warnings.append(f"no text in page{'s' * (len(empty) > 1)} {named}: a picture, from which nothing is read")
    return lines.document("pdf", raw)


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
    text = str(char["text"])
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


def _mark(item: Item, height: float) -> str:
    """What an item in a margin says, whatever number it has; empty elsewhere."""
    is_margin = item.box[3] < _MARGIN * height or item.box[1] > (1 - _MARGIN) * height
    return _NUMBER.sub("#", " ".join(item.cells)) if is_margin else ""


def _running(pages: Iterable[Sequence[Item]], heights: Sequence[float]) -> set[str]:
    """What stands in the margins of most pages: a title, a number."""
    counts: Counter[str] = Counter()
    for items, height in zip(pages, heights, strict=True):
        counts.update({_mark(item, height) for item in items if len(item.cells) == 1})
    most = max(3, len(heights) / 2)
    return {mark for mark, count in counts.items() if mark and count >= most}
