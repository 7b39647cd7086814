"""HTML: a line for what stands on a line of its own, with list labels and the cells of tables; no script, no style."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ijb_graph.errors.documents import DamagedDocument, UnknownEncoding
from ijb_graph.read.documents.document import Document
from ijb_graph.read.documents.document_lines import BULLET, DocumentLines, clean
from ijb_graph.read.documents.encodings import decoded
from ijb_graph.read.documents.grid import Cell, grid_rows
from ijb_graph.read.documents.list_labels import label
from ijb_graph.read.documents.symbol_fonts import signs

__all__ = ["PACKAGES", "is_format", "lines_of_html", "read"]

PACKAGES = ("lxml.html",)

_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w:.-]+)", re.I)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([\w -]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
# What a page does not show, or shows as deleted.
_SKIPPED = {"head", "script", "style", "template", "noscript", "del", "object", "iframe", "svg", "math", "datalist"}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd"),
    *("label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
    *("var", "wbr", "img", "picture"),
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_TICK = "✓"


@dataclass(frozen=True)
class _Break:
    """The end of a line; ``heading`` says whether it begins or ends a heading."""

    heading: bool = False


@dataclass(frozen=True)
class _Table:
    rows: list[list[str]]


_Piece = str | _Break | _Table
_BREAK = _Break()


def is_format(name: str, raw: bytes) -> bool:
    """A page that begins as HTML, or a file that is called so."""
    start = raw[:4096].removeprefix(codecs.BOM_UTF8)
    is_called_so = name.lower().endswith((".html", ".htm", ".xhtml")) and start.lstrip().startswith(b"<")
    return is_called_so or bool(_START.match(start))


def _text(raw: bytes, name: str) -> str:
    """The page as text: UTF-8, or what it says itself that it is."""
    found = _CHARSET.search(raw[:4096])
    if found is None:
        return decoded(raw, name)
    said = (found[1] or found[2]).decode("ascii", "replace")
    try:
        encoding = codecs.lookup(said).name
        return decoded(raw, name) if encoding == "utf-8" else decoded(raw.decode(encoding).encode(), name)
    except (LookupError, ValueError) as error:
        raise UnknownEncoding(name, seems=f"no {said}, which it says it is").error() from error


def read(name: str, raw: bytes) -> Document:
    """Raises InputError where its encoding is not known, or nothing stands in it."""
    return lines_of_html(_text(raw, name), name).document("html", raw)


def lines_of_html(text: str, name: str) -> DocumentLines:
    """The lines of a page. Raises InputError where it is nested too deeply to be read."""
    from lxml import etree, html  # noqa: PLC0415 - an optional extra

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return DocumentLines(name)
    for error in parser.error_log:
        if "depth" in error.message:
            raise DamagedDocument(name, form="HTML", reason="elements too many levels deep").error()
    lines = DocumentLines(name)
    _add(lines, _pieces(root))
    if pictures := len(root.findall(".//img")):
        lines.warnings.append(f"pictures are not read: {pictures}")
    return lines


def _add(lines: DocumentLines, pieces: Iterable[_Piece]) -> None:
    parts: list[str] = []
    is_heading = False
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
            continue
        lines.add("".join(parts), is_heading=is_heading)
        parts = []
        if isinstance(piece, _Table):
            for row in piece.rows:
                lines.add(row)
        else:
            is_heading = piece.heading
    lines.add("".join(parts), is_heading=is_heading)


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return True
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


def _pieces(element: Any) -> Iterator[_Piece]:
    """What an element shows, without what stands after it."""
    if _is_hidden(element):
        return
    tag = element.tag
    if tag in ("br", "hr"):
        yield _BREAK
    elif tag in ("input", "select", "textarea"):
        yield f" {_field(element)} "
    elif tag == "table":
        yield from _table(element)
    elif tag in ("ol", "ul", "menu"):
        yield from _list(element)
    elif tag == "pre":
        yield _BREAK
        for line in "".join(element.itertext()).split("\n"):
            yield line
            yield _BREAK
    elif tag == "sup" and element.find(".//a") is not None:
        yield f"[{clean(''.join(element.itertext())).strip('[]')}]"
    elif tag in _INLINE:
        font = element.get("face") or "".join(_FONT.findall(element.get("style", ""))[:1])
        yield from (signs(font, one) if isinstance(one, str) else one for one in _children(element))
    else:
        yield _Break(heading=tag in _HEADINGS)
        yield from _children(element)
        yield _BREAK


def _children(element: Any) -> Iterator[_Piece]:
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def _field(element: Any) -> str:
    """What is filled in: a tick where a box is ticked."""
    if element.tag == "textarea":
        return element.text or ""
    if element.tag == "select":
        chosen = [one for one in element.iter("option") if "selected" in one.attrib]
        return " ".join("".join(one.itertext()) for one in chosen)
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return _TICK if "checked" in element.attrib else ""
    return "" if kind in ("hidden", "submit", "button", "image", "reset", "password") else element.get("value", "")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else otherwise


def _list(element: Any) -> Iterator[_Piece]:
    items = [one for one in element if one.tag == "li"]
    is_reversed = "reversed" in element.attrib
    number = _number(element.get("start"), len(items) if is_reversed else 1)
    yield _BREAK
    yield element.text or ""
    for child in element:
        if child.tag != "li" or _is_hidden(child):
            yield from _pieces(child)
        else:
            number = _number(child.get("value"), number)
            style = child.get("type") or element.get("type") or "1"
            yield _BREAK
            yield f"{BULLET} " if element.tag != "ol" else f"{label(style if style in '1aAiI' else '1', number)}. "
            yield from _in_item(child)
            yield _BREAK
            number += -1 if is_reversed else 1
        yield child.tail or ""


def _in_item(element: Any) -> Iterator[_Piece]:
    """What an item of a list holds; its first paragraph stands behind the label."""
    has_begun = False
    for piece in _children(element):
        if isinstance(piece, str):
            has_begun = has_begun or bool(piece.strip())
        elif not has_begun and isinstance(piece, _Break):
            continue
        yield piece


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, without those of tables inside; the foot comes last, wherever it stands."""
    feet = []
    for child in table:
        if _is_hidden(child):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag == "tfoot":
            feet.append(child)
        elif child.tag in ("thead", "tbody"):
            yield from (one for one in child if one.tag == "tr" and not _is_hidden(one))
    for foot in feet:
        yield from (one for one in foot if one.tag == "tr" and not _is_hidden(one))


def _table(element: Any) -> Iterator[_Piece]:
    yield _BREAK
    for caption in element.findall("caption"):
        yield from _pieces(caption)
        yield _BREAK
    rows = [[one for one in row if one.tag in ("td", "th") and not _is_hidden(one)] for row in _rows(element)]
    if all(len(row) <= 1 for row in rows):
        # A frame around what could stand without it.
        for cell in (one for row in rows for one in row):
            yield _BREAK
            yield from _children(cell)
            yield _BREAK
        return
    cells = [
        [Cell(_cell_text(one), _number(one.get("colspan"), 1), _number(one.get("rowspan"), 1)) for one in row]
        for row in rows
    ]
    yield _Table(grid_rows(cells))


def _cell_text(element: Any) -> str:
    parts: list[str] = []
    for piece in _children(element):
        if isinstance(piece, str):
            parts.append(piece)
        elif isinstance(piece, _Break):
            parts.append(" ")
        else:
            parts += [f" {cell} " for row in piece.rows for cell in row]
    return "".join(parts)
