"""What the tests share: the project, a build of it, the papers where they are at hand, and `--approve`."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
from command_line import Run, run_in_process, run_process
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built, build
from ijb_graph.project import GRAPH_FILE, Project
from project_copy import ProjectCopy

ROOT = Path(__file__).resolve().parent.parent
PROJECT = Project(ROOT, is_checkout=True)
SHARED = Path(os.environ.get("IJB_SHARED", ROOT.parent / "shared"))


def _board_without_papers() -> tuple[str, str]:
    with (PROJECT.data / "reference" / "integration-authorities.csv").open(encoding="utf-8") as file:
        authorities = [(row["slug"], row["health_board"]) for row in csv.DictReader(file)]
    free: list[tuple[str, str]] = [one for one in authorities if not (PROJECT.data / one[0]).exists()]
    return free[-1]


# An authority of which the project holds no paper, and its health board.
FREE_BOARD, FREE_HEALTH_BOARD = _board_without_papers()

__all__ = ["FREE_BOARD", "FREE_HEALTH_BOARD", "PROJECT", "ROOT", "SHARED", "Run"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--approve",
        action="store_true",
        help="write what the cases give as their approved output, to be read before it is committed",
    )


@pytest.fixture(scope="session")
def approve(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--approve"))


@pytest.fixture(scope="session")
def papers() -> Path:
    """The folder of the papers' texts; they are no part of the project."""
    folder = SHARED / "papers"
    if not folder.is_dir():
        pytest.skip(f"the papers' texts are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project's own graph, built once."""
    return build(PROJECT.data, PROJECT.ontology, tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="session")
def engine(built: Built) -> Embedded:
    return Embedded(built.path)


@pytest.fixture(scope="session")
def merged(engine: Embedded) -> pyoxigraph.Store:
    """The project's own graph in one: each statement once, in the default graph."""
    store = pyoxigraph.Store()
    store.bulk_load(engine.quads(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    return ProjectCopy(ROOT, tmp_path_factory.mktemp("copied") / "project")


@pytest.fixture
def project(copied: ProjectCopy) -> Iterator[Path]:
    """A copy of the project to spoil: it is whole again for the next test."""
    yield copied.root
    copied.restore()


@pytest.fixture
def ijb(project: Path) -> Run:
    """Run the command in the copy of the project, by the code that the installed command runs."""
    return partial(run_in_process, cwd=project)


@pytest.fixture
def ijb_process(project: Path) -> Run:
    """Run the command in the copy of the project in a process of its own, for what is about processes."""
    return partial(run_process, cwd=project)


@pytest.fixture
def ready(project: Path, ijb: Run, built: Built) -> Run:
    """Run the command in the copy of the project, with the project's graph built there."""
    (project / "build").mkdir()
    shutil.copy(built.path, project / "build" / GRAPH_FILE)
    return ijb


@pytest.fixture(scope="session")
def reference() -> dict[str, str]:
    """The generated pages of the reference, by path; without finding out what each rule reads, which takes long."""
    import generate

    return generate.pages(PROJECT, lambda rule: [("Of the thing it validates", ["ijb:lines"])])
