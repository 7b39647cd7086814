"""Commands killed at any moment: the last good state stays whole, and the next command leaves nothing lying about.

``IJB_KILLS`` says how often each command is killed, 12 times unless it is set.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from ijb_graph.check.rules import rule_folders
from ijb_graph.graph_file import open_graph

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("IJB_KILLS", "12"))
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def _is_graph(path: Path) -> None:
    with open_graph(path) as file:
        assert file.read(1)


def _is_build(project: Path) -> None:
    _is_graph(project / "build" / "graph.nq")


def _is_publication(project: Path) -> None:
    """Every file that the catalogue names is there, and the graph is whole."""
    _is_graph(project / "site" / "graph.nq")
    for name in ("catalogue.ttl", "graph.trig", "findings.csv", "registers/directions.csv", "shapes.ttl"):
        assert (project / "site" / name).stat().st_size, name


COMMANDS: dict[str, tuple[list[str], Callable[[Path], None]]] = {
    "build": (["build"], _is_build),
    "publish": (["publish", "site"], _is_publication),
    "check": (["check", "--incremental", "--summary"], _is_build),
    "sparql": (["sparql", "-"], _is_build),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the real records and questions, and few rules: each command takes a second or two."""
    project = tmp_path_factory.mktemp("kills") / "project"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, project / name)
    for folder in rule_folders(ROOT / "shapes")[::12]:
        shutil.copytree(folder, project / "shapes" / folder.parent.name / folder.name)
    for path in (ROOT / "shapes").glob("*.ttl"):
        shutil.copy(path, project / "shapes")
    shutil.copy(ROOT / "LICENSE-DATA", project)
    for command in (["build"], ["publish", "site"], ["check", "--incremental", "--summary"]):
        assert _run(project, command).wait() in (0, 1), command
    return project


def _run(project: Path, command: list[str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ijb_graph", *command],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(CROSS.encode() if command[0] == "sparql" else b"")
    process.stdin.close()
    return process


def _leftovers(project: Path) -> list[Path]:
    return [path for path in project.rglob(".*") if path.name not in (".lock",)]


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_killed_command_spoils_nothing(small: Path, name: str) -> None:
    command, is_whole = COMMANDS[name]
    began = time.monotonic()
    if name != "sparql":
        _run(small, command).wait()
    usual = time.monotonic() - began if name != "sparql" else 2.0
    chance = random.Random(name)
    ended = 0
    for _ in range(KILLS):
        process = _run(small, command)
        time.sleep(chance.uniform(0.05, usual))
        ended += process.poll() is not None
        process.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM]))
        process.wait()
        is_whole(small)
    assert ended < KILLS, "none was killed at work"
    if name == "sparql":
        _no_child_runs(small)
        return
    assert _run(small, command).wait() in (0, 1)
    is_whole(small)
    assert _leftovers(small) == []


def _no_child_runs(project: Path) -> None:
    """The child of a killed command ends with it."""
    time.sleep(0.5)
    assert [path for path in Path("/proc").glob("[0-9]*/cwd") if _leads_to(path, project)] == []


def _leads_to(link: Path, folder: Path) -> bool:
    try:
        return link.readlink() == folder
    except OSError:
        return False
