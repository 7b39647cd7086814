"""As of which day a rule judges: its queries are rewritten, and the data stays as it is."""

from __future__ import annotations

from datetime import date

import pyoxigraph
import pytest
from ijb_graph.check.as_of import query_as_of, shapes_as_of
from rdflib import Graph
from shacl_compiler.tokens import joined, tokens

DAY = date(2020, 2, 4)
BIND = 'BIND("2020-02-04"^^<http://www.w3.org/2001/XMLSchema#date> AS ?{})'
MEETING = "<https://w3id.org/ijb/def#meetingDate>"
JUDGED = "ijb:judgementDate"


def in_one_line(query: str) -> str:
    return joined(tokens(query))


def test_without_a_day_each_paper_is_judged_at_its_meeting() -> None:
    query = f"SELECT $this WHERE {{ $this ijb:isStatedIn/{JUDGED} ?day . OPTIONAL {{ ?x {JUDGED} ?other }} }}"
    assert query_as_of(query, None) == in_one_line(query.replace(JUDGED, MEETING))


@pytest.mark.parametrize(
    ("query", "judged"),
    [
        (f"{{ $this {JUDGED} ?day }}", f"{{ {BIND.format('day')} $this {MEETING} ?meetingOfDay1 }}"),
        (
            f"{{ $this ijb:a/ijb:isStatedIn/{JUDGED} $when ; ijb:p ?x . FILTER(?x < ?when) }}",
            f"{{ {BIND.format('when')} $this ijb:a/ijb:isStatedIn/{MEETING} ?meetingOfWhen1 ; ijb:p ?x ."
            " FILTER(?x < ?when) }",
        ),
        (
            f"{{ ?x ijb:p ?y OPTIONAL {{ ?y (ijb:a/{JUDGED}) ?day }} }}",
            f"{{ ?x ijb:p ?y OPTIONAL {{ {BIND.format('day')} ?y (ijb:a/{MEETING}) ?meetingOfDay1 }} }}",
        ),
        (
            "{ { SELECT $this ?d WHERE { $this <https://w3id.org/ijb/def#judgementDate> ?d } } ?x ijb:p ?d }",
            f"{{ {{ SELECT $this ?d WHERE {{ {BIND.format('d')} $this {MEETING} ?meetingOfD1 }} }} ?x ijb:p ?d }}",
        ),
        # Two papers with one variable: their meetings may differ, the day is one.
        (
            f"{{ ?a {JUDGED} ?day . ?b {JUDGED} ?day }}",
            f"{{ {BIND.format('day')} ?a {MEETING} ?meetingOfDay1 . ?b {MEETING} ?meetingOfDay2 }}",
        ),
        (
            f"{{ ?a {JUDGED} ?day . FILTER NOT EXISTS {{ ?b {JUDGED} ?day }} }}",
            f"{{ {BIND.format('day')} ?a {MEETING} ?meetingOfDay1 . "
            f"FILTER NOT EXISTS {{ {BIND.format('day')} ?b {MEETING} ?meetingOfDay2 }} }}",
        ),
        (
            f'{{ ?a ijb:p "a {JUDGED} {{" , """}}" . # {JUDGED} {{\n ?a {JUDGED} ?day }}',
            f'{{ {BIND.format("day")} ?a ijb:p "a {JUDGED} {{" , """}}" . # {JUDGED} {{\n'
            f" ?a {MEETING} ?meetingOfDay1 }}",
        ),
        ("{ ?a ijb:judgementDateOfOld ?day }", "{ ?a ijb:judgementDateOfOld ?day }"),
        # Two variables of one group, bound in one order whatever the run.
        (
            f"{{ ?a {JUDGED} ?y ; {JUDGED} ?x }}",
            f"{{ {BIND.format('x')} {BIND.format('y')} ?a {MEETING} ?meetingOfY1 ; {MEETING} ?meetingOfX2 }}",
        ),
    ],
)
def test_with_a_day(query: str, judged: str) -> None:
    assert query_as_of(query, DAY) == in_one_line(judged)


@pytest.mark.parametrize(
    "query",
    [
        f"{{ ?a {JUDGED} ?day, ?other }}",
        f"{{ ?a {JUDGED}/ijb:p ?day }}",
        f"{{ ?a {JUDGED}|ijb:p ?day }}",
        f'{{ ?a {JUDGED} "2020-01-01" }}',
        f"?a {JUDGED} ?day",
    ],
)
def test_what_cannot_be_told_the_day_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"one variable|no group"):
        query_as_of(query, DAY)


def test_a_text_that_is_no_sparql_is_left_to_the_compiler() -> None:
    assert query_as_of(f"{{ ?a {JUDGED} ?day `", DAY) == f"{{ ?a {JUDGED} ?day `"


def test_a_date_outside_a_query_is_refused() -> None:
    text = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . "
        "<urn:s> sh:property [ sh:path <https://w3id.org/ijb/def#judgementDate> ] ."
    )
    with pytest.raises(ValueError, match="outside a query"):
        shapes_as_of(Graph().parse(data=text, format="turtle"), None)


def test_a_rewritten_query_judges_that_day() -> None:
    """A paper of May, an action due in June: late in July, not in May; and who has no paper is never judged."""
    store = pyoxigraph.Store()
    store.load(
        b"""@prefix ijb: <https://w3id.org/ijb/def#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <urn:action> ijb:isStatedIn <urn:paper> ; ijb:due "2019-06-01"^^xsd:date .
        <urn:paper> ijb:meetingDate "2019-05-24"^^xsd:date . <urn:other> ijb:due "2019-06-01"^^xsd:date .""",
        format=pyoxigraph.RdfFormat.TURTLE,
    )
    query = """PREFIX ijb: <https://w3id.org/ijb/def#> SELECT ?this ?day WHERE {
      ?this ijb:due ?due . ?this ijb:isStatedIn/ijb:judgementDate ?day . FILTER(?due < ?day) }"""

    def rows(day: date | None) -> list[str]:
        answer = store.query(query_as_of(query, day))
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        return [f"{row['this']} {row['day'].value}" for row in answer]

    assert rows(None) == rows(date(2019, 5, 31)) == []
    assert rows(date(2019, 7, 1)) == ["<urn:action> 2019-07-01"]
