"""Bodies and people as a paper shows them: which it names, and who holds which post."""

from __future__ import annotations

from ijb_graph.addresses import address
from ijb_graph.graph.context import PaperContext, name_address
from ijb_graph.records.rows import Row

__all__ = ["body_named", "membership"]


def body_named(context: PaperContext, row: Row) -> None:
    """bodies-named.csv: a body or post under the name the paper uses."""
    graph, body = context.graph, row.name("body")
    assert body is not None
    printed = row.printed["body"]
    node = context.of_paper("naming", printed)
    graph.describe(node, printed, "ijb:Naming")
    graph.link(node, "ijb:names", name_address(body))
    context.record(node, row)


def membership(context: PaperContext, row: Row) -> None:
    """memberships.csv: a person in a post of a body on a day."""
    graph, post, body = context.graph, row.name("post"), row.name("body")
    assert post is not None
    person = address("person", row.text("person"))
    graph.describe(person, row.text("person"), "foaf:Person")
    graph.link(person, "org:holds", name_address(post))
    node = context.of_paper("membership", row.text("person"), post.key)
    graph.describe(node, f"{row.text('person')}, {post.label}", "org:Membership")
    graph.link(node, "org:member", person)
    graph.link(node, "ijb:isInPost", name_address(post))
    if body:
        graph.link(node, "org:organization", name_address(body))
    graph.value(node, "ijb:asAt", row.day("on"))
    context.record(node, row)
