"""Performance: targets for the MSG indicators, and ratings of the MSG proposals."""

from __future__ import annotations

from ijb_graph.addresses import address, concept
from ijb_graph.graph.context import PaperContext, authority_of, name_address
from ijb_graph.records.rows import Row

__all__ = [
    "detailed_rating",
    "evidence_count",
    "indicator_target",
    "rating",
    "rating_count",
    "rating_level",
]


def indicator_target(context: PaperContext, row: Row) -> None:
    """indicators.csv: where an indicator stood and where it is meant to be."""
    graph, number = context.graph, row.text("indicator")
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
    # 90.0 says more than 90, and a number in the graph keeps no zero at its end.
    graph.value(node, "ijb:expectedAsPrinted", row.printed("expected"))
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


def detailed_rating(context: PaperContext, row: Row) -> None:
    """detailed-ratings.csv: a rating as the proposal's own page shows it; a rule can hold it against the summary."""
    graph, number = context.graph, row.text("proposal")
    node = context.of_paper("detailed-rating", number)
    graph.describe(node, f"{number} {row.text('rating')}, in detail", "ijb:DetailedRating")
    graph.link(node, "ijb:isToldOf", address("proposal", number))
    context.scheme(node, "ijb:tellsLevel", "rating", row.text("rating"))
    context.record(node, row)


def rating_level(context: PaperContext, row: Row) -> None:
    """rating-levels.csv: what a level means for a proposal."""
    graph, number = context.graph, row.text("proposal")
    node = context.of_paper("level-meaning", number, row.text("rating"))
    graph.describe(node, f"{number} {row.text('rating')}: {row.text('meaning')}", "ijb:LevelMeaning")
    graph.link(node, "ijb:isToldOf", address("proposal", number))
    context.scheme(node, "ijb:tellsLevel", "rating", row.text("rating"))
    graph.value(node, "dcterms:abstract", row.text("meaning"))
    context.record(node, row)


def evidence_count(context: PaperContext, row: Row) -> None:
    """evidence-counts.csv: how many points of evidence stand under a proposal."""
    graph, number = context.graph, row.text("proposal")
    node = context.of_paper("evidence-count", number)
    graph.describe(node, f"evidence for {number}", "ijb:EvidenceCount")
    graph.link(node, "ijb:isToldOf", address("proposal", number))
    graph.value(node, "ijb:count", row.integer("points"))
    context.record(node, row)


def rating_count(context: PaperContext, row: Row) -> None:
    """rating-counts.csv: how many proposals have a rating, as the paper counts."""
    graph = context.graph
    node = context.of_paper("rating-count", row.text("rating"))
    graph.describe(node, f"proposals rated {row.text('rating')}", "ijb:RatingCount")
    context.scheme(node, "ijb:tellsLevel", "rating", row.text("rating"))
    graph.value(node, "ijb:count", row.integer("count"))
    context.record(node, row)
