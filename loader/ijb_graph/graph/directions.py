"""Directions: what a board instructs, to whom, for which functions, and what became of earlier ones."""

from __future__ import annotations

from decimal import Decimal
from textwrap import shorten

from ijb_graph.addresses import address
from ijb_graph.graph.context import PaperContext, authority_of, name_address
from ijb_graph.records.names import Name
from ijb_graph.records.rows import Row

__all__ = [
    "cited_document",
    "delegated_function",
    "direction",
    "direction_group",
    "function_address",
    "outcome",
    "same_function",
]


def same_function(name: str) -> str:
    """A function's name as it is compared word for word: case, outer space and a final full stop do not count."""
    return " ".join(name.casefold().split()).rstrip(".")


def _function(board: str, authority: Name, number: str) -> str:
    return address("function", board, authority.label, number)


def function_address(row: Row, board: str) -> str:
    """The address of a delegated function: by its number where the list has numbers, else by its name."""
    authority = row.name("delegated_by")
    assert authority is not None
    return _function(board, authority, row.text("number") or row.text("function"))


def _earlier(context: PaperContext, code: str, suite: str) -> str:
    """A direction of an earlier suite, which this paper knows by its code alone."""
    node = context.direction(code, suite)
    context.graph.describe(node, code, "ijb:Direction")
    context.graph.value(node, "skos:notation", code)
    context.graph.link(node, "ijb:isIssuedBy", authority_of(context.board))
    context.graph.link(node, "ijb:belongsToSuite", context.suite(suite))
    return node


def outcome(context: PaperContext, row: Row) -> None:
    """outcomes.csv: what became of a direction of an earlier suite."""
    graph, code, suite = context.graph, row.text("code"), row.text("suite")
    earlier = _earlier(context, code, suite)
    node = context.of_paper("outcome", suite, code)
    graph.describe(node, f"{code} {row.text('outcome')}", "ijb:DirectionOutcome")
    graph.link(node, "ijb:isOutcomeOf", earlier)
    context.scheme(node, "ijb:hasOutcome", "outcome", row.text("outcome"))
    graph.value(node, "ijb:qualifier", row.text("qualifier"))
    graph.value(node, "ijb:heading", row.text("heading"))
    graph.value(node, "ijb:refersToCode", row.text("replaced_by"))
    if row.text("replaced_by") in context.codes:
        graph.link(earlier, "dcterms:isReplacedBy", context.direction(row.text("replaced_by")))
    context.record(node, row)


def direction_group(context: PaperContext, row: Row) -> None:
    """direction-groups.csv: a heading with its budget."""
    graph = context.graph
    node = context.of_suite("group", row.text("group"))
    graph.describe(node, f"{row.text('group')} {row.text('title')}", "ijb:DirectionGroup")
    graph.value(node, "skos:notation", row.text("group"))
    graph.value(node, "dcterms:title", row.text("title"))
    graph.link(node, "ijb:belongsToSuite", context.suite())
    context.people(node, "ijb:headingAddresses", row.names("addressees"))
    budget = row.integer("budget_k")
    graph.value(node, "ijb:amountInPounds", None if budget is None else Decimal(budget * 1000))
    context.record(node, row, restated=True)


def direction(context: PaperContext, row: Row) -> None:
    """directions.csv: a direction of the paper's suite.

    A function that is named word for word as in the list of delegated functions is linked to it; others are editorial.
    """
    graph, code = context.graph, row.text("code")
    node = context.direction(code)
    name = row.text("title") or shorten(row.text("summary"), width=60, placeholder=" ...")
    graph.describe(node, f"{code} {name}", "ijb:Direction", "ijb:StatedDirection")
    graph.value(node, "skos:notation", code)
    graph.value(node, "dcterms:title", row.text("title"))
    graph.value(node, "dcterms:abstract", row.text("summary"))
    graph.value(node, "ijb:sharing", row.text("sharing"))
    graph.value(node, "ijb:paymentMethod", row.text("method"))
    graph.link(node, "ijb:isIssuedBy", authority_of(context.board))
    graph.link(node, "ijb:belongsToSuite", context.suite())
    if row.text("group"):
        graph.link(node, "ijb:belongsToGroup", context.of_suite("group", row.text("group")))
    context.people(node, "ijb:isAddressedTo", row.names("addressees"))
    context.people(node, "ijb:isToWorkWith", row.names("partners"))
    context.scheme(node, "ijb:hasStatus", "status", row.text("status"))
    graph.value(node, "ijb:functionName", *row.texts("functions"))
    listed = {
        same_function(one.text("function")): function_address(one, context.board)
        for one in context.paper.rows.get("functions", [])
    }
    graph.link(
        node,
        "ijb:concernsFunction",
        *(listed[same_function(name)] for name in row.texts("functions") if same_function(name) in listed),
    )
    earlier = context.earlier_direction(code)
    if earlier and row.text("status") == "revised":
        graph.link(node, "prov:wasRevisionOf", earlier)
    elif earlier and row.text("status") == "continuing":
        graph.link(node, "ijb:continues", earlier)
    for replaced in row.texts("replaces"):
        graph.value(node, "ijb:refersToCode", replaced)
        known = context.earlier_direction(replaced) or (
            context.direction(replaced) if replaced in context.codes else None
        )
        if known:
            graph.link(node, "dcterms:replaces", known)
    context.record(node, row, restated=True)


def cited_document(context: PaperContext, row: Row) -> None:
    """cited-documents.csv: a document that a direction links to."""
    graph = context.graph
    node = context.of_paper("document", row.text("direction"), row.text("document"))
    graph.describe(node, row.text("document"), "ijb:Document")
    if row.text("address"):
        graph.link(node, "foaf:page", row.text("address"))
    graph.link(context.direction(row.text("direction")), "dcterms:references", node)
    context.record(node, row)


def delegated_function(context: PaperContext, row: Row) -> None:
    """functions.csv: a function that an authority has delegated to the board, with dates where a paper gives them."""
    graph, authority = context.graph, row.name("delegated_by")
    assert authority is not None
    node = function_address(row, context.board)
    graph.describe(node, row.text("function"), "ijb:DelegatedFunction")
    graph.value(node, "skos:notation", row.text("number"))
    graph.link(node, "ijb:isDelegatedBy", name_address(authority))
    graph.link(node, "ijb:isDelegatedTo", authority_of(context.board))
    graph.value(node, "ijb:delegatedFrom", row.day("from"))
    graph.value(node, "ijb:delegatedUntil", row.day("until"))
    graph.value(node, "ijb:exemption", row.text("exempted_by"))
    if row.text("branch_of"):
        whole = _function(context.board, authority, row.text("branch_of"))
        graph.link(node, "skos:broader", whole)
    context.record(node, row, restated=True)
