"""Where ontology, shapes, data and queries are: in a checkout, or inside the installed package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["GRAPH_FILE", "Project", "find_project"]

# The file that a build writes, in the folder it is given.
GRAPH_FILE = "graph.nq"

_FOLDERS = ("ontology", "shapes", "data", "queries")
_INSTALLED = Path(__file__).parent / "project"


@dataclass(frozen=True)
class Project:
    """The folders that hold the project's content, and where a build is put by default."""

    root: Path
    is_checkout: bool

    @property
    def ontology(self) -> Path:
        """What things are: Turtle files."""
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
        """The file with the terms under which the four folders, and what is made from them, may be used."""
        return self.root / "LICENSE-DATA"

    @property
    def build(self) -> Path:
        """The default folder of a build: in the checkout, or in the working folder where there is none."""
        return (self.root if self.is_checkout else Path.cwd()) / "build"


def find_project(start: Path | None = None) -> Project:
    """The checkout around ``start`` (the working folder if not given), else the content of the installed package.

    A package installed in editable mode carries no content: then the checkout that it was installed from.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if all((folder / name).is_dir() for name in _FOLDERS):
            return Project(folder, is_checkout=True)
    if _INSTALLED.is_dir():
        return Project(_INSTALLED, is_checkout=False)
    return Project(Path(__file__).resolve().parents[2], is_checkout=True)
