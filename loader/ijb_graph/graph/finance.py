"""Money: budget lines, printed totals and reserves, in pounds as decimals. Budget lines are a Data Cube."""

from __future__ import annotations

from decimal import Decimal

from ijb_graph.graph.context import PaperContext, authority_of
from ijb_graph.records.rows import Row

__all__ = ["budget_line", "reserve", "total"]


def _pounds(row: Row) -> Decimal:
    amount = row.integer("amount_k")
    assert amount is not None
    return Decimal(amount * 1000)


def budget_line(context: PaperContext, row: Row) -> None:
    """budget-lines.csv: money for a service, with the groups and directions it is said to be for.

    A code that is neither a group nor a direction of the suite is kept as printed and linked to nothing.
    """
    graph = context.graph
    budget = context.of_suite("budget")
    graph.describe(budget, f"budget of {context.paper.suite}", "qb:DataSet")
    graph.link(budget, "qb:structure", "ijb:BudgetStructure")
    graph.link(budget, "ijb:belongsToSuite", context.suite())
    node = context.of_suite("budget", row.text("category"), row.text("service"))
    graph.describe(node, row.text("service"), "ijb:BudgetLine")
    graph.link(node, "qb:dataSet", budget)
    graph.value(node, "ijb:serviceName", row.text("service"))
    context.scheme(node, "ijb:hasBudgetCategory", "budget-category", row.text("category"))
    graph.value(node, "ijb:amountInPounds", _pounds(row))
    graph.value(node, "ijb:codePrinted", row.text("refs_printed"))
    groups = {one.text("group") for one in context.paper.rows.get("direction-groups", [])}
    for code in row.texts("direction_refs"):
        graph.value(node, "ijb:refersToCode", code)
        if code in groups:
            graph.link(node, "ijb:isMoneyFor", context.of_suite("group", code))
        elif code in context.codes:
            graph.link(node, "ijb:isMoneyFor", context.direction(code))
    context.record(node, row)


def total(context: PaperContext, row: Row) -> None:
    """totals.csv: a total that the paper prints, whether or not it is right."""
    graph = context.graph
    node = context.of_paper("total", row.text("of"), row.text("place"))
    graph.describe(node, f"total of {row.text('of').replace('-', ' ')}, {row.text('place')}", "ijb:PrintedTotal")
    context.scheme(node, "ijb:isTotalOf", "total", row.text("of"))
    graph.value(node, "ijb:amountInPounds", _pounds(row))
    context.record(node, row)


def reserve(context: PaperContext, row: Row) -> None:
    """reserves.csv: money that the board holds in reserve on a day."""
    graph = context.graph
    node = context.of_paper("reserve", row.text("reserve"))
    graph.describe(node, row.text("reserve"), "ijb:Reserve")
    graph.link(node, "ijb:isHeldBy", authority_of(context.board))
    graph.value(node, "ijb:amountInPounds", _pounds(row))
    graph.value(node, "ijb:asAt", row.day("as_at"))
    context.record(node, row)
