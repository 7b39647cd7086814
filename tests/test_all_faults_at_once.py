"""Faults of all stages are told at once, each once, and what follows from a fault is not told."""

from __future__ import annotations

from pathlib import Path

import pytest
from assertions import not_empty
from bad_input import PAPER, Spoil, append, replace, told, write
from command_line import Run


def test_one_bad_cell_is_one_fault(project: Path, ijb: Run) -> None:
    """A direction whose row has a fault is not reported missing wherever it is named."""
    replace(f"{PAPER}/directions.csv", "New Hospital,", "New Hospital ,")(project)
    done = ijb("build")
    told(done, ["directions.csv, row 2, column title"])
    assert done.stderr.count("\n") == 1


# A fault of each stage, with what its line begins with.
AUTHORITIES = "data/reference/integration-authorities.csv"

ALL_STAGES: list[tuple[Spoil, str]] = [
    (
        replace("data/kinds/commentary.json", '"propertyUrl": "rdfs:label"', '"propertyURL": "rdfs:label"'),
        "data/kinds/commentary.json: found a word 'propertyURL' in column 'remark'",
    ),
    (
        replace("data/kinds/reserves.json", "ijb:Reserve", "ijbb:Reserve"),
        "data/kinds/reserves.json: found the prefix of 'ijbb:Reserve'",
    ),
    (append("data/reference/people.csv", "Ann  Example \n"), "data/reference/people.csv, row "),
    (write("data/fife/notes.txt", "x"), "data/fife/notes.txt: found notes.txt"),
    (
        replace("data/west-lothian/2020-03-10-self-evaluation-action-plan/paper.toml", "meeting_date", "meeting_day"),
        "data/west-lothian/2020-03-10-self-evaluation-action-plan/paper.toml, column meeting_date: found nothing",
    ),
    (lambda project: None, "data/west-lothian/2020-03-10-self-evaluation-action-plan/paper.toml, column meeting_day"),
    (replace(f"{PAPER}/ratings.csv", ",established,", ",etablished,"), f"{PAPER}/ratings.csv, row 2, column rating"),
    (replace(f"{PAPER}/overseers.csv", "D01h,SPG,", "D01x,SPG,"), f"{PAPER}/overseers.csv, row 2, column direction"),
    (
        append(f"{PAPER}/cited-documents.csv", "D01h,A plan,,1,printed,\nD01h,a-plan,,1,printed,\n"),
        f"{PAPER}/cited-documents.csv, row ",
    ),
    (
        write(
            f"{PAPER}/accepted-findings.csv",
            "rule,subject,lines,words,reason,decision,decided\ndirection-mesure,D1,1,,Why,Who,2020-03-02\n",
        ),
        f"{PAPER}/accepted-findings.csv, row 2, column rule",
    ),
    (
        replace("data/editorial/theme-links.csv", "D02f,golden-thread,8", "D02f,golden-thread,88"),
        "data/editorial/theme-links.csv, row 2, column number: found '88'",
    ),
    (
        replace("data/editorial/shared-work.csv", "governance review,1.1,1,", "governance review,1.1,9,"),
        "data/editorial/shared-work.csv, row 2, column action: found '9'",
    ),
    (append("ontology/direction.ttl", "\nijb:Direction rdfs:seeAlso [] .\n"), "ontology/direction.ttl: found a blank"),
    (write("papers/2.txt", "x"), "papers/2.txt: found a text with SHA-256"),
    (replace(f"{PAPER}/paper.toml", 'file = "', 'file = "2.txt" #'), ""),
    (lambda project: None, "--base: found 'x'"),
]


def test_all_faults_of_all_stages_are_told_at_once_and_each_once(project: Path, ijb: Run) -> None:
    for spoil, _ in ALL_STAGES:
        spoil(project)
    done = ijb("build", "--papers", "papers", "--base", "x")
    assert done.returncode == 2
    *told_of, count = done.stderr.splitlines()
    beginnings = [beginning for _, beginning in ALL_STAGES if beginning]
    for beginning in not_empty(beginnings):
        assert sum(line.startswith(f"ijb: {beginning}") for line in told_of) == 1, f"{beginning}\n{done.stderr}"
    assert (len(told_of), count) == (len(beginnings), f"ijb: {len(beginnings)} faults"), done.stderr


# A fault that much else rests on, and how many lines tell of it.
FOLLOWED: dict[str, tuple[Spoil, int]] = {
    "a body with a space": (replace("data/reference/bodies.csv", "\nCluster Leads,", "\n Cluster Leads,"), 1),
    "no authorities": (lambda project: (project / AUTHORITIES).unlink(), 1),
    "a broken paper.toml": (replace(f"{PAPER}/paper.toml", "board = ", "board : "), 1),
    "a paper without lines": (replace(f"{PAPER}/paper.toml", "lines = 998", "lines = 0"), 1),
    "a column of functions misspelt": (replace(f"{PAPER}/functions.csv", "delegated_by,number", "delegated_by,nr"), 3),
    "no directions": (write(f"{PAPER}/directions.csv", ""), 1),
    "a response to an action that is none": (
        replace("data/editorial/shared-work.csv", "governance review,1.1,1,,", "governance review,1.1,9,1,"),
        1,
    ),
    "no golden threads": (write(f"{PAPER}/golden-threads.csv", ""), 1),
    "a broken schema": (write("data/kinds/directions.json", "{"), 1),
    "a broken schema of reference data": (write("data/kinds/reference/proposals.json", "[]"), 1),
    "a broken schema of names": (write("data/kinds/reference/bodies.json", "[]"), 1),
    "broken common columns": (write("data/kinds/common/record.json", "{}"), 1),
    "broken datatypes": (write("data/kinds/common/datatypes.json", "x"), 1),
}


# Faults that have nothing to do with each other: one build is enough for those of a group.
TOGETHER = [
    ["a body with a space", "no golden threads", "a response to an action that is none"],
    ["no directions", "a broken schema of names"],
    ["a broken paper.toml", "a broken schema of reference data"],
    ["broken common columns", "broken datatypes"],
    ["a paper without lines", "a broken schema"],
    ["a column of functions misspelt"],
    ["no authorities"],
]


def followed() -> list[object]:
    """The groups, and each fault by itself, which is slow."""
    assert sorted(case for group in TOGETHER for case in group) == sorted(FOLLOWED)
    return [*TOGETHER, *(pytest.param([case], marks=pytest.mark.slow) for case in FOLLOWED)]


@pytest.mark.parametrize("cases", followed(), ids=lambda cases: "+".join(cases).replace(" ", "-"))
def test_what_follows_from_a_fault_is_not_told(cases: list[str], project: Path, ijb: Run) -> None:
    """Whatever refers to something that could not be read cannot be judged."""
    for case in cases:
        FOLLOWED[case][0](project)
    done = ijb("build")
    assert done.returncode == 2
    # A line says at the end how many faults there are, if there are several.
    lines = sum(FOLLOWED[case][1] for case in cases) + (len(cases) > 1)
    assert done.stderr.count("\n") == lines, done.stderr
