"""One function asked over boards: each has a list of its own, and the national list compares them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import csv_rows, run_in_process
from places import PROJECT
from project_copy import linked_project

MANIFEST = """board = "edinburgh"
meeting_date = 2030-03-21
title = "Made-up functions"
kind = "directions"

[text]
file = "made-up.txt"
sha256 = "{sha}"
lines = 30
"""

# A second board's list. The first two have the national names but for case and space; the third has the name of a
# function that councils delegate, and so is another one; the last has words of its own.
FUNCTIONS = """delegated_by,number,function,branch_of,from,until,exempted_by,lines,basis,note
NHS Lothian,1,District  Nursing services.,,,,,3,printed,
City of Edinburgh Council,2,day services,,,,,4,printed,
NHS Lothian,3,Mental health services,,,,,5,printed,
NHS Lothian,4,Care at the end of life,,,,,6,printed,
"""
READINGS = """board,delegated_by,function,exact,broad,narrow,reason
edinburgh,NHS Lothian,Care at the end of life,,,palliative-care-in-hospital; palliative-care-outside-hospital,Both.
"""


def rows(project: Path, *arguments: str) -> list[dict[str, str]]:
    return csv_rows(project, "ask", "functions-across-boards", *arguments)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """East Lothian's paper, and one of a second board: no edit but its own folder and a reading."""
    root = tmp_path_factory.mktemp("functions") / "project"
    linked_project(PROJECT.root, root, "kinds", "reference", "east-lothian")
    folder = root / "data" / "edinburgh" / "2030-03-21-made-up"
    folder.mkdir(parents=True)
    (folder / "paper.toml").write_text(MANIFEST.format(sha="0" * 64), encoding="utf-8")
    (folder / "functions.csv").write_text(FUNCTIONS, encoding="utf-8")
    (root / "data" / "editorial").mkdir()
    (root / "data" / "editorial" / "national-function-matches.csv").write_text(READINGS, encoding="utf-8")
    done = run_in_process("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.mark.parametrize("function", ["district-nursing", "day-services"])
def test_the_same_name_is_the_same_function(project: Path, function: str) -> None:
    found = rows(project, "--function", function)
    assert {(row["board"], row["match"]) for row in found} == {("east-lothian", "the same"), ("edinburgh", "the same")}
    # East Lothian directs it; Edinburgh's paper holds no direction.
    assert {row["board"] for row in found if row["code"]} == {"east-lothian"}
    assert [row["lines"] for row in found if row["board"] == "edinburgh"] in (["3"], ["4"])


def test_a_health_board_does_not_delegate_a_function_of_councils(project: Path) -> None:
    assert {row["board"] for row in rows(project, "--function", "mental-health-services")} == {"east-lothian"}


def test_other_words_are_matched_by_a_reading(project: Path) -> None:
    [found] = rows(project, "--function", "palliative-care-in-hospital", "--board", "edinburgh")
    assert (found["board_function"], found["match"]) == ("Care at the end of life", "the national one is narrower")


def test_every_name_of_the_list_was_seen_in_a_paper() -> None:
    """Nothing is invented: an entry that names a paper of the project has the very words that stand on the lines."""
    with (PROJECT.data / "reference" / "national-functions.csv").open(encoding="utf-8") as file:
        places = [(row["name"], *row["seen_in"].partition(", line ")) for row in csv.DictReader(file)]
    for name, paper, _, line in not_empty([place for place in places if place[2]]):
        with (PROJECT.data / Path(*paper.split(" ")) / "functions.csv").open(encoding="utf-8") as file:
            assert name in [row["function"] for row in csv.DictReader(file) if row["lines"] == line]
