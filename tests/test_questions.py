"""Every question: just the expected rows from its given graph, on Oxigraph and rdflib; its header keeps its word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from assertions import not_empty
from conftest import FREE_BOARD, PROJECT
from ijb_graph.ask.questions import QUERY, Question, read_questions
from ijb_graph.engine import Answer, Embedded, Row
from ijb_graph.engine.papers import answer_from, select_papers
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from pyparsing import ParseResults
from question_cases import EXPECTED, GIVEN, QUESTIONS, as_csv, on_oxigraph
from quick import quick_of_each_kind, words_of_query
from rdflib import RDF, Dataset
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow

# What the registers' columns begin with is a contract with whoever downloads them: name and order.
REGISTERS = {
    "directions": "board, suite, code, title, status, addressees, functions, group, group_budget_k, overseers, "
    "reports, due, replaces, paper, lines, summary, partners, sharing, method",
    "outcomes": "board, suite, code, outcome, replaced_by, paper, lines, heading, qualifier",
    "budget-lines": "board, suite, category, service, amount_k, direction_refs, paper, lines",
    "group-budgets": "board, suite, group, amount_k, paper, lines",
    "plan-actions": "board, suite, change_board, codes_printed, codes, timeframe, paper, lines, action, kpi, outcome, "
    "driver, status_printed",
    "measures": "board, suite, code, measure, due, target, progress, source, paper, lines, due_printed, explanation",
    "indicators": "board, indicator, name, baseline_year, baseline, change, change_kind, expected, paper, lines",
    "ratings": "board, date, proposal, partner, rating, paper, lines",
    "improvement-actions": "board, proposal, action, leads, timescale, due, revised, update, paper, lines, "
    "status, points_to, refers_to, completed_on, revision_reason",
    "progress": "board, proposal, action, response, percent, marker, milestone, paper, lines, leads, timescale",
    "national-progress": "proposal, rag, due, statement, paper, lines, "
    "timescale, number_in_list, number_in_text, postponed_to, unmet_by",
    "recommendations": "heading, recommendation, responsible, proposals, paper, lines, made_by, update",
    "functions": "board, delegated_by, number, function, paper, lines, national",
    "golden-threads": "board, label, paper, lines",
    "priorities": "board, label, paper, lines",
    "bodies": "body, kind, aliases, papers",
    "reserves": "board, reserve, amount_k, paper, lines",
    "completeness": "board, suite, code, level, missing",
}


def on_rdflib(query: Query, given: Path) -> str:
    dataset = Dataset(default_union=True)
    dataset.parse(given, format="trig")
    found = dataset.query(query)
    assert found.vars is not None
    return as_csv(
        [str(variable) for variable in found.vars],
        [[str(value) if value is not None else "" for value in row] for row in found if isinstance(row, ResultRow)],
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_given_graph_gives_the_expected_rows(question: Question) -> None:
    found = on_oxigraph(question.sparql, question.path.with_name(GIVEN))
    assert found.count("\n") > 1, "the question finds nothing in its given graph"
    assert found == question.path.with_name(EXPECTED).read_text(encoding="utf-8")


ANSWERS: dict[str, Answer] = {}


def answered(question: Question, *engines: Embedded) -> Answer:
    """The answer of the first engine that has rows: what no paper of the project has yet, the made-up ones have.

    Several tests look at the same answer, which is asked for once.
    """
    if question.name not in ANSWERS:
        answers = (engine.query(question.sparql, question.name) for engine in engines)
        ANSWERS[question.name] = next((one for one in answers if one.rows), Answer(list(question.columns), []))
    return ANSWERS[question.name]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_header_tells_every_column_in_order(question: Question, engine: Embedded, clean_engine: Embedded) -> None:
    answer = answered(question, engine, clean_engine)
    assert answer.columns == list(question.columns)
    assert answer.rows, "no rows with the default parameters, neither in the project's records nor in the clean ones"
    assert "FILL IN" not in question.sparql


@pytest.mark.parametrize("name", REGISTERS)
def test_registers_keep_the_contract(name: str, engine: Embedded) -> None:
    answer = engine.query((PROJECT.queries / name / QUERY).read_text(encoding="utf-8"), name)
    contract = REGISTERS[name].split(", ")
    assert answer.columns[: len(contract)] == contract


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_answer_names_paper_and_lines(question: Question) -> None:
    """In two columns of their own; where a row rests on several places, in one; else the header says where they are."""
    says_where = "paper and lines of each are in the register" in question.why
    assert {"paper", "lines"} <= set(question.columns) or "sources" in question.columns or says_where


AGGREGATED = [question for question in QUESTIONS if "sources" in question.columns]


@pytest.mark.parametrize("question", AGGREGATED, ids=lambda question: question.name)
def test_the_sources_of_a_row_are_papers_and_lines(
    question: Question, engine: Embedded, clean_engine: Embedded
) -> None:
    answer = answered(question, engine, clean_engine)
    place = answer.columns.index("sources")
    for row in not_empty(answer.rows):
        sources = row[place]
        assert sources
        for one in sources.value.split("; "):
            assert re.fullmatch(
                r"[a-z-]+ [0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9-]+: [0-9]+(-[0-9]+)?(, [0-9]+(-[0-9]+)?)*", one
            )


CITING = [question for question in QUESTIONS if "lines" in question.columns]


@pytest.mark.parametrize("question", CITING, ids=lambda question: question.name)
def test_rows_that_state_something_cite_paper_and_lines(
    question: Question, engine: Embedded, clean_engine: Embedded
) -> None:
    """An answer can be looked up: whoever names lines names the paper, and neither is empty but for a missing link."""
    answer = answered(question, engine, clean_engine)
    paper, lines = answer.columns.index("paper"), answer.columns.index("lines")
    for row in not_empty(answer.rows):
        missing = any(term and term.value == "(missing)" for term in row)
        assert missing or (row[paper] and row[lines]), row


def parts_of(part: object) -> Iterator[object]:
    """The parts of a part of rdflib's parsed query; its algebra loses an EXISTS inside another."""
    if isinstance(part, CompValue):
        yield from part.values()
    elif isinstance(part, list | ParseResults):
        yield from part


def patterns(part: object) -> int:
    """How many triple patterns a part has, none of a further EXISTS; a path has as many as it has steps."""
    if isinstance(part, CompValue):
        if part.name.startswith("Builtin_"):
            return 0
        if part.name == "TriplesBlock":
            predicates = [one for triple in part.triples for one in list(triple)[1::3]]
            return sum(patterns(one) if isinstance(one, CompValue) else 1 for one in predicates)
        if part.name == "PathElt" and not isinstance(part.part, CompValue):
            return 1
    return sum(patterns(one) for one in parts_of(part))


def quadratic(query: ParseResults) -> list[str]:
    """The EXISTS and NOT EXISTS of a query over more than one pattern: Oxigraph joins their patterns anew for each row.

    Safe: one pattern in each, nested; or OPTIONAL with !BOUND.
    """
    found: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, CompValue) and part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            found.extend([part.name.removeprefix("Builtin_")] * (patterns(part.graph) > 1))
        for one in parts_of(part):
            walk(one)

    walk(query[1])
    return found


@pytest.mark.parametrize(
    "question",
    quick_of_each_kind(QUESTIONS, lambda question: words_of_query(question.sparql)),
    ids=lambda question: question.name,
)
def test_both_engines_agree_and_negation_is_linear(question: Question) -> None:
    """In one test, because rdflib takes long to parse a query."""
    parsed, given = parseQuery(question.sparql), question.path.with_name(GIVEN)
    assert quadratic(parsed) == []
    assert "MINUS" not in question.sparql, "quadratic in rdflib"
    assert on_rdflib(translateQuery(parsed), given) == on_oxigraph(question.sparql, given)


@pytest.mark.parametrize(
    ("pattern", "faults"),
    [
        ("FILTER NOT EXISTS { ?b <urn:q> ?c . ?c <urn:r> ?d }", ["NOTEXISTS"]),
        ("FILTER EXISTS { ?b <urn:q>/<urn:r> ?d }", ["EXISTS"]),
        ("BIND(IF(EXISTS { ?b ^<urn:q>|<urn:r> ?c }, 1, 2) AS ?x)", ["EXISTS"]),
        ("OPTIONAL { ?b <urn:q> ?c FILTER NOT EXISTS { { ?c <urn:r> ?d } UNION { ?d <urn:r> ?c } } }", ["NOTEXISTS"]),
        ("FILTER EXISTS { ?b <urn:q> ?c FILTER EXISTS { ?c <urn:r> ?d . ?d <urn:r> ?e } }", ["EXISTS"]),
        ("FILTER EXISTS { ?b <urn:q> ?c FILTER EXISTS { ?c <urn:r>* ?d } }", []),
        ("OPTIONAL { ?b <urn:q> ?c . ?c <urn:r> ?d } FILTER(!BOUND(?d))", []),
    ],
)
def test_quadratic_negation_is_found_out(pattern: str, faults: list[str]) -> None:
    assert quadratic(parseQuery(f"SELECT ?a WHERE {{ ?a <urn:p> ?b . {pattern} }}")) == faults


ONCE, TWICE = pyoxigraph.NamedNode("urn:once"), pyoxigraph.NamedNode("urn:twice")


def again(predicate: str) -> pyoxigraph.NamedNode:
    """The graph that holds all statements of a predicate a second time."""
    return pyoxigraph.NamedNode(f"urn:again:{predicate}")


def stated_twice(quads: Iterable[pyoxigraph.Quad]) -> pyoxigraph.Store:
    """All statements in one graph and in a second one, and those of each predicate in a further one."""
    store, triples = pyoxigraph.Store(), {quad.triple for quad in quads}
    for graph in (ONCE, TWICE):
        store.bulk_extend(pyoxigraph.Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    store.bulk_extend(
        pyoxigraph.Quad(one.subject, one.predicate, one.object, again(one.predicate.value)) for one in triples
    )
    return store


def asked_of(store: pyoxigraph.Store, sparql: str, predicates: Iterable[str] = ()) -> list[str]:
    """What a query answers where the statements of these predicates stand in two graphs; for GRAPH, all do."""
    graphs = [again(predicate) for predicate in predicates]
    named: list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] = [ONCE, TWICE] if graphs else [ONCE]
    answer = store.query(sparql, default_graph=[ONCE, *graphs], named_graphs=named)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return [str(row) for row in answer]


def predicates_named(question: Question) -> list[str]:
    prefixes = dict(re.findall(r"PREFIX (\w+): <([^>]*)>", question.sparql))
    names = re.findall(r"\b(\w+):(\w+)", question.sparql)
    return sorted({prefixes[prefix] + name for prefix, name in names if prefix in prefixes} - {str(RDF.type)})


def assert_counted_once(store: pyoxigraph.Store, question: Question, at_once: int) -> None:
    """The answer stays the same with so many of the question's predicates stated twice, and with all classes so.

    All at once is out of reach: a question of fifteen patterns would give each row 2 to the 15th times.
    """
    expected, named = asked_of(store, question.sparql), predicates_named(question)
    groups = [named[start : start + at_once] for start in range(0, len(named), at_once)]
    for predicates in [[str(RDF.type)], *not_empty(groups)]:
        assert asked_of(store, question.sparql, predicates) == expected, predicates


def test_asked_of_two_graphs_a_statement_counts_twice() -> None:
    """The planted fault of the tests below."""
    store = stated_twice(pyoxigraph.parse("<urn:a> <urn:p> 1 .", format=pyoxigraph.RdfFormat.TURTLE))
    for query in ("SELECT (SUM(?v) AS ?n) { ?s <urn:p> ?v }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:p> ?v } }"):
        assert asked_of(store, query) != asked_of(store, query, ["urn:p"])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_what_stands_in_two_graphs_counts_once(question: Question) -> None:
    """A union of named graphs may give a statement of two papers twice: an answer does not change by it."""
    given = question.path.with_name(GIVEN)
    assert_counted_once(stated_twice(pyoxigraph.parse(path=str(given))), question, at_once=6)


@pytest.fixture(scope="module")
def of_papers(built: Built) -> pyoxigraph.Store:
    return stated_twice(pyoxigraph.parse(path=str(built.path)))


def some_quick() -> list[object]:
    """The questions; to ask those that join several kinds of record takes up to half a minute, and is slow."""
    quick = ("budget-lines", "completeness", "group-budgets")
    return [one if one.name in quick else pytest.param(one, marks=pytest.mark.slow) for one in QUESTIONS]


@pytest.mark.parametrize("question", some_quick(), ids=lambda question: question.name)
def test_what_two_papers_state_counts_once(question: Question, of_papers: pyoxigraph.Store) -> None:
    """The same on the papers."""
    assert_counted_once(of_papers, question, at_once=3)


OF_A_BOARD = [one for one in QUESTIONS if "board" in [parameter.name for parameter in one.parameters]]


@pytest.mark.parametrize(
    "question",
    # The kinds: which columns and parameters the question has beside the board.
    quick_of_each_kind(OF_A_BOARD, lambda one: {len(one.parameters), "board" in one.columns, one.group}),
    ids=lambda question: question.name,
)
def test_a_question_can_be_asked_of_one_board(question: Question, engine: Embedded, clean_engine: Embedded) -> None:
    """A question with a board answers for that board alone, and for one without papers with nothing."""
    rows, asked = engine.query(question.sparql, question.name).rows, engine
    if not rows:
        rows, asked = clean_engine.query(question.sparql, question.name).rows, clean_engine
    assert not asked.query(question.with_values({"board": FREE_BOARD}), question.name).rows
    if "board" in question.columns:
        place = list(question.columns).index("board")
        for board in not_empty({row[place].value for row in rows if row[place]}):  # type: ignore[union-attr]
            of_board = asked.query(question.with_values({"board": board}), question.name).rows
            assert of_board == [row for row in rows if row[place] and row[place].value == board]  # type: ignore[union-attr]


def text(row: Row, place: int) -> str:
    return row[place].value if row[place] else ""  # type: ignore[union-attr]


def papers_named(rows: list[Row], place: int) -> set[str]:
    return {row[place].value for row in rows if row[place]}  # type: ignore[union-attr]


def test_a_question_can_be_asked_of_one_paper(built: Built) -> None:
    """From one paper come that paper's rows, and no other's; reference data answers as before.

    A row is the same as among all papers, unless several papers tell of its suite.
    """
    directions, bodies = (next(one for one in QUESTIONS if one.name == name) for name in ("directions", "bodies"))
    whole = Embedded(built.path).query(directions.sparql, directions.name).rows
    place = list(directions.columns).index("paper")
    suites = """PREFIX ijb: <https://w3id.org/ijb/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?board ?period ?paper {
          ?suite a ijb:DirectionSuite ; skos:notation ?period ; ijb:isStatedIn ?paper .
          ?suite ijb:isIssuedBy/ijb:shortName ?board
        }"""
    stated_in = Counter((text(row, 0), text(row, 1)) for row in Embedded(built.path).query(suites, "suites").rows)
    assert 1 in stated_in.values()
    with_bodies = set[str]()
    for paper in not_empty(papers_named(whole, place)):
        engine = Embedded(built.path)
        answer_from(engine, select_papers(engine, None, paper, "test"))
        expected = [row for row in whole if text(row, place) == paper]
        answered = engine.query(directions.sparql, "test").rows
        assert [(row[:3], row[place:]) for row in answered] == [(row[:3], row[place:]) for row in expected]
        alone = [number for number, row in enumerate(expected) if stated_in[text(row, 0), text(row, 1)] == 1]
        assert [answered[number] for number in alone] == [expected[number] for number in alone]
        named = papers_named(engine.query(bodies.sparql, "test").rows, list(bodies.columns).index("papers"))
        # A paper's records may name no body.
        assert named <= {paper}
        with_bodies |= named
    assert with_bodies


def test_one_board_is_all_its_papers(built: Built) -> None:
    engine = Embedded(built.path)
    everywhere = engine.query(
        "SELECT ?b WHERE { ?p a <https://w3id.org/ijb/def#BoardPaper> ; "
        "<https://w3id.org/ijb/def#isPaperOf>/<https://w3id.org/ijb/def#shortName> ?b }",
        "test",
    ).rows
    board = sorted(papers_named(everywhere, 0))[0]
    answer_from(engine, select_papers(engine, board, None, "test"))
    left = engine.query("SELECT ?p WHERE { ?p a <https://w3id.org/ijb/def#BoardPaper> }", "test").rows
    assert 0 < len(left) == sum(1 for row in everywhere if row[0] and row[0].value == board) < len(everywhere)


def test_a_board_without_papers_has_no_answer_but_cannot_be_checked(built: Built) -> None:
    engine = Embedded(built.path)
    assert select_papers(engine, FREE_BOARD, None, "test", may_be_none=True) == []
    with pytest.raises(InputError, match=f"'{FREE_BOARD}'; expected one of "):
        select_papers(engine, FREE_BOARD, None, "test")
    with pytest.raises(InputError, match="'nowhere'; expected the short name"):
        select_papers(engine, "nowhere", None, "test", may_be_none=True)


@pytest.mark.parametrize("board", [None, FREE_BOARD])
def test_a_paper_there_is_none_of_is_refused(built: Built, board: str | None) -> None:
    with pytest.raises(InputError, match=r"2031-01-01-no-paper.*--paper"):
        select_papers(Embedded(built.path), board, "2031-01-01-no-paper", "test", may_be_none=True)


def test_all_that_is_wrong_with_a_question_is_reported_at_once(tmp_path: Path) -> None:
    header = (
        "# What?\n# question: Which?\n#   Of all?\n# param paper (text): one\n# param day (time): one\n# column: x\n"
    )
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / QUERY).write_text(header + 'SELECT * { VALUES ?paper { "a" "b" } }', encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_questions(tmp_path)
    found = [(problem.id(), problem.row) for problem in raised.value.problems]
    assert found == [
        ("wrong-header-line", 1),
        ("missing-header-field", 1),
        ("missing-header-field", 1),
        ("missing-header-field", 1),
        ("reserved-parameter", 4),
        ("unbound-parameter", 4),
        ("wrong-header-line", 5),
        ("wrong-header-line", 6),
    ]


def test_a_value_takes_the_place_of_the_line_that_binds_it(tmp_path: Path) -> None:
    lines = ["# why: a\n", "# group: a\n", "# empty: a\n", "# question: Which?\n", "# Of all?\n"]
    lines += ["# param word (text): w\n", "# param most (number): m\n", "# param day (date): d\n"]
    lines += [
        "SELECT * {\n",
        ' # VALUES ?word { "e" }\n',
        "VALUES ?most { 1.5 }\n",
        'VALUES ?day { "2019-10-31"^^xsd:date }\n',
    ]
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / QUERY).write_text("".join(lines) + "}", encoding="utf-8")
    (question,) = read_questions(tmp_path)
    assert question.question == "Which? Of all?"
    assert [(one.name, one.default) for one in question.parameters] == [
        ("word", ""),
        ("most", "1.5"),
        ("day", "2019-10-31"),
    ]
    text = question.with_values({"word": 'a "b" \\', "most": "-2", "day": "2020-02-29"})
    assert text.splitlines()[8:] == [
        "SELECT * {",
        'VALUES ?word { "a \\"b\\" \\\\" }',
        "VALUES ?most { -2 }",
        'VALUES ?day { "2020-02-29"^^xsd:date }',
        "}",
    ]
    for given in ({"word": "a\nb"}, {"word": ""}, {"most": "1e3"}, {"day": "2019-02-29"}, {"day": "20191031"}):
        with pytest.raises(InputError, match="a wrong value"):
            question.with_values(given)
    with pytest.raises(InputError, match="an option --words"):
        question.with_values({"words": "a"})
