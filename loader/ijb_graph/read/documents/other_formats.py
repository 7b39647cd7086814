"""Files that are in another format than their names say, or in one that is not read: known by their first bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO

from ijb_graph.errors.documents import EncryptedDocument, UnknownFormat

__all__ = ["refuse_other_formats"]

_SIGNATURES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"{\\rtf", "Rich Text (RTF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "PostScript"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = (
    (("xl/",), "a spreadsheet (Excel)"),
    (("ppt/",), "slides (PowerPoint)"),
    (("mimetype", "content.xml"), "an OpenDocument file"),
)


def _packed(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as file:
            names = [one.filename for one in file.infolist()]
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return "a packed file (ZIP) that is damaged"
    for starts, what in _OFFICE:
        if all(any(name.startswith(start) for name in names) for start in starts):
            return what
    return "a packed file (ZIP)"


def refuse_other_formats(name: str, raw: bytes) -> None:
    """Raise InputError where a file is known to be in a format that is not read."""
    if raw.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise EncryptedDocument(name).error()
        is_word = "WordDocument".encode("utf-16-le") in raw
        what = "a Word file of before 2007 (.doc)" if is_word else "an Office file of before 2007"
        raise UnknownFormat(name, what=what).error()
    if raw.startswith(b"PK\x03\x04"):
        raise UnknownFormat(name, what=_packed(raw)).error()
    for signature, what in _SIGNATURES:
        if raw.startswith(signature):
            raise UnknownFormat(name, what=what).error()
