"""Accepted findings: which findings the acceptances in the graph fit, and which acceptances fit none or several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph

from ijb_graph.addresses import PREFIXES, rebase
from ijb_graph.check.findings import Acceptance, Finding, finding_address
from ijb_graph.engine import Engine, select_texts
from ijb_graph.text_safety import for_spreadsheet

__all__ = ["accept", "acceptance_graph", "fitting", "read_acceptances"]

_ACCEPTANCES = Path(__file__).with_name("acceptances.rq").read_text(encoding="utf-8")


def read_acceptances(engine: Engine) -> list[Acceptance]:
    """Every acceptance that the graph holds."""
    return [Acceptance(*row) for row in select_texts(engine, _ACCEPTANCES, "the accepted findings")]


def _fits(acceptance: Acceptance, finding: Finding) -> bool:
    return (
        (acceptance.rule, acceptance.board, acceptance.paper) == (finding.rule, finding.board, finding.paper)
        and acceptance.subject in (finding.subject, for_spreadsheet(finding.subject))
        and acceptance.lines == finding.lines
        and acceptance.words in finding.message
    )


def fitting(acceptances: list[Acceptance], findings: list[Finding]) -> dict[Acceptance, list[Finding]]:
    """The findings that each acceptance fits: rule, paper, subject and lines are the same, and its words are there."""
    return {one: [finding for finding in findings if _fits(one, finding)] for one in acceptances}


def accept(findings: list[Finding], fits: dict[Acceptance, list[Finding]]) -> list[Finding]:
    """The findings, those with their acceptance that one fits which fits no other."""
    accepted = {found[0]: acceptance for acceptance, found in reversed(fits.items()) if len(found) == 1}
    return [replace(one, acceptance=accepted.get(one)) for one in findings]


def acceptance_graph(fits: dict[Acceptance, list[Finding]], base: str) -> pyoxigraph.Store:
    """A graph in which each acceptance has the findings that it fits: what the rule about acceptances validates."""

    def node(text: str) -> pyoxigraph.NamedNode:
        return pyoxigraph.NamedNode(rebase(text, base))

    store = pyoxigraph.Store()
    for acceptance, found in fits.items():
        subject = node(acceptance.address)
        store.add(pyoxigraph.Quad(subject, node(PREFIXES["rdf"] + "type"), node(PREFIXES["ijb"] + "Acceptance")))
        for finding in found:
            result = node(finding_address(finding, base))
            store.add(pyoxigraph.Quad(result, node(PREFIXES["ijb"] + "isAcceptedBy"), subject))
    return store
