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
from assertions import not_empty
from conftest import ROOT
from ijb_graph.check.rules import rule_folders
from ijb_graph.engine import Embedded
from ijb_graph.engine.query_limits import Limits
from ijb_graph.engine.sparql_client import Server
from ijb_graph.graph_file import open_graph, with_trailer
from servers import oxigraph

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("IJB_KILLS", "12"))
# A test that takes a quarter of an hour is taken for one that hangs: so many kills are one test.
_AT_ONCE = 50
in_batches = pytest.mark.parametrize("kills", [min(_AT_ONCE, KILLS - done) for done in range(0, KILLS, _AT_ONCE)])
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


def _run(project: Path, command: list[str], query: str = "") -> subprocess.Popen[bytes]:
    """Run a command, in a group of processes of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ijb_graph", *command],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(query.encode())
    process.stdin.close()
    return process


def _kill(process: subprocess.Popen[bytes], after: float, chance: random.Random) -> bool:
    """Kill a command and nothing else after so many seconds: it ends, and so does all that it started.

    Returns whether it was still at work.
    """
    time.sleep(after)
    was_at_work = process.poll() is None
    process.send_signal(chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
    process.wait(20)
    until = time.monotonic() + 5
    while _is_group(process.pid):
        assert time.monotonic() < until, "a process that the command started lives on"
        time.sleep(0.01)
    return was_at_work


def _is_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _leftovers(project: Path) -> list[Path]:
    return [path for path in project.rglob(".*") if path.name not in (".lock",)]


@in_batches
@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_killed_command_spoils_nothing(small: Path, name: str, kills: int, request: pytest.FixtureRequest) -> None:
    command, is_whole = COMMANDS[name]
    began = time.monotonic()
    _run(small, command).wait()
    usual = time.monotonic() - began
    chance = random.Random(request.node.name)
    killed = 0
    for _ in range(kills):
        killed += _kill(_run(small, command), chance.uniform(0.05, usual), chance)
        is_whole(small)
    assert killed, "none was killed at work"
    assert _run(small, command).wait() in (0, 1)
    is_whole(small)
    assert _leftovers(small) == []


@in_batches
def test_a_killed_query_leaves_no_process_and_no_file(small: Path, kills: int, request: pytest.FixtureRequest) -> None:
    """A query without end: its child ends with its parent, however that is killed."""
    chance = random.Random(request.node.name)
    before, began = sorted(small.rglob("*")), time.monotonic()
    assert _run(small, ["sparql", "-"], "ASK {}").wait() == 0
    usual = time.monotonic() - began
    for _ in not_empty(range(kills)):
        process = _run(small, ["sparql", "-"], CROSS)
        assert _kill(process, chance.uniform(usual / 8, 2 * usual), chance), "the query ended by itself"
    _is_build(small)
    assert sorted(small.rglob("*")) == before


def _halved(graph: Path, folder: Path) -> None:
    """Another build: of each named graph but that about the whole, every second statement."""
    with open_graph(graph) as file:
        lines = [line for line in file.read().decode().splitlines(keepends=True) if not line.startswith("#")]
    kept = [line for place, line in enumerate(lines) if place % 2 or line.endswith("/about> .\n")]
    folder.mkdir()
    (folder / "graph.nq").write_text("".join(with_trailer(kept)), encoding="utf-8")


def _statements(store: Path | str) -> dict[str, int]:
    """How many statements each named graph has, in the file of a build or on the server at a query address."""
    query = "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
    engine = Embedded(store) if isinstance(store, Path) else Server(store, Limits())
    return {graph: int(count) for graph, count in engine.query(query, "the named graphs").texts()}


@in_batches
def test_a_killed_load_leaves_each_named_graph_whole(
    small: Path, tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    """Each is as in the one build or as in the other, and the next load makes all of them as in its own."""
    halved = tmp_path / "halved"
    _halved(small / "build" / "graph.nq", halved)
    chance = random.Random(request.node.name)
    with oxigraph(tmp_path) as server:
        loads = [["load", "--endpoint", server.query, "--out", str(out)] for out in (small / "build", halved)]
        began = time.monotonic()
        assert _run(small, loads[0]).wait() == 0
        usual = time.monotonic() - began
        builds = [_statements(out / "graph.nq") for out in (small / "build", halved)]
        killed = 0
        for number in not_empty(range(kills)):
            killed += _kill(_run(small, loads[number % 2]), chance.uniform(usual / 4, usual), chance)
            for graph, count in not_empty(_statements(server.query).items()):
                assert count in [build[graph] for build in builds], graph
        assert killed, "none was killed at work"
        assert _run(small, loads[1]).wait() == 0
        assert _statements(server.query) == builds[1]
    _is_build(small)
    assert _leftovers(small) == []
