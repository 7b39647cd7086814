"""Where the tests find the project, and what is there on some machines only."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

from ijb_graph.project import Project

__all__ = ["CHROMIUM", "FREE_BOARD", "FREE_HEALTH_BOARD", "PROJECT", "ROOT", "SHARED"]

ROOT = Path(__file__).resolve().parent.parent
PROJECT = Project(ROOT, is_checkout=True)
# The papers' texts lie there, which are no part of the project.
SHARED = Path(os.environ.get("IJB_SHARED", ROOT.parent / "shared"))
# None where there is none.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _board_without_papers() -> tuple[str, str]:
    with (PROJECT.data / "reference" / "integration-authorities.csv").open(encoding="utf-8") as file:
        authorities = [(row["slug"], row["health_board"]) for row in csv.DictReader(file)]
    free: list[tuple[str, str]] = [one for one in authorities if not (PROJECT.data / one[0]).exists()]
    return free[-1]


# An authority of which the project holds no paper, and its health board.
FREE_BOARD, FREE_HEALTH_BOARD = _board_without_papers()
