"""What the approved graphs of made-up records do not show of declarations and computed columns."""

from __future__ import annotations

from pathlib import Path

from ijb_graph.graph.declarations import parsed_template
from ijb_graph.graph.lookups import Context, Index
from ijb_graph.records.reader import collect_records
from ijb_graph.records.rows import RecordProblems
from made_up import compose

PAPER = "falkirk/2031-03-21-directions"


def test_the_last_earlier_suite_counts_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    data = compose(tmp_path / "data")
    outcomes = data / PAPER / "outcomes.csv"
    with outcomes.open("a", encoding="utf-8") as file:
        file.write("2029-30,D01a,Community Health,in-process,,,26,printed,\n")
    problems = RecordProblems()
    records = collect_records(data, problems)
    paper = next(one for one in records.papers if f"{one.board}/{one.slug}" == PAPER)
    earlier = Context(Index(records, problems), paper).earlier_direction("D01a")
    assert [row.text("suite") for row in paper.rows["outcomes"] if row.text("code") == "D01a"] == ["2030-31", "2029-30"]
    assert earlier is not None
    assert earlier.endswith("/direction/falkirk/2030-31/D01a")


def test_a_template_keeps_its_percent_signs() -> None:
    template = parsed_template("id:share/100%25/{code}", "")
    assert template.format % ("D01a",) == "https://w3id.org/ijb/id/share/100%25/D01a"
