"""Every question: just the expected rows from its given graph, on Oxigraph and rdflib; its header keeps its word."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import pyoxigraph
import pytest
from conftest import FREE_BOARD, HOUSE
from ijb_graph.ask.questions import QUERY, Question, read_questions
from ijb_graph.ask.selection import narrow
from ijb_graph.engine import Embedded, Term
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from rdflib import Dataset
from rdflib.query import ResultRow

QUESTIONS = read_questions(HOUSE.queries)

# The registers' columns are a contract with whoever downloads them: name and order.
REGISTERS = {
    "directions": "board, suite, code, title, status, addressees, functions, group, group_budget_k, overseers, "
    "reports, due, replaces, paper, lines",
    "outcomes": "board, suite, code, outcome, replaced_by, paper, lines",
    "budget-lines": "board, suite, category, service, amount_k, direction_refs, paper, lines",
    "group-budgets": "board, suite, group, amount_k, paper, lines",
    "plan-actions": "board, suite, change_board, codes_printed, codes, timeframe, paper, lines",
    "measures": "board, suite, code, measure, due, target, progress, source, paper, lines",
    "indicators": "board, indicator, name, baseline_year, baseline, change, change_kind, expected, paper, lines",
    "ratings": "board, date, proposal, partner, rating, paper, lines",
    "improvement-actions": "board, proposal, action, leads, timescale, due, revised, update, paper, lines",
    "progress": "board, proposal, action, response, percent, marker, milestone, paper, lines",
    "national-progress": "proposal, rag, due, statement, paper, lines",
    "recommendations": "heading, recommendation, responsible, proposals, paper, lines",
    "functions": "board, delegated_by, number, function, paper, lines",
    "golden-threads": "board, label, paper, lines",
    "priorities": "board, label, paper, lines",
    "bodies": "body, kind, aliases, papers",
    "reserves": "board, reserve, amount_k, paper, lines",
    "completeness": "board, suite, code, level, missing",
}


def as_csv(columns: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def on_oxigraph(sparql: str, given: Path) -> str:
    """Through the engine that `ijb ask` uses, which needs to know where the addresses begin."""
    about = (
        "<https://w3id.org/ijb/> a <http://rdfs.org/ns/void#Dataset> ; "
        '<http://rdfs.org/ns/void#uriSpace> "https://w3id.org/ijb/" .'
    )
    text = given.read_text(encoding="utf-8") + f"\n<https://w3id.org/ijb/id/graph/about> {{ {about} }}\n"
    quads = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TRIG)
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder, "graph.nq")
        graph.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
        answer = Embedded(graph).query(sparql, given.parent.name)
    return as_csv(answer.columns, [[term.value if term else "" for term in row] for row in answer.rows])


def on_rdflib(sparql: str, given: Path) -> str:
    dataset = Dataset(default_union=True)
    dataset.parse(given, format="trig")
    found = dataset.query(sparql)
    assert found.vars is not None
    return as_csv(
        [str(variable) for variable in found.vars],
        [[str(value) if value is not None else "" for value in row] for row in found if isinstance(row, ResultRow)],
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_given_graph_gives_the_expected_rows(question: Question, approve: bool) -> None:
    given, expected = question.path.parent / "given.trig", question.path.parent / "expected.csv"
    found = on_oxigraph(question.sparql, given)
    assert found.count("\n") > 1, "the question finds nothing in its given graph"
    if approve:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_both_engines_agree(question: Question) -> None:
    given = question.path.parent / "given.trig"
    assert on_rdflib(question.sparql, given) == on_oxigraph(question.sparql, given)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_header_tells_every_column_in_order(question: Question, engine: Embedded) -> None:
    answer = engine.query(question.sparql, question.name)
    assert answer.columns == list(question.columns)
    assert answer.rows, "no rows with the default parameters on the real data"
    assert "FILL IN" not in question.sparql


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_keep_the_contract(name: str, engine: Embedded) -> None:
    answer = engine.query((HOUSE.queries / name / QUERY).read_text(encoding="utf-8"), name)
    assert answer.columns == REGISTERS[name].split(", ")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_rows_that_state_something_cite_paper_and_lines(question: Question, engine: Embedded) -> None:
    """An answer can be looked up: whoever names lines names the paper, and neither is empty but for a missing link."""
    answer = engine.query(question.sparql, question.name)
    if "lines" not in answer.columns:
        pytest.skip("counts or summarises whole papers")
    paper, lines = answer.columns.index("paper"), answer.columns.index("lines")
    for row in answer.rows:
        missing = any(term and term.value == "(missing)" for term in row)
        assert missing or (row[paper] and row[lines]), row


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_negation_is_linear(question: Question) -> None:
    """Oxigraph evaluates a NOT EXISTS over several joined patterns anew for each row: OPTIONAL with !BOUND instead."""
    for body in re.findall(r"(?:NOT\s+EXISTS|MINUS)\s*\{([^{}]*)\}", question.sparql):
        assert len(re.findall(r"[.;]\s", body.strip())) == 0, body


def test_every_question_can_be_narrowed(engine: Embedded) -> None:
    """A question with a board answers for that board alone, and for one without papers with nothing."""
    for question in QUESTIONS:
        if "board" not in [parameter.name for parameter in question.parameters]:
            continue
        rows = engine.query(question.sparql, question.name).rows
        assert not engine.query(question.with_values({"board": FREE_BOARD}), question.name).rows, question.name
        if "board" in question.columns:
            place = list(question.columns).index("board")
            for board in {row[place].value for row in rows if row[place]}:  # type: ignore[union-attr]
                narrowed = engine.query(question.with_values({"board": board}), question.name).rows
                assert narrowed == [row for row in rows if row[place] and row[place].value == board], question.name  # type: ignore[union-attr]


def papers_named(rows: list[list[Term | None]], place: int) -> set[str]:
    return {row[place].value for row in rows if row[place]}  # type: ignore[union-attr]


def test_a_question_can_be_asked_of_one_paper(built: Built) -> None:
    """From one paper come that paper's rows, and no other's; reference data answers as before."""
    directions, bodies = (next(one for one in QUESTIONS if one.name == name) for name in ("directions", "bodies"))
    whole = Embedded(built.path).query(directions.sparql, directions.name).rows
    place = list(directions.columns).index("paper")
    for paper in papers_named(whole, place):
        engine = Embedded(built.path)
        narrow(engine, None, paper, "test")
        assert engine.query(directions.sparql, "test").rows == [
            row
            for row in whole
            if row[place] and row[place].value == paper  # type: ignore[union-attr]
        ]
        named = papers_named(engine.query(bodies.sparql, "test").rows, list(bodies.columns).index("papers"))
        assert named == {paper}


def test_one_board_is_all_its_papers(built: Built) -> None:
    engine = Embedded(built.path)
    everywhere = engine.query(
        "SELECT ?b WHERE { ?p a <https://w3id.org/ijb/def#BoardPaper> ; "
        "<https://w3id.org/ijb/def#isPaperOf>/<https://w3id.org/ijb/def#shortName> ?b }",
        "test",
    ).rows
    board = sorted(papers_named(everywhere, 0))[0]
    narrow(engine, board, None, "test")
    left = engine.query("SELECT ?p WHERE { ?p a <https://w3id.org/ijb/def#BoardPaper> }", "test").rows
    assert 0 < len(left) == sum(1 for row in everywhere if row[0] and row[0].value == board) < len(everywhere)


@pytest.mark.parametrize("board", [None, FREE_BOARD])
def test_a_paper_there_is_none_of_is_refused(built: Built, board: str | None) -> None:
    with pytest.raises(InputError, match=r"2031-01-01-no-paper.*--paper"):
        narrow(Embedded(built.path), board, "2031-01-01-no-paper", "test")
