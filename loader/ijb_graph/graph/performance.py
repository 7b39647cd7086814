"""Performance: targets for the MSG indicators, and ratings of the MSG proposals."""

from __future__ import annotations

from ijb_graph.addresses import address, concept
from ijb_graph.graph.context import PaperContext, authority_of, name_address
from ijb_graph.records.rows import Row

__all__ = ["indicator_target", "rating"]


def indicator_target(context: PaperContext, row: Row) -> None:
    """indicators.csv: where an indicator stood and where it is meant to be."""
    graph, number = context.graph, str(row.integer("indicator"))
    node = context.of_suite("indicator-target", number)
    graph.describe(node, row.text("name"), "ijb:IndicatorTarget")
    graph.link(node, "ijb:isTargetFor", concept("msg-indicator", number))
    graph.link(node, "ijb:belongsToSuite", context.suite())
    context.scheme(node, "ijb:hasUnit", "unit", row.text("unit"))
    graph.value(node, "ijb:baselineYear", row.text("baseline_year"))
    graph.value(node, "ijb:baselineValue", row.decimal("baseline"))
    graph.value(node, "ijb:change", row.decimal("change"))
    context.scheme(node, "ijb:hasChangeKind", "change-kind", row.text("change_kind"))
    graph.value(node, "ijb:expectedValue", row.decimal("expected"))
    context.record(node, row)


def rating(context: PaperContext, row: Row) -> None:
    """ratings.csv: how a board, or one of its partners, rates itself on a proposal."""
    graph, number, partner = context.graph, row.text("proposal"), row.name("partner")
    node = address("rating", context.board, str(context.paper.meeting_date), number, partner.key if partner else "")
    graph.describe(node, f"{number} {row.text('rating')}", "ijb:Rating")
    graph.link(node, "ijb:isRatingOf", address("proposal", number))
    graph.link(node, "ijb:isRatedFor", authority_of(context.board))
    if partner:
        graph.link(node, "ijb:isRatedBy", name_address(partner))
    context.scheme(node, "ijb:hasRating", "rating", row.text("rating"))
    context.record(node, row)
