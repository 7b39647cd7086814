"""Questions, rules and calls that would crash this process, be ignored in part or write elsewhere are refused."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from bad_input import Spoil, replace, told
from command_line import Run
from ijb_graph.addresses import is_folder_address
from ijb_graph.ask import questions
from ijb_graph.check.rules import SHAPE
from ijb_graph.cli import ask_command
from ijb_graph.engine import Embedded
from ijb_graph.engine.unknown_terms import unknown_terms
from ijb_graph.project import Project

QUESTION = "queries/papers/query.rq"
BOUND = '# VALUES ?board { "east-lothian" }'

QUESTIONS: dict[str, tuple[Spoil, list[str]]] = {
    "braces": (replace(QUESTION, BOUND, BOUND + "\n" + "{" * 300 + "}" * 300), [QUESTION, "[query-too-deep]"]),
    "length": (replace(QUESTION, BOUND, BOUND + "\nFILTER(" + "!" * 12_000 + "true)"), [QUESTION, "[query-too-long]"]),
    "from": (replace(QUESTION, "WHERE {", "FROM <a:b> WHERE {"), [QUESTION, "FROM", "[own-dataset]"]),
    "a parameter twice": (
        replace(QUESTION, "# param board", "# param board (text): x\n# param board"),
        [f"{QUESTION}, row 5", "once", "[wrong-header-line]"],
    ),
    "a column twice": (
        replace(QUESTION, "# column", "# column board: x\n# column board: y\n# column"),
        [QUESTION, "column board: y", "[wrong-header-line]"],
    ),
    "a field twice": (replace(QUESTION, "# why:", "# question: x\n# why:"), [QUESTION, "question x", "once"]),
}


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.replace(" ", "-"))
def test_a_question(case: str, small: Project, small_ready: Run) -> None:
    spoil, parts = QUESTIONS[case]
    spoil(small.root)
    told(small_ready("ask", "papers"), parts)


def test_no_parameter_has_the_name_of_an_option() -> None:
    """Nor that of a variable of the function that gets them all: the one would be taken for the other."""
    source = inspect.getsource(ask_command)
    names = {word.strip().partition(":")[0] for word in source.split("def answer(")[1].split(")")[0].split(",")}
    assert len(names) > 8
    assert names - {"**given", ""} <= set(questions._RESERVED)


def test_what_breaks_lines_elsewhere_breaks_none_in_a_query(small: Project, small_ready: Run) -> None:
    replace(QUESTION, BOUND, f"# \u2028 }} no SPARQL \x0b }}\n{BOUND}")(small.root)
    assert small_ready("ask", "papers", "--board", "falkirk", "--format", "csv").returncode == 0


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT $this " + "{" * 3000 + " ?s ?p ?o " + "}" * 3000, "[query-too-deep]"),
        ("SELECT $this { FILTER(" + "!" * 13_000 + "true) }", "[query-too-long]"),
        ("SELECT $this FROM <a:b> { ?s ?p ?o }", "[own-dataset]"),
    ],
)
def test_a_query_of_a_rule(small: Project, small_ready: Run, query: str, error: str) -> None:
    [shape] = small.shapes.rglob(SHAPE)
    with shape.open("a", encoding="utf-8") as file:
        file.write(f"\nshape:{shape.parent.name} sh:sparql [ sh:message 'x' ; sh:select '{query}' ] .\n")
    told(small_ready("check"), [str(shape.relative_to(small.root)), error])


def test_a_rule_nested_too_deep_to_be_written(small: Project, small_ready: Run) -> None:
    [shape] = small.shapes.rglob(SHAPE)
    with shape.open("a", encoding="utf-8") as file:
        file.write(f"\nshape:{shape.parent.name} <a:b> {'[ <a:b> ' * 3000} 1 {']' * 3000} .\n")
    told(small_ready("publish", "site"), ["too deep", "[misplaced-blank-node]"])
    assert not (small.root / "site").exists()


@pytest.mark.parametrize(
    "call",
    [
        ("build", "--out", ""),
        ("build", "--csvw", ""),
        ("build", "--data", ""),
        ("publish", ""),
        ("check", "--out", ""),
        ("check", "--rule", ""),
    ],
    ids=" ".join,
)
def test_an_empty_value_is_not_taken_for_none(small: Project, small_ready: Run, call: tuple[str, ...]) -> None:
    before = sorted(small.root.iterdir())
    done = small_ready(*call)
    told(done, ["ijb: ijb "])
    assert sorted(small.root.iterdir()) == before


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://a.example/", True),
        ("https://a.example/.well-known/x.y/", True),
        ("https://a.example/../", False),
        ("https://a.example/x/./", False),
        ("https://a.example//", False),
    ],
)
def test_the_begin_of_addresses(address: str, is_one: bool) -> None:
    assert is_folder_address(address) is is_one


def test_thousands_of_unknown_terms(engine: Embedded) -> None:
    terms = " ".join(f"<http://a.example/{number}>" for number in range(5000))
    said = unknown_terms(engine, f"SELECT * {{ VALUES ?x {{ {terms} }} }}")
    assert len(said) == 11
    assert said[-1] == "Nothing in the graph has 990 other terms of the query either."


def test_a_crash_of_the_engine_is_said_to_be_one(small: Project, small_ready: Run) -> None:
    done = small_ready("sparql", "-", stdin="ASK { FILTER(" + "||".join(["true"] * 30_000) + ") }")
    told(done, ["a crash of the engine", "[query-failed]"])


def test_no_ontology_is_said(small: Project, small_ijb: Run, tmp_path: Path) -> None:
    for path in small.ontology.rglob("*.ttl"):
        path.unlink()
    done = small_ijb("build")
    assert done.returncode == 0
    assert "no Turtle file in ontology/" in done.stderr
