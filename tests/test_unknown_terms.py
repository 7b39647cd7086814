"""A misspelt term of a query is named with the nearest known one; what is right, or no term, is not."""

from __future__ import annotations

from typing import ClassVar

import pytest
from conftest import PROJECT
from ijb_graph.ask.questions import read_questions
from ijb_graph.engine import Answer, Embedded
from ijb_graph.engine.unknown_terms import unknown_terms
from ijb_graph.graph.build import Built

PROLOGUE = """
PREFIX ijb: <https://w3id.org/ijb/def#>
PREFIX scheme: <https://w3id.org/ijb/scheme/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * { ?d ijb:isAdressedTo ?b }", "term ijb:isAdressedTo: did you mean ijb:isAddressedTo"),
        ("SELECT * { ?d a ijb:Directoin }", "term ijb:Directoin: did you mean ijb:Direction"),
        ("SELECT * { ?d dcterms:tittle ?t }", "term dcterms:tittle: did you mean dcterms:title"),
        ("ASK { ?r ?p <https://w3id.org/ijb/scheme/rating/establised> }", "did you mean scheme:rating/established"),
        ("SELECT * { GRAPH <https://w3id.org/ijb/id/graph/refrence> { ?s ?p ?o } }", "graph/refrence"),
        ("SELECT * { ?s <http://nobody.example/knows> ?o }", "<http://nobody.example/knows>."),
        ("SELECT * { ?s ijb:title/dcterms:title ?o }", "ijb:title"),
        ("SELECT * { GRAPH <https://w3id.org/ijb/id/graph/editorials> { ?s ?p ?o } }", "mean id:graph/editorial"),
        ("SELECT * { <https://w3id.org/ijb/id/board/east-lothan> ?p ?o }", "mean id:board/east-lothian"),
        (
            "SELECT * { ?s ijb:isAddressedTo <https://w3id.org/ijb/id/body/nhs-lothain> }",
            "did you mean id:body/nhs-lothian",
        ),
        ("SELECT * { ?s <https://w3id.org/ijb/def#isPaidBy> ?o }", "ijb:isPaidBy"),
        ("SELECT * { ?s a <https://w3id.org/ijb/scheme/ratings> }", "did you mean scheme:rating"),
        ("SELECT * { ?s ijb:hasColour ?o }", "uses the term ijb:hasColour, which is deprecated: use ijb:hasRagStatus."),
        ("SELECT * { <id/board/east-lothan> ?p ?o }", "did you mean id:board/east-lothian"),
        ("BASE <https://w3id.org/ijb/id/> SELECT * { <board/east-lothan> ?p ?o }", "mean id:board/east-lothian"),
        ("SELECT * { ?s <title> ?o }", "has the term <https://w3id.org/ijb/title>."),
        ("SELECT * { ?s ijb:hasAnswer ?o }", "which is deprecated: nothing takes its place."),
        (
            "SELECT * { ?s ijb:completeRegister ?o }",
            "use ijb:allDirectionsListed and ijb:directionsAsIssued and ijb:functionsGiven.",
        ),
    ],
)
def test_an_unknown_term_is_named(engine: Embedded, query: str, sentence: str) -> None:
    (said,) = unknown_terms(engine, PROLOGUE + query)
    assert sentence in said


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?d a ijb:Direction ; dcterms:title 'ijb:nothing' } # ijb:nothing",
        "CONSTRUCT { ?d <http://new.example/term> ?t } WHERE { ?d dcterms:title ?t }",
        "SELECT (xsd:integer(?a) AS ?n) { ?d ijb:amountInPounds ?a FILTER(?a > '5'^^xsd:decimal) }",
        "SELECT * FROM <http://no.example/graph> { ?s ?p ?o }",
        "SELECT * { GRAPH <https://w3id.org/ijb/id/graph/reference> { ?s ?p ?o } }",
        "SELECT * { ?s none:such ?o }",
        "SELECT * { <id/board/east-lothian> <def#shortName> ?o }",
        "BASE <https://w3id.org/ijb/> PREFIX d: <def#> ASK { ?paper a d:BoardPaper ; ?p <id/board/east-lothian> }",
        "BASE <http://purl.org/dc/> SELECT * { ?s <terms/title> ?o }",
        "SELECT ?s { ?s a ?c FILTER(STRSTARTS(STR(?c), STR(ijb:)) && STRSTARTS(STR(?s), STR(xsd:))) }",
        "SELECT * { ?s ?p '",
        "SELECT * { ?s <http://purl.org/dc/terms/titl\\u0065> ?o }",
    ],
)
def test_nothing_is_said_of_what_is_known_or_no_term(engine: Embedded, query: str) -> None:
    assert unknown_terms(engine, PROLOGUE + query) == []


class _Counting(Embedded):
    """Keeps the queries that it is asked."""

    asked: ClassVar[list[str]] = []

    def query(self, sparql: str, source: str) -> Answer:
        self.asked.append(sparql)
        return super().query(sparql, source)


def test_all_terms_are_asked_for_in_one_request(built: Built) -> None:
    """Each request to a server takes time."""
    engine = _Counting(built.path)
    engine.asked.clear()
    names = [f"<urn:none:{number}>" for number in range(90)]
    assert "has 80 other terms" in unknown_terms(engine, f"SELECT * {{ VALUES ?x {{ {' '.join(names)} }} }}")[-1]
    assert len(engine.asked) == 2, "one for the terms, one for the nearest known ones"
    query = f"SELECT * {{ VALUES ?x {{ {' '.join(names)} <http://purl.org/dc/terms/title> }} }}"
    assert "has 80 other terms" in unknown_terms(engine, query)[-1]


def test_the_project_s_own_questions_have_known_terms(engine: Embedded) -> None:
    questions = read_questions(PROJECT.queries)
    assert questions
    assert {one.name: unknown_terms(engine, one.sparql) for one in questions} == {one.name: [] for one in questions}
