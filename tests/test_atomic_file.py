"""A file is replaced whole or not at all; what a killed writer left is swept, and what a living one writes is not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ijb_graph.atomic_file import replace_file, unfinished
from ijb_graph.graph.inputs import INPUTS_FILE, describe_inputs, is_current

HOLD = """
import sys, time
from pathlib import Path
from ijb_graph.atomic_file import unfinished
with unfinished(Path(sys.argv[1]), is_folder=sys.argv[2] == "folder") as path:
    if path.is_dir():
        (path / "half").write_text("half")
    print(path, flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["file", "folder"])
def writer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, bool]]:
    """Another process that is writing beside ``graph.nq``; what it writes, and whether that is a folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "graph.nq"), request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip()), request.param == "folder"
        process.kill()


def test_what_a_killed_writer_left_is_swept(tmp_path: Path, writer: tuple[subprocess.Popen[str], Path, bool]) -> None:
    process, path, _ = writer
    replace_file(tmp_path / "graph.nq", ["new\n"])
    assert path.exists()
    process.kill()
    process.wait()
    assert path.exists()
    replace_file(tmp_path / "graph.nq", ["newer\n"])
    assert [one.name for one in tmp_path.iterdir()] == ["graph.nq"]


def test_what_is_not_ours_is_left(tmp_path: Path) -> None:
    """Also what has a name that a random one could be."""
    unfinished_name = "graph.nq.ijb-unfinished-abcd1234"
    for name in (".graph.nq", ".graph.nq.bak", ".graph.nq.original", ".graph.nq.20261101", unfinished_name):
        (tmp_path / name).write_text("mine")
    (tmp_path / f".x{unfinished_name}").write_text("mine")
    (tmp_path / ".graph.nq.previous").mkdir()
    (tmp_path / f".{unfinished_name}").symlink_to(tmp_path / ".graph.nq")
    before = {path.name for path in tmp_path.iterdir()}
    assert len(before) == 8
    replace_file(tmp_path / "graph.nq", ["new\n"])
    assert {path.name for path in tmp_path.iterdir()} == before | {"graph.nq"}


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "graph.nq"
    replace_file(target, ["old\n"])

    def failing() -> Iterator[str]:
        yield "new\n"
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        replace_file(target, failing())
    assert target.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(RuntimeError), unfinished(tmp_path / "site", is_folder=True) as folder:
        (folder / "page").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_removed_does_not_undo_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old publication with a folder of another user: the new one is in its place, and the next writer sweeps."""

    def refuse(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refuse)
        with unfinished(tmp_path / "site", is_folder=True) as folder:
            (folder / "old").mkdir()
    assert folder.exists()
    replace_file(tmp_path / "site", ["new\n"])
    assert not folder.exists()


@pytest.mark.parametrize(
    ("mask", "private", "mode"), [(0o022, False, 0o644), (0o077, False, 0o600), (0o022, True, 0o600)]
)
def test_permissions(tmp_path: Path, mask: int, private: bool, mode: int) -> None:
    before = os.umask(mask)
    try:
        replace_file(tmp_path / "graph.nq", ["new\n"], is_private=private)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "graph.nq").stat().st_mode) == mode


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A graph that was just made from two folders."""
    for path in ("data/a/rows.csv", "ontology/terms.ttl", "build/graph.nq"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text("content")
    told = describe_inputs(tmp_path / "build", tmp_path / "data", tmp_path / "ontology")
    (tmp_path / "build" / INPUTS_FILE).write_text(told)
    return tmp_path


@pytest.mark.parametrize("thoroughly", [False, True])
def test_a_graph_is_current_until_its_inputs_change(inputs: Path, thoroughly: bool) -> None:
    graph, rows = inputs / "build" / "graph.nq", inputs / "data" / "a" / "rows.csv"
    assert is_current(graph, thoroughly)
    os.utime(rows)  # a later time with the same content, as after a checkout
    (inputs / "data" / ".DS_Store").write_text("no input")
    assert is_current(graph, thoroughly)
    rows.write_text("changed")
    assert is_current(graph, thoroughly) is False
    rows.write_text("content")
    assert is_current(graph, thoroughly)
    (inputs / "data" / "a" / "more.csv").write_text("")
    assert is_current(graph, thoroughly) is False
    (inputs / "data" / "a" / "more.csv").unlink()
    rows.rename(inputs / "data" / "a" / "named.csv")
    assert is_current(graph, thoroughly) is False


def test_a_moved_project_is_still_current(inputs: Path) -> None:
    moved = inputs.parent / f"{inputs.name}-moved"
    inputs.rename(moved)
    assert is_current(moved / "build" / "graph.nq", thoroughly=True)


@pytest.mark.parametrize("told", ["", "{}", "[]", '{"data": 1, "ontology": "x", "digest": ""}', '{"data": "../none"}'])
def test_what_is_not_known_is_not_said(inputs: Path, told: str) -> None:
    (inputs / "build" / INPUTS_FILE).write_text(told)
    assert is_current(inputs / "build" / "graph.nq") is None
    (inputs / "build" / INPUTS_FILE).unlink()
    assert is_current(inputs / "build" / "graph.nq") is None
