"""Bodies and people as a paper shows them: which it names, and who holds which post."""

from __future__ import annotations

from ijb_graph.graph.context import PaperContext, name_address
from ijb_graph.records.rows import Row

__all__ = ["body_named", "membership"]


def body_named(context: PaperContext, row: Row) -> None:
    """bodies-named.csv: a body or post under the name the paper uses."""
    graph, body = context.graph, row.name("body")
    assert body is not None
    printed = row.printed("body")
    node = context.of_paper("naming", printed)
    graph.describe(node, printed, "ijb:Naming")
    graph.link(node, "ijb:names", name_address(body))
    context.scheme(node, "ijb:hasNameKind", "name-kind", body.alias_kind)
    context.record(node, row)


def membership(context: PaperContext, row: Row) -> None:
    """memberships.csv: a person in a post of a body on a day."""
    graph, person, post, body = context.graph, row.name("person"), row.name("post"), row.name("body")
    assert person is not None and post is not None
    graph.link(name_address(person), "org:holds", name_address(post))
    node = context.of_paper("membership", person.label, post.key)
    graph.describe(node, f"{person.label}, {post.label}", "org:Membership")
    graph.link(node, "org:member", name_address(person))
    graph.link(node, "ijb:isInPost", name_address(post))
    if body:
        graph.link(node, "org:organization", name_address(body))
    graph.value(node, "ijb:asAt", row.day("on"))
    context.record(node, row)
