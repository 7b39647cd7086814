"""What the approved graphs of made-up records do not show of declarations and computed columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ijb_graph.engine import Embedded
from ijb_graph.graph.build import build
from ijb_graph.graph.computed import FUNCTIONS
from ijb_graph.graph.declarations import parsed_template
from ijb_graph.graph.lookups import Context, Index
from ijb_graph.records.reader import collect_records
from ijb_graph.records.rows import RecordProblems
from made_up import compose
from places import PROJECT

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


def test_a_direction_that_an_outcome_names_and_a_paper_gives_has_one_label(tmp_path: Path) -> None:
    """What became of a direction is told by its code, which is its label only where no paper gives its text."""
    data = compose(tmp_path / "data")
    outcomes = data / "falkirk" / "2031-12-12-progress-report" / "outcomes.csv"
    outcomes.write_text(
        "suite,code,heading,outcome,qualifier,replaced_by,lines,basis,note\n"
        "2031-32,D04a,Set Aside Services,in-process,,,20,printed,\n2031-32,D99,,retired,,,20,printed,\n",
        encoding="utf-8",
    )
    engine = Embedded(build(data, PROJECT.ontology, tmp_path / "out").path)
    named = engine.query(
        """PREFIX ijb: <https://w3id.org/ijb/def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?label WHERE { ?direction a ijb:Direction ; skos:notation ?code ; rdfs:label ?label
          FILTER(?code IN ("D04a", "D99")) } ORDER BY ?label""",
        "labels",
    )
    assert [row[0].value for row in named.rows if row[0]] == ["D04a Beacon Beds", "D99"]


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [("92%", ["92"]), ("1,200", ["1200"]), ("4.5 %", ["4.5"]), ("-3", ["-3"]), ("about 5", []), ("5 of 6", [])],
)
def test_the_number_of_a_text_that_is_nothing_but_a_figure(printed: str, numbers: list[str]) -> None:
    function: Any = FUNCTIONS["figure"]
    assert [str(one) for one in function(None, (printed,))] == numbers
