"""Oversight: who watches a direction, by which report, by when, measured how."""

from __future__ import annotations

import re
from decimal import Decimal

from ijb_graph.addresses import concept
from ijb_graph.graph.context import PaperContext, name_address
from ijb_graph.records.rows import Row

__all__ = ["measure", "milestone", "overseer", "oversight", "report_route"]


# A target or progress that is a figure and nothing else: 92%, 1,200, 4.5.
_FIGURE = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?) ?%?")


def _figure(printed: str) -> Decimal | None:
    """The number of a cell that holds nothing but a figure; None where it holds words."""
    figure = _FIGURE.fullmatch(printed)
    return Decimal(figure[1].replace(",", "")) if figure else None


def _oversight_of(context: PaperContext, row: Row) -> str:
    """The oversight of the direction that a row is about: there as soon as anything is said of it."""
    node = context.of_suite("oversight", row.text("direction"))
    context.graph.describe(node, f"oversight of {row.text('direction')}", "ijb:Oversight")
    context.graph.link(context.direction(row.text("direction")), "ijb:hasOversight", node)
    return node


def oversight(context: PaperContext, row: Row) -> None:
    """oversight.csv: how a direction is watched, as a whole."""
    graph, node = context.graph, _oversight_of(context, row)
    graph.value(node, "dcterms:abstract", row.text("summary"))
    context.record(node, row)


def overseer(context: PaperContext, row: Row) -> None:
    """overseers.csv: the part of a body in the oversight of a direction."""
    graph, body, part = context.graph, row.name("body"), row.text("part")
    assert body is not None
    node = context.of_suite("oversight", row.text("direction"), "part", body.label, part)
    graph.describe(node, f"{body.label} {part.replace('-', ' ')} {row.text('direction')}", "ijb:OversightPart")
    graph.link(_oversight_of(context, row), "ijb:hasOversightPart", node)
    graph.link(node, "ijb:isPlayedBy", name_address(body))
    graph.link(node, "ijb:hasPartKind", concept("oversight-part", part))
    context.record(node, row)


def report_route(context: PaperContext, row: Row) -> None:
    """report-routes.csv: a report by which a direction is watched."""
    graph = context.graph
    node = context.of_suite("oversight", row.text("direction"), "report", row.text("report"))
    graph.describe(node, row.text("report"), "ijb:ReportRoute")
    graph.link(_oversight_of(context, row), "ijb:hasReportRoute", node)
    context.people(node, "ijb:isReportedTo", row.names("to"))
    context.scheme(node, "ijb:hasFrequency", "frequency", row.text("frequency"))
    graph.value(node, "ijb:trigger", row.text("trigger"))
    context.record(node, row)


def milestone(context: PaperContext, row: Row) -> None:
    """milestones.csv: something to be done for a direction by a date."""
    graph = context.graph
    node = context.of_suite("oversight", row.text("direction"), "milestone", row.text("milestone"))
    graph.describe(node, row.text("milestone"), "ijb:Milestone")
    graph.link(_oversight_of(context, row), "ijb:hasMilestone", node)
    graph.value(node, "ijb:datePrinted", row.text("due_printed"))
    context.times(node, row.periods("due"))
    context.deliverables(node, row)
    context.record(node, row)


def measure(context: PaperContext, row: Row) -> None:
    """measures.csv: what is counted or measured to steer a direction."""
    graph = context.graph
    node = context.of_suite("measure", row.text("direction"), row.text("measure"))
    graph.describe(node, row.text("measure"), "ijb:Measure")
    graph.link(context.direction(row.text("direction")), "ijb:isMeasuredBy", node)
    graph.value(node, "ijb:datePrinted", row.text("due_printed"))
    context.times(node, row.periods("due"))
    graph.value(node, "ijb:target", row.text("target"))
    graph.value(node, "ijb:targetValue", _figure(row.text("target")))
    graph.value(node, "ijb:progress", row.text("progress"))
    graph.value(node, "ijb:progressValue", _figure(row.text("progress")))
    graph.value(node, "ijb:explanation", row.text("explanation"))
    graph.value(node, "ijb:figureSource", row.text("source"))
    context.record(node, row)
