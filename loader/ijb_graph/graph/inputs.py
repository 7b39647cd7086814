"""What a graph was made from: the digest of its records and ontology, kept beside it, so that a stale graph is noticed.

``inputs.json`` beside ``graph.nq`` names the folders, relative to it, and the digest of their files. It is no part of
the graph, and what cannot be read of it says nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from ijb_graph.errors import InputError
from ijb_graph.input_files import MOST_BYTES, read_bytes

__all__ = ["INPUTS_FILE", "describe_inputs", "is_current"]

INPUTS_FILE = "inputs.json"


def _below(folder: Path) -> Iterator[str]:
    """Each file and folder below a folder, by its path from there; pathlib would take three times as long."""
    for within, folders, files in os.walk(folder):
        begin = os.path.relpath(within, folder) + "/" if within != str(folder) else ""
        yield from (begin + name for name in (*folders, *files))


def _files(folder: Path) -> Iterator[str]:
    """The files that a build can read, in the order of their paths; what an editor or system leaves is none."""
    for parts in sorted(path.split("/") for path in _below(folder)):
        path = folder.joinpath(*parts)
        if not any(part.startswith(".") for part in parts) and path.is_file():
            yield "/".join(parts)


def _digest(data: Path, ontology: Path) -> str:
    """The digest of every file of two folders, with their paths below it."""
    digest = hashlib.sha256()
    for folder in (data, ontology):
        for name in _files(folder):
            path = folder / name
            size = path.stat().st_size
            # A name need not be UTF-8.
            digest.update(os.fsencode(name) + f"\0{size}\0".encode())
            # A larger file is refused by the build.
            digest.update(path.read_bytes() if size <= MOST_BYTES else b"")
        digest.update(b"\1")
    return digest.hexdigest()


def _newest(*folders: Path) -> float:
    """When a file or folder was changed last: a folder is changed when a file is added to it or removed.

    A copy may keep the time of its content (mtime), but not that of its place on the disk (ctime).
    """
    paths = (f"{folder}/{name}" for folder in folders for name in ("", *_below(folder)))
    stats = map(os.stat, paths)
    return max((max(one.st_mtime, one.st_ctime) for one in stats), default=0)


def describe_inputs(out: Path, data: Path, ontology: Path) -> str:
    """What a graph in the folder ``out`` is made from, as the text of INPUTS_FILE."""
    beside = out.resolve()
    folders = {"data": data, "ontology": ontology}
    described = {name: os.path.relpath(folder.resolve(), beside) for name, folder in folders.items()}
    return json.dumps({**described, "digest": _digest(data, ontology)}, indent=1) + "\n"


def is_current(graph: Path, thoroughly: bool = False) -> bool | None:
    """Whether a graph was made from the records and ontology as they are now; None where that is not known.

    Unless ``thoroughly``, files that are all older than the graph are not read.
    """
    try:
        described = json.loads(read_bytes(graph.parent / INPUTS_FILE, "what the graph was made from"))
        data, ontology = (graph.parent / described[name] for name in ("data", "ontology"))
        if not data.is_dir() or not ontology.is_dir():
            return None
        if not thoroughly and _newest(data, ontology) < graph.stat().st_mtime:
            return True
        return bool(_digest(data, ontology) == described["digest"])
    except (InputError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
