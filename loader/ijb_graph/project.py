"""Where ontology, shapes, data and queries lie: in a checkout, or inside the installed package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["GRAPH_FILE", "Project", "find_project"]

# What a build writes, in the folder it is given.
GRAPH_FILE = "graph.nq"

_ROOMS = ("ontology", "shapes", "data", "queries")
_INSTALLED = Path(__file__).parent / "project"


@dataclass(frozen=True)
class Project:
    """The four rooms that hold the project's content, and where a build is put by default."""

    root: Path
    is_checkout: bool

    @property
    def ontology(self) -> Path:
        """What things are: Turtle."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """What must hold: one folder a rule."""
        return self.root / "shapes"

    @property
    def data(self) -> Path:
        """What the papers say: one folder a paper."""
        return self.root / "data"

    @property
    def queries(self) -> Path:
        """What people ask: one folder a question."""
        return self.root / "queries"

    @property
    def licence(self) -> Path:
        """The terms under which the four rooms, and what is made from them, may be used."""
        return self.root / "LICENSE-DATA"

    @property
    def build(self) -> Path:
        """Where a build lies unless the user says otherwise: beside the rooms of a checkout, else in this folder."""
        return (self.root if self.is_checkout else Path.cwd()) / "build"


def find_project(start: Path | None = None) -> Project:
    """The checkout around ``start`` (the working folder if not given), else the one inside the installed package.

    A package installed in editable mode carries no rooms of its own: then the checkout that it was installed from.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if all((folder / room).is_dir() for room in _ROOMS):
            return Project(folder, is_checkout=True)
    if _INSTALLED.is_dir():
        return Project(_INSTALLED, is_checkout=False)
    return Project(Path(__file__).resolve().parents[2], is_checkout=True)
