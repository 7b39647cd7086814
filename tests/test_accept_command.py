"""``ijb accept``: writes a row for the one finding that is meant, or says why it cannot."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import Run

PAPER = ("--paper", "2023-09-21-directions-half-year-report")
FILE = "data/midlothian/2023-09-21-directions-half-year-report/accepted-findings.csv"
WHY = ("--reason", "It stands in the directions as issued.", "--decision", "Minute 5.3 of the board")


def test_the_row_accepts_the_finding(ready: Run, project: Path) -> None:
    file = project / FILE
    done = ready("accept", "measure-below-target", "5.1", *PAPER, *WHY, "--decided", "2023-12-14")
    assert done.returncode in (0, 2)
    found = list(
        csv.DictReader(ready("check", "--rule", "measure-below-target", *PAPER, "--format", "csv").stdout.splitlines())
    )
    assert found
    first = found[0]
    options = ("--lines", first["lines"], *PAPER, *WHY, "--decided", "2023-12-14")
    done = ready("accept", "measure-below-target", first["subject"], *options)
    assert done.returncode == 0, done.stderr
    assert f"The row is the last of {FILE}" in done.stdout
    before = file.read_bytes()
    row = list(csv.DictReader(before.decode().splitlines()))[-1]
    assert (row["rule"], row["subject"], row["lines"]) == ("measure-below-target", first["subject"], first["lines"])
    assert (row["reason"], row["decided"]) == ("It stands in the directions as issued.", "2023-12-14")
    assert ready("build").returncode == 0
    left = ready("check", "--rule", "measure-below-target", *PAPER, "--format", "csv").stdout
    assert left.count("\n") == len(found)
    # What is accepted already is no open finding.
    again = ready("accept", "measure-below-target", first["subject"], *options)
    assert (again.returncode, file.read_bytes()) == (2, before)
    assert "[no-such-finding]" in again.stderr


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("direction-sharing", "D99", *WHY), "[no-such-finding]"),
        (("direction-shared", "6.2", *WHY), "a rule 'direction-shared'"),
        (("direction-sharing", "6.2", "--reason", " ", "--decision", "Minute 5"), "[unfit-text]"),
        (
            ("direction-sharing", "6.2", "--reason", "Ask a.b@example.org", "--decision", "Minute 5"),
            "without an e-mail",
        ),
        (("direction-sharing", "6.2", "--reason", "x\u202ey", "--decision", "Minute 5"), "RIGHT-TO-LEFT OVERRIDE"),
        (("direction-sharing", "6.2", *WHY, "--decided", "soon"), "is not a day"),
    ],
)
def test_what_cannot_be_accepted_writes_nothing(ready: Run, project: Path, call: tuple[str, ...], said: str) -> None:
    before = (project / FILE).exists()
    done = ready("accept", *call, *PAPER)
    assert done.returncode == 2
    assert said in done.stderr
    assert (project / FILE).exists() == before
