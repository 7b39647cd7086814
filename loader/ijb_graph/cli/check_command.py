"""Run the rules over the graph and report what they find.

A finding that somebody has decided to live with is accepted by a row in accepted-findings.csv beside the paper's
records: rule, subject and lines as the CSV report prints them, with the reason and the decision. It is shown as
accepted and counts no more; once it has vanished, the acceptance itself is a finding.

Exit 0: no MUST finding, but for accepted ones. 1: at least one. 2: could not run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from ijb_graph.check import report_formats
from ijb_graph.check.findings import Finding
from ijb_graph.check.incremental_check import IncrementalCheck
from ijb_graph.check.legal_bases import legal_bases_of, read_legal_bases, status_meanings
from ijb_graph.check.readings import rule_looks_at_readings, terms_of_readings
from ijb_graph.check.report_html import as_html, read_page_data
from ijb_graph.check.rules import Rule, read_rules, select_rules
from ijb_graph.cli.options import (
    DAY,
    built_graph,
    refuse_together,
    refuse_without,
    server_limits,
    warn_of_stale,
    warn_of_unfinished,
    with_endpoint,
    with_limits,
    with_out,
)
from ijb_graph.console import echo, paged, progress, warn
from ijb_graph.engine import open_engine
from ijb_graph.engine.papers import Paper, select_papers
from ijb_graph.errors import Problems
from ijb_graph.library import build, check
from ijb_graph.project import find_project

__all__ = ["command"]


class TextParts(NamedTuple):
    """What of a report as text is asked for: the summary alone, or the items, with the appendix or without."""

    summary: bool
    appendix: bool


@click.command(help=__doc__)
@click.option(
    "--as-of", type=DAY, metavar="DATE", help="Check every paper as of this day.  [default: the day of its meeting]"
)
@click.option("--board", metavar="B", help="Findings of one authority only, such as east-lothian.")
@click.option("--paper", metavar="P", help="Findings of one paper only, by the name of its folder.")
@click.option("--rule", metavar="R", help="Run one rule only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "turtle", "html"]),
    default="text",
    show_default=True,
    help="csv holds what is not accepted; the others hold accepted findings too, and say so.",
)
@click.option(
    "--incremental",
    is_flag=True,
    help="Reuse the last `ijb check --incremental` of this build and check again only what the changes since can "
    "affect: the same findings, sooner. Its results are stored beside the graph, in checked/.",
)
@click.option("--again", is_flag=True, hidden=True, deprecated="Use --incremental.")
@click.option("--summary", is_flag=True, help="As text: only which rules found how much, paper by paper.")
@click.option("--appendix", is_flag=True, help="As text: house style, faults of this data and our own readings too.")
@click.option(
    "--explain", metavar="RULE", help="Show a rule's own page: what, why, which law, what to do, what it found."
)
@click.option("--technical", is_flag=True, help="With --explain: its properties, and its examples in Turtle.")
@click.option(
    "--engine",
    type=click.Choice(["oxigraph", "pyshacl"]),
    default="oxigraph",
    show_default=True,
    help="Oxigraph runs a rule as one query where that can be, and pySHACL the rest; or pySHACL runs all.",
)
@with_endpoint
@with_limits
@with_out
def command(
    as_of: date | None,
    board: str | None,
    paper: str | None,
    rule: str | None,
    form: str,
    incremental: bool,
    again: bool,
    summary: bool,
    appendix: bool,
    explain: str | None,
    technical: bool,
    engine: str,
    endpoint: str | None,
    out: Path | None,
    **limit_options: float | None,
) -> None:
    """Run the rules and print the findings, or explain one rule."""
    incremental = incremental or again
    formats = {f"--format {form}": form != "text"}
    refuse_together(
        ("--summary", summary, formats),
        ("--appendix", appendix, {"--summary": summary, **formats}),
        ("--explain", explain, {"--rule": rule, "--summary": summary, "--incremental": incremental, **formats}),
        ("--incremental", incremental, {"--endpoint": endpoint, f"--engine {engine}": engine != "oxigraph"}),
    )
    refuse_without("--explain", explain is not None, {"--technical": technical})
    limits = server_limits(endpoint, **limit_options)
    project, problems, unfinished, only = find_project(), Problems(), Problems(), explain if rule is None else rule
    with progress() as step, ExitStack() as stack:
        graph = built_graph(out)
        if explain and endpoint is None and not graph.exists():
            graph = _build_aside(stack, step)
        stored = IncrementalCheck(graph, as_of) if incremental else None
        with problems.collected():
            rules = read_rules(project.shapes, unfinished)
            chosen = select_rules(rules, only, unfinished)
        with problems.collected():
            source = open_engine(graph, endpoint, step, limits)
        problems.raise_any()
        if endpoint is None:
            warn_of_stale(graph)
        findings = list(
            check(
                source,
                as_of=as_of,
                board=board,
                paper=paper,
                rule=only,
                rules=rules,
                validator=engine,
                incremental=stored,
                progress=step,
            )
        )
        if stored and rule is None:
            # The findings of one rule are no check: the next one would miss those of the others.
            stored.keep()
        papers = select_papers(source, board, paper, "ijb check")
        page = read_page_data(source, project.queries, board, paper) if form == "html" else None
    warn_of_unfinished(unfinished)
    for line in stored.notes if stored else ():
        warn(line)
    if explain:
        from ijb_graph.check.explain import print_rule  # noqa: PLC0415 - rich is slow to import

        bases = legal_bases_of(chosen[0], read_legal_bases(source))
        by_reading = rule_looks_at_readings(chosen[0], terms_of_readings(source))
        of_rule = [one for one in findings if one.rule == explain]
        with paged():
            print_rule(chosen[0], bases, status_meanings(source), of_rule, by_reading, technical)
        return
    if page:
        echo(as_html(findings, rules, page, as_of, rule))
    elif form == "text":
        _print_text(findings, rules, chosen, papers, TextParts(summary, appendix), as_of)
    else:
        _print_data(form, findings, rules, source.base)
    sys.exit(1 if any(one.level == "must" and not one.acceptance for one in findings) else 0)


def _print_data(form: str, findings: list[Finding], rules: list[Rule], base: str) -> None:
    """Print the findings in a format for programs."""
    if form == "turtle":
        echo(report_formats.as_turtle(findings, base))
    elif form == "json":
        echo(report_formats.as_json(findings, rules))
    else:
        _print_csv(findings)


def _build_aside(stack: ExitStack, step: Callable[[str], None]) -> Path:
    """Build the graph in a temporary folder: a rule can be explained before anything is built."""
    return build(out=Path(stack.enter_context(TemporaryDirectory())), progress=step).path


def _print_csv(findings: list[Finding]) -> None:
    echo(report_formats.as_csv(findings))
    accepted = sum(1 for one in findings if one.acceptance)
    if accepted:
        left_out = f"{accepted} accepted finding{'s are' if accepted != 1 else ' is'} not in this CSV"
        warn(f"{left_out}; the other formats show which and why.")


def _print_text(
    findings: list[Finding],
    rules: list[Rule],
    chosen: list[Rule],
    papers: list[Paper],
    parts: TextParts,
    as_of: date | None,
) -> None:
    from ijb_graph.check import report_text  # noqa: PLC0415 - rich is slow to import

    with paged():
        if parts.summary:
            report_text.print_summary(findings, rules, papers)
        else:
            report_text.print_findings(findings, rules, papers, parts.appendix)
        report_text.print_counts(findings, len(chosen), as_of)
