"""What rules rest on, as the graph says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ijb_graph.check.findings import SURENESS, Basis
from ijb_graph.check.rules import Rule
from ijb_graph.engine import Engine, select_texts
from ijb_graph.engine.interface import short_reason
from ijb_graph.errors import Problems, nearest, shown
from ijb_graph.errors.check import DemandWithoutBasis, UnknownBasis
from ijb_graph.errors.engine import UnexpectedValue

__all__ = ["demand_meanings", "demanded_on", "legal_bases_of", "read_legal_bases", "status_meanings"]

_BASES = Path(__file__).with_name("legal_bases.rq").read_text(encoding="utf-8")

_STATUSES = Path(__file__).with_name("basis_statuses.rq").read_text(encoding="utf-8")
_DEMAND_MEANINGS = Path(__file__).with_name("demand_meanings.rq").read_text(encoding="utf-8")


def read_legal_bases(engine: Engine) -> dict[str, Basis]:
    """Everything that rules rest on, by id."""
    bases: dict[str, Basis] = {}
    for name, demand, source, status, section, issued, replaced, page in select_texts(
        engine, _BASES, "what the rules rest on"
    ):
        for what, value, is_right in (
            ("the id of what a rule rests on", name, re.fullmatch(r"[A-Z][0-9]{1,9}", name)),
            ("how sure a basis is", status, status in SURENESS),
        ):
            if not is_right:
                raise UnexpectedValue(engine.name, what, short_reason(value)).error()
        sections = bases[name].sections if name in bases else ()
        bases[name] = Basis(
            name, demand, source, status, (*sections, section) if section else sections, issued, replaced, page
        )
    return bases


# The status of a basis without which a rule may not be shown as demanded so.
_DEMANDS = {
    "law": ("statute",),
    "guidance": ("current-guidance", "superseded-guidance", "unverified"),
    "own-policy": ("local-policy",),
    "data": ("data-integrity",),
}


def legal_bases_of(rule: Rule, bases: dict[str, Basis]) -> tuple[Basis, ...]:
    """What a rule rests on; InputError where any of that is unknown, or the rule claims more than its bases do."""
    unknown = [UnknownBasis(shown(rule.path), one, nearest(one, bases)) for one in rule.bases if one not in bases]
    Problems(unknown).raise_any()
    due = _DEMANDS.get(rule.demand)
    if due and not {bases[one].status for one in rule.bases} & set(due):
        statuses = " or ".join(due)
        raise DemandWithoutBasis(shown(rule.path), demand=rule.demand, statuses=statuses).error()
    return tuple(bases[one] for one in rule.bases)


def demanded_on(day: date | None, rule: Rule, bases: tuple[Basis, ...]) -> tuple[str, tuple[Basis, ...]]:
    """What demands a finding in a paper of a day, and what it rests on.

    No text demands anything of a paper that is older than it, or younger than what replaced it.

    None is the day of what no paper states.
    """
    in_force = tuple(one for one in bases if day is None or one.is_in_force(day))
    due = _DEMANDS.get(rule.demand)
    if due and not {one.status for one in in_force} & set(due):
        return "good-practice", in_force
    return rule.demand, in_force


def status_meanings(engine: Engine) -> dict[str, str]:
    """What each degree of sureness means, as the ontology says."""
    return dict(select_texts(engine, _STATUSES, "the concepts of the scheme basis-status"))


def demand_meanings(engine: Engine) -> dict[str, str]:
    """What each source of a demand means, as the ontology says."""
    return dict(select_texts(engine, _DEMAND_MEANINGS, "the concepts of the scheme demand"))
