"""The formats that a paper can come in, a module each: what they hold becomes lines, pages and cells (``Document``).

A module of this folder has ``is_format(raw) -> bool`` (by its bytes, whatever its name) and
``read(name, raw) -> Document``. What no other module knows is text.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from ijb_graph.input_files import read_bytes
from ijb_graph.read.document import Document

__all__ = ["read_document"]


def read_document(path: Path) -> Document:
    """Read a paper in any format that is known.

    Raises InputError where the file cannot be read, or holds no text.
    """
    raw = read_bytes(path, "a paper")
    names = [one.name for one in pkgutil.iter_modules(__path__) if one.name != "text"]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in [*sorted(names), "text"]]
    document: Document = next(one for one in modules if one.is_format(raw)).read(path.name, raw)
    return document
