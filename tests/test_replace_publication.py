"""Publishing is all or nothing: the last good publication stays, and nothing that no publication put there is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Run
from ijb_graph.check.rules import rule_folders
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from ijb_graph.project import Project
from ijb_graph.publish.datasets import CATALOGUE
from ijb_graph.publish.replace_folder import replace_folder
from published import files_of


@pytest.fixture
def published(small: Project, small_built: Built, small_publication: Path) -> Project:
    """The small project with its graph and its publication, both made before."""
    small.build.mkdir()
    shutil.copy(small_built.path, small.build)
    shutil.copytree(small_publication, small.root / "open-data")
    return small


def test_a_second_publication_replaces_the_first(published: Project, small_ijb: Run) -> None:
    """Also where a link leads to it; what the new one does not have is gone."""
    place = published.root / "open-data"
    (published.root / "shown").symlink_to(place)
    shutil.rmtree(published.queries / "ratings")
    done = small_ijb("publish", "shown")
    assert (done.returncode, done.stderr) == (0, "")
    assert (published.root / "shown").is_symlink()
    files = files_of(place)
    assert "registers/ratings.csv" not in files
    assert b"registers/ratings.csv" not in files[CATALOGUE]
    assert not list(published.root.glob(".open-data.*"))


@pytest.mark.parametrize("fault", ["rule", "question", "licence", "graph"])
def test_a_failed_publication_leaves_the_last_good_one(fault: str, published: Project, small_ijb: Run) -> None:
    before = files_of(published.root / "open-data")
    if fault == "rule":
        (rule_folders(published.shapes)[0] / "shape.ttl").write_text("no Turtle", encoding="utf-8")
    elif fault == "question":
        query = published.queries / "ratings" / "query.rq"
        query.write_text(query.read_text(encoding="utf-8").replace("SELECT", "SELEKT"), encoding="utf-8")
    elif fault == "licence":
        published.licence.unlink()
    else:
        (published.build / "graph.nq").write_text("no N-Quads\n", encoding="utf-8")
    done = small_ijb("publish", "open-data")
    assert done.returncode == 2
    assert done.stderr.startswith("ijb: ")
    assert files_of(published.root / "open-data") == before
    assert not list(published.root.glob(".open-data.*"))


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_publication_that_is_stopped_leaves_the_last_good_one(published: Project, stop: signal.Signals) -> None:
    before = files_of(published.root / "open-data")
    # Whoever runs the tests in the background has them ignore Ctrl-C, and what is begun from here would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "ijb_graph", "publish", "open-data", "--url", "https://example.org/"],
        cwd=published.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while (
        process.poll() is None and not list(published.root.glob(".open-data.*/new/*")) and time.monotonic() < deadline
    ):
        time.sleep(0.001)
    process.send_signal(stop)
    assert process.wait() != 0, "the publication ended before it was stopped"
    assert files_of(published.root / "open-data") == before


def test_the_old_publication_comes_back_where_the_last_step_fails(
    small_publication: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(small_publication, tmp_path / "open-data")
    rename = Path.rename

    def fail_for_the_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    with pytest.raises(KeyboardInterrupt), replace_folder(tmp_path / "open-data") as new:
        (new / "x").write_text("x", encoding="utf-8")
    assert files_of(tmp_path / "open-data") == files_of(small_publication)
    assert [path.name for path in tmp_path.iterdir()] == ["open-data"]


def test_what_is_no_publication_is_left_alone(small_publication: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"found thesis.txt, which no publication put there; expected a new or empty"):
        replace_folder(own).__enter__()
    (own / CATALOGUE).write_text("<x:a> <x:b> <x:c> .", encoding="utf-8")
    (own / "thesis.txt").unlink()
    with pytest.raises(InputError, match=f"found {CATALOGUE}"):
        replace_folder(own).__enter__()
    shutil.copytree(small_publication, tmp_path / "open-data")
    for strange in ("notes.txt", ".git/HEAD", "papers/link"):
        path = tmp_path / "open-data" / strange
        path.parent.mkdir(exist_ok=True)
        if strange == "papers/link":
            path.symlink_to(own)
        else:
            path.write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match=f"found {strange}"):
            replace_folder(tmp_path / "open-data").__enter__()
        path.unlink()
        if strange == ".git/HEAD":
            path.parent.rmdir()
    # Something that came while the publication was made.
    with pytest.raises(InputError, match="found late"), replace_folder(tmp_path / "open-data"):
        (tmp_path / "open-data" / "late").write_text("mine", encoding="utf-8")
    assert (tmp_path / "open-data" / "late").read_text(encoding="utf-8") == "mine"


def test_a_folder_inside_that_is_empty_or_cannot_be_read_is_left_alone(small_publication: Path, tmp_path: Path) -> None:
    place = shutil.copytree(small_publication, tmp_path / "open-data")
    (place / "papers" / "mine").mkdir()
    with pytest.raises(InputError, match="found papers/mine/, which no publication put there"):
        replace_folder(place).__enter__()
    # Nobody can read a path that is too long for the system, whatever the permissions.
    folder = os.open(place / "papers" / "mine", os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=folder)
        inner = os.open("x" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    with pytest.raises(InputError, match=r"papers/mine/x+/.*found no way to use it \(File name too long\)"):
        replace_folder(place).__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["open-data"]


def test_a_folder_inside_that_is_another_users_is_left_alone() -> None:
    """Root may read everything: for it, the test looks as nobody does, at a place that nobody reaches."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        closed = Path(name).resolve() / "open-data" / "closed"
        closed.mkdir(parents=True)
        closed.chmod(0)
        os.seteuid(user or 65534)
        try:
            with pytest.raises(InputError, match=r"closed: found no way to use it \(Permission denied\)"):
                replace_folder(closed.parent).__enter__()
        finally:
            os.seteuid(user)
        closed.chmod(0o700)


def test_a_catalogue_of_others_is_none_of_ours(tmp_path: Path) -> None:
    """Even where a file that it describes is called as ours."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    files = " , ".join(f"<https://x.example/{name}>" for name in ("graph.nq", "thesis.txt"))
    (theirs / CATALOGUE).write_text(f"<x:a> <http://www.w3.org/ns/dcat#downloadURL> {files} .", encoding="utf-8")
    for name in ("graph.nq", "thesis.txt"):
        (theirs / name).write_text("theirs", encoding="utf-8")
    before = files_of(theirs)
    with pytest.raises(InputError, match=f"found {CATALOGUE}, which no publication put there"):
        replace_folder(theirs).__enter__()
    assert files_of(theirs) == before


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with replace_folder(tmp_path / "empty") as new:
        (new / "x").write_text("x", encoding="utf-8")
    assert files_of(tmp_path / "empty") == {"x": b"x"}


def test_calls_that_cannot_be_carried_out(small: Project, small_ijb: Run) -> None:
    def told(arguments: list[str], *parts: str) -> None:
        done = small_ijb("publish", *arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        for part in not_empty(parts):
            assert part in done.stderr

    told(["open-data"], "no graph", "Run `ijb build` first.")
    assert small_ijb("build").returncode == 0
    (small.root / "in-the-way").write_text("x", encoding="utf-8")
    told(["in-the-way"], "in-the-way: found a file", "Choose another folder")
    told(["in-the-way/below"], "in-the-way/below: found no way to use it")
    told(["data"], "data: found ", "which no publication put there")
    for url in ("example.org/", "ftp://example.org/", "https://example.org/a b/", ""):
        told(["open-data", "--url", url], "--url: found ")
    told(["open-data", "--endpoint", "http://localhost:1/"], "found an option --endpoint")
    told([], "column DIR: found no value")
    assert (small.data / "reference").is_dir()
    assert not (small.root / "open-data").exists()


@pytest.mark.parametrize("text", ["_:a <x:p> 1 .", "<x:a> <x:p> _:b . <x:b> <x:p> _:b ."])
def test_a_blank_node_that_has_no_place_of_its_own_is_refused(text: str, published: Project, small_ijb: Run) -> None:
    shape = rule_folders(published.shapes)[0] / "shape.ttl"
    shape.write_text(shape.read_text(encoding="utf-8") + text, encoding="utf-8")
    done = small_ijb("publish", "open-data")
    assert done.returncode == 2
    assert "shape.ttl: found a blank node that no statement or more than one points at" in done.stderr
