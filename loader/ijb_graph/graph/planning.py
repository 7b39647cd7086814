"""Planning: priorities, golden threads, the delivery plan, decisions and duties to report."""

from __future__ import annotations

from ijb_graph.addresses import address, concept
from ijb_graph.graph.context import PaperContext, authority_of, name_address
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


def _plan_dates(context: PaperContext, action: str, row: Row) -> None:
    """The dates of a row that has several, each with its place: the links to the times alone have no order."""
    periods = row.periods("due")
    for position, period in enumerate(periods if len(periods) > 1 else (), start=1):
        node = f"{action}/date/{position}"
        context.graph.describe(node, f"date {position} of plan action {row.integer('number')}", "ijb:PlanDate")
        context.graph.link(action, "ijb:hasPlanDate", node)
        context.graph.value(node, "ijb:position", position)
        context.graph.link(node, "ijb:isDue", context.time(period))


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
    _plan_dates(context, node, row)
    context.deliverables(node, row)
    if row.text("kpi_of") in context.codes:
        graph.link(node, "ijb:repeatsMeasureOf", context.direction(row.text("kpi_of")))
    if row.text("indicator"):
        graph.link(node, "ijb:quotesIndicator", concept("msg-indicator", row.text("indicator")))
    graph.value(node, "ijb:quotedChange", row.decimal("quoted_change"))
    graph.value(node, "ijb:quotedValue", row.decimal("quoted_expected"))
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
    graph.link(node, "dcterms:date", context.time(when))
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
            graph.link(node, predicate, context.time(period))
    context.record(node, row)


def reporting_duty(context: PaperContext, row: Row) -> None:
    """reporting-duties.csv: a duty to report that the paper states."""
    graph = context.graph
    node = context.of_paper("reporting-duty", str(row.integer("number")))
    graph.describe(node, row.text("about"), "ijb:ReportingDuty")
    context.people(node, "ijb:isReportedBy", row.names("from"))
    context.people(node, "ijb:isReportedTo", row.names("to"))
    context.scheme(node, "ijb:hasFrequency", "frequency", row.text("frequency"))
    context.scheme(node, "ijb:hasReportSubject", "report-subject", row.text("subject"))
    for period in row.periods("period"):
        graph.link(node, "dcterms:temporal", context.time(period))
    context.times(node, row.periods("due"))
    context.record(node, row)
