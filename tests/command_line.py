"""The command `ijb` as a user types it: in this process, or in one of its own where the test is about processes."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from ijb_graph.cli import main
from places import ROOT

__all__ = ["Done", "Run", "csv_rows", "run_in_process", "run_in_project", "run_process"]


@dataclass(frozen=True)
class Done:
    """What became of a command: its exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


def run_in_process(*arguments: str, cwd: Path, stdin: str | None = None) -> Done:
    """Run the command's own `main` here: a hundred times sooner than a new interpreter, by the same code.

    ``stdin`` is the text on standard input, empty unless given. A fault that would end as a traceback is raised.
    """
    with CliRunner().isolation(stdin) as (out, err, _), chdir(cwd):
        try:
            main(arguments)
            code: object = 0
        except SystemExit as ended:
            code = ended.code
        sys.stdout.flush()
        sys.stderr.flush()
        texts = [stream.getvalue().decode() for stream in (out, err)]
    assert isinstance(code, int), f"exit with {code!r}"
    return Done(code, *texts)


def csv_rows(project: Path, *arguments: str) -> list[dict[str, str]]:
    """The rows that a command prints as CSV; findings may be among them."""
    done = run_in_process(*arguments, "--format", "csv", cwd=project)
    assert done.returncode in (0, 1), done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def run_process(*arguments: str, cwd: Path, stdin: str | None = None, **environment: str) -> Done:
    """Run the command in a process of its own, with these environment variables beside those of this process."""
    command = [sys.executable, "-m", "ijb_graph", *arguments]
    settings = {**os.environ, **environment}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, input=stdin, check=False, env=settings)
    return Done(done.returncode, done.stdout, done.stderr)


def run_in_project(*arguments: str, stdin: str | None = None, **environment: str) -> Done:
    """Run the command in the project itself, in a process of its own; it asks servers past any proxy."""
    return run_process(*arguments, cwd=ROOT, stdin=stdin, **{"NO_PROXY": "*", **environment})
