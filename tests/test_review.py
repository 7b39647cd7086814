"""A draft is reviewed: each decision is on disk at once, is judged as the build would, and can be taken back."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import random
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from assertions import not_empty
from command_line import run_process
from conftest import PROJECT, SHARED, Run
from drafts_to_review import BOARD, draft_to_review, write_draft
from ijb_graph.errors import InputError
from ijb_graph.read.drafts.cells import CONFIRMED, EVERY_ROW, LOST, NOT_APPLICABLE, NOT_SAID, TO_DECIDE
from ijb_graph.read.drafts.draft import DROPPED, WHOLE_ROW, Decision, Place, read_draft
from ijb_graph.read.review.own_words import MOST_WORDS, copied_words
from ijb_graph.read.review.review import Review, open_review
from ijb_graph.read.review.second_reader import second_reading, to_read_again

SUMMARY = Place("directions", 1, "summary")
ADDRESSEES = Place("directions", 2, "addressees")
# How often a review is killed.
KILLS = int(os.environ.get("IJB_KILLS", "12"))
FOLDER = f"drafts/{BOARD}/2030-04-01-directions"
# What a person types to decide all of it, a line for each key or text.
EVERYTHING = """\
e
R. Reader
e
The title says for which year the directions are.
e
Open three day centres.
e
Ask how carers are heard.
a
a
a
a
e
Meadow Forum
b
standing-group

N
N
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_draft(tmp_path / "drafts")


@pytest.fixture
def review(folder: Path) -> Review:
    return open_review(folder, PROJECT.data)


def faults(review: Review, *decisions: Decision) -> list[str]:
    """The ids of what is wrong with decisions, and that nothing was decided."""
    before = (review.folder / "decisions.csv").read_bytes()
    with pytest.raises(InputError) as raised:
        review.decide(*decisions)
    assert (review.folder / "decisions.csv").read_bytes() == before
    return [problem.id() for problem in raised.value.problems]


def test_what_is_most_doubtful_comes_first(review: Review) -> None:
    order = review.open()
    doubt = [order.index(at) for at in (SUMMARY, Place("paper", 1, "title"), Place("directions", 1, "addressees"))]
    assert doubt == sorted(doubt)
    assert order.index(Place("directions", 1, "addressees")) < order.index(ADDRESSEES)
    assert order[-1] == Place("directions", EVERY_ROW, "status")
    assert {review.cells[at].status for at in order} == {TO_DECIDE, "proposed"}
    assert review.alike(SUMMARY) == [SUMMARY, Place("directions", 2, "summary")]


def test_each_decision_is_on_disk_at_once(review: Review) -> None:
    review.decide(Decision(SUMMARY, "Open three day centres.", CONFIRMED))
    assert open_review(review.folder, PROJECT.data).cells[SUMMARY].value == "Open three day centres."
    review.decide(Decision(Place("directions", EVERY_ROW, "title"), "", NOT_SAID))
    again = open_review(review.folder, PROJECT.data)
    assert len(again.open()) == len(review.open())
    assert again.cells[Place("directions", EVERY_ROW, "title")].status == NOT_SAID


def test_a_step_is_undone_as_a_whole_also_in_a_later_session(review: Review) -> None:
    before = (review.folder / "decisions.csv").read_bytes()
    review.decide(*(Decision(at, "Plan it.", CONFIRMED) for at in review.alike(SUMMARY)))
    again = open_review(review.folder, PROJECT.data)
    assert again.undo() == [SUMMARY, Place("directions", 2, "summary")]
    assert (review.folder / "decisions.csv").read_bytes() == before
    assert again.undo() == []
    assert again.cells[SUMMARY].status == TO_DECIDE


def test_two_reviews_of_one_draft_lose_nothing(folder: Path) -> None:
    one, other = (open_review(folder, PROJECT.data) for _ in range(2))
    one.decide(Decision(SUMMARY, "Open three day centres.", CONFIRMED))
    other.decide(Decision(Place("directions", 2, "summary"), "Ask carers.", CONFIRMED))
    assert [decision.value for decision in read_draft(folder).decisions] == ["Open three day centres.", "Ask carers."]


COPIED = "The Council shall open three new day centres in time"


@pytest.mark.parametrize(
    ("decision", "fault"),
    [
        (Decision(SUMMARY, COPIED, CONFIRMED), "copied-text"),
        (Decision(SUMMARY, COPIED.upper().replace(" ", ", "), CONFIRMED), "copied-text"),
        (Decision(SUMMARY, "Write to a.b@example.org", CONFIRMED), "wrong-cell"),
        (Decision(SUMMARY, "Call 0131 496 0000", CONFIRMED), "wrong-cell"),
        (Decision(SUMMARY, "Plan\u202eit", CONFIRMED), "wrong-cell"),
        (Decision(SUMMARY, "", CONFIRMED), "unfit-decision"),
        (Decision(SUMMARY, "(lost)", CONFIRMED), "unfit-decision"),
        (Decision(SUMMARY, "", NOT_SAID), "unfit-decision"),
        (Decision(SUMMARY, "", LOST), "unfit-decision"),
        (Decision(SUMMARY, "", NOT_APPLICABLE), "unfit-decision"),
        (Decision(SUMMARY, "Plan it.", NOT_SAID), "unfit-decision"),
        (Decision(SUMMARY, "Plan it.", "matched"), "unfit-decision"),
        (Decision(SUMMARY, "Plan it.", DROPPED), "unfit-decision"),
        (Decision(SUMMARY, "Plan it.", CONFIRMED, "mended"), "unfit-decision"),
        (Decision(SUMMARY, "Plan it.", CONFIRMED, "guessed", "I think so"), "unfit-decision"),
        (Decision(SUMMARY, "Plan it.", CONFIRMED, "inferred", COPIED), "copied-text"),
        (Decision(SUMMARY, "Plan it.", CONFIRMED, "inferred", "says a.b@example.org"), "unfit-decision"),
        (Decision(SUMMARY, "Open 4 day centres.", CONFIRMED), "absent-value"),
        (Decision(ADDRESSEES, "Meadow Forum", CONFIRMED), "unknown-name"),
        (Decision(ADDRESSEES, "NHS Forth Valley", CONFIRMED), "absent-value"),
        (Decision(Place("direction-terms", 1, "effective"), "2 May", CONFIRMED), "wrong-cell"),
        (Decision(Place("direction-terms", 1, "effective"), "2030-05-03", CONFIRMED), "absent-value"),
        (Decision(Place("directions", EVERY_ROW, "status"), "old", CONFIRMED), "wrong-cell"),
        (Decision(Place("directions", EVERY_ROW, "partners"), "NHS Forth Valley", CONFIRMED), "absent-value"),
        (Decision(Place("directions", 1, "lines"), "9", CONFIRMED), "unfit-decision"),
        (Decision(Place("directions", 1, "lines"), "4-3", CONFIRMED), "wrong-cell"),
        (Decision(Place("directions", 9, "title"), "Day care", CONFIRMED), "unfit-decision"),
        (Decision(Place("directions", 1, "titel"), "Day care", CONFIRMED), "unfit-decision"),
        (Decision(Place("direction", 1, "title"), "Day care", CONFIRMED), "unfit-decision"),
        (Decision(Place("directions", 1, "basis"), "mended", CONFIRMED), "unfit-decision"),
        (Decision(Place("directions", EVERY_ROW, WHOLE_ROW), "", DROPPED), "unfit-decision"),
        (Decision(Place("paper", 1, WHOLE_ROW), "", DROPPED), "unfit-decision"),
        (Decision(Place("paper", 1, "suite"), "2030-33", CONFIRMED), "wrong-cell"),
        (Decision(Place("paper", 1, "cites"), "the Act", CONFIRMED), "wrong-cell"),
        (Decision(Place("reference/bodies", 1, "name"), "Meadow Forum", CONFIRMED), "unfit-decision"),
    ],
)
def test_what_cannot_be_decided_is_refused(review: Review, decision: Decision, fault: str) -> None:
    assert {*faults(review, decision)} == {fault}


@pytest.mark.parametrize(
    "decision",
    [
        Decision(SUMMARY, "Open three day centres.", CONFIRMED),
        Decision(SUMMARY, "Open 4 day centres.", CONFIRMED, "mended", "The scan shows a 4."),
        Decision(ADDRESSEES, "NHS Forth Valley", CONFIRMED, "inferred", "The forum is a part of it."),
        Decision(Place("directions", 1, "addressees"), "the Council", CONFIRMED),
        Decision(ADDRESSEES, "", LOST),
        Decision(ADDRESSEES, "", NOT_APPLICABLE),
        Decision(Place("directions", EVERY_ROW, "status"), "new", CONFIRMED),
        Decision(Place("directions", 1, WHOLE_ROW), "", DROPPED),
        Decision(Place("directions", 1, "title"), "new day centres", CONFIRMED),
        Decision(Place("paper", 1, "cites"), "http://www.legislation.gov.uk/id/asp/2014/9", CONFIRMED),
    ],
)
def test_what_can_be_decided_is_taken(review: Review, decision: Decision) -> None:
    review.decide(decision)
    assert [(one.place, one.value, one.status) for one in read_draft(review.folder).decisions] == [
        (decision.place, decision.value, decision.status)
    ]


def test_all_decisions_of_a_step_are_taken_or_none(review: Review) -> None:
    good, bad = Decision(SUMMARY, "Plan it.", CONFIRMED), Decision(ADDRESSEES, "Meadow Forum", CONFIRMED)
    assert faults(review, good, bad) == ["unknown-name"]
    names = [
        Decision(Place("bodies", 1, one), value, CONFIRMED)
        for one, value in (("name", "Meadow Forum"), ("kind", "team"))
    ]
    review.decide(good, bad, *names)
    assert review.names.resolve("the meadow forum", BOARD)
    review.undo()
    assert not review.names.resolve("the meadow forum", BOARD)


def test_a_run_of_eight_words_is_copied_and_seven_are_not() -> None:
    words = COPIED.split()
    text = draft_to_review().text.text
    assert copied_words(" ".join(words[:MOST_WORDS]), text)
    assert not copied_words(" ".join(words[: MOST_WORDS - 1]), text)


def test_a_row_is_dropped_and_a_new_one_is_open_in_all_its_columns(review: Review) -> None:
    review.drop(SUMMARY)
    assert review.draft.rows("directions") == [2]
    review.decide(Decision(Place("directions", 3, "lines"), "5", CONFIRMED))
    opened = {at.column for at in review.open() if (at.kind, at.row) == ("directions", 3)}
    assert {"code", "summary", "addressees"} <= opened
    assert not {"title", "status", "lines"} & opened
    review.undo()
    review.undo()
    assert review.draft.rows("directions") == [1, 2]


def test_lines_are_skipped_by_a_row_of_their_own(ijb: Run, draft: str, project: Path) -> None:
    done = ijb("review", draft, "--add", "skipped=5", stdin="q\n")
    assert "Lines that no row cites" not in done.stdout
    assert Place("skipped", 3, "reason") in open_review(project / draft, project / "data").open()
    for fault in not_empty(["skipped=9", "skipped", "nothing=5", "skipped=five"]):
        assert ijb("review", draft, "--add", fault, stdin="q").returncode == 2
    ijb("review", draft, "--cell", "skipped/3/reason", stdin="e\nheading\n")
    assert ijb("review", draft, stdin=EVERYTHING).returncode == 0
    assert ijb("review", draft, "--finish").returncode == 0
    folder = project / "data" / BOARD / "2030-04-01-directions"
    assert (folder / "skipped.csv").read_text(encoding="utf-8") == "reason,lines\nheading,1; 5\ntable-header,2\n"
    assert 'unread = "none"' in (folder / "paper.toml").read_text(encoding="utf-8")


def test_a_column_can_be_decided_row_by_row(review: Review) -> None:
    every = Place("directions", EVERY_ROW, "status")
    review.row_by_row(every)
    assert [at.row for at in review.open() if at.column == "status"] == [1, 2]
    assert review.cells[every].status == NOT_SAID
    review.undo()
    assert [at.row for at in review.open() if at.column == "status"] == [0]


# ---- the command


@pytest.fixture
def draft(project: Path) -> str:
    write_draft(project / "drafts")
    return FOLDER


def listed(ijb: Run, draft: str, *options: str) -> list[dict[str, str]]:
    done = ijb("review", draft, "--list", "--format", "csv", *options)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_the_list_has_each_open_cell_in_order_with_its_lines(ijb: Run, draft: str, project: Path) -> None:
    rows = listed(ijb, draft)
    expected = open_review(project / draft, project / "data").open()
    assert [(row["kind"], int(row["row"]), row["column"]) for row in rows] == [
        (at.kind, at.row, at.column) for at in expected
    ]
    summary = next(row for row in rows if row["column"] == "summary")
    assert (summary["lines"], summary["required"], summary["reason"]) == ("3", "yes", "to be summarised")
    assert "day centres in the towns" in summary["printed"]
    assert json.loads(ijb("review", draft, "--list", "--format", "json").stdout) == rows
    table = ijb("review", draft, "--list").stdout
    assert f"{len(rows)} cells" in table
    assert [row["column"] for row in listed(ijb, draft, "--cell", "directions/1")][:2] == ["code", "addressees"]


def test_decisions_come_from_a_file_all_or_none(ijb: Run, draft: str, project: Path) -> None:
    rows, file = listed(ijb, draft), project / "decided.csv"
    for row in not_empty([row for row in rows if row["column"] == "summary"]):
        row.update(value="Plan it.", status=CONFIRMED)

    def decide() -> tuple[int, str, str]:
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        done = ijb("review", draft, "--decide", "decided.csv")
        return done.returncode, done.stdout, done.stderr

    before = (project / draft / "decisions.csv").read_bytes()
    rows[-1].update(value="Meadow Forum", status=CONFIRMED, column="addressees", row="2")
    code, _, said = decide()
    assert code == 2
    assert f"decided.csv, directions row 2, row {len(rows) + 1}, column addressees" in said
    assert (project / draft / "decisions.csv").read_bytes() == before
    rows[-1].update(value="", status=NOT_SAID)
    code, said, _ = decide()
    assert (code, said.split(" ", 1)[0]) == (0, "3")
    assert len(listed(ijb, draft)) == len(rows) - 3
    rows[-1]["row"] = "two"
    assert decide()[0] == 2


def test_a_file_of_decisions_introduces_a_name(ijb: Run, draft: str, project: Path) -> None:
    named, known = "directions,2,addressees,Meadow Forum,confirmed\n", "bodies,1,kind,standing-group,confirmed\n"
    (project / "named.csv").write_text("kind,row,column,value,status\n" + named, encoding="utf-8")
    done = ijb("review", draft, "--decide", "named.csv")
    assert (done.returncode, "in a review, as a row of the kind bodies, posts" in done.stderr) == (2, True)
    new = named + "bodies,1,name,Meadow Forum,confirmed\n" + known
    (project / "named.csv").write_text("kind,row,column,value,status\n" + new, encoding="utf-8")
    done = ijb("review", draft, "--decide", "named.csv")
    assert (done.returncode, done.stderr, done.stdout.split(" ")[0]) == (0, "", "3")


def test_a_file_that_is_as_it_was_listed_decides_nothing(ijb: Run, draft: str, project: Path) -> None:
    (project / "same.csv").write_text(ijb("review", draft, "--list", "--format", "csv").stdout, encoding="utf-8")
    assert ijb("review", draft, "--decide", "same.csv").stdout.startswith("0 decisions taken")


def test_all_is_decided_by_keys_over_a_pipe(ijb: Run, draft: str, project: Path) -> None:
    done = ijb("review", draft, stdin=EVERYTHING)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is new? b body" in done.stdout
    assert done.stdout.endswith("All is decided: ijb review --finish\n")
    assert open_review(project / draft, project / "data").open() == []


def test_line_and_cell_stand_side_by_side(ijb: Run, draft: str) -> None:
    shown = ijb(
        "review", draft, "--cell", "directions/1/addressees", "--cell", "directions/0/status", stdin="s\nm\nq\n"
    )
    place, every, wider = shown.stdout.split("\u2500\u2500\n")[1:4]
    first, *rest = place.splitlines()
    assert "    3 | 1.1" in first
    assert "directions, row 1: addressees" in first
    for part in not_empty(["bodies that its own text directs", "joined by '; '", "proposed", "a: Falkirk Council"]):
        assert any(line.rstrip().endswith(part) for line in rest), part
    assert "the row: code 1.1 | lines 3" in place
    assert "one of: new, revised, continuing" in every
    assert ("    4 | 1.2" in every, "    5   Contact" in every, "    5   Contact" in wider) == (True, False, True)


def test_the_end_of_the_input_quits(ijb: Run, draft: str) -> None:
    for keys in not_empty(["", "e\n", "e\nR. Reader\n", "?\nm\nz\n\n"]):
        done = ijb("review", draft, stdin=keys)
        assert (done.returncode, done.stderr) == (0, "")
        assert "cells left to decide." in done.stdout


def test_a_value_that_does_not_stand_there_needs_a_note(ijb: Run, draft: str, project: Path) -> None:
    keys = "e\nR.\ne\nThe title says so.\ne\nOpen 4 day centres.\nm\nThe scan shows a 4.\nq\n"
    done = ijb("review", draft, stdin=keys)
    assert "[absent-value]" in done.stdout
    last = read_draft(project / draft).decisions[-1]
    assert (last.value, last.basis, last.note) == ("Open 4 day centres.", "mended", "The scan shows a 4.")


def test_one_decision_for_all_open_cells_of_a_column_is_one_step(ijb: Run, draft: str, project: Path) -> None:
    ijb("review", draft, stdin="e\nR.\ne\nThe title says so.\n*\ne\nPlan it.\nq\n")
    decisions = read_draft(project / draft).decisions
    assert [(one.place.row, one.value, one.step) for one in decisions[-2:]] == [(1, "Plan it.", 3), (2, "Plan it.", 3)]
    done = ijb("review", draft, stdin="u\nq\n")
    assert "undone: directions, row 1: summary, directions, row 2: summary" in done.stdout
    assert read_draft(project / draft).decisions == decisions[:2]


def test_a_decided_cell_can_be_decided_again(ijb: Run, draft: str, project: Path) -> None:
    place = Place("direction-terms", 1, "effective")
    done = ijb("review", draft, "--cell", "direction-terms/1/effective", stdin="n\n")
    assert done.returncode == 0
    assert read_draft(project / draft).state[place].status == NOT_SAID
    done = ijb("review", draft, "--cell", "direction-terms/7")
    assert done.returncode == 2
    assert "[no-such-cell]" in done.stderr


# ---- a real terminal


class Terminal:
    """The command at a terminal of its own."""

    def __init__(self, project: Path, *arguments: str) -> None:
        """Start it in the project."""
        self._screen, tty = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
        command = [sys.executable, "-m", "ijb_graph", *arguments]
        self.process = subprocess.Popen(
            command,
            cwd=project,
            env=environment,
            stdin=tty,
            stdout=tty,
            stderr=tty,
            start_new_session=True,
            # So that Ctrl-C reaches it.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no thread holds a lock then
        )
        os.close(tty)
        self.shown = ""

    def expect(self, text: str, seconds: float = 60) -> None:
        """Wait until it has shown a text, since what was expected last."""
        until = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < until, f"no {text!r} in {self.shown!r}"
            if select.select([self._screen], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self._screen, 1 << 16).decode(errors="replace")
                except OSError:
                    assert text in self.shown, self.shown
        self.shown = self.shown.partition(text)[2]

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._screen, keys.encode())

    def end(self) -> int:
        """Wait for its end; its exit code."""
        try:
            return self.process.wait(20)
        finally:
            os.close(self._screen)


@pytest.fixture
def terminal(project: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        opened.append(Terminal(project, *arguments))
        return opened[-1]

    yield start
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_one_key_is_a_decision_at_a_terminal(terminal: Callable[..., Terminal], draft: str, project: Path) -> None:
    screen = terminal("review", draft)
    screen.expect("? all keys")
    screen.type("\x1b[A")
    screen.expect("? all keys")
    screen.type("e")
    screen.expect("no address: ")
    screen.type("R. Reader\n")
    screen.expect("paper: date_note")
    screen.expect("? all keys")
    screen.type("u")
    screen.expect("undone: paper: read_by")
    screen.expect("? all keys")
    assert read_draft(project / draft).decisions == ()
    screen.type("s")
    screen.expect("date_note")
    screen.expect("? all keys")
    screen.type("q")
    screen.expect("cells left to decide.")
    assert screen.end() == 0


def test_control_c_and_a_kill_lose_nothing(terminal: Callable[..., Terminal], draft: str, project: Path) -> None:
    for number, (key, ended) in enumerate((("\x03", 130), ("", -signal.SIGKILL)), start=1):
        screen = terminal("review", draft)
        screen.expect("? all keys")
        screen.type("e")
        screen.expect(": ")
        screen.type("R. Reader\n" if number == 1 else "The title says so.\n")
        screen.expect("? all keys")
        assert len(read_draft(project / draft).decisions) == number
        screen.type("e")
        if key:
            screen.type(key)
        else:
            screen.process.kill()
        assert screen.end() == ended
        assert "Traceback" not in screen.shown
        assert len(read_draft(project / draft).decisions) == number
    assert [path.name for path in (project / draft).iterdir() if path.name.startswith(".")] == []


@pytest.mark.slow
def test_a_review_killed_at_any_moment_leaves_what_was_decided(project: Path, tmp_path: Path) -> None:
    folder = write_draft(tmp_path)
    assert run_process("review", str(folder), cwd=project, stdin=EVERYTHING).returncode == 0
    whole = read_draft(folder).decisions
    chance, ends = random.Random(20), set[int]()
    for number in not_empty(range(KILLS)):
        folder = write_draft(tmp_path / str(number))
        command = [sys.executable, "-m", "ijb_graph", "review", str(folder)]
        with subprocess.Popen(
            command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdin is not None
            process.stdin.write(EVERYTHING)
            process.stdin.flush()
            enough, until = chance.randrange(len(whole)), time.monotonic() + 60
            while len(read_draft(folder).decisions) < enough:
                assert time.monotonic() < until
            time.sleep(chance.random() / 100)
            process.kill()
        decided = read_draft(folder).decisions
        assert decided == whole[: len(decided)]
        ends.add(len(decided))
        open_review(folder, PROJECT.data).decide(Decision(Place("directions", 1, "title"), "day centres", CONFIRMED))
        assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    assert len(ends) > 1


# ---- the second reader


def test_the_second_reader_reads_all_figures_and_one_matched_cell_in_twenty(review: Review) -> None:
    chosen = to_read_again(review.draft, review.schema)
    figures = {Place("direction-terms", row, "effective") for row in (1, 2)}
    assert figures <= {*chosen}
    matched = [at for at in review.draft.cells if at.column in ("code", "direction", "effective")]
    assert len({*chosen} - figures) <= -(-len(matched) // 20)
    assert chosen == to_read_again(read_draft(review.folder), review.schema)


def test_what_the_second_reader_reads_otherwise_is_open_again(folder: Path) -> None:
    second = open_review(folder, PROJECT.data, reader=2)
    place, other = (Place("direction-terms", row, "effective") for row in (1, 2))
    second.decide(Decision(place, "2030-05-02", CONFIRMED))
    assert second_reading(second.draft).differing == 0
    second.decide(Decision(other, "2030-05-04", CONFIRMED))
    assert str(second_reading(second.draft)).endswith(
        "2 cells again without seeing what stood in them, and read 1 otherwise (50.0 %)."
    )
    first = open_review(folder, PROJECT.data)
    assert other in first.open()
    assert place not in first.open()
    assert first.cells[other].reason == "the second reader read '2030-05-04'"
    assert first.undo() == []
    first.decide(Decision(other, "2030-05-03", CONFIRMED))
    assert other not in first.open()
    assert second_reading(first.draft).differing == 1


def test_another_name_of_the_same_body_is_read_alike(folder: Path) -> None:
    first = open_review(folder, PROJECT.data)
    place = Place("directions", 1, "addressees")
    first.decide(Decision(place, "Falkirk Council", CONFIRMED))
    second = open_review(folder, PROJECT.data, reader=2)
    second.decide(Decision(place, "the Council", CONFIRMED))
    assert second_reading(second.draft).differing == 0
    second.decide(Decision(place, "NHS Forth Valley", CONFIRMED))
    assert second_reading(second.draft).differing == 1


def test_the_second_reader_does_not_see_what_stands_there(ijb: Run, draft: str) -> None:
    done = ijb("review", draft, "--second", stdin="e\n2 May 2030\ne\n2030-05-02\nq\n")
    assert done.returncode == 0
    assert "[wrong-cell]" in done.stdout
    assert "a: " not in done.stdout
    assert "read 0 otherwise (0.0 %)" in done.stdout
    rows = listed(ijb, draft, "--second")
    assert {row["value"] for row in not_empty(rows)} == {""}


# ---- the end


def finished(ijb: Run, draft: str, *options: str) -> Path:
    assert ijb("review", draft, stdin=EVERYTHING).returncode == 0
    done = ijb("review", draft, "--finish", *options)
    assert done.returncode == 0, done.stderr
    return Path("data") / BOARD / "2030-04-01-directions"


def test_a_finished_draft_is_a_paper_that_builds_and_checks(ijb: Run, draft: str, project: Path) -> None:
    folder = project / finished(ijb, draft, "--papers", "texts")
    assert sorted(path.name for path in folder.iterdir()) == [
        "bodies.csv",
        "direction-terms.csv",
        "directions.csv",
        "paper.toml",
        "skipped.csv",
        "unknowns.md",
    ]
    assert (folder / "directions.csv").read_text(encoding="utf-8") == (
        "code,addressees,summary,lines,basis\n"
        "1.1,Falkirk Council,Open three day centres.,3,printed\n"
        "1.2,Meadow Forum,Ask how carers are heard.,4,printed\n"
    )
    assert 'unread = "5"' in (folder / "paper.toml").read_text(encoding="utf-8")
    said = (folder / "unknowns.md").read_text(encoding="utf-8")
    assert "No second reader has read any of it." in said
    assert "- directions, in no row: title, status\n" in said
    built = ijb("build", "--papers", "texts")
    assert built.returncode == 0, built.stderr
    assert ijb("check", "--paper", folder.name).returncode in (0, 1)
    assert ijb("read", folder.name, "--papers", "texts").returncode == 0
    checked = ijb("read", folder.name, "--papers", "texts", "--check")
    assert (checked.returncode, "0 faults" in checked.stdout) == (0, True)


def test_a_draft_with_open_cells_is_not_finished(ijb: Run, draft: str, project: Path) -> None:
    done = ijb("review", draft, "--finish")
    assert done.returncode == 2
    assert "directions, rows 1, 2, column summary" in done.stderr
    assert "to be summarised" in done.stderr
    assert not (project / "data" / BOARD).exists()


def test_what_the_build_would_refuse_is_refused_and_nothing_is_written(ijb: Run, draft: str, project: Path) -> None:
    assert ijb("review", draft, stdin=EVERYTHING).returncode == 0
    review = open_review(project / draft, project / "data")
    places = Place("directions", 2, "code"), Place("direction-terms", 2, "direction")
    review.decide(*(Decision(at, "1.1", CONFIRMED, "inferred", "It comes again.") for at in places))
    done = ijb("review", draft, "--finish", "--papers", "texts")
    assert done.returncode == 2
    assert f"data/{BOARD}/2030-04-01-directions/directions.csv, row 3" in done.stderr
    assert "[repeated-key]" in done.stderr
    assert "/tmp" not in done.stderr
    assert not (project / "data" / BOARD).exists()
    assert not (project / "texts").exists()


def test_lines_that_no_longer_print_a_value_are_refused(ijb: Run, draft: str, project: Path) -> None:
    assert ijb("review", draft, stdin=EVERYTHING).returncode == 0
    review = open_review(project / draft, project / "data")
    review.decide(Decision(Place("direction-terms", 1, "lines"), "4", CONFIRMED))
    done = ijb("review", draft, "--finish")
    assert done.returncode == 2
    assert "[absent-value]" in done.stderr
    assert not (project / "data" / BOARD).exists()


def test_a_paper_that_is_there_stays_as_it_is(ijb: Run, draft: str, project: Path) -> None:
    folder = project / finished(ijb, draft)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = ijb("review", draft, "--finish")
    assert done.returncode == 2
    assert "[existing-file]" in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_folder_says_how_often_two_readers_differed_and_what_was_lost(ijb: Run, draft: str, project: Path) -> None:
    assert ijb("review", draft, stdin=EVERYTHING).returncode == 0
    second = open_review(project / draft, project / "data", reader=2)
    place = Place("direction-terms", 1, "effective")
    second.decide(Decision(place, "2030-05-01", CONFIRMED))
    first = open_review(project / draft, project / "data")
    first.decide(Decision(place, "", LOST, note="The scan is cut."))
    done = ijb("review", draft, "--finish")
    assert done.returncode == 0, done.stderr
    assert "read 1 otherwise (100.0 %)" in done.stdout
    folder = project / "data" / BOARD / "2030-04-01-directions"
    said = (folder / "unknowns.md").read_text(encoding="utf-8")
    assert "read 1 otherwise (100.0 %)" in said
    assert "- direction-terms: effective (lines 3); The scan is cut." in said
    assert "1.1,(lost),3,printed,The scan is cut." in (folder / "direction-terms.csv").read_text(encoding="utf-8")


# What a person types for the page of numbered sentences of a board whose codes come again each year.
PAGE_KEYS = """\
e
R. Reader
e
The page is for 2024/25; the day is the first of that year.
e
Show in planning and reports how joint work for population health grows.
e
Show less medical handling of problems that are not medical.
e
Show links that help people to look after themselves.
e
Have plans with a clear route to fair access.
e
Help the board to describe activity, experience and outcomes.
e
planning and reports show it
e
plans show it
e
links are shown
e
plans describe the route
e
the board can describe outcomes
a
e
2024-25
a
a
n
*
a
N
"""
PAGE = SHARED / "unseen" / "midlothian-2024-25-directions-page.txt"


@pytest.mark.skipif(not PAGE.is_file(), reason=f"the unseen papers are not at {PAGE.parent}")
def test_an_unseen_page_goes_from_its_text_to_findings(ijb: Run, project: Path) -> None:
    asked = ("--draft", "--board", "midlothian", "--day", "2024-04-01", "--subject", "directions")
    assert ijb("read", str(PAGE), *asked).returncode == 0
    draft = "drafts/midlothian/2024-04-01-directions"
    done = ijb("review", draft, stdin=PAGE_KEYS)
    assert done.stdout.endswith("All is decided: ijb review --finish\n"), done.stdout[-3000:]
    # So many decisions a person takes; thirteen of them are texts.
    assert read_draft(project / draft).last_step <= 19
    assert ijb("review", draft, "--finish", "--papers", "texts").returncode == 0
    folder = project / "data" / "midlothian" / "2024-04-01-directions"
    directions = list(csv.DictReader((folder / "directions.csv").open(encoding="utf-8")))
    assert [row["code"] for row in directions] == ["1.1", "1.2", "2.1", "2.2", "3.1"]
    built = ijb("build", "--papers", "texts")
    assert built.returncode == 0, built.stderr
    assert "0 faults" in ijb("read", folder.name, "--papers", "texts", "--check").stdout
    assert ijb("check", "--paper", folder.name).returncode in (0, 1)


# ---- what is no draft


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("cells.csv", "directions,1,code", "directions,x,code"),
        ("cells.csv", "directions,1,code", "directions,-1,code"),
        ("cells.csv", "directions,1,code", "directions,1,cod"),
        ("cells.csv", "directions,1,code", "../x,1,code"),
        ("cells.csv", "directions,1,code", "reference/bodies,1,name"),
        ("cells.csv", "directions,1,code", "paper,1,title"),
        ("cells.csv", ",matched,3,", ",matched,33,"),
        ("cells.csv", ",matched,3,", ",matched,three,"),
        ("cells.csv", ",matched,", ",sure,"),
        ("cells.csv", "kind,row", "kind,rows"),
        ("decisions.csv", "step\n", "step\ndirections,1,nothing,x,confirmed,,,1,1\n"),
        ("decisions.csv", "step\n", "step\ndirections,1,title,x,confirmed,,,one,1\n"),
        ("draft.toml", f'board = "{BOARD}"', 'board = "nowhere"'),
        ("draft.toml", f'board = "{BOARD}"', "board = 3"),
        ("draft.toml", 'subject = "directions"', 'subject = "../../directions"'),
        ("draft.toml", "meeting_date = 2030-04-01", 'meeting_date = "2030-04-01"'),
        ("draft.toml", "meeting_date", "meeting"),
        ("paper.txt", "Council", "Board"),
    ],
)
def test_a_folder_that_is_no_draft_is_one_error(
    ijb: Run, draft: str, project: Path, file: str, before: str, after: str
) -> None:
    path = project / draft / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    for options in not_empty([["--list"], ["--finish"]]):
        done = ijb("review", draft, *options)
        assert done.returncode == 2
        assert (done.stderr.count("\n"), done.stdout) == (1, ""), done.stderr


def test_a_missing_draft_is_one_error(ijb: Run, project: Path) -> None:
    done = ijb("review", "drafts/nowhere")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "options",
    [("--finish", "--list"), ("--finish", "--second"), ("--list", "--decide", "x.csv"), ("--papers", "texts")],
)
def test_options_that_exclude_each_other_are_refused(ijb: Run, draft: str, options: tuple[str, ...]) -> None:
    assert ijb("review", draft, *options).returncode == 2
