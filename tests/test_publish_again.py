"""Publishing again: only files whose bytes are others are written, what is gone is removed, and counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Run
from ijb_graph.publish.replace_folder import Written, keep_unchanged


def _fill(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("linked", [True, False], ids=["hard links", "a disk without"])
def test_a_file_with_the_same_bytes_is_the_one_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    old = _fill(tmp_path / "old", a="same", b="old", c__d="same", gone="x")
    for path in not_empty([path for path in old.rglob("*") if path.is_file()]):
        os.utime(path, (10**9, 10**9))
    new = _fill(tmp_path / "new", a="same", b="new", c__d="same", e="new")
    if not linked:

        def refuse(*_: object) -> None:
            raise OSError("no hard links")

        monkeypatch.setattr(os, "link", refuse)
    assert keep_unchanged(new, old) == Written(changed=2, kept=2, gone=1)
    times = {path.relative_to(new).as_posix(): path.stat().st_mtime for path in new.rglob("*") if path.is_file()}
    assert {name for name, time in times.items() if time == 10**9} == {"a", "c/d"}
    assert (new / "a").samefile(old / "a") is linked
    assert (new / "b").read_text(encoding="utf-8") == "new"
    assert (old / "b").read_text(encoding="utf-8") == "old"


def test_the_command_says_how_many_files_were_written(small_ready: Run, small_copy: object, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    first = small_ready("publish", str(folder))
    assert "Written:" not in first.stdout
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    again = small_ready("publish", str(folder))
    assert f"Written: 0. As before: {len(times)}. Removed: 0." in again.stdout
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == times
    issued = small_ready("publish", str(folder), "--issued", "2032-01-01")
    changed = {path for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert f"Written: {len(changed)}. As before: {len(times) - len(changed)}. Removed: 0." in issued.stdout
    assert folder / "catalogue.ttl" in changed
    assert folder / "graph.nq" not in changed
