"""What is begun and not done: a rule that is not filled in stops nothing but its own commands; doubles are refused."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from command_line import Run
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.project import Project
from rule_cases import ALL_RULES

RULE = "direction-of-tomorrow"


def test_an_unfinished_rule_is_left_out_with_a_warning(small_ready: Run) -> None:
    before = small_ready("check", "--format", "csv")
    assert small_ready("new", "rule", "should", RULE).returncode == 0
    after = small_ready("check", "--format", "csv")
    assert (after.returncode, after.stdout) == (before.returncode, before.stdout)
    assert after.stderr.count("\n") == 1 and "left out" in after.stderr and "[unfilled-rule]" in after.stderr
    published = small_ready("publish", "site")
    assert (published.returncode, published.stderr.count("left out")) == (0, 1)
    for option in ("--rule", "--explain"):
        own = small_ready("check", option, RULE)
        assert (own.returncode, "left out" in own.stderr, "[unfilled-rule]" in own.stderr) == (2, False, True)


def test_a_rule_of_another_level_with_the_same_id_is_refused(project: Path, ijb: Run) -> None:
    rule = next(one for one in ALL_RULES if one.level == "should")
    done = ijb("new", "rule", "must", rule.id)
    assert (done.returncode, f"should/{rule.id}" in done.stderr) == (2, True)
    assert not (project / "shapes" / "must" / rule.id).exists()


def test_no_rule_and_no_question_calls_another_server(project: Path, ijb: Run) -> None:
    question = project / "queries" / "papers" / "query.rq"
    text = question.read_text(encoding="utf-8")
    question.write_text(
        text.replace("WHERE {", "WHERE { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }", 1), encoding="utf-8"
    )
    done = ijb("ask", "papers")
    assert (done.returncode, "[call-to-service]" in done.stderr) == (2, True)
    rule = next(one for one in read_rules(project / "shapes") if b"sh:select" in one.turtle)
    shape = rule.path.read_text(encoding="utf-8")
    rule.path.write_text(shape.replace("$this", "$this SERVICE <http://127.0.0.1:9/> {}", 1), encoding="utf-8")
    assert rule.path.read_text(encoding="utf-8") != shape
    done = ijb("check", "--rule", rule.id)
    assert (done.returncode, "[call-to-service]" in done.stderr) == (2, True)


def test_one_fault_in_many_rows_is_told_once(project: Path, ijb: Run) -> None:
    file = project / "data" / "east-lothian" / "2019-10-31-directions" / "directions.csv"
    text = file.read_text(encoding="utf-8")
    assert text.count("NHS Lothian") > 7
    file.write_text(text.replace("NHS Lothian", "NHS Lothain"), encoding="utf-8")
    done = ijb("build")
    assert done.returncode == 2
    assert done.stderr.count("column addressees") == 1
    assert "rows " in done.stderr and " more, column addressees" in done.stderr


def test_without_readings_the_build_says_so(small: Project, small_ijb: Run) -> None:
    assert "none of our readings" not in small_ijb("build").stderr
    (small.data / "editorial").rename(small.root / "readings")
    done = small_ijb("build")
    assert (done.returncode, "none of our readings" in done.stderr) == (0, True)


def test_where_no_thread_can_be_started_rules_run_one_by_one(engine: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule for rule in ALL_RULES if rule.level == "must"]
    found = check(engine, rules)
    assert found

    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)
    assert check(engine, rules) == found
