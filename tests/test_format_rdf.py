"""The layout of Turtle, TriG and SPARQL: nothing but white space, prefix lines and comments' line ends moves."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from conftest import ROOT
from format_rdf import WIDTH, laid_out, main

COMMENT = "# A comment that is so long that it does not fit into one line of a hundred and twenty columns. " * 2
LITERAL = "What stands in a text of one line is never broken, however long it is: " * 2
TEXT = "a second text that is a little longer"
UNTIDY = f"""{COMMENT}
@prefix : <urn:x:> .
@prefix b: <urn:b:> .
@prefix a: <urn:a:> .

:one a a:Thing ; a:is "a ; b . c" , "{TEXT}" ;  b:of :two, :three ; b:in [ b:of 1.5 ] . :two b:of :one, :one ;
   b:has "{LITERAL}" . \t
:three b:text \"\"\"
   left  as it is ;\t
\"\"\" .


"""


def _graph(turtle: str) -> pyoxigraph.Dataset:
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def test_layout_keeps_the_triples_and_the_comments() -> None:
    tidy = laid_out(UNTIDY, sparql=False)
    lines = tidy.splitlines()
    assert _graph(tidy) == _graph(UNTIDY)
    comment = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    assert " ".join(comment).split() == COMMENT.split()[1:]
    assert [line for line in lines if line.startswith("@prefix")] == [
        "@prefix a: <urn:a:> .",
        "@prefix b: <urn:b:> .",
        "@prefix : <urn:x:> .",
    ]
    assert ":two b:of :one, :one ;" in lines
    assert [line for line in lines if len(line) > WIDTH] == [f'  b:has "{LITERAL}" .']
    assert tidy.endswith('left  as it is ;\t\n""" .\n')
    assert laid_out(tidy, sparql=False) == tidy


def test_a_query_keeps_its_words() -> None:
    query = (
        "SELECT ?a ?b WHERE { ?a <urn:x:is> ?b . OPTIONAL { ?b <urn:x:of> ?c ; <urn:x:in> ?d . FILTER(?c < 5 && ?d > 6)"
        ' } BIND(CONCAT(STR(?a), " . ", STR(?b)) AS ?e) } ORDER BY ?a\n'
    )
    tidy = laid_out(query, sparql=True)
    assert tidy.split() == query.split()
    assert max(map(len, tidy.splitlines())) <= WIDTH
    assert laid_out(tidy, sparql=True) == tidy


def test_check_names_what_is_untidy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .  \n\n", encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_text(encoding="utf-8").endswith("  \n\n")
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0


def test_every_file_of_the_project_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["--check"]) == 0
