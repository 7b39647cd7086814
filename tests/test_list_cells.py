"""Several values in a cell are joined by ``; ``, and no value of such a cell holds that: each can be found again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from graph_files import write_graph
from ijb_graph.ask.questions import Question
from ijb_graph.engine import Answer, Embedded
from question_cases import GIVEN, QUESTIONS, given_graph

JOINED = re.compile(r'GROUP_CONCAT\((?:[^()]|\([^()]*\))*; separator="; "\) AS \?(\w+)\)')
RENAMED = re.compile(r"\(\?(\w+) AS \?(\w+)\)")
# A character that no text has, in place of the separator.
UNIT = "\x1f"


def lists_of(question: Question) -> set[str]:
    """The columns that hold several values; `lines` has the passages of several records in one list."""
    named = set(JOINED.findall(question.sparql))
    named |= {to for of, to in RENAMED.findall(question.sparql) if of in named}
    return named & set(question.columns) - {"lines"}


WITH_LISTS = [question for question in QUESTIONS if lists_of(question)]


def values(question: Question, answer: Answer) -> Iterable[str]:
    """Each value of each cell of lists, where the question is asked with UNIT as separator."""
    for name in lists_of(question):
        place = answer.columns.index(name)
        for cell in (row[place] for row in answer.rows):
            yield from cell.value.split(UNIT) if cell else ()


def asked(question: Question, engine: Embedded) -> Answer:
    return engine.query(question.sparql.replace('separator="; "', 'separator="\\u001F"'), question.name)


def with_separators(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    """The statement with the separator in its text, where that is of several words."""
    value = quad.object
    if not isinstance(value, pyoxigraph.Literal) or "; " in value.value or " " not in value.value:
        return quad
    text = value.value.replace(" ", "; ")
    literal = pyoxigraph.Literal(text, language=value.language) if value.language else pyoxigraph.Literal(text)
    return pyoxigraph.Quad(quad.subject, quad.predicate, literal, quad.graph_name)


def test_lists_are_found_in_the_questions() -> None:
    found = {question.name: lists_of(question) for question in WITH_LISTS}
    assert {"addressees", "replaces", "due"} <= found["directions"]
    assert "from" in found["reporting-duties"]
    assert len(found) > 30


@pytest.mark.parametrize("question", WITH_LISTS, ids=lambda question: question.name)
def test_no_value_of_a_list_holds_the_separator(question: Question, engine: Embedded, tmp_path: Path) -> None:
    """Not on the papers, and not where every text of several words has the separator between them."""
    graph = given_graph(question.path.with_name(GIVEN), tmp_path)
    quads = list(pyoxigraph.parse(path=str(graph)))
    (tmp_path / "spoilt").mkdir()
    write_graph(tmp_path / "spoilt" / "graph.nq", (f"{with_separators(quad)} .\n" for quad in quads))
    spoilt = Embedded(tmp_path / "spoilt" / "graph.nq")
    for one in (engine, spoilt):
        assert [value for value in values(question, asked(question, one)) if "; " in value] == []


def test_a_list_without_the_replacement_is_found() -> None:
    """The mutation of the test above."""
    question = next(one for one in QUESTIONS if one.name == "directions")
    sparql = re.sub(r'REPLACE\(\?one, "; ", ", "\)', "?one", question.sparql)
    quads = pyoxigraph.parse(path=str(question.path.with_name(GIVEN)))
    store = pyoxigraph.Store()
    store.extend(not_empty(with_separators(quad) for quad in quads))
    found = store.query(sparql.replace('separator="; "', 'separator="\\u001F"'), use_default_graph_as_union=True)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert any("; " in value for row in found if row["addressees"] for value in row["addressees"].value.split(UNIT))
