"""Accepted findings: decisions to live with what a rule finds, in a graph of their own that anyone can leave out."""

from __future__ import annotations

from collections.abc import Collection

from ijb_graph.addresses import PREFIXES
from ijb_graph.errors import InputError, nearest, unnamed
from ijb_graph.graph.context import PaperContext
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row

__all__ = ["ACCEPTED", "acceptance", "refuse_unknown_rules"]

ACCEPTED = "accepted-findings"


def acceptance(context: PaperContext, row: Row) -> None:
    """An acceptance, beside what the paper states: no paper states it."""
    graph, rule, subject = context.acceptances, row.text("rule"), row.text("subject")
    lines = "; ".join(str(place) for place in row.lines())
    node = context.of_paper("acceptance", rule, subject, lines, row.text("words"))
    context.claim(node, row)
    graph.describe(node, f"{rule}: {subject}", "ijb:Acceptance")
    graph.link(node, "ijb:concernsRule", PREFIXES["shape"] + rule)
    graph.link(node, "ijb:concernsPaper", context.paper_address)
    graph.value(node, "ijb:findingSubject", subject)
    graph.value(node, "ijb:findingWords", row.text("words"))
    graph.value(node, "ijb:lines", lines)
    graph.value(node, "skos:editorialNote", row.text("reason"))
    graph.value(node, "ijb:decisionName", row.text("decision"))
    graph.value(node, "ijb:decisionDate", row.day("decided"))


def refuse_unknown_rules(papers: list[Paper], rules: Collection[str]) -> None:
    """Raise InputError with every accepted finding whose rule is none of ``rules``."""
    problems = [
        unnamed(
            row.file,
            repr(row.text("rule")),
            "the id of a rule",
            f"{nearest(row.text('rule'), rules)}Correct it: `ijb check --summary` lists the rules.",
            row=row.number,
            column="rule",
        )
        for paper in papers
        for row in paper.rows.get(ACCEPTED, [])
        if row.text("rule") not in rules
    ]
    if problems:
        raise InputError(problems)
