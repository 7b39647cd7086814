"""Improvement: actions on the MSG proposals, the answers to them, national progress, and what reviews recommend."""

from __future__ import annotations

from ijb_graph.addresses import address
from ijb_graph.graph.context import PaperContext, name_address
from ijb_graph.records.rows import Row

__all__ = ["action_response", "improvement_action", "national_progress", "recommendation", "recommendation_action"]


def _action(context: PaperContext, proposal: str, number: int | None) -> str:
    return address("improvement-action", context.board, str(context.paper.meeting_date), proposal, str(number))


def _read_words(context: PaperContext, node: str, row: Row) -> None:
    """Our reading of a text: how far it says the work is, and whether it answers its action."""
    context.scheme(node, "ijb:hasStateTold", "state-told", row.text("state"))
    context.scheme(node, "ijb:hasAnswer", "answer", row.text("answer"))


def improvement_action(context: PaperContext, row: Row) -> None:
    """improvement-actions.csv: an action to improve on a proposal, or a pointer to where such actions stand."""
    graph, proposal = context.graph, row.text("proposal")
    node = _action(context, proposal, row.integer("number"))
    graph.describe(node, row.text("action"), "ijb:ImprovementAction")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isImprovementOn", address("proposal", proposal))
    context.people(node, "ijb:isLedBy", row.names("leads"))
    graph.value(node, "ijb:datePrinted", row.text("timescale"))
    context.times(node, row.periods("due"))
    graph.value(node, "ijb:dateRevision", row.boolean("revised"))
    graph.value(node, "ijb:update", row.text("update"))
    graph.link(node, "ijb:pointsTo", *(address("proposal", one) for one in row.texts("points_to")))
    context.scheme(node, "ijb:hasActionStatus", "action-status", row.text("status"))
    for completed in row.periods("completed_on"):
        graph.link(node, "ijb:isCompletedOn", context.time(completed))
    graph.value(node, "ijb:revisionReason", row.text("revision_reason"))
    context.scheme(node, "ijb:hasWording", "wording", row.text("wording"))
    _read_words(context, node, row)
    graph.link(node, "ijb:refersToProposal", *(address("proposal", one) for one in row.texts("refers_to")))
    graph.value(node, "ijb:referenceHolds", row.boolean("reference_holds"))
    if row.text("about"):
        graph.link(node, "ijb:isRatherAbout", address("proposal", row.text("about")))
    context.record(node, row)


def action_response(context: PaperContext, row: Row) -> None:
    """action-responses.csv: what a board answers on an action: how far it is, and the next milestone."""
    graph, action = context.graph, _action(context, row.text("proposal"), row.integer("action"))
    node = f"{action}/response/{row.integer('number')}"
    place = f"{row.text('proposal')} action {row.integer('action')}, response {row.integer('number')}"
    graph.describe(node, row.text("response") or place, "ijb:ActionResponse")
    graph.value(node, "dcterms:abstract", row.text("response"))
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isResponseTo", action)
    graph.value(node, "ijb:percentComplete", row.integer("percent"))
    context.scheme(node, "ijb:hasMarker", "marker", row.text("marker"))
    context.people(node, "ijb:isLedBy", row.names("leads"))
    graph.value(node, "ijb:datePrinted", row.text("timescale"))
    context.times(node, row.periods("milestone"))
    graph.value(node, "ijb:pointerAbove", row.boolean("as_above"))
    _read_words(context, node, row)
    for event in row.periods("last_event"):
        graph.link(node, "ijb:tellsOfEventOn", context.time(event))
    context.record(node, row)


def national_progress(context: PaperContext, row: Row) -> None:
    """national-progress.csv: how far work on a proposal is across Scotland, by its colour and by what the text says."""
    graph, number = context.graph, row.text("proposal")
    node = context.of_paper("national-progress", number)
    graph.describe(node, f"{number} {row.text('rag')}, across Scotland", "ijb:NationalProgress")
    graph.link(node, "ijb:isToldOf", address("proposal", number))
    context.scheme(node, "ijb:hasColour", "rag", row.text("rag"))
    graph.value(node, "ijb:datePrinted", row.text("timescale"))
    context.times(node, row.periods("due"))
    graph.value(node, "ijb:numberInList", row.text("number_in_list"))
    graph.value(node, "ijb:numberInText", row.text("number_in_text"))
    graph.value(node, "ijb:update", row.text("statement"))
    context.scheme(node, "ijb:hasDelivery", "delivery", row.text("delivery"))
    for later in row.periods("postponed_to"):
        graph.link(node, "ijb:isPostponedTo", context.time(later))
    context.people(node, "ijb:isUnmetBy", row.names("unmet_by"))
    graph.value(node, "ijb:deniedEverywhere", row.boolean("nowhere"))
    context.record(node, row)


def recommendation(context: PaperContext, row: Row) -> None:
    """recommendations.csv: what a review recommends, to whom, and which proposals take it up."""
    graph, maker = context.graph, row.name("made_by")
    assert maker is not None
    node = context.of_paper("recommendation", str(row.integer("number")))
    graph.describe(node, row.text("recommendation"), "ijb:Recommendation")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isMadeBy", name_address(maker))
    graph.value(node, "ijb:heading", row.text("heading"))
    feature = row.integer("key_feature")
    if feature is not None:
        graph.link(node, "ijb:isUnderFeature", address("key-feature", str(feature)))
    context.people(node, "ijb:isAskedOf", row.names("responsible"))
    graph.link(node, "ijb:isTakenUpIn", *(address("proposal", one) for one in row.texts("proposals")))
    graph.value(node, "ijb:pointerToNationalProgress", row.boolean("national_update"))
    graph.value(node, "ijb:pointerAbove", row.boolean("as_above"))
    graph.value(node, "ijb:update", row.text("update"))
    context.record(node, row)


def recommendation_action(context: PaperContext, row: Row) -> None:
    """recommendation-actions.csv: what a board says it does about a recommendation."""
    graph, number = context.graph, str(row.integer("recommendation"))
    node = context.of_paper("recommendation", number, "action", str(row.integer("number")))
    graph.describe(node, row.text("action"), "ijb:RecommendationAction")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isResponseTo", context.of_paper("recommendation", number))
    context.people(node, "ijb:isLedBy", row.names("leads"))
    graph.value(node, "ijb:datePrinted", row.text("timescale"))
    context.times(node, row.periods("due"))
    context.record(node, row)
