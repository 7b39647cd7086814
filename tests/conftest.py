"""What the tests share: the project, a build of it, the papers where they are at hand."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from command_line import Run, run_in_process, run_process
from ijb_graph.check.findings import Finding
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import Built, build
from ijb_graph.project import GRAPH_FILE, Project
from ijb_graph.publish.publication import publish
from made_up import compose
from places import CHROMIUM, FREE_BOARD, FREE_HEALTH_BOARD, PROJECT, ROOT, SHARED
from project_copy import ProjectCopy
from rule_cases import ALL_RULES
from servers import ijb_serve
from small_project import write_small_project

__all__ = ["FREE_BOARD", "FREE_HEALTH_BOARD", "PROJECT", "ROOT", "SHARED", "MadeOnce", "Run"]

# Takes a name and what makes something in a folder; returns the folder.
MadeOnce = Callable[[str, Callable[[Path], object]], Path]


def pytest_configure() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and so do the commands that the tests start."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was skipped: each reason once, with how many tests of which files."""
    skipped: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.getreports("skipped"):
        _, _, reason = report.longrepr
        skipped[reason.removeprefix("Skipped: ")].append(Path(report.nodeid.partition("::")[0]).name)
    if skipped:
        terminalreporter.section("skipped")
    for reason, files in sorted(skipped.items()):
        terminalreporter.line(f"{len(files):4} in {', '.join(sorted(set(files)))}: {reason}")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Have something made in a new folder by whichever worker needs it first; the others read what it made."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder, made = shared / name, shared / f"{name}.made"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                # What a worker left that failed in the middle.
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return once


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
def all_findings(engine: Embedded, made_once: MadeOnce) -> tuple[Finding, ...]:
    """What the rules find in the project's own graph, in the order of a check."""

    def write(folder: Path) -> None:
        (folder / "findings.pickle").write_bytes(pickle.dumps(tuple(check(engine, ALL_RULES))))

    found: tuple[Finding, ...] = pickle.loads((made_once("findings", write) / "findings.pickle").read_bytes())
    return found


@pytest.fixture(scope="session")
def merged(engine: Embedded) -> pyoxigraph.Store:
    """The project's own graph in one: each statement once, in the default graph."""
    store = pyoxigraph.Store()
    store.bulk_load(engine.quads(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the clean made-up project: to be read, not to be changed."""
    return compose(tmp_path_factory.mktemp("clean") / "data")


@pytest.fixture(scope="session")
def clean_built(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Its graph."""
    return build(clean, PROJECT.ontology, tmp_path_factory.mktemp("clean-build"))


@pytest.fixture(scope="session")
def clean_engine(clean_built: Built) -> Embedded:
    return Embedded(clean_built.path)


@pytest.fixture(scope="session")
def publication(built: Built, made_once: MadeOnce) -> Path:
    """The project's own publication: to be read, not to be changed."""
    return made_once("web", lambda folder: publish(built.path, PROJECT, folder / "open-data")) / "open-data"


@pytest.fixture(scope="session")
def site(built: Built) -> Iterator[str]:
    """The address of a server over the five papers."""
    with ijb_serve(built.path.parent) as running:
        yield running.query.removesuffix("/sparql")


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
def reference(made_once: MadeOnce) -> dict[str, str]:
    """The generated pages of the reference, by path; without finding out what each rule reads, which takes long."""
    import generate

    def write(folder: Path) -> None:
        pages = generate.pages(PROJECT, lambda rule: [("Of the thing it validates", ["ijb:lines"])])
        (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")

    pages: dict[str, str] = json.loads((made_once("reference", write) / "pages.json").read_text(encoding="utf-8"))
    return pages


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The Chromium of this machine, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def small_copy(tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    folder = tmp_path_factory.mktemp("small")
    return ProjectCopy(write_small_project(folder / "source"), folder / "project")


@pytest.fixture(scope="session")
def small_built(small_copy: ProjectCopy, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The graph of the small project."""
    return build(small_copy.root / "data", small_copy.root / "ontology", tmp_path_factory.mktemp("small-build"))


@pytest.fixture(scope="session")
def small_publication(small_copy: ProjectCopy, small_built: Built, made_once: MadeOnce) -> Path:
    """The publication of the small project: to be read, not to be changed."""
    project = Project(small_copy.root, is_checkout=True)
    return made_once("small-web", lambda folder: publish(small_built.path, project, folder / "open-data")) / "open-data"


@pytest.fixture
def small(small_copy: ProjectCopy) -> Iterator[Project]:
    """A project with the clean made-up records and a single rule, which finds something in them; to spoil."""
    yield Project(small_copy.root, is_checkout=True)
    small_copy.restore()


@pytest.fixture
def small_ijb(small: Project) -> Run:
    """Run the command in the small project."""
    return partial(run_in_process, cwd=small.root)


@pytest.fixture
def small_ready(small: Project, small_ijb: Run, small_built: Built) -> Run:
    """Run the command in the small project, with its graph built there."""
    (small.root / "build").mkdir()
    shutil.copy(small_built.path, small.root / "build" / GRAPH_FILE)
    return small_ijb
