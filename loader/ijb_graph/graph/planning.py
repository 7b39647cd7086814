"""Planning: priorities, golden threads, the delivery plan, decisions and duties to report."""

from __future__ import annotations

from ijb_graph.addresses import address
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
    describe_period(graph, when)
    if row.text("suite"):
        graph.link(node, "dcterms:subject", context.suite(row.text("suite")))
    for predicate, event in [
        *(("ijb:tellsOf", one) for one in row.texts("event")),
        *(("ijb:needsEvent", one) for one in row.texts("needs")),
    ]:
        graph.link(node, predicate, address("event", event))
        graph.describe(address("event", event), event, "ijb:Event")
    for predicate, column in (("ijb:decidesFor", "decides_for"), ("ijb:reportsOn", "reports_on")):
        for period in row.periods(column):
            graph.link(node, predicate, period_address(period))
            describe_period(graph, period)
    context.record(node, row)


def reporting_duty(context: PaperContext, row: Row) -> None:
    """reporting-duties.csv: a duty to report that the paper states."""
    graph = context.graph
    node = context.of_paper("reporting-duty", str(row.integer("number")))
    graph.describe(node, row.text("about"), "ijb:ReportingDuty")
    context.people(node, "ijb:isReportedBy", row.names("from"))
    context.people(node, "ijb:isReportedTo", row.names("to"))
    context.scheme(node, "ijb:hasFrequency", "frequency", row.text("frequency"))
    if row.text("matter"):
        graph.link(node, "ijb:isDutyOn", address("matter", row.text("matter")))
        graph.describe(address("matter", row.text("matter")), row.text("matter"), "ijb:Matter")
    context.record(node, row)
