"""Ways to spoil a copy of the project, and what a command must say of it: one clear line a fault, no traceback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assertions import not_empty
from command_line import Done

__all__ = ["PAPER", "Spoil", "SpoiltFile", "append", "replace", "told", "write"]

PAPER = "data/east-lothian/2019-10-31-directions"

Spoil = Callable[[Path], object]


@dataclass(frozen=True)
class SpoiltFile:
    """A change of one file of a project, named by its path there."""

    file: str
    change: Callable[[Path], object]

    def __call__(self, project: Path) -> None:
        """Make the change in this project."""
        self.change(project)


def replace(name: str, old: str, new: str) -> SpoiltFile:
    def spoil(project: Path) -> None:
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return SpoiltFile(name, spoil)


def write(name: str, content: str | bytes) -> SpoiltFile:
    def spoil(project: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return SpoiltFile(name, spoil)


def append(name: str, line: str) -> SpoiltFile:
    def spoil(project: Path) -> None:
        with (project / name).open("a", encoding="utf-8") as file:
            file.write(line)

    return SpoiltFile(name, spoil)


def told(done: Done, parts: list[str]) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert all(line.startswith("ijb: ") for line in not_empty(done.stderr.splitlines())), done.stderr
    for part in not_empty(parts):
        assert part in done.stderr, f"{part!r} not in {done.stderr}"
