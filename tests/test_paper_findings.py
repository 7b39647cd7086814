"""What the rules find in each paper is what is approved: a changed finding shows in review."""

from __future__ import annotations

from pathlib import Path

import pytest
from ijb_graph.graph.build import Built
from paper_findings import FINDINGS, PAPERS, approved_papers, by_paper, file_of, findings_of, name_of


@pytest.fixture(scope="module")
def found(request: pytest.FixtureRequest, built: Built) -> dict[Path, str]:
    if approved_papers() == PAPERS:
        return by_paper(PAPERS, request.getfixturevalue("all_findings"))
    return findings_of(approved_papers(), built.path)


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_the_findings_of_a_paper_are_approved(paper: Path, found: dict[Path, str]) -> None:
    if paper not in found:
        pytest.skip("what is found in a new paper is not approved yet: make approve PAPER=...")
    assert found[paper] == file_of(paper).read_text(encoding="utf-8")


def test_what_is_approved_is_of_a_paper_that_there_is() -> None:
    """A paper that was removed or renamed, and whose file was forgotten, is noticed."""
    assert approved_papers()
    assert sorted(FINDINGS.glob("*.csv")) == sorted(map(file_of, approved_papers()))
