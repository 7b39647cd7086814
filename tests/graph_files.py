"""Built graphs as tests read and change them: the statements of a file, and a file of other statements."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ijb_graph.graph_file import with_trailer

__all__ = ["statements_of", "write_graph"]


def statements_of(path: Path) -> list[str]:
    """The lines of a graph's file, without the last one, which counts them; each with its line end."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[-1].startswith("# ")
    return lines[:-1]


def write_graph(path: Path, lines: Iterable[str]) -> None:
    """Write statements in the order given, as a build writes them: under another name first."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text("".join(with_trailer(lines)), encoding="utf-8")
    fresh.replace(path)
