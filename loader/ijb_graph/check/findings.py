"""Findings: what a rule found where, said so that a governance officer can act on it."""

from __future__ import annotations

from dataclasses import dataclass

from ijb_graph.check.rules import LEVELS

__all__ = ["Finding", "Result", "in_order"]


@dataclass(frozen=True)
class Result:
    """A result of a SHACL validation; ``path`` is empty where it has several steps: their blank node means nothing."""

    focus: str
    path: str
    value: str
    component: str
    message: str


@dataclass(frozen=True)
class Finding:
    """One finding.

    ``basis`` is what the rule rests on with its status; ``subject`` is what people call the thing, ``node`` its
    address; ``path``, ``value`` and ``component`` are those of the SHACL result, the first two empty where
    it has none.
    """

    rule: str
    level: str
    basis: str
    board: str
    paper: str
    lines: str
    subject: str
    message: str
    node: str
    path: str
    value: str
    component: str


def in_order(findings: list[Finding]) -> list[Finding]:
    """What matters first: by level, then board, paper, rule and subject."""
    levels = list(LEVELS)
    return sorted(
        findings,
        key=lambda one: (
            levels.index(one.level),
            one.board,
            one.paper,
            one.rule,
            one.subject,
            one.node,
            one.value,
            one.message,
        ),
    )
