"""Running the rules: on one core and on several they find the same, and what goes wrong ends all of them."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Embedded
from ijb_graph.errors import InputError
from rule_cases import ALL_RULES

RULES = ALL_RULES


@pytest.fixture(params=[1, 4])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    cores: int = request.param
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    return cores


def test_any_number_of_cores_finds_the_same(engine: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule for rule in RULES if not rule.validates_acceptances][::9]
    found = []
    for cores in (1, 4):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        steps: list[str] = []
        found.append(check(engine, rules, progress=steps.append))
        assert sorted(step.rpartition(" ")[2] for step in steps[1:]) == sorted(rule.id for rule in rules)
    assert found[0]
    assert found[0] == found[1]


def test_a_rule_that_cannot_be_run_ends_the_others(cores: int, engine: Embedded) -> None:
    shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetClass 1 ; sh:minCount 1 ."
    broken = replace(RULES[1], turtle=shapes.encode())
    steps: list[str] = []
    with pytest.raises(InputError, match="sh:targetClass"):
        check(engine, [RULES[2], broken, *RULES[3:]], progress=steps.append)
    assert len(steps) < len(RULES) / 2


def test_who_stops_it_stops_all_cores(cores: int, engine: Embedded) -> None:
    steps: list[str] = []

    def stop(step: str) -> None:
        steps.append(step)
        if len(steps) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(engine, RULES, progress=stop)
    assert len(steps) < len(RULES) / 2
