"""Records that would deceive, hang or crash a build are refused in one clear line each, and the last build stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import Run
from ijb_graph.project import Project

PAPER = "falkirk/2031-03-21-directions"
TITLE = "Lighthouse Clinics"


@pytest.fixture
def ijb(small_ready: Run) -> Run:
    return small_ready


@pytest.fixture
def paper(small: Project, ijb: Run) -> Path:
    """The folder of a paper, in a project whose graph is built."""
    return small.data / PAPER


def refused(paper: Path, ijb: Run, *words: str) -> None:
    graph = paper.parents[2] / "build" / "graph.nq"
    before = graph.read_bytes()
    done = ijb("build")
    assert done.returncode == 2
    assert graph.read_bytes() == before
    assert all(word in done.stderr for word in not_empty(words)), done.stderr
    assert not any(one in done.stderr for one in "\x1b\u202e\u200b\ufeff")
    # One fault is one line, whatever it is in.
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("New \u202elatipsoH", ["row 2", "column title", "U+202E RIGHT-TO-LEFT OVERRIDE (character 5)"]),
        ("New\u200b Hospital", ["U+200B ZERO WIDTH SPACE (character 4)"]),
        ("New\x1b[31m Hospital", ["U+001B ESCAPE"]),
        ("New Ho\u0301spital", ["normal form C", "'New Hóspital'"]),
        ("New\ufeffHospital", ["U+FEFF"]),
        ("x" * 140_000, ["a cell of more than 131072 characters"]),
    ],
)
def test_a_title(paper: Path, ijb: Run, title: str, words: list[str]) -> None:
    file = paper / "directions.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(TITLE, title, 1), encoding="utf-8")
    refused(paper, ijb, "directions.csv", *words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("\nlines = ", "\nlines = -", ["text.lines", "found -"]),
        ("meeting_date = 2031-03-21", "meeting_date = 2031-03-21T10:00:00", ["found 2031-03-21 10:00:00"]),
        ('title = "Made', 'title = "\u202eMade', ["U+202E"]),
        ('title = "Made', 'title = "Cafe\u0301 Made', ["normal form C"]),
        ("[text]", f"deep = {'[' * 50_000}\n[text]", ["nested too deep"]),
        ("[text]", f"long = {'9' * 5_000}\n[text]", ["a number too long"]),
        ("lines = 400", f"lines = 0x{'f' * 5_000}", ["text.lines", "a number too long to print"]),
        ("lines = 400", "lines = 10_000_000", ["text.lines", "found 10000000"]),
        ("meeting_date = 2031-03-21", "meeting_date = 10:00:00", ["meeting_date: found 10:00:00"]),
    ],
)
def test_a_manifest(paper: Path, ijb: Run, old: str, new: str, words: list[str]) -> None:
    file = paper / "paper.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    refused(paper, ijb, "paper.toml", *words)


def test_a_pipe_and_a_device_are_no_records(paper: Path, ijb: Run) -> None:
    file = paper / "directions.csv"
    file.unlink()
    os.mkfifo(file)
    refused(paper, ijb, "directions.csv", "no plain file")
    file.unlink()
    file.symlink_to("/dev/zero")
    refused(paper, ijb, "directions.csv", "no plain file")


def test_a_huge_file_is_not_read(paper: Path, ijb: Run) -> None:
    file = paper / "directions.csv"
    with file.open("ab") as out:
        out.truncate(1 << 40)
    refused(paper, ijb, "directions.csv", "more than 64 MB")


def test_a_query_with_a_byte_order_mark(paper: Path, ijb: Run) -> None:
    file = paper.parents[2] / "query.rq"
    file.write_bytes(b"\xef\xbb\xbfASK {}")
    done = ijb("sparql", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")
