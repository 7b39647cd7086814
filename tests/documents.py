"""The documents' fenced blocks, and a session that runs those of one document in a copy of the project."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from assertions import not_empty
from command_line import run_in_process
from places import ROOT

__all__ = ["Block", "Session", "blocks_of", "documents"]

_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)


def documents() -> list[Path]:
    """Every document that is written by hand."""
    loose = (
        path
        for pattern in ("*.md", "bench/*.md", "changelog.d/*.md", "data/kinds/*.md")
        for path in sorted(ROOT.glob(pattern))
    )
    return [*loose, *_below(ROOT / "docs")]


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.md")) if "reference" not in path.relative_to(folder).parts)


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after its opening fence, its text, and the line it begins on."""

    document: Path
    line: int
    info: str
    text: str

    @property
    def place(self) -> str:
        """Document and line, as editors know it."""
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def blocks_of(document: Path) -> list[Block]:
    """The fenced blocks of a document, in order."""
    text = document.read_text(encoding="utf-8")
    return [
        Block(
            document,
            text.count("\n", 0, found.start()) + 1,
            found["info"].strip(),
            textwrap.dedent(found["text"]),
        )
        for found in _FENCE.finditer(text)
    ]


class Session:
    """Runs commands in one working folder, the project's own in this process."""

    def __init__(self, folder: Path) -> None:
        """Work in ``folder``, a copy of the project."""
        self.folder = folder
        self._names: dict[str, object] = {}

    def run_python(self, block: Block) -> None:
        """Run a block of Python, with the names of the blocks before it."""
        with chdir(self.folder):
            exec(compile(block.text, block.place, "exec"), self._names)

    def run(self, block: Block) -> None:
        """Run each command of a block, and hold what it prints against what the block shows."""
        for command, shown in not_empty(_commands(block)):
            status, printed = self._ijb(command) if command.startswith("ijb ") else self._shell(command)
            expected = (0, 1) if command.startswith("ijb check ") else (2,) if shown.startswith("ijb: ") else (0,)
            assert status in expected, f"{block.place}: {command} ends with {status}: {printed}"
            if shown:
                _compare(shown, printed, f"{block.place}: {command}")

    def _ijb(self, command: str) -> tuple[int, str]:
        words = shlex.split(command, comments=True)[1:]
        target = words.index(">") if ">" in words else None
        done = run_in_process(*words[:target], cwd=self.folder)
        if target is None:
            return done.returncode, done.stdout + done.stderr
        (self.folder / words[target + 1]).write_text(done.stdout, encoding="utf-8")
        return done.returncode, done.stderr

    def _shell(self, command: str) -> tuple[int, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**os.environ, "PATH": path},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.returncode, done.stdout


def _commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block, with the output that is shown below it."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not parts[0].strip(), f"{block.place}: a console block begins with a command, after $"
    for part in parts[1:]:
        command, _, shown = part.partition("\n")
        yield command.strip(), shown.strip()


def _compare(shown: str, printed: str, what: str) -> None:
    """What is shown is what was printed, but for white space and what ``...`` leaves out."""
    parts = [re.escape(" ".join(part.split())) for part in shown.split("...")]
    pattern = ".*".join(rf"\s*{part}\s*" for part in parts)
    assert re.fullmatch(pattern, " ".join(printed.split()), re.DOTALL), f"{what} prints:\n{printed}\nnot:\n{shown}"
