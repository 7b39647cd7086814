"""A made-up paper about kites: a folder as `ijb new paper` makes it, for tests to fill with records."""

from __future__ import annotations

from pathlib import Path

from conftest import FREE_BOARD, Run

__all__ = ["FOLDER", "NAME", "new_paper"]

NAME = f"{FREE_BOARD}/2030-01-15-kites"
FOLDER = f"data/{NAME}"


def new_paper(project: Path, folder: Path, ijb: Run, text: str) -> Path:
    """Make the paper in a project; returns the folder with its text, below ``folder``."""
    texts = folder / "texts"
    texts.mkdir()
    (texts / "kites.txt").write_text(text, encoding="utf-8")
    made = ijb("new", "paper", FREE_BOARD, "2030-01-15", "kites", "--text", str(texts / "kites.txt"))
    assert made.returncode == 0, made.stderr
    manifest = project / FOLDER / "paper.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("FILL IN", "Kites"), encoding="utf-8")
    return texts
