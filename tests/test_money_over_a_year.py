"""Money over a year: every figure of a finance report has a place, and nothing lawful is found wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command_line import csv_rows, run_in_process
from ijb_graph.engine import Embedded
from ijb_graph.records.schema import read_schema
from places import PROJECT
from project_copy import linked_project

BOARD, PAPER, LATER = "east-ayrshire", "2016-09-28-finance-report", "2016-12-14-made-up-finance-report"

MANIFEST = f"""board = "{BOARD}"
meeting_date = %s
title = "Financial management report as at %s"
kind = "finance-report"

[text]
file = "made-up.txt"
sha256 = "{"0" * 64}"
lines = 40
"""

Records = dict[str, list[dict[str, str]]]

NHS, COUNCIL, JOINT_BOARD = "NHS Ayrshire & Arran", "East Ayrshire Council", "East Ayrshire IJB"
YEAR = {"measure": "budget", "year": "2016-17", "as_at": "2016-07-31"}

# What the opening of the report of September 2016 says: two authorities agree on two days, and lead partnerships.
REPORT: Records = {
    "finance-lines": [
        {"number": "1", "service": "total", "of": JOINT_BOARD, "amount_k": "217724", "printed": "£217.724m", **YEAR},
        {
            **YEAR,
            "number": "2",
            "service": "budgets delegated by East Ayrshire Council",
            "of": COUNCIL,
            "as_at": "2016-03-10",
            "part_of": "1",
            "agreed_by": COUNCIL,
            "agreed_on": "2016-03-10",
        },
        {
            **YEAR,
            "number": "3",
            "service": "budgets delegated by NHS Ayrshire & Arran",
            "of": NHS,
            "as_at": "2016-06-21",
            "part_of": "1",
            "agreed_by": NHS,
            "agreed_on": "2016-06-21",
        },
        *(
            {
                **YEAR,
                "number": number,
                "service": service,
                "category": "hosted",
                "of": NHS,
                "part_of": "3",
                "lead": "East Ayrshire Health and Social Care Partnership",
                "run_for": "North Ayrshire IJB; South Ayrshire IJB",
            }
            for number, service in (("4", "Primary Care"), ("5", "Out of Hours"))
        ),
        {
            **YEAR,
            "number": "6",
            "service": "East Ayrshire's share of budgets run by South Ayrshire IJB",
            "category": "hosted",
            "of": NHS,
            "lead": "South Ayrshire IJB",
            "run_for": JOINT_BOARD,
        },
        {**YEAR, "number": "7", "service": "Acute Services", "category": "set-aside", "of": NHS},
    ],
    "decisions": [
        {
            "number": "1",
            "date": "2016-03-10",
            "body": COUNCIL,
            "kind": "agreed",
            "what": "budgets delegated for 2016/17",
            "decides_for": "2016-04-01/2017-03-31",
        },
        {
            "number": "2",
            "date": "2016-06-21",
            "body": NHS,
            "kind": "agreed",
            "what": "budgets delegated for 2016/17",
            "decides_for": "2016-04-01/2017-03-31",
        },
        {
            "number": "3",
            "date": "2016-09-28",
            "body": JOINT_BOARD,
            "kind": "accepted",
            "what": "projected outturn at 31 July 2016",
            "period": "2016-04-01/2017-03-31",
        },
    ],
}

FIGURES = {
    # service: measure and amount, as at 30 November
    "total": {"budget": "218000", "actual": "140000", "projection": "219500", "variance": "-1500"},
    "Older people": {"budget": "98000", "projection": "99000", "variance": "-1000"},
    "Health services": {"budget": "120000", "projection": "120500", "variance": "-500"},
    "vacancies": {"planned-saving": "900", "achieved-saving": "400"},
    "general reserve": {"reserve": "1100"},
    "winter plan": {"earmarked-reserve": "250"},
    "recovery plan": {"recovery": "1500"},
}
_PAIRS = [(service, measure) for service, figures in FIGURES.items() for measure in figures]
_NUMBERS = {pair: str(number) for number, pair in enumerate(_PAIRS, start=1)}

MADE_UP: Records = {
    "finance-lines": [
        {
            "number": number,
            "service": service,
            "measure": measure,
            "of": JOINT_BOARD,
            "year": "2016-17",
            "as_at": "2016-11-30",
            "amount_k": FIGURES[service][measure],
            "part_of": _NUMBERS["total", measure] if service in ("Older people", "Health services") else "",
        }
        for (service, measure), number in _NUMBERS.items()
    ]
}

# Integrity constraints of the Data Cube vocabulary that apply: each gives what breaks it.
CONSTRAINTS = {
    "IC-1: one data set each": "?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d }",
    "IC-2: one structure each": "?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s }",
    "IC-4: dimensions have a range": "?s qb:component/qb:dimension ?p FILTER NOT EXISTS { ?p rdfs:range ?r }",
    "IC-5: coded dimensions have a list": """?s qb:component/qb:dimension ?p . ?p rdfs:range skos:Concept
        FILTER NOT EXISTS { ?p qb:codeList ?l }""",
    "IC-11: all dimensions": """?o qb:dataSet/qb:structure/qb:component/qb:dimension ?p
        FILTER NOT EXISTS { ?o ?p ?v }""",
    "IC-14: all measures": "?o qb:dataSet/qb:structure/qb:component/qb:measure ?p FILTER NOT EXISTS { ?o ?p ?v }",
    "IC-19: codes of the list": """?o qb:dataSet/qb:structure/qb:component/qb:dimension ?p . ?p qb:codeList ?l .
        ?o ?p ?v FILTER NOT EXISTS { ?v skos:inScheme ?l }""",
    "IC-12: none twice": """?o qb:dataSet ?d ; ijb:serviceName ?s ; ijb:asAtDate ?t ; ijb:hasFinanceMeasure ?m ;
        ijb:financialYear ?y ; ijb:isHeldBy ?h . ?x qb:dataSet ?d ; ijb:serviceName ?s ; ijb:asAtDate ?t ;
        ijb:hasFinanceMeasure ?m ; ijb:financialYear ?y ; ijb:isHeldBy ?h . FILTER(?o != ?x)""",
}
PREFIXES = """PREFIX ijb: <https://w3id.org/ijb/def#> PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole project with the two reports: a folder each, and no other edit."""
    root = tmp_path_factory.mktemp("money") / "project"
    linked_project(PROJECT.root, root)
    kinds = read_schema(PROJECT.data).kinds
    for paper, day, records in ((PAPER, "31 July 2016", REPORT), (LATER, "30 November 2016", MADE_UP)):
        folder = root / "data" / BOARD / paper
        folder.mkdir(parents=True)
        (folder / "paper.toml").write_text(MANIFEST % (paper[:10], day), encoding="utf-8")
        for name, fields in records.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in kinds[name].columns])
                writer.writeheader()
                writer.writerows({"lines": "9", "basis": "printed"} | row for row in fields)
    done = run_in_process("build", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def test_nothing_is_found_wrong(project: Path) -> None:
    """The health board agreed its part in June, which the paper recounts; a projection accepted decides no budget."""
    found = csv_rows(project, "check", "--board", BOARD)
    assert [(row["rule"], row["lines"]) for row in found if row["level"] != "may"] == []


def test_every_figure_is_in_the_register(project: Path) -> None:
    register = csv_rows(project, "ask", "finance", "--board", BOARD)
    assert len(register) == len(REPORT["finance-lines"]) + len(MADE_UP["finance-lines"])
    [total] = [row for row in register if row["printed"]]
    assert (total["service"], total["amount_k"], total["as_at"], total["year"]) == (
        "total",
        "217724",
        "2016-07-31",
        "2016-17",
    )
    agreed = {(row["agreed_by"], row["agreed_on"]) for row in register if row["agreed_on"]}
    assert agreed == {("East Ayrshire Council", "2016-03-10"), ("NHS Ayrshire and Arran", "2016-06-21")}
    assert {row["category"] for row in register} == {"", "hosted", "set-aside"}


def test_a_year_is_followed_over_papers(project: Path) -> None:
    moved = csv_rows(project, "ask", "money-over-a-year", "--board", BOARD, "--service", "total")
    assert [(row["as_at"], row["budget_k"], row["actual_k"], row["projection_k"]) for row in moved] == [
        ("2016-07-31", "217724", "", ""),
        ("2016-11-30", "218000", "140000", "219500"),
    ]


def test_hosted_services_have_their_lead(project: Path) -> None:
    hosted = csv_rows(project, "ask", "hosted-services", "--board", BOARD)
    assert {(row["lead"], row["service"]) for row in hosted} == {
        ("East Ayrshire Health and Social Care Partnership", "Primary Care"),
        ("East Ayrshire Health and Social Care Partnership", "Out of Hours"),
        ("South Ayrshire Integration Joint Board", "East Ayrshire's share of budgets run by South Ayrshire IJB"),
    }


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_data_cubes_keep_their_integrity(project: Path, constraint: str) -> None:
    engine = Embedded(project / "build" / "graph.nq")
    assert not engine.query(f"{PREFIXES} SELECT * WHERE {{ {CONSTRAINTS[constraint]} }} LIMIT 3", constraint).texts()
