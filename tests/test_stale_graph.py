"""Commands say that the graph they answer from is cut, changed, or older than the records; none answers from damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Run
from graph_files import statements_of
from ijb_graph.project import GRAPH_FILE, Project

COMMANDS = [["ask", "papers"], ["check"], ["sparql", "-"], ["publish", "site"]]


def run(ijb: Run, command: list[str]) -> tuple[int, str]:
    done = ijb(*command, stdin="ASK {}" if command[0] == "sparql" else None)
    return done.returncode, done.stderr


def cut(graph: Path) -> None:
    graph.write_text("".join(statements_of(graph)[:500]), encoding="utf-8")


def flipped(graph: Path) -> None:
    graph.write_bytes(graph.read_bytes().replace(b"#isPaperOf>", b"#isPaperOg>", 1))


@pytest.mark.parametrize("damage", [cut, flipped])
def test_no_command_answers_from_a_damaged_graph(
    small: Project, small_ready: Run, damage: Callable[[Path], None]
) -> None:
    damage(small.root / "build" / GRAPH_FILE)
    for command in COMMANDS:
        code, said = run(small_ready, command)
        assert (code, said.count("\n")) == (2, 1)
        assert "[broken-graph]" in said


def test_a_graph_older_than_the_records_is_said_to_be(small: Project, small_ijb: Run) -> None:
    assert small_ijb("build").returncode == 0
    assert small_ijb("build", "--check").returncode == 0
    # To publish takes long, and is tried below.
    for command in not_empty(COMMANDS[:3]):
        assert "made from other records" not in run(small_ijb, command)[1]
    records = next(small.data.glob("*/*/directions.csv"))
    before = records.read_bytes()
    records.write_bytes(before + b"broken\n")
    assert small_ijb("build").returncode == 2
    for command in COMMANDS:
        code, said = run(small_ijb, command)
        assert code in (0, 1)
        assert "made from other records" in said
    done = small_ijb("build", "--check")
    assert (done.returncode, "run `ijb build`" in done.stdout) == (1, True)
    records.write_bytes(before)
    assert small_ijb("build", "--check").returncode == 0


def test_there_is_no_graph_to_check(small_ijb: Run) -> None:
    done = small_ijb("build", "--check")
    assert (done.returncode, "[no-graph]" in done.stderr) == (2, True)
