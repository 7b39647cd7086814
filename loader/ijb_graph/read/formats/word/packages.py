"""ZIP packages, as Word makes them: the parts that are asked for are unpacked, within a limit."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from ijb_graph.errors.documents import DamagedDocument, DocumentTooLarge, EncryptedDocument

__all__ = ["Package"]

_MB = 1 << 20
# The text of a thousand pages has some 50 MB as Word writes it.
_LARGEST = 128
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MOST_PARTS = 20_000


class Package:
    """A document of several parts; ``name`` is that of its file, for errors."""

    def __init__(self, name: str, raw: bytes) -> None:
        """Open it. Raises InputError where it is no whole ZIP file, or is encrypted."""
        self._name = name
        self._left = _LARGEST * _MB
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise self._damaged(str(error)) from error
        entries = self._zip.infolist()
        if len(entries) > _MOST_PARTS:
            raise self._damaged(f"{len(entries)} parts")
        if any(one.flag_bits & 1 for one in entries):
            raise EncryptedDocument(name).error()
        self.parts = {one.filename.lstrip("/") for one in entries}

    def _damaged(self, reason: str) -> Exception:
        return DamagedDocument(self._name, form="Word", reason=reason[:200]).error()

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises InputError where it is not there, damaged or larger than is allowed."""
        try:
            with self._zip.open(part) as file:
                data = file.read(self._left + 1)
        except KeyError as error:
            raise self._damaged(f"no part {part}") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise self._damaged(f"{part}: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise DocumentTooLarge(self._name, part="a text", megabytes=_LARGEST).error()
        return data

    def xml(self, part: str) -> Any:
        """The root element of a part. Raises InputError where it is no XML, or has entities, which could grow."""
        from lxml import etree  # noqa: PLC0415 - an optional extra

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        data = self.read(part)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(f"{part}: {error.msg}") from error
        if root.getroottree().docinfo.doctype:
            raise self._damaged(f"{part}: a document type declaration, which Word does not write")
        return root

    def related(self, part: str) -> list[tuple[str, str]]:
        """The parts that a part leads to, or the package where it is empty: the end of each kind, and the part."""
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self.parts:
            return []
        found = []
        for one in self.xml(relations).iter(f"{{{_RELATIONSHIPS}}}Relationship"):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                found.append((one.get("Type", "").rpartition("/")[2], target))
        return [(kind, target) for kind, target in found if target in self.parts]
