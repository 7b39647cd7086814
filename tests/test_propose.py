"""`ijb read --propose`: a program that lies in every way gets nothing past the gate that is not true of its quote."""

from __future__ import annotations

import json
import re
import shlex
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import lying_program
import pytest
from assertions import not_empty
from command_line import Run
from ijb_graph.errors import InputError
from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import LOST, MATCHED, PROPOSED, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.draft import Draft, Place, read_draft
from ijb_graph.read.drafts.drafting import draft_of
from ijb_graph.read.layouts import PaperInLayout
from ijb_graph.read.printed.value_tests import ValueTests
from ijb_graph.read.propose import answer as answer_module
from ijb_graph.read.propose import gate as gate_module
from ijb_graph.read.propose import proposals as proposals_module
from ijb_graph.read.propose import quotes as quotes_module
from ijb_graph.read.propose.answer import read_answer
from ijb_graph.read.propose.gate import Gate
from ijb_graph.read.propose.program import ProgramLimits, run_program
from ijb_graph.read.propose.proposals import Taken, take_proposals
from ijb_graph.read.propose.proposing import proposals_as_text, propose
from ijb_graph.read.propose.quotes import QuoteTests, stands_whole
from ijb_graph.read.propose.request import answer_schema, kind_schema, kinds_to_propose, request_for
from ijb_graph.records.cells import read_cell
from layout_examples import known
from lying_program import HONEST, LIES, NOISE, PAPER, answer_of, cell, one, row

PROGRAM = f"{shlex.quote(sys.executable)} {shlex.quote(lying_program.__file__)}"
# The cells of lies that are true of their quotes: what else is proposed is an error of the gate.
TRUE = {
    ("code", "7.1", "4"),
    ("code", "7.2", "5"),
    ("direction", "7.1", "4"),
    ("direction", "7.2", "5"),
    ("addressees", "Falkirk Council", "4"),
    ("body", "Falkirk Council", "4"),
    ("addressees", "NHS Forth Valley", "5"),
    ("summary", "Open more places for the day", "4"),
    ("summary", "Open place", "4"),
    ("rating", "exemplary", "7"),
}
# What becomes of each lie: a column that is left to a person, or empty where something is refused; and why.
FATES = {
    "invented quote": ("addressees", "its quote does not stand in its lines"),
    "quote of another line": ("addressees", "its quote does not stand in its lines"),
    "digit changed": ("code", "it does not stand in the quote"),
    "digit cut off": ("code", "its quote does not stand in its lines"),
    "digit cut off in the value alone": ("code", "it does not stand in the quote"),
    "swapped columns": ("code", "does not have it as it is written"),
    "addressee swapped": ("addressees", "the quote does not name it"),
    "addressee of another row": ("addressees", "its lines are those of row 1"),
    "a name of something else": ("addressees", "the quote does not name it"),
    "unknown name": ("addressees", "not known: Meadow Forum"),
    "name cut from a longer one": ("addressees", "the quote does not name it"),
    "control characters": ("title", "no value of the column"),
    "right-to-left mark": ("title", "no value of the column"),
    "right-to-left mark in the quote": ("title", "hidden characters"),
    "date of another year": ("effective", "it does not stand in the quote"),
    "day of another year": ("date", "it does not stand in the quote"),
    "date whose year is not printed": ("effective", "it does not stand in the quote"),
    "no date at all": ("effective", "the quote does not have this word"),
    "closed value without ground": ("status", "the quote does not have this word"),
    "closed value that is open": ("status", "one of new, revised, continuing"),
    "copied sentence": ("summary", "8 words in a row stand so in the paper"),
    "figure in a summary": ("summary", "it does not stand in the quote"),
    "summary on one letter": ("summary", "a quote of at least 3 words"),
    "empty quote": ("addressees", "it has no quote"),
    "quote of a full stop": ("addressees", "it has no quote"),
    "whole paper as quote": ("addressees", "its quote has more than 40 words"),
    "long quote": ("title", "its quote has more than 40 words"),
    "lines that are not there": ("addressees", "the paper has no such line: it has 12"),
    "all lines there are": ("addressees", "the paper has no such line: it has 12"),
    "empty line": ("addressees", "it names an empty line"),
    "lines in words": ("addressees", "it names no lines"),
    "phone number": ("title", "an e-mail address or a phone number"),
    "e-mail address": ("title", "no value of the column"),
    "lost": ("title", "that nothing is there is a person's to say"),
    "nothing": ("title", "that nothing is there is a person's to say"),
    "unit changed": ("amount_k", "it does not stand in the quote"),
    "unit cut off": ("amount_k", "its quote does not stand in its lines"),
    "number of things as money": ("amount_k", "the quote does not print its unit"),
    "percentage as money": ("amount_k", "the quote does not print its unit"),
    "percentage as number": ("count", "as a percentage"),
    "part of a day as number": ("count", "a part of a time"),
    "what the paper asks for": ("addressees", "its quote does not stand in its lines"),
    "status of a cell": ("", "no object with kind and cells"),
    "status in a cell": ("", "no object with the texts value, lines and quote"),
    "extra column": ("", "the column 'colour'"),
    "column that follows": ("", "the column 'basis'"),
    "extra kind": ("", "the kind 'colours'"),
    "kind that was not asked for": ("", "the kind 'skipped'"),
    "duplicate keys": ("", "the key of row 1 of directions: '7.1'"),
    "row of the draft that is not there": ("", "row 99 of directions"),
    "row that is no number": ("", "a row that is no number"),
    "nested JSON": ("", "no object with the texts value, lines and quote"),
    "number as value": ("", "no object with the texts value, lines and quote"),
    "cells that are no object": ("", "cells that are no object"),
    "row of nothing": ("", "nothing stands in its quotes"),
    "row of our own words alone": ("", "nothing stands in its quotes"),
    "a very long value": ("title", "more than 1500 characters"),
    "a thousand rows of one line": ("", "the key of row 1"),
    "a thousand rows of invented codes": ("", "nothing stands in its quotes"),
    "more rows than there can be": ("", "more than 2000 rows"),
}


@lru_cache(maxsize=1)
def empty_draft() -> Draft:
    """The draft of the made-up paper, in which no layout finds anything."""
    paper = PaperInLayout(
        document_of_text("x.txt", PaperText(PAPER, "0" * 64)), "falkirk", known().names, known().schema
    )
    draft = draft_of(paper, date(2030, 4, 4), "x")
    return replace(draft, cells={})


def take(rows: list[Any], draft: Draft | None = None) -> Taken:
    draft = draft or empty_draft()
    kinds = kinds_to_propose(known().schema, empty_draft(), [])
    found, refused = read_answer(json.dumps({"rows": rows}).encode())
    return take_proposals(draft, found, refused, kinds, Gate(draft.text, known().names, draft.board))


def cells(taken: Taken) -> Iterator[tuple[Place, DraftCell]]:
    """The cells of rows, but for their lines."""
    return ((at, one) for at, one in taken.cells.items() if at.row and at.column != "lines")


def untrue(taken: Taken) -> list[tuple[str, str, str]]:
    """What is proposed and is not true of its quote, or is matched or confirmed."""
    return [
        (at.column, one.value, one.lines)
        for at, one in cells(taken)
        if one.status not in (PROPOSED, TO_DECIDE)
        or (one.status == PROPOSED and (at.column, one.value, one.lines) not in TRUE)
    ]


def fate_of(lie: str) -> list[tuple[str, str]]:
    """The columns that are left to a person, and what is refused, with the reasons."""
    taken = take(LIES[lie])
    left = [(at.column, one.reason) for at, one in cells(taken) if one.status == TO_DECIDE]
    return [*left, *(("", one.reason) for one in taken.refused)]


def test_each_lie_has_a_fate() -> None:
    assert {*FATES} == {*LIES}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_left_to_a_person_or_refused_and_nothing_untrue_is_proposed(lie: str) -> None:
    column, why = FATES[lie]
    assert [reason for name, reason in fate_of(lie) if name == column and why in reason]
    taken = take(LIES[lie])
    assert untrue(taken) == []
    # Nothing is silent: each cell of the answer is one of the draft or is refused.
    shown = "\n".join(proposals_as_text(taken))
    assert str(len(taken.refused)) in shown
    assert [one for one in taken.refused if one.reason[:40] not in shown] == []


@pytest.mark.parametrize("lie", LIES)
def test_no_guess_and_no_reason_deceives_or_holds_a_sentence_or_an_address(lie: str) -> None:
    text = " ".join(f"{one.value} {one.reason}" for _, one in cells(take(LIES[lie]))) + " "
    text += " ".join(proposals_as_text(take(LIES[lie])))
    assert text.isprintable()
    assert "506070" not in text
    assert "@" not in text
    assert "keep the three old day centres open" not in text


def test_what_is_true_is_proposed_with_its_lines_and_quote() -> None:
    taken = take([HONEST])
    found = {at.column: (one.value, one.status, one.lines, one.quote) for at, one in cells(taken)}
    assert found == {
        "code": ("7.1", PROPOSED, "4", "Direction 7.1"),
        "addressees": ("Falkirk Council", PROPOSED, "4", "Falkirk Council opens"),
        "summary": ("Open more places for the day", PROPOSED, "4", "opens new day centres"),
    }
    assert taken.refused == []


@pytest.mark.parametrize(
    ("given", "column", "value"),
    [
        (lying_program.terms("effective", "2030-05-02", "4", "by 2 May  2030"), "effective", "2030-05-02"),
        (lying_program.funding("4200", "5", "£4.2m"), "amount_k", "4200"),
        (one("status", "revised", "7", "is revised"), "status", "revised"),
        (one("title", "new day centres", "4", "opens new day centres"), "title", "new day centres"),
    ],
)
def test_a_true_cell_of_each_form_is_proposed(given: Any, column: str, value: str) -> None:
    found = {at.column: one for at, one in cells(take([given]))}
    assert (found[column].value, found[column].status) == (value, PROPOSED)


# Each check of the gate, taken away: what to replace, and the lie whose fate changes.
MUTATIONS: dict[str, tuple[Any, str, Any, str]] = {
    "quote": (gate_module, "stands_whole", lambda text, whole: True, "invented quote"),
    "whole words": (quotes_module, "_cuts", lambda before, after: False, "digit cut off"),
    "hidden characters of the quote": (gate_module, "deceptive", lambda text: None, "right-to-left mark in the quote"),
    "contacts in the quote": (gate_module, "personal_contact", lambda text: None, "phone number"),
    "copied sentences": (gate_module, "copied_words", lambda value, text: "", "copied sentence"),
    "fewest words": (gate_module, "FEWEST_QUOTED", 0, "summary on one letter"),
    "most words": (gate_module, "MOST_QUOTED", 10**9, "whole paper as quote"),
    "characters": (gate_module, "MOST_CHARACTERS", 10**9, "a very long value"),
    "column": (
        gate_module,
        "read_cell",
        lambda column, text, *known: (read_cell(column, text, *known)[0] or (text,), []),
        "closed value that is open",
    ),
    "why a cell is empty": (gate_module, "EMPTY_BECAUSE", (), "lost"),
    "values": (ValueTests, "test_of", lambda self, column: lambda lines, value: True, "digit changed"),
    "days": (ValueTests, "has_day", lambda self, lines, value: True, "day of another year"),
    "periods": (ValueTests, "has_period", lambda self, lines, value: True, "date of another year"),
    "facts of a summary": (ValueTests, "has_facts", lambda self, lines, text: True, "figure in a summary"),
    "closed values": (
        quotes_module,
        "choice_cell",
        lambda quote, lines, column: type("Any", (), {"value": type("", (), {"__ne__": lambda *_: False})()}),
        "closed value without ground",
    ),
    "names": (
        QuoteTests,
        "_named",
        lambda self, text: type("All", (), {"__contains__": lambda *_: True})(),
        "addressee swapped",
    ),
    "units": (
        QuoteTests,
        "_number_reasons",
        lambda self, column, value, quote: iter(()),
        "number of things as money",
    ),
    "percentages": (quotes_module, "PERCENT", re.compile(r"(?!)"), "percentage as number"),
    "times": (quotes_module, "printed_times", lambda text: iter(()), "part of a day as number"),
    "words": (QuoteTests, "_text_reasons", lambda self, column, value, quote: iter(()), "swapped columns"),
    "lines of another row": (
        proposals_module._Taking,
        "_beside",
        lambda self, kind, cell, own, row: cell,
        "addressee of another row",
    ),
    "our own words": (proposals_module, "is_in_our_words", lambda column: False, "row of our own words alone"),
    "keys": (proposals_module._Taking, "_key", staticmethod(lambda kind, cells: ()), "duplicate keys"),
    "columns that follow": (proposals_module, "FOLLOW", (), "column that follows"),
    "rows": (answer_module, "MOST_ROWS", 10**9, "more rows than there can be"),
}


@pytest.mark.parametrize("check", MUTATIONS)
def test_without_a_check_a_lie_has_another_fate(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, mutant, lie = MUTATIONS[check]
    before = fate_of(lie)
    monkeypatch.setattr(module, name, mutant)
    assert fate_of(lie) != before


@pytest.mark.parametrize("lie", NOISE)
def test_an_answer_that_is_none_is_one_error(lie: str) -> None:
    with pytest.raises(InputError) as raised:
        read_answer(answer_of(lie))
    assert [problem.id() for problem in raised.value.problems] == ["unusable-answer"]


@pytest.mark.parametrize(
    ("text", "whole", "stands"),
    [
        ("4.2", "a sum of 4.2 in all", True),
        ("4", "a sum of 4.2", False),
        ("2", "a sum of 4.2", False),
        ("4.2", "a sum of £4.2", False),
        ("£4.2", "a sum of £4.2m", False),
        ("12", "by 12%", False),
        ("12", "by 112", False),
        ("D1", "D1(b) and D1", True),
        ("D1", "D1(b)", False),
        ("2030", "2030-31", False),
        ("1,200", "-1,200", False),
        ("open", "(open)", True),
        ("open", "opened", False),
        ("end.", "the end. Then", True),
    ],
)
def test_a_part_of_a_word_a_code_or_a_number_is_no_quote(text: str, whole: str, stands: bool) -> None:
    assert stands_whole(text, whole) == stands


def with_cells(**given: DraftCell) -> Draft:
    """A draft in which a layout has found direction 7.1."""
    found = {Place("directions", 1, name): one for name, one in given.items()}
    found[Place("directions", 1, "lines")] = DraftCell("4", MATCHED, "4")
    return replace(empty_draft(), cells=found)


OPEN = DraftCell("", TO_DECIDE, "4", reason="nothing was found")


def test_an_open_cell_of_a_row_is_filled() -> None:
    draft = with_cells(code=DraftCell("7.1", MATCHED, "4"), addressees=OPEN, summary=OPEN)
    taken = take([{**HONEST, "row": 1}], draft)
    found = {at.column: (one.value, one.status) for at, one in cells(taken)}
    assert found == {
        "code": ("7.1", MATCHED),
        "addressees": ("Falkirk Council", PROPOSED),
        "summary": ("Open more places for the day", PROPOSED),
    }
    assert taken.counts == {"the same": 1, PROPOSED: 2}


@pytest.mark.parametrize("decided", [DraftCell("NHS Forth Valley", MATCHED, "4"), DraftCell("", LOST, "4")])
def test_what_a_layout_has_decided_is_never_overwritten(decided: DraftCell) -> None:
    draft = with_cells(code=DraftCell("7.1", MATCHED, "4"), addressees=decided)
    taken = take([{**row(addressees=HONEST["cells"]["addressees"]), "row": 1}], draft)
    now = taken.cells[Place("directions", 1, "addressees")]
    assert (now.value, now.status) == (decided.value, TO_DECIDE)
    assert "a program proposes 'Falkirk Council' by line 4" in now.reason
    # A lie changes nothing: it would make a person doubt what is plain.
    lie = {**row(addressees=cell("Fife Council", "4", "Falkirk Council opens")), "row": 1}
    taken = take([lie], draft)
    assert taken.cells == draft.cells
    assert "the quote does not name it" in taken.refused[0].reason


def test_a_guess_of_a_layout_stays_beside_a_proposal() -> None:
    guess = DraftCell("Fife Council", TO_DECIDE, "4", reason="which")
    draft = with_cells(code=DraftCell("7.1", MATCHED, "4"), addressees=guess)
    taken = take([{**row(addressees=HONEST["cells"]["addressees"]), "row": 1}], draft)
    now = taken.cells[Place("directions", 1, "addressees")]
    assert (now.value, now.status) == ("Fife Council", TO_DECIDE)
    assert now.reason.startswith("which; a program proposes 'Falkirk Council'")


def test_a_new_row_has_a_key_that_no_layout_has() -> None:
    taken = take([HONEST], with_cells(code=DraftCell("7.1", MATCHED, "4")))
    assert [one.reason for one in taken.refused] == ["the key of row 1 of directions: '7.1'"]


def test_no_build_takes_what_is_proposed() -> None:
    draft = replace(empty_draft(), cells=take([HONEST]).cells)
    proposed = {at for at, one in draft.cells.items() if one.status == PROPOSED}
    assert len(proposed) == 3
    assert proposed <= {*draft.undecided}


def test_the_request_holds_lines_schema_names_and_what_is_found() -> None:
    draft = with_cells(code=DraftCell("7.1", MATCHED, "4"))
    kinds = kinds_to_propose(known().schema, draft, [])
    request = json.loads(request_for(draft, kinds, known().names))
    assert {*kinds} == {"directions"}
    assert [one["number"] for one in request["lines"] if one["unread"]] == [1, 2, 5, 6, 7, 9, 11, 12]
    assert {"NHS Forth Valley", "Falkirk Council"} <= {*request["names"]}
    assert request["found"] == [
        {"kind": "directions", "row": 1, "lines": "4", "cells": {"code": {"value": "7.1", "status": "matched"}}}
    ]
    assert request["answer_schema"] == answer_schema(kinds)
    assert request_for(draft, kinds, known().names) == request_for(draft, kinds, known().names)


def test_the_schema_of_a_kind_says_what_its_columns_are() -> None:
    kind = known().schema.kinds["directions"]
    columns = kind_schema(kind)["properties"]["cells"]["properties"]
    assert {*columns} == {one.name for one in kind.columns} - {"lines", "basis", "note"}
    value = {name: one["properties"]["value"] for name, one in columns.items()}
    assert value["status"]["enum"] == ["new", "revised", "continuing"]
    assert re.fullmatch(value["code"]["pattern"], "D1")
    assert not re.fullmatch(value["code"]["pattern"], "D 1")
    assert "joined by '; '" in value["addressees"]["description"]
    assert kind_schema(kind)["anyOf"][1]["properties"]["cells"]["required"] == ["code", "summary"]


@pytest.mark.parametrize("kind", ["direction", "skipped", "reference/bodies", "editorial/claims"])
def test_a_kind_that_cannot_be_proposed_is_an_error(kind: str) -> None:
    with pytest.raises(InputError) as raised:
        kinds_to_propose(known().schema, empty_draft(), [kind])
    assert "[unknown-proposal-kind]" in str(raised.value)


@pytest.mark.parametrize(
    ("command", "limits", "error", "said"),
    [
        ("/no/such/program", ProgramLimits(), "program-not-started", "No such file"),
        ("", ProgramLimits(), "program-not-started", "no word"),
        ("'", ProgramLimits(), "program-not-started", "No closing quotation"),
        (
            f"{PROGRAM} crash",
            ProgramLimits(),
            "program-failed",
            "status 1, which said: \\u001b[2Jno model: \\u202ehere",
        ),
        (f"{PROGRAM} hang", ProgramLimits(seconds=2), "program-out-of-time", "2 seconds"),
        (f"{PROGRAM} flood", ProgramLimits(megabytes=1), "program-answer-too-large", "1 MB"),
        # A process that it leaves behind, and that keeps its output open, is stopped too.
        ("sh -c 'sleep 600 & echo'", ProgramLimits(seconds=2), "program-out-of-time", "2 seconds"),
        ("sh -c 'kill -9 $$'", ProgramLimits(), "program-failed", "signal 9"),
    ],
)
def test_a_program_that_fails_is_one_error_in_time(command: str, limits: ProgramLimits, error: str, said: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError) as raised:
        run_program(command, b"{}" * 100_000, limits)
    assert f"[{error}]" in str(raised.value)
    assert said in str(raised.value)
    assert time.monotonic() - began < 30


def test_no_shell_runs_the_command(tmp_path: Path) -> None:
    assert run_program("echo a; touch x $(id)", b"", ProgramLimits()) == b"a; touch x $(id)\n"


def test_a_program_need_not_read_its_request() -> None:
    draft, taken = propose(
        empty_draft(), known().schema, known().names, f"{PROGRAM} deaf", ["directions"], ProgramLimits()
    )
    assert taken.counts[PROPOSED] == 3
    assert draft.cells == taken.cells


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "falkirk.txt"
    path.write_text(PAPER, encoding="utf-8")
    return path


def test_the_command_writes_proposals_into_the_draft(paper: Path, tmp_path: Path, ijb: Run) -> None:
    drafts = ("--drafts", str(tmp_path / "drafts"))
    done = ijb("read", str(paper), "--draft", *drafts, "--propose", f"{PROGRAM} honest")
    assert done.returncode == 0, done.stderr
    assert "cells of the program: 3 proposed" in done.stderr
    draft = read_draft(tmp_path / "drafts" / "falkirk" / "2030-04-04-paper")
    proposed = {at.column for at, one in draft.cells.items() if one.status == PROPOSED}
    assert proposed == {"code", "addressees", "summary"}


@pytest.mark.parametrize("deed", ["crash", "half-json", "--propose-kind"])
def test_the_command_writes_nothing_where_the_program_fails(deed: str, paper: Path, tmp_path: Path, ijb: Run) -> None:
    given = {
        "crash": ("--propose", f"{PROGRAM} crash"),
        "half-json": ("--propose", f"{PROGRAM} 'half JSON'"),
        "--propose-kind": ("--propose", f"{PROGRAM} honest", "--propose-kind", "colours"),
    }[deed]
    done = ijb("read", str(paper), "--draft", "--drafts", str(tmp_path / "drafts"), *given)
    assert done.returncode == 2
    errors = not_empty({"program-failed", "unusable-answer", "unknown-proposal-kind"})
    assert sum(f"[{error}]" in done.stderr for error in errors) == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "drafts").exists()
