"""Standard streams that are closed or full: one clear error where it can be written, and always the right exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT
from ijb_graph.graph.build import Built

COMMANDS = ["--help", "ask papers", "ask papers --format csv", "check --summary --rule direction-measure", "sparql -"]
COMMANDS += ["ask papers --format parquet"]


def shell(built: Built, command: str, redirect: str) -> subprocess.CompletedProcess[str]:
    out = "" if command == "--help" else f"--out {built.path.parent}"
    line = f"{sys.executable} -m ijb_graph {command} {out} {redirect}"
    return subprocess.run(
        ["sh", "-c", line], cwd=PROJECT.root, input="ASK {}", capture_output=True, text=True, check=False
    )


def closed_or_full() -> list[object]:
    """Each command with a closed output or a full one; with the other it is slow."""
    ways = (">&-", ">/dev/full")
    return [
        pytest.param(command, redirect, marks=[pytest.mark.slow] if (place + way) % 2 else [])
        for place, command in enumerate(COMMANDS)
        for way, redirect in enumerate(ways)
    ]


@pytest.mark.parametrize(("command", "redirect"), closed_or_full())
def test_an_output_that_cannot_be_written(built: Built, command: str, redirect: str) -> None:
    done = shell(built, command, redirect)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "[no-access]" in done.stderr


@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full"])
def test_errors_that_cannot_be_written(built: Built, redirect: str) -> None:
    assert shell(built, "ask papers", redirect).returncode == 0
    assert shell(built, "ask paperss", redirect).returncode == 2


def test_an_input_that_is_closed(built: Built) -> None:
    done = shell(built, "sparql -", "<&-")
    assert done.returncode == 2
    assert "[invalid-query]" in done.stderr
    done = shell(built, "ask papers", "<&-")
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_meant_for_a_closed_stream_goes_into_a_file(tmp_path: Path) -> None:
    line = f"{sys.executable} -m ijb_graph build --out {tmp_path} >&- 2>&-"
    subprocess.run(["sh", "-c", line], cwd=PROJECT.root, check=False)
    done = subprocess.run(
        [sys.executable, "-m", "ijb_graph", "ask", "papers", "--out", str(tmp_path)], cwd=PROJECT.root, check=False
    )
    assert done.returncode == 0
