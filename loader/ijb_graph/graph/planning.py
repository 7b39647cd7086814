"""Planning: priorities, golden threads, the delivery plan, decisions and duties to report."""

from __future__ import annotations

from ijb_graph.graph.context import PaperContext, authority_of, describe_period, name_address, period_address
from ijb_graph.records.rows import Row

__all__ = ["decision", "golden_thread", "plan_action", "priority", "reporting_duty"]


def _listed(context: PaperContext, row: Row, kind: str, of_class: str) -> None:
    graph = context.graph
    node = context.of_paper(kind, str(row.integer("number")))
    graph.describe(node, row.text("label"), of_class)
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:isSetBy", authority_of(context.board))
    context.record(node, row)


def priority(context: PaperContext, row: Row) -> None:
    """priorities.csv: a priority area of the strategic plan."""
    _listed(context, row, "priority", "ijb:Priority")


def golden_thread(context: PaperContext, row: Row) -> None:
    """golden-threads.csv: a theme that all work must take into account."""
    _listed(context, row, "golden-thread", "ijb:GoldenThread")


def plan_action(context: PaperContext, row: Row) -> None:
    """plan-actions.csv: a row of the delivery plan, with the codes it prints and the directions it means."""
    graph, carrier = context.graph, row.name("change_board")
    assert carrier is not None
    node = context.of_suite("plan-action", str(row.integer("number")))
    graph.describe(node, row.text("action"), "ijb:PlanAction")
    graph.value(node, "ijb:position", row.integer("number"))
    graph.link(node, "ijb:belongsToSuite", context.suite())
    graph.link(node, "ijb:isCarriedBy", name_address(carrier))
    graph.value(node, "ijb:keyPerformanceIndicator", row.text("kpi"))
    graph.value(node, "ijb:codePrinted", "; ".join(row.texts("codes_printed")))
    graph.value(node, "ijb:datePrinted", "; ".join(row.texts("timeframe")))
    context.times(node, row.periods("due"))
    for code in row.texts("codes"):
        graph.value(node, "ijb:refersToCode", code)
        if code in context.codes:
            graph.link(node, "ijb:delivers", context.direction(code))
    context.record(node, row)


def decision(context: PaperContext, row: Row) -> None:
    """decisions.csv: a dated decision or event."""
    graph, body, when = context.graph, row.name("body"), row.periods("date")[0]
    assert body is not None
    node = context.of_paper("decision", str(row.integer("number")))
    graph.describe(node, row.text("what"), "ijb:Decision")
    graph.link(node, "ijb:isTakenBy", name_address(body))
    context.scheme(node, "ijb:hasDecisionKind", "decision", row.text("kind"))
    graph.link(node, "dcterms:date", period_address(when))
    describe_period(context.reference, when)
    if row.text("suite"):
        graph.link(node, "dcterms:subject", context.suite(row.text("suite")))
    context.record(node, row)


def reporting_duty(context: PaperContext, row: Row) -> None:
    """reporting-duties.csv: a duty to report that the paper states."""
    graph = context.graph
    node = context.of_paper("reporting-duty", str(row.integer("number")))
    graph.describe(node, row.text("about"), "ijb:ReportingDuty")
    context.people(node, "ijb:isReportedBy", row.names("from"))
    context.people(node, "ijb:isReportedTo", row.names("to"))
    context.scheme(node, "ijb:hasFrequency", "frequency", row.text("frequency"))
    context.record(node, row)
