"""A paper's graph: the paper itself, its suites, and its records, each by the mapping of its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ijb_graph.errors import InputError, Problem
from ijb_graph.graph import (
    claims,
    directions,
    evidence,
    finance,
    improvement,
    organisation,
    oversight,
    performance,
    planning,
)
from ijb_graph.graph.acceptance import ACCEPTED, acceptance
from ijb_graph.graph.context import PaperContext, authority_of
from ijb_graph.graph.nquads import NamedGraph, WrittenGraph
from ijb_graph.records.paper_folder import Paper, Suite
from ijb_graph.records.rows import Row
from ijb_graph.records.values import Period

__all__ = ["MAPPINGS", "paper_graphs"]

MAPPINGS: dict[str, Callable[[PaperContext, Row], None]] = {
    "outcomes": directions.outcome,
    "direction-groups": directions.direction_group,
    "directions": directions.direction,
    "oversight": oversight.oversight,
    "overseers": oversight.overseer,
    "report-routes": oversight.report_route,
    "milestones": oversight.milestone,
    "measures": oversight.measure,
    "cited-documents": directions.cited_document,
    "budget-lines": finance.budget_line,
    "totals": finance.total,
    "functions": directions.delegated_function,
    "priorities": planning.priority,
    "golden-threads": planning.golden_thread,
    "plan-actions": planning.plan_action,
    "indicators": performance.indicator_target,
    "ratings": performance.rating,
    "detailed-ratings": performance.detailed_rating,
    "rating-levels": performance.rating_level,
    "evidence-counts": performance.evidence_count,
    "evidence": evidence.evidence_point,
    "cross-references": evidence.cross_reference,
    "commentary": evidence.commentary,
    "rating-counts": performance.rating_count,
    "improvement-actions": improvement.improvement_action,
    "action-responses": improvement.action_response,
    "national-progress": improvement.national_progress,
    "recommendations": improvement.recommendation,
    "recommendation-actions": improvement.recommendation_action,
    "reserves": finance.reserve,
    "decisions": planning.decision,
    "reporting-duties": planning.reporting_duty,
    "memberships": organisation.membership,
    "bodies-named": organisation.body_named,
    ACCEPTED: acceptance,
    "stated-counts": claims.stated_count,
    "claims": claims.claim,
    "documents-named": claims.document_named,
}


def _describe_paper(context: PaperContext) -> None:
    paper, graph, node = context.paper, context.graph, context.paper_address
    graph.describe(node, f"{paper.title} ({paper.meeting_date})", "ijb:BoardPaper")
    graph.value(node, "dcterms:title", paper.title)
    graph.value(node, "dcterms:identifier", paper.slug)
    graph.value(node, "dcterms:type", paper.kind)
    graph.link(node, "ijb:isPaperOf", authority_of(paper.board))
    graph.value(node, "ijb:meetingDate", paper.meeting_date)
    graph.value(node, "dcterms:created", paper.written)
    graph.value(node, "skos:editorialNote", paper.date_note)
    graph.value(node, "ijb:fileName", paper.text_file)
    graph.value(node, "ijb:sha256", paper.text_sha256)
    graph.value(node, "ijb:lineCount", paper.text_lines)
    graph.link(node, "eli:cites", *paper.cites)


def _describe_suite(context: PaperContext, suite: Suite) -> None:
    graph, node = context.graph, context.suite(suite.period)
    graph.describe(node, f"directions {suite.period}", "ijb:DirectionSuite")
    graph.value(node, "skos:notation", suite.period)
    graph.link(node, "ijb:isIssuedBy", authority_of(context.board))
    graph.link(node, "ijb:isStatedIn", context.paper_address)
    span = Period(f"{suite.start}/{suite.end}", suite.start, suite.end)
    graph.link(node, "dcterms:temporal", context.time(span))
    graph.value(node, "ijb:inForceFrom", suite.in_force_from)
    graph.value(node, "ijb:completeRegister", suite.complete)


def paper_graphs(papers: list[Paper], reference: NamedGraph) -> list[WrittenGraph]:
    """Everything each paper states, and the findings in it that are accepted, if any are.

    ``reference`` takes in the times that the papers name.

    Raises InputError where two records would get the same address, or one names an address that is none.
    """
    codes: dict[tuple[str, str], set[str]] = {}
    for paper in papers:
        own = {row.text("code") for row in paper.rows.get("directions", [])}
        codes.setdefault((paper.board, paper.suite), set()).update(own)
    graphs: list[WrittenGraph] = []
    problems: list[Problem] = []
    recorded: dict[str, Row] = {}
    acceptances = NamedGraph("acceptances")
    for paper in papers:
        graph = NamedGraph(paper.board, paper.slug)
        context = PaperContext(
            paper, graph, acceptances, reference, frozenset(codes[paper.board, paper.suite]), recorded, problems
        )
        _describe_paper(context)
        for suite in paper.suites:
            _describe_suite(context, suite)
        for kind, rows in paper.rows.items():
            for row in rows:
                try:
                    MAPPINGS[kind](context, row)
                except InputError as error:
                    problems += [replace(problem, file=row.file, row=row.number) for problem in error.problems]
        graphs.append(graph.written())
    if problems:
        raise InputError(problems)
    return [*graphs, acceptances.written()] if acceptances.stated else graphs
