"""Commands say that the graph they answer from is cut, changed, or older than the records; none answers from damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from graph_files import statements_of

RULE = "direction-addressee-constituent"
COMMANDS = [["ask", "papers"], ["check", "--rule", RULE], ["sparql", "-"], ["publish", "site"]]


@pytest.fixture
def built_project(project: Path, ijb: Run) -> Path:
    done = ijb("build")
    assert done.returncode == 0, done.stderr
    return project


def run(ijb: Run, command: list[str]) -> tuple[int, str]:
    done = ijb(*command, stdin="ASK {}" if command[0] == "sparql" else None)
    return done.returncode, done.stderr


def cut(graph: Path) -> None:
    graph.write_text("".join(statements_of(graph)[:500]), encoding="utf-8")


def flipped(graph: Path) -> None:
    graph.write_bytes(graph.read_bytes().replace(b"#isPaperOf>", b"#isPaperOg>", 1))


@pytest.mark.parametrize("damage", [cut, flipped])
def test_no_command_answers_from_a_damaged_graph(built_project: Path, ijb: Run, damage: Callable[[Path], None]) -> None:
    damage(built_project / "build" / "graph.nq")
    for command in COMMANDS:
        code, said = run(ijb, command)
        assert (code, said.count("\n")) == (2, 1)
        assert "[broken-graph]" in said


def test_a_graph_older_than_the_records_is_said_to_be(built_project: Path, ijb: Run) -> None:
    assert ijb("build", "--check").returncode == 0
    for command in COMMANDS:
        assert "made from other records" not in run(ijb, command)[1]
    notes = next((built_project / "data").glob("*/*/unknowns.md"))
    records = next(notes.parent.glob("*.csv"))
    before = records.read_bytes()
    records.write_bytes(before + b"broken\n")
    assert ijb("build").returncode == 2
    for command in COMMANDS:
        code, said = run(ijb, command)
        assert code in (0, 1)
        assert "made from other records" in said
    done = ijb("build", "--check")
    assert (done.returncode, "run `ijb build`" in done.stdout) == (1, True)
    records.write_bytes(before)
    assert ijb("build", "--check").returncode == 0


def test_there_is_no_graph_to_check(project: Path, ijb: Run) -> None:
    done = ijb("build", "--check")
    assert (done.returncode, "[no-graph]" in done.stderr) == (2, True)
