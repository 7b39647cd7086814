"""Files that are no text, no rows, pipes or of another program, wherever a command meets them: one clear line each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Done, Run, run_in_process, run_process
from graph_files import statements_of, write_graph
from ijb_graph.check.rules import SHAPE
from ijb_graph.project import Project

NO_TEXT = b"a,\xff\n"


def refused(done: Done, *words: str) -> None:
    assert done.returncode == 2, done.stdout
    assert done.stderr.startswith("ijb: ") and done.stderr.count("\n") == 1, done.stderr
    assert all(word in done.stderr for word in not_empty(words)), done.stderr


@pytest.fixture
def rule(small: Project) -> Path:
    [shape] = small.shapes.rglob(SHAPE)
    return shape.parent


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("valid.ttl", NO_TEXT, ["valid.ttl, row 1", "no UTF-8"]),
        ("invalid.ttl", NO_TEXT, ["invalid.ttl, row 1", "no UTF-8"]),
        ("report.csv", NO_TEXT, ["report.csv, row 1", "no UTF-8"]),
        ("report.csv", b"focus,message\n" + b"x" * 140_000, ["report.csv", "field larger"]),
        ("report.csv", b"focus\nx\n", ["report.csv", "no CSV with a column message"]),
    ],
)
def test_an_example_that_cannot_be_explained(
    rule: Path, small_ready: Run, file: str, content: bytes, words: list[str]
) -> None:
    (rule / file).write_bytes(content)
    refused(small_ready("check", "--explain", rule.name), *words)


@pytest.mark.parametrize("content", [NO_TEXT, b"name\nx\n"])
def test_authorities_that_cannot_be_read(small: Project, small_ijb: Run, content: bytes) -> None:
    (small.data / "reference" / "integration-authorities.csv").write_bytes(content)
    refused(small_ijb("new", "paper", "midlothian", "2031-01-01", "plan"), "integration-authorities.csv")


def test_a_line_end_in_a_column_makes_no_further_line(small: Project, small_ijb: Run) -> None:
    file = small.data / "reference" / "legal-basis.csv"
    file.write_text('"a\r\nb"\n', encoding="utf-8")
    done = small_ijb("build")
    assert done.returncode == 2 and r"the columns a\r\nb;" in done.stderr
    assert all(line.startswith("ijb: ") for line in not_empty(done.stderr.splitlines()))


def test_a_file_name_that_is_no_utf8(small: Project, small_ijb: Run) -> None:
    (small.data / os.fsdecode(b"\xff.csv")).write_text("x", encoding="utf-8")
    refused(small_ijb("build"), r"data/\udcff.csv")


def test_a_folder_name_that_is_no_utf8(small: Project) -> None:
    done = run_in_process("build", "--out", os.fsdecode(b"\xff"), cwd=small.root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(r"\udcff/graph.nq: ")


def test_an_encoding_that_lacks_a_character(small: Project, small_ready: Run) -> None:
    query = 'SELECT ("\u00e9" AS ?x) {}'
    done = run_process("sparql", "-", "--format", "csv", cwd=small.root, stdin=query, PYTHONIOENCODING="ascii")
    refused(done, "the encoding ascii, which lacks U+00E9", "[unwritable-character]")


def test_a_word_that_is_no_text(small: Project, small_ready: Run) -> None:
    refused(small_ready("ask", "theme", "--board", os.fsdecode(b"\xff")), "--board", r"'\udcff' is not any text")


@pytest.mark.parametrize("content", [b"[" * 100_000, NO_TEXT, b"5", None])
def test_inputs_that_cannot_be_read_say_nothing(small: Project, small_ready: Run, content: bytes | None) -> None:
    file = small.root / "build" / "inputs.json"
    if content is None:
        os.mkfifo(file)
    else:
        file.write_bytes(content)
    done = small_ready("build", "--check")
    assert (done.returncode, done.stderr) == (1, "") and "what is not known" in done.stdout


def test_a_pipe_is_no_graph_and_no_state(small: Project, small_ready: Run) -> None:
    folder = small.root / "build" / "checked"
    folder.mkdir()
    os.mkfifo(folder / "results.jsonl")
    assert small_ready("check", "--incremental", "--summary").returncode in (0, 1)
    assert (folder / "results.jsonl").is_file()
    graph = small.root / "build" / "graph.nq"
    graph.unlink()
    os.mkfifo(graph)
    refused(small_ready("check", "--incremental", "--summary"), "build/graph.nq: found no plain file")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("<a:a> <a:b> <<( <a:c> <a:d> <a:e> )>> <a:g> .\n", ["a statement about a statement"]),
        ("<a:a> <a:b> _:c <a:g> .\n<a:a> <a:c> _:c <a:g> .\n", ["a blank node"]),
    ],
)
def test_statements_that_no_build_writes_are_not_published(
    small: Project, small_ready: Run, statement: str, words: list[str]
) -> None:
    graph = small.root / "build" / "graph.nq"
    write_graph(graph, [*statements_of(graph), statement])
    refused(small_ready("publish", "site"), "build/graph.nq", *words, "[broken-graph]")
    assert not (small.root / "site").exists()


def test_what_a_parser_says_of_a_graph_is_one_line(small: Project, small_ready: Run) -> None:
    graph = small.root / "build" / "graph.nq"
    write_graph(graph, [*statements_of(graph), "<a:a> <a:b> <a:c\n"])
    refused(small_ready("check", "--summary"), "build/graph.nq", "no N-Quads", "[broken-graph]")
