"""Where ontology, shapes, data and queries are: in a checkout, or inside the installed package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["GRAPH_FILE", "Project", "find_project"]

# The file that a build writes, in the folder it is given.
GRAPH_FILE = "graph.nq"

_FOLDERS = ("ontology", "shapes", "data", "queries")
_INSTALLED = Path(__file__).parent / "project"


@dataclass
class Project:
    """The folders that hold the project's content, and where a build is put by default.

    ``ontology`` says what things are (Turtle), ``shapes`` what must hold (one folder a rule), ``data`` what the papers
    say (one folder a paper), ``queries`` what people ask (one folder a question). ``licence`` is the file with the
    terms under which these four, and what is made from them, may be used. ``build`` is in the checkout, or in the
    working folder where there is none.
    """

    root: Path
    is_checkout: bool

    def __post_init__(self) -> None:
        """Name the folders, the file and the place of a build."""
        self.ontology, self.shapes, self.data, self.queries = (self.root / name for name in _FOLDERS)
        self.licence = self.root / "LICENSE-DATA"
        self.build = (self.root if self.is_checkout else Path.cwd()) / "build"


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
