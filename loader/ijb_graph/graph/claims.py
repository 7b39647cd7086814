"""What a paper says of itself and of others: counts in words, claims, and documents under the names it uses."""

from __future__ import annotations

from ijb_graph.addresses import address
from ijb_graph.graph.context import PaperContext
from ijb_graph.records.rows import Row

__all__ = ["claim", "document_named", "stated_count"]


def stated_count(context: PaperContext, row: Row) -> None:
    """stated-counts.csv: a count that the paper states, of records or of what we counted in its text."""
    graph, states = context.graph, row.text("states")
    node = context.of_paper("stated-count", str(row.integer("number")))
    graph.describe(node, row.text("what"), "ijb:StatedCount")
    if states.isdigit():
        graph.value(node, "ijb:statedNumber", int(states))
    else:
        context.scheme(node, "ijb:hasQuantifier", "quantifier", states)
    context.scheme(node, "ijb:isCountOf", "countable", row.text("countable"))
    graph.value(node, "ijb:countedNumber", row.integer("counted"))
    graph.value(node, "ijb:countedOutOf", row.integer("out_of"))
    graph.value(node, "ijb:countedLines", "; ".join(str(place) for place in row.cells["counted_lines"]))
    context.record(node, row)


def claim(context: PaperContext, row: Row) -> None:
    """claims.csv: that something is so, or is not so."""
    graph, matter = context.graph, address("matter", row.text("matter"))
    node = context.of_paper("claim", str(row.integer("number")))
    holds = row.text("holds") == "yes"
    graph.describe(matter, row.text("matter"), "ijb:Matter")
    graph.describe(node, f"{'' if holds else 'not: '}{row.text('matter')}", "ijb:Claim")
    graph.link(node, "ijb:isClaimOn", matter)
    graph.value(node, "ijb:holds", holds)
    context.record(node, row)


def document_named(context: PaperContext, row: Row) -> None:
    """documents-named.csv: a document of the board's realm under the name that the paper uses."""
    graph, document = context.graph, address("document", context.board, row.text("document"))
    node = context.of_paper("document-naming", str(row.integer("number")))
    graph.describe(document, row.text("document"), "ijb:Document")
    graph.describe(node, row.text("name"), "ijb:DocumentNaming")
    graph.link(node, "ijb:namesDocument", document)
    graph.value(node, "ijb:periodPrinted", row.text("period"))
    context.scheme(node, "ijb:hasDocumentState", "document-state", row.text("state"))
    context.record(node, row)
