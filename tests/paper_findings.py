"""What the rules find in each paper, beside what is approved of it in `tests/findings/`.

A paper whose findings nobody has approved yet is left out of the graph that the others are checked in: a new paper, the
second of a board too, changes no approved file. To approve it (`make approve PAPER=...`) takes it in; where it changes
what is found in an earlier paper, that paper's file is then due as well, and the tests say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ijb_graph.addresses import PREFIXES
from ijb_graph.check import report_formats
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from places import PROJECT, ROOT

__all__ = ["FINDINGS", "PAPERS", "approved_papers", "by_paper", "file_of", "findings_of", "name_of"]

FINDINGS = ROOT / "tests" / "findings"
PAPERS = sorted(path.parent for path in PROJECT.data.glob("*/*/paper.toml"))


def name_of(paper: Path) -> str:
    """A paper as its named graph has it: ``midlothian/2023-09-21-directions-half-year-report``."""
    return f"{paper.parent.name}/{paper.name}"


def file_of(paper: Path) -> Path:
    """The file of its approved findings."""
    return FINDINGS / f"{paper.parent.name}-{paper.name}.csv"


def approved_papers() -> list[Path]:
    """The papers whose findings are approved."""
    return [paper for paper in PAPERS if file_of(paper).exists()]


def findings_of(papers: Collection[Path], graph: Path) -> dict[Path, str]:
    """The findings of each of these papers, as CSV, in a graph that holds no other paper of the project."""
    engine = Embedded(graph)
    others = {f"{PREFIXES['id']}graph/{name_of(paper)}" for paper in PAPERS if paper not in papers}
    engine.keep(engine.graphs() - others)
    return by_paper(papers, check(engine, read_rules(PROJECT.shapes)))


def by_paper(papers: Collection[Path], found: Collection[Finding]) -> dict[Path, str]:
    """Of these findings those of each of these papers, as CSV."""

    def of(paper: Path) -> str:
        of_paper = [one for one in found if (one.board, one.paper) == (paper.parent.name, paper.name)]
        return report_formats.as_csv(of_paper, report_formats.FOUND_COLUMNS)

    return {paper: of(paper) for paper in papers}


def named(names: Iterable[str]) -> list[Path]:
    """The papers of these names: a folder's name, with its board before it or without."""
    return [paper for paper in PAPERS if paper.name in names or name_of(paper) in names]
