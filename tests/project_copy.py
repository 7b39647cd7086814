"""Copies of the project that tests may change: whole, and put back after each test; or of its data, the rest linked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PARTS", "ProjectCopy", "linked_project"]

# What a project consists of; see ijb_graph.project.
PARTS = ("ontology", "shapes", "data", "queries", "LICENSE-DATA")

# What tells a file from what it was: mode, size and time of its last change.
_State = tuple[int, int, int]


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder, a folder after what is in it; symbolic links are not followed."""
    with os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            yield entry


def _state(entry: os.DirEntry[str]) -> _State | None:
    """None for a folder: it changes with what is in it."""
    if entry.is_dir(follow_symlinks=False):
        return None
    stat = entry.stat(follow_symlinks=False)
    return stat.st_mode, stat.st_size, stat.st_mtime_ns


def linked_project(project: Path, root: Path, *data: str) -> Path:
    """A project at ``root`` for papers of its own: these folders of the data are copied, or all if none is named.

    The ontology, the rules and the questions are links. Returns ``root``.
    """
    for part in data or [folder.name for folder in (project / "data").iterdir()]:
        shutil.copytree(project / "data" / part, root / "data" / part)
    for part in ("ontology", "queries", "shapes"):
        (root / part).symlink_to(project / part)
    return root


class ProjectCopy:
    """A copy of a project's parts, without its build."""

    def __init__(self, project: Path, root: Path) -> None:
        """Copy the project to the new folder ``root``."""
        self.root = root
        self._project = project
        root.mkdir()
        for part in PARTS:
            source = project / part
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, root / part)
        self._states = {entry.path: _state(entry) for entry in _files(root)}

    def restore(self) -> None:
        """Put back what was changed or removed, and remove what was added."""
        found: set[str] = set()
        for entry in _files(self.root):
            if entry.path in self._states and _state(entry) == self._states[entry.path]:
                found.add(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()
        # A folder's path sorts before those of what is in it.
        for path in sorted(self._states.keys() - found):
            copy, source = Path(path), self._project / Path(path).relative_to(self.root)
            if self._states[path] is None:
                copy.mkdir()
            else:
                shutil.copy2(source, copy)
                stat = copy.stat()
                self._states[path] = (stat.st_mode, stat.st_size, stat.st_mtime_ns)
