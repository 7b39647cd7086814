"""The formats that a paper can come in, a module each: what they hold becomes lines, pages and cells (``Document``).

A module of this folder has ``is_format(name, raw) -> bool`` (by its bytes where they tell, not by the name of the
file) and ``read(name, raw) -> Document``; what it needs beside Python it imports within them, and names in
``PACKAGES``. What no other module knows is text.

A document is not the project's own, and a library that reads one may hang, crash or fill the memory: all but text is
read in a child process with limits.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from dataclasses import astuple
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import IO

from ijb_graph.errors import InputError
from ijb_graph.errors.calls import MissingPackage
from ijb_graph.errors.documents import DamagedDocument, DocumentOutOfMemory, DocumentOutOfTime, DocumentTooLarge
from ijb_graph.input_files import read_bytes
from ijb_graph.limited_process.child import work_in_process
from ijb_graph.limited_process.limits import ProcessLimits
from ijb_graph.limited_process.parent import ChildError, Ended, run_forked, run_spawned
from ijb_graph.read.documents.document import Document
from ijb_graph.read.documents.document_json import document_from_json, document_to_json, problems_to_json
from ijb_graph.read.documents.other_formats import refuse_other_formats
from ijb_graph.read.formats import text

__all__ = ["LIMITS", "read_document", "run_in_process"]

# A paper of 500 pages takes a minute or two.
LIMITS = ProcessLimits(seconds=600, memory=2048, answer=256)

_FRESH = "import sys; from ijb_graph.read.formats import run_in_process; sys.exit(run_in_process())"
_NAMES = {"html": "HTML", "markdown": "Markdown", "pdf": "PDF", "word": "Word"}


def _format_of(name: str, raw: bytes) -> ModuleType:
    names = sorted(one.name for one in pkgutil.iter_modules(__path__) if one.name != "text")
    modules = [importlib.import_module(f"{__name__}.{one}") for one in names]
    return next((one for one in modules if one.is_format(name, raw)), text)


def _form(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _write(module: ModuleType, name: str, raw: bytes, file: IO[bytes]) -> None:
    """Read a document and write it as JSON; what its library raises, whatever it is, is damage of the document."""
    try:
        answer = document_to_json(module.read(name, raw))
    except InputError as error:
        answer = problems_to_json(error.problems)
    except MemoryError:
        raise
    except RecursionError:
        raise ValueError("parts too many levels deep") from None
    file.write(answer)


def _error(error: ChildError, name: str, module: ModuleType, limits: ProcessLimits) -> InputError:
    match error.ended:
        case Ended.OUT_OF_TIME:
            return DocumentOutOfTime(name, limits.seconds).error()
        case Ended.OUT_OF_MEMORY:
            return DocumentOutOfMemory(name, limits.memory).error()
        case Ended.TOO_LARGE:
            return DocumentTooLarge(name, part="a text", megabytes=limits.answer).error()
    reason = " ".join(error.reason.split())[:200] or "the library that reads it crashed"
    return DamagedDocument(name, form=_NAMES.get(_form(module), _form(module)), reason=reason).error()


def _import_packages(module: ModuleType, name: str) -> None:
    """Import what a format needs: within the limits no file can be opened."""
    for package in module.PACKAGES:
        try:
            importlib.import_module(package)
        except ImportError as error:
            raise MissingPackage(name, package=error.name or package, extra="documents").error() from error


def read_document(path: Path, limits: ProcessLimits = LIMITS) -> Document:
    """Read a paper in any format that is known.

    Raises InputError where the file cannot be read, is damaged or encrypted, meets a limit, or holds no text; and where
    a package is not installed that reads its format.
    """
    raw, name = read_bytes(path, "a paper"), path.name
    module = _format_of(name, raw)
    if module is text:
        refuse_other_formats(name, raw)
        return text.read(name, raw)
    _import_packages(module, name)
    try:
        if hasattr(os, "fork"):
            answer = run_forked(partial(_write, module, name, raw), limits)
        else:
            order = {"path": str(path.absolute()), "limits": astuple(limits)}
            answer = run_spawned(_FRESH, json.dumps(order).encode(), limits)
    except ChildError as error:
        raise _error(error, name, module, limits) from error
    return document_from_json(answer)


def run_in_process() -> int:
    """The life of a fresh process: read an order as JSON, and the document that it names. Returns the exit status."""
    order = json.loads(sys.stdin.buffer.read())
    path = Path(order["path"])
    raw = path.read_bytes()
    module = _format_of(path.name, raw)
    _import_packages(module, path.name)
    return work_in_process(partial(_write, module, path.name, raw), ProcessLimits(*order["limits"]))
