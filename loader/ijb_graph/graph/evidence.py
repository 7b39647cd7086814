"""Evidence: what a self-evaluation gives for its ratings, where it only points, and what its paper says elsewhere."""

from __future__ import annotations

from ijb_graph.addresses import address
from ijb_graph.graph.context import PaperContext
from ijb_graph.records.rows import Row

__all__ = ["commentary", "cross_reference", "evidence_point"]


def evidence_point(context: PaperContext, row: Row) -> None:
    """evidence.csv: a point that bears on a rating, what it tells, and which action takes up what it lacks."""
    graph, proposal = context.graph, row.text("proposal")
    node = context.of_paper("evidence", proposal, str(row.integer("number")))
    graph.describe(node, row.text("point"), "ijb:EvidencePoint")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isToldOf", address("proposal", proposal))
    context.scheme(node, "ijb:hasStance", "stance", row.text("stance"))
    action = row.integer("taken_up_by")
    if action is not None:
        day = str(context.paper.meeting_date)
        graph.link(node, "ijb:isTakenUpBy", address("improvement-action", context.board, day, proposal, str(action)))
    for other in row.texts("at_odds_with"):
        graph.link(node, "ijb:isAtOddsWith", context.of_paper("evidence", *other.split("/")))
    context.record(node, row)


def cross_reference(context: PaperContext, row: Row) -> None:
    """cross-references.csv: a place under one proposal that points to another, and whether it is told there."""
    graph, proposal = context.graph, row.text("proposal")
    node = context.of_paper("cross-reference", proposal, str(row.integer("number")))
    graph.describe(node, f"{proposal}, {row.text('place')}: see {row.text('refers_to')}", "ijb:CrossReference")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isToldOf", address("proposal", proposal))
    graph.link(node, "ijb:refersTo", address("proposal", row.text("refers_to")))
    graph.value(node, "ijb:soughtMatter", row.text("sought"))
    graph.value(node, "ijb:foundThere", row.boolean("told_there"))
    context.record(node, row)


def commentary(context: PaperContext, row: Row) -> None:
    """commentary.csv: what a paper that rates a proposal says of it outside rating, evidence and actions."""
    graph, proposal = context.graph, row.text("proposal")
    node = context.of_paper("commentary", proposal, str(row.integer("number")))
    graph.describe(node, row.text("remark"), "ijb:Commentary")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isToldOf", address("proposal", proposal))
    context.scheme(node, "ijb:hasStance", "stance", row.text("stance"))
    context.record(node, row)
