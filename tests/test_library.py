"""The library: five functions, which the commands call too."""

from __future__ import annotations

import csv
import inspect
import io
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import get_type_hints

import ijb_graph
import pytest
import rdflib
from assertions import not_empty
from conftest import PROJECT, Run
from ijb_graph.addresses import BASE, PREFIXES
from ijb_graph.check.findings import Finding
from ijb_graph.engine import Embedded, Engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import InputError
from ijb_graph.graph.build import Built
from ijb_graph.library import ask as library_ask
from pyoxigraph import Literal

IJB = f"PREFIX ijb: <{PREFIXES['ijb']}> PREFIX dcterms: <{PREFIXES['dcterms']}> "


def run(code: str) -> str:
    """What a new interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_there_are_five_documented_and_typed_functions() -> None:
    assert ijb_graph.__all__ == ["ask", "build", "check", "open", "select"]
    for name in not_empty(ijb_graph.__all__):
        function = getattr(ijb_graph, name)
        assert inspect.isfunction(function)
        parameters = inspect.signature(function).parameters
        text = inspect.getdoc(function) or ""
        assert "Raises InputError" in text
        for parameter in not_empty(set(parameters) - {"graph", "question", "sparql"}):
            assert f"``{parameter}``" in text, f"{name} does not say what {parameter} is"
    assert get_type_hints(ijb_graph.open)["return"] == Engine


def test_a_package_never_takes_the_place_of_a_function() -> None:
    code = "import ijb_graph, ijb_graph.check.run_rules, ijb_graph.ask.tables; from ijb_graph.check import rules\n"
    assert run(code + "print(ijb_graph.check.__module__, ijb_graph.ask.__module__)").split() == 2 * [
        "ijb_graph.library"
    ]


def test_to_import_it_imports_nothing_large() -> None:
    large = ("rdflib", "pandas", "polars", "pyoxigraph", "click")
    assert run(f"import sys, ijb_graph; print([one for one in {large} if one in sys.modules])").strip() == "[]"


def test_what_it_does_not_have_is_an_error() -> None:
    assert not hasattr(ijb_graph, "answer")


def test_a_question_has_the_rows_of_the_command(ready: Run, engine: Embedded) -> None:
    done = ready("ask", "group-budgets", "--board", "east-lothian", "--format", "csv")
    rows = ijb_graph.ask("group-budgets", engine, board="east-lothian").rows()
    told = [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert told == list(csv.DictReader(io.StringIO(done.stdout)))
    assert all(isinstance(row["amount_k"], int) for row in not_empty(rows))


def test_one_board_or_paper_leaves_the_graph_as_it_was(engine: Embedded) -> None:
    graphs, everything = engine.graphs(), len(ijb_graph.ask("ratings", engine))
    for only in ({"board": "edinburgh"}, {"paper": "2019-10-31-directions"}):
        some = ijb_graph.ask("ratings", engine, **only)  # type: ignore[arg-type]
        assert 0 < len(some) < everything
        assert {row[next(iter(only))] for row in some.rows()} == set(only.values())
        assert engine.graphs() == graphs
        assert len(ijb_graph.ask("ratings", engine)) == everything


def test_parameters_are_those_of_the_question(engine: Embedded) -> None:
    day = ijb_graph.ask("in-force", engine, date="2023-10-01", board="midlothian")
    assert {row["board"] for row in day.rows()} <= {"midlothian"}
    assert ijb_graph.ask("theme", engine, word="carers", limits=Limits(seconds=30)).rows()
    with pytest.raises(InputError, match="unknown-option"):
        ijb_graph.ask("in-force", engine, day="2023-10-01")
    with pytest.raises(InputError, match="unknown-question"):
        ijb_graph.ask("in-forse", engine)
    with pytest.raises(InputError, match="unknown-board"):
        ijb_graph.ask("ratings", engine, board="edinburg")


def test_an_empty_answer_says_what_it_means(engine: Embedded) -> None:
    empty = ijb_graph.ask("theme", engine, word="there is no such word")
    assert (len(empty), empty.rows(), empty.empty_means[-1]) == (0, [], ".")


def test_values_have_their_types(engine: Embedded) -> None:
    query = IJB + "SELECT ?d ?day ?label { ?d ijb:inForceFrom ?day OPTIONAL { ?d dcterms:title ?label } } ORDER BY ?d"
    result = ijb_graph.select(query, engine)
    row = result.rows()[0]
    assert isinstance(row["day"], date)
    assert row["label"] is None
    assert isinstance(result.answer.rows[0][1], Literal)


def test_polars_frames_have_types(engine: Embedded) -> None:
    import polars

    frame = ijb_graph.ask("group-budgets", engine).polars()
    assert frame.schema["amount_k"] == polars.Int64
    days = ijb_graph.select(IJB + "SELECT ?day { ?paper a ijb:BoardPaper ; ijb:meetingDate ?day }", engine).polars()
    assert days.schema["day"] == polars.Date
    assert days.height == 5


@pytest.mark.slow
def test_pandas_frames_have_types_that_know_no_value(engine: Embedded) -> None:
    pytest.importorskip("pandas")
    pattern = "?d a ijb:Direction ; ijb:inForceFrom ?day BIND(3 AS ?n) OPTIONAL { ?d ijb:none ?x }"
    query = f"{IJB} SELECT ?d ?day ?n ?x {{ {pattern} }}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = ijb_graph.select(query, engine).pandas()
    assert [str(kind) for kind in frame.dtypes] == ["string", "datetime64[s]", "Int64", "string"]
    assert len(frame) == 94
    assert frame["x"].isna().all()
    big = ijb_graph.select("SELECT (1000000000000000000000 AS ?n) {}", engine).pandas()
    assert list(big["n"]) == ["1000000000000000000000"]
    money = ijb_graph.ask("group-budgets", engine)
    column = [row["amount_k"] for row in money.rows()]
    shown = money.pandas()["amount_k"]
    assert [None if missing else one for one, missing in zip(shown, shown.isna(), strict=True)] == column != []


@pytest.mark.parametrize(("library", "error"), [("pandas", "missing-library"), ("polars", "missing-package")])
def test_a_library_that_is_missing_is_named(
    library: str, error: str, engine: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError) as raised:
        getattr(ijb_graph.ask("papers", engine), library)()
    assert f"no package {library}" in str(raised.value)
    assert error in str(raised.value)


def test_triples_are_an_rdflib_graph(engine: Embedded) -> None:
    query = IJB + "CONSTRUCT { ?d ijb:isAddressedTo ?b } WHERE { ?d ijb:isAddressedTo ?b }"
    graph = ijb_graph.select(query, engine).rdflib()
    assert isinstance(graph, rdflib.Graph)
    rows = ijb_graph.select(query.replace("CONSTRUCT { ?d ijb:isAddressedTo ?b }", "SELECT DISTINCT ?d ?b"), engine)
    assert {(str(s), str(o)) for s, _, o in graph} == {(row["d"], row["b"]) for row in rows.rows()} != set()
    with pytest.raises(InputError, match="no-triples"):
        rows.rdflib()


def test_the_truth_of_an_ask(engine: Embedded) -> None:
    assert ijb_graph.select(IJB + "ASK { ?d a ijb:Direction }", engine).truth is True
    assert ijb_graph.select(IJB + "ASK { ijb:Direction a ijb:Direction }", engine).truth is False
    # As Python asks for truth: a CONSTRUCT has no rows, and may have triples.
    queries = (
        "ASK { ?d a ijb:Direction }",
        "CONSTRUCT WHERE { ?d a ijb:Direction }",
        "SELECT ?d { ?d a ijb:Direction }",
    )
    for query in not_empty(queries):
        assert ijb_graph.select(IJB + query, engine)
        assert not ijb_graph.select(IJB + query.replace("?d a ijb:Direction", "?d a ijb:direction"), engine, warn=print)


def test_a_misspelt_term_is_a_warning_where_it_was_asked_for(engine: Embedded) -> None:
    with pytest.warns(UserWarning, match="did you mean ijb:isAddressedTo") as caught:
        assert ijb_graph.select(IJB + "SELECT * { ?d ijb:isAdressedTo ?b }", engine).rows() == []
    assert caught[0].filename == __file__


def test_a_query_that_is_refused_or_no_sparql_is_an_error(engine: Embedded) -> None:
    for query in ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", "SELECT", "DELETE WHERE { ?s ?p ?o }"):
        with pytest.raises(InputError):
            ijb_graph.select(query, engine)


def test_findings_are_those_of_the_command(engine: Embedded, all_findings: tuple[Finding, ...]) -> None:
    found = ijb_graph.check(engine)
    assert tuple(found) == all_findings
    assert len(found) == len(found.rows()) == len(found.table.rows)
    assert found[0] == all_findings[0]
    assert [one.rule for one in found[:3]] == [one.rule for one in all_findings[:3]]
    row = found.rows()[0]
    assert (row["rule"], row["rank"]) == (found[0].rule, found[0].rank)
    accepted = [row["accepted"] for row in found.rows()]
    assert accepted == [one.acceptance is not None for one in found]
    assert found.polars().height == len(found)
    results = set(found.rdflib().subjects(rdflib.RDF.type, rdflib.SH.ValidationResult))
    assert len(results) == len(found)


def test_one_rule_one_paper_one_day(engine: Embedded) -> None:
    found = ijb_graph.check(engine, rule="direction-measure", paper="2019-10-31-directions", as_of=date(2020, 6, 30))
    assert {one.rule for one in found} == {"direction-measure"}
    with pytest.raises(InputError, match="unknown-rule"):
        ijb_graph.check(engine, rule="direction-mesure")


def test_a_graph_is_built_and_opened_by_file_or_folder(tmp_path: Path, built: Built) -> None:
    made = ijb_graph.build(out=tmp_path)
    assert made.path.read_bytes() == built.path.read_bytes()
    for source in (tmp_path, made.path, str(tmp_path)):
        assert ijb_graph.open(source).base == BASE
    bare = ijb_graph.build(out=tmp_path / "bare", shortcuts=False)
    assert "shortcuts" not in bare.statements
    with pytest.raises(InputError, match="no-graph"):
        ijb_graph.open(tmp_path / "none")


def test_a_graph_is_a_file_or_a_server_and_not_both() -> None:
    with pytest.raises(InputError, match=r"source together with endpoint.*\[conflicting-options\]"):
        ijb_graph.open("build", endpoint="http://127.0.0.1:9/")


def test_a_stale_graph_is_a_warning(project: Path, ijb: Run) -> None:
    assert ijb("build").returncode == 0
    (project / "ontology" / "new.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    with pytest.warns(UserWarning, match="run `ijb build`"):
        ijb_graph.open(project / "build")


def test_without_a_graph_the_project_s_own_is_asked(ready: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert len(ijb_graph.ask("papers")) == len(ijb_graph.select(IJB + "SELECT ?p { ?p a ijb:BoardPaper }")) == 5
    assert ijb_graph.check(rule="direction-measure")


def test_the_commands_call_these_functions() -> None:
    for command, function in (("ask", "ask"), ("sparql", "select"), ("check", "check"), ("build", "build")):
        text = (PROJECT.root / "loader" / "ijb_graph" / "cli" / f"{command}_command.py").read_text(encoding="utf-8")
        assert "ijb_graph.library import" in text
        assert f"{function}(" in text
    assert library_ask is ijb_graph.ask
