"""Accepted findings: shown with their reason and counted apart; loud once what they accept has vanished."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from assertions import not_empty
from conftest import PROJECT, Run
from ijb_graph.check import report_formats
from ijb_graph.check.acceptances import fitting
from ijb_graph.check.findings import Acceptance, Finding
from ijb_graph.check.rules import rule_folders
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import build
from ijb_graph.project import Project
from rule_cases import ALL_RULES

BOARD, PAPER = "east-lothian", "2019-10-31-directions"
# A paper in which a rule finds two things of one subject and lines.
TWINS = "edinburgh", "2020-02-04-integration-reviews-update"
COLUMNS = ("rule", "subject", "lines", "words", "reason", "decision", "decided")
FILE = "accepted-findings.csv"
JUDGE = "acceptance-fits-one-finding"
# A rule of each level, and the one that judges acceptances; that of marks finds two things of one paper.
USED = ("function-has-direction", "direction-measure", "action-load", JUDGE)
RULES = [rule for rule in ALL_RULES if rule.id in USED]

Row = dict[str, str]
Accept = Callable[..., Embedded]


def acceptance(of: Row, words: str = "", reason: str = "It is known.") -> Row:
    """A row as a person writes it from a row of the CSV report."""
    copied = {name: of[name] for name in ("rule", "subject", "lines")}
    return {**copied, "words": words, "reason": reason, "decision": "Audit Committee, item 4", "decided": "2020-03-02"}


def as_csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def reported(findings: list[Finding]) -> list[Row]:
    return list(csv.DictReader(io.StringIO(report_formats.as_csv(findings, report_formats.FOUND_COLUMNS))))


@pytest.fixture
def rules_used(project: Path) -> None:
    """Leave the copy of the project these rules alone."""
    for folder in rule_folders(project / "shapes"):
        if folder.name not in USED:
            shutil.rmtree(folder)


@pytest.fixture(scope="module")
def before(engine: Embedded) -> list[Row]:
    """The CSV report of this paper while nothing is accepted."""
    return reported(check(engine, RULES, board=BOARD))


@pytest.fixture
def accept(tmp_path: Path) -> Accept:
    """The project's graph with these findings accepted."""

    def build_with(
        *rows: Row, base: str = "https://w3id.org/ijb/", paper: tuple[str, str] = (BOARD, PAPER)
    ) -> Embedded:
        data = tmp_path / "data"
        shutil.copytree(PROJECT.data, data)
        data.joinpath(*paper, FILE).write_text(as_csv(rows), encoding="utf-8")
        return Embedded(build(data, PROJECT.ontology, tmp_path / "build", base=base, rules=set(USED)).path)

    return build_with


def of(rows: list[Row], rule: str, number: int = 0) -> Row:
    """A finding of the rule that has lines: one of a paper as a whole has none."""
    return [row for row in rows if row["rule"] == rule and row["lines"]][number]


@pytest.mark.parametrize(
    "base", ["https://data.example.org/graph/", pytest.param("https://w3id.org/ijb/", marks=pytest.mark.slow)]
)
def test_a_row_copied_from_the_report_accepts_its_finding(base: str, before: list[Row], accept: Accept) -> None:
    chosen = [of(before, "direction-measure"), of(before, "function-has-direction", 1)]
    findings = check(accept(*(acceptance(row) for row in chosen), base=base), RULES, board=BOARD)
    assert reported(findings) == [row for row in before if row not in chosen]
    found = [(one.rule, one.subject, one.lines) for one in findings if one.acceptance]
    assert found == [(row["rule"], row["subject"], row["lines"]) for row in reversed(chosen)]
    for one in not_empty(findings):
        if one.acceptance:
            assert (one.acceptance.reason, one.acceptance.decision) == ("It is known.", "Audit Committee, item 4")
            assert (one.acceptance.decided, one.acceptance.board, one.acceptance.paper) == ("2020-03-02", BOARD, PAPER)
            assert one.acceptance.address.startswith(f"{base}id/acceptance/{BOARD}/{PAPER}/{one.rule}/")


def test_an_acceptance_whose_finding_has_vanished_is_a_finding(before: list[Row], accept: Accept) -> None:
    row = of(before, "direction-measure")
    engine = accept(
        acceptance({**row, "lines": "1"}),
        acceptance({**row, "subject": "D99 Nothing"}),
        acceptance(row, "no such words"),
    )
    loud = [one for one in check(engine, RULES, board=BOARD) if one.rule == JUDGE]
    assert [(one.level, one.board, one.paper, one.lines, one.subject) for one in loud] == [
        ("must", BOARD, PAPER, "1", f"direction-measure: {row['subject']}"),
        ("must", BOARD, PAPER, row["lines"], f"direction-measure: {row['subject']}"),
        ("must", BOARD, PAPER, row["lines"], "direction-measure: D99 Nothing"),
    ]
    assert {one.message.split(":")[0] for one in loud} == {"The acceptance MUST fit one finding, and fits none"}
    assert [row for row in reported(check(engine, RULES, board=BOARD)) if row["rule"] != JUDGE] == before


@pytest.fixture(scope="module")
def before_twins(engine: Embedded) -> list[Row]:
    """The CSV report of the paper with twins while nothing is accepted."""
    return reported(check(engine, RULES, board=TWINS[0], paper=TWINS[1]))


@pytest.fixture(scope="module")
def twins(before_twins: list[Row]) -> tuple[Row, Row]:
    """Two findings of a rule on the same subject and lines."""
    pairs = itertools.pairwise(row for row in before_twins if row["rule"] == "action-load")
    return next((a, b) for a, b in pairs if (a["subject"], a["lines"]) == (b["subject"], b["lines"]))


def test_an_acceptance_that_fits_two_findings_accepts_none(twins: tuple[Row, Row], accept: Accept) -> None:
    findings = check(accept(acceptance(twins[0]), paper=TWINS), RULES, board=TWINS[0])
    assert [one for one in findings if one.acceptance] == []
    (told,) = [one for one in findings if one.rule == JUDGE]
    assert told.message.startswith("The acceptance MUST fit one finding, and fits several")


@pytest.mark.parametrize("part", ["rule", "board", "paper", "subject", "lines"])
def test_an_acceptance_fits_what_is_its_own_alone(engine: Embedded, part: str) -> None:
    """The same words in another paper, say a later one on the same directions, are another finding."""
    found = check(engine, RULES, board=BOARD)[0]
    place = (found.rule, found.board, found.paper, found.subject, found.lines)
    own = Acceptance("id", *place, words="", reason="", decision="", decided="")
    assert fitting([own], [found]) == {own: [found]}
    changed: dict[str, Any] = {part: "another"}
    assert fitting([own], [replace(found, **changed)]) == {own: []}


def test_words_tell_two_findings_apart(twins: tuple[Row, Row], before_twins: list[Row], accept: Accept) -> None:
    meant, other = twins
    words = meant["message"].split(". ")[0]
    assert words not in other["message"]
    findings = check(accept(acceptance(meant, words), paper=TWINS), RULES, board=TWINS[0], paper=TWINS[1])
    assert [one.message for one in findings if one.acceptance] == [meant["message"]]
    assert reported(findings) == [row for row in before_twins if row != meant]


def test_on_another_day_an_acceptance_holds_and_none_is_stale(before: list[Row], accept: Accept) -> None:
    row = of(before, "direction-measure")
    engine = accept(acceptance(row), acceptance({**row, "subject": "D99 Nothing"}))
    findings = check(engine, RULES, date(2030, 1, 1), BOARD)
    assert [one.subject for one in findings if one.acceptance] == [row["subject"]]
    assert [one for one in findings if one.rule == JUDGE] == []


def test_only_what_was_looked_for_can_have_vanished(before: list[Row], accept: Accept) -> None:
    row = of(before, "direction-measure")
    engine = accept(acceptance({**row, "subject": "D99 Nothing"}))

    def loud(**chosen: str) -> int:
        return sum(one.rule == JUDGE for one in check(engine, RULES, **chosen))  # type: ignore[arg-type]

    assert loud(only="direction-measure") == loud(only=JUDGE) == loud(board=BOARD) == loud(paper=PAPER) == 1
    assert loud(only="action-load") == loud(board="midlothian") == 0
    assert {one.rule for one in check(engine, RULES, only=JUDGE)} == {JUDGE}
    assert {one.rule for one in check(engine, RULES, only="direction-measure")} == {JUDGE, "direction-measure"}


def test_the_same_acceptances_give_the_same_graph_of_their_own(before: list[Row], tmp_path: Path) -> None:
    rows = [acceptance(of(before, rule)) for rule in ("direction-measure", "function-has-direction")]
    texts: list[bytes] = []
    told: dict[str, int] = {}
    for name, ordered in (("a", rows), ("b", rows[::-1])):
        shutil.copytree(PROJECT.data, tmp_path / name)
        (tmp_path / name / BOARD / PAPER / FILE).write_text(as_csv(ordered), encoding="utf-8")
        made = build(tmp_path / name, PROJECT.ontology, tmp_path / f"{name}-built")
        texts.append(made.path.read_bytes())
        told = made.statements
    assert texts[0] == texts[1]
    assert told["acceptances"] == 2 * 9
    without = build(PROJECT.data, PROJECT.ontology, tmp_path / "without")
    assert without.statements == {name: number for name, number in told.items() if name != "acceptances"}


def test_a_rule_that_is_gone_leaves_its_acceptances_loud(before: list[Row], accept: Accept) -> None:
    engine = accept(acceptance(of(before, "direction-measure")))
    findings = check(engine, [rule for rule in RULES if rule.id != "direction-measure"], board=BOARD)
    assert [one.subject for one in findings if one.rule == JUDGE] == [
        f"direction-measure: {of(before, 'direction-measure')['subject']}"
    ]


@pytest.mark.usefixtures("rules_used")
def test_the_command_counts_accepted_findings_apart(ready: Run, project: Path) -> None:
    """With every MUST finding of a paper accepted, its check passes; with a stale acceptance it does not."""
    ijb, of_the_paper = ready, ("check", "--board", BOARD, "--paper", PAPER)
    first = list(csv.DictReader(io.StringIO(ijb(*of_the_paper, "--format", "csv").stdout)))
    must = [row for row in first if row["level"] == "must"]
    assert must
    (project / "data" / BOARD / PAPER / FILE).write_text(as_csv(acceptance(row) for row in must), encoding="utf-8")
    assert ijb("build").returncode == 0
    done = ijb(*of_the_paper, "--format", "csv")
    assert done.returncode == 0
    found = [{**row, "rank": ""} for row in csv.DictReader(io.StringIO(done.stdout))]
    assert found == [{**row, "rank": ""} for row in first if row not in must]
    assert (
        done.stderr
        == f"ijb: {len(must)} accepted findings are not in this CSV; the other formats show which and why.\n"
    )
    text = ijb(*of_the_paper, "--rule", must[0]["rule"])
    assert text.returncode == 0
    assert "It is known. (Audit Committee, item 4, 2020-03-02)" in text.stdout
    of_rule = sum(row["rule"] == must[0]["rule"] for row in must)
    assert f"0 MUST, 0 SHOULD, 0 MAY, {of_rule} accepted" in text.stdout

    gone = {**must[0], "subject": "D99 Nothing"}
    rows = [acceptance(row) for row in [*must, gone]]
    (project / "data" / BOARD / PAPER / FILE).write_text(as_csv(rows), encoding="utf-8")
    assert ijb("build").returncode == 0
    loud = ijb(*of_the_paper, "--format", "csv")
    assert loud.returncode == 1
    rows = [row for row in csv.DictReader(io.StringIO(loud.stdout)) if row["level"] == "must"]
    assert [(row["rule"], row["subject"]) for row in rows] == [(JUDGE, f"{gone['rule']}: D99 Nothing")]
    assert "Look here first: 1 acceptance does not fit" in ijb(*of_the_paper, "--format", "html").stdout


def test_a_publication_holds_them_with_their_reason(small: Project, small_ready: Run, tmp_path: Path) -> None:
    found = list(csv.DictReader(io.StringIO(small_ready("check", "--format", "csv").stdout)))
    row = found[0]
    file = small.data / row["board"] / row["paper"] / "accepted-findings.csv"
    file.write_text(as_csv([acceptance(row)]), encoding="utf-8")
    assert small_ready("build").returncode == 0
    assert small_ready("publish", str(tmp_path / "open")).returncode == 0
    assert "It is known." in (tmp_path / "open" / "acceptances.ttl").read_text(encoding="utf-8")
    published = list(csv.DictReader((tmp_path / "open" / "findings.csv").open(encoding="utf-8")))
    unranked = [{**one, "rank": ""} for one in published]
    assert unranked == [{**one, "rank": ""} for one in found if one != row]
    report_text = (tmp_path / "open" / "findings.ttl").read_text(encoding="utf-8")
    assert report_text.count("isAcceptedBy") == 1
    assert "in the SHACL report alone: 1." in (tmp_path / "open" / "catalogue.ttl").read_text(encoding="utf-8")
