"""A paper and its suites as paper.toml describes them; what its records state is declared in ``data/kinds/``."""

from __future__ import annotations

from ijb_graph.addresses import address
from ijb_graph.graph.mapping import Times
from ijb_graph.graph.nquads import NamedGraph
from ijb_graph.records.paper_folder import Paper, Suite
from ijb_graph.records.values import Period

__all__ = ["describe_paper"]


def describe_paper(graph: NamedGraph, paper: Paper, times: Times) -> None:
    """State what a paper is, and which suites of directions it describes."""
    node, board = address("paper", paper.board, paper.slug), address("board", paper.board)
    graph.describe(node, f"{paper.title} ({paper.meeting_date})", "ijb:BoardPaper")
    graph.value(node, "dcterms:title", paper.title)
    graph.value(node, "dcterms:identifier", paper.slug)
    graph.value(node, "dcterms:type", paper.kind)
    graph.link(node, "ijb:isPaperOf", board)
    graph.value(node, "ijb:meetingDate", paper.meeting_date)
    graph.value(node, "dcterms:created", paper.written)
    graph.value(node, "skos:editorialNote", paper.date_note)
    graph.value(node, "ijb:fileName", paper.text_file)
    graph.value(node, "ijb:sha256", paper.text_sha256)
    graph.value(node, "ijb:lineCount", paper.text_lines)
    graph.link(node, "eli:cites", *paper.cites)
    for suite in paper.suites:
        _describe_suite(graph, suite, address("suite", paper.board, suite.period), times)
        graph.link(address("suite", paper.board, suite.period), "ijb:isIssuedBy", board)
        graph.link(address("suite", paper.board, suite.period), "ijb:isStatedIn", node)


def _describe_suite(graph: NamedGraph, suite: Suite, node: str, times: Times) -> None:
    graph.describe(node, f"directions {suite.period}", "ijb:DirectionSuite")
    graph.value(node, "skos:notation", suite.period)
    span = Period(f"{suite.start}/{suite.end}", suite.start, suite.end)
    graph.link(node, "dcterms:temporal", times.address(span))
    graph.value(node, "ijb:inForceFrom", suite.in_force_from)
    graph.value(node, "ijb:completeRegister", suite.complete)
