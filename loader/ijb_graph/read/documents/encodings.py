"""Bytes as text, where it is UTF-8; where it is not, an error that says what it seems to be."""

from __future__ import annotations

import codecs
import re
import unicodedata

from ijb_graph.errors.documents import BinaryContent, UnknownEncoding

__all__ = ["decoded"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
# What no text has: control characters but tab, line ends, form feed and those that a terminal acts on.
_BINARY = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_NAMES = {"\x00": "NULL"}


def _seems(raw: bytes) -> str:
    """What bytes that are not UTF-8 seem to be; empty where they are no text."""
    if len(raw) >= 4 and (raw[1::2].count(0) > len(raw) * 0.2) != (raw[::2].count(0) > len(raw) * 0.2):
        return "UTF-16 without a byte order mark"
    # These five bytes are free in Windows-1252; so are most control characters in a text.
    if re.search(rb"[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]", raw):
        return ""
    return "Windows-1252" if re.search(rb"[\x80-\x9f]", raw) else "Windows-1252 or ISO 8859-1"


def decoded(raw: bytes, file: str) -> str:
    """Text in UTF-8, its line ends as they are.

    Raises InputError where it is in another encoding, or no text.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            raise UnknownEncoding(file, seems=name).error()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        if seems := _seems(raw):
            raise UnknownEncoding(file, seems=seems, row=row).error() from error
        raise BinaryContent(file, character=f"the byte {raw[error.start]:#04x}", row=row).error() from error
    if found := _BINARY.search(text):
        if (seems := _seems(raw)).startswith("UTF-16"):
            raise UnknownEncoding(file, seems=seems).error()
        named = _NAMES.get(found[0]) or unicodedata.name(found[0], "a control character")
        row = text.count("\n", 0, found.start()) + 1
        raise BinaryContent(file, character=f"U+{ord(found[0]):04X} {named}", row=row).error()
    return text
