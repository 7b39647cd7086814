"""Verdicts on findings: each is one of four, says why it is not useful, and none that calls a finding wrong stands."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace

from assertions import not_empty
from ijb_graph.check.findings import Finding
from paper_findings import PAPERS
from precision import COLUMNS, VERDICTS, WORTH, Verdict, called_wrong, figures, in_words, read_verdicts, unread

FILES = sorted(VERDICTS.glob("*.csv"))


def test_every_file_of_verdicts_is_of_a_paper() -> None:
    names = {f"{paper.parent.name}-{paper.name}.csv" for paper in PAPERS}
    assert {file.name for file in FILES} <= names


def test_each_verdict_is_whole() -> None:
    for file in not_empty(FILES):
        rows = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
        for row in not_empty(rows):
            assert tuple(row) == COLUMNS
            assert row["verdict"] in WORTH, row
            assert row["why"] or row["verdict"] == "useful", row
            assert row["reader"] and row["read"], row
        found = [tuple(row[name] for name in COLUMNS[:4]) for row in rows]
        assert len(found) == len(set(found)), "two verdicts on one finding"


def test_no_finding_that_a_reader_calls_wrong_stands(all_findings: tuple[Finding, ...]) -> None:
    """Such a rule is fixed, or leaves."""
    papers = {(paper.parent.name, paper.name) for paper in PAPERS}
    verdicts = read_verdicts(VERDICTS, papers)
    # Such verdicts stay in their files, so that the finding is noticed when it comes again.
    assert {one.verdict for one in verdicts} >= {"wrong"}
    assert called_wrong(all_findings, verdicts) == []
    one = all_findings[0]
    key = (one.board, one.paper, one.rule, one.subject, one.lines, one.message)
    assert called_wrong(all_findings, [Verdict(key, "wrong", "it is not so")]) == [one]


def test_figures_count_what_is_read_word_for_word() -> None:
    one = Finding("r", "should", "b", "falkirk", "p", "1", "S", "It SHOULD.", "urn:x", "", "", "")
    other = replace(one, lines="2")
    aside = replace(one, lines="3", section="appendix")
    verdict = Verdict(("falkirk", "p", "r", "S", "1", "It SHOULD."), "useful", "")
    findings = [one, other, aside]
    assert figures(findings, [verdict], "rule") == {"r": {"useful": 1, "unread": 1}}
    assert unread(findings, [verdict]) == [other]
    assert unread([replace(one, message="It MAY.")], [verdict]) != []


def test_the_figures_are_said_in_words() -> None:
    assert in_words(Counter(useful=7, useless=1, doubtful=1, wrong=1, unread=2)) == (
        "10 of 12 findings are read, and 8 of these are right (80.0 per cent): "
        "7 useful, 1 useless, 1 doubtful, 1 wrong."
    )
    assert in_words(Counter()).startswith("0 of 0 findings are read, and 0 of these are right:")
