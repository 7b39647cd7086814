"""Reports of findings: for a terminal, as CSV or JSON, as a SHACL report in Turtle, as a page for a secretary."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby

from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.console import console

__all__ = ["as_csv", "as_html", "as_json", "as_turtle", "print_findings", "print_summary"]

_COLUMNS = ("rule", "level", "basis", "board", "paper", "lines", "subject", "message")
_COLOURS = {"must": "red", "should": "yellow", "may": "cyan"}


def _place(lines: str) -> str:
    if not lines:
        return ""
    return f"line {lines}" if lines.isdecimal() else f"lines {lines}"


def as_csv(findings: list[Finding]) -> str:
    """One row a finding: rule, level, basis, board, paper, lines, subject, message."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(one, column) for column in _COLUMNS] for one in findings)
    return out.getvalue()


def as_json(findings: list[Finding]) -> str:
    """A JSON list of objects with everything a finding holds."""
    return json.dumps([asdict(one) for one in findings], indent=2, ensure_ascii=False) + "\n"


def as_turtle(findings: list[Finding], base: str) -> str:
    """A SHACL validation report in Turtle.

    Each result has an address made from what it says, so the same findings give the same bytes.
    """
    from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, URIRef  # noqa: PLC0415 - slow to import

    graph = Graph()
    graph.bind("sh", SH)
    report = URIRef(f"{base}id/graph/findings")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not findings, datatype=XSD.boolean)))
    for one in findings:
        digest = hashlib.sha256("\n".join(asdict(one).values()).encode()).hexdigest()[:16]
        node = URIRef(f"{base}id/finding/{one.rule}/{digest}")
        graph.add((report, SH.result, node))
        graph.add((node, RDF.type, SH.ValidationResult))
        graph.add((node, RDFS.label, Literal(f"{one.subject}: {one.rule}")))
        graph.add((node, SH.focusNode, URIRef(one.node)))
        graph.add((node, SH.resultSeverity, SH[LEVELS[one.level]]))
        graph.add((node, SH.sourceShape, URIRef(f"{base}shape/{one.rule}")))
        graph.add((node, SH.resultMessage, Literal(one.message)))
        graph.add((node, SH.sourceConstraintComponent, URIRef(one.component)))
        if one.value:
            graph.add((node, SH.value, URIRef(one.value) if "://" in one.value else Literal(one.value)))
        if one.path:
            graph.add((node, SH.resultPath, URIRef(one.path)))
    return graph.serialize(format="longturtle")


def print_summary(findings: list[Finding], rules: list[Rule]) -> None:
    """Print how many findings each rule has, with what the rule demands."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - slow to import
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    screen = console()
    counts = Counter(one.rule for one in findings)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("level", "rule", "findings", "what it asks"):
        table.add_column(name, justify="right" if name == "findings" else "left", overflow="fold")
    for rule in rules:
        table.add_row(
            Text(rule.level.upper(), _COLOURS[rule.level]), rule.id, str(counts[rule.id] or "-"), Text(rule.title)
        )
    screen.print(table)


def print_findings(findings: list[Finding]) -> None:
    """Print the findings for a person: grouped by level, paper and rule, each with its lines and what to do."""
    from rich.padding import Padding  # noqa: PLC0415 - slow to import
    from rich.text import Text  # noqa: PLC0415

    screen = console()
    group: tuple[str, ...] = ()
    for one in findings:
        if group != (one.level, one.board, one.paper, one.rule):
            group = (one.level, one.board, one.paper, one.rule)
            screen.print()
            screen.print(
                Text.assemble(
                    (one.level.upper(), f"bold {_COLOURS[one.level]}"),
                    " ",
                    (one.rule, "bold"),
                    f"  {one.board} {one.paper}",
                )
            )
            screen.print(Text(f"  {one.basis}", "dim"))
        screen.print(
            Padding(
                Text.assemble(
                    (one.subject, "bold"), (f" ({_place(one.lines)})" if one.lines else "", "dim"), f": {one.message}"
                ),
                (0, 0, 0, 2),
            )
        )
    counts = Counter(one.level for one in findings)
    screen.print()
    screen.print(", ".join(f"{counts[level]} {level.upper()}" for level in LEVELS) if findings else "No findings.")


_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
body { color: #1a1a1a; background: #fff }
h1 { font-size: 1.6rem }
h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 2px solid #ccc }
h3 { font-size: 1rem; margin: 1.5rem 0 .2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top }
.level { font-weight: 700; font-size: .8rem; padding: .1rem .4rem; border-radius: .2rem }
.level { color: #fff; white-space: nowrap }
.must { background: #a4262c } .should { background: #8a5a00 } .may { background: #27598a }
.basis, .lines { color: #555; font-size: .9rem }
li { margin: .4rem 0 }
@media print { body { margin: 0; max-width: none } h3, li { break-inside: avoid } }
"""


def _badge(level: str) -> str:
    return f'<span class="level {level}">{level.upper()}</span>'


def _rule_in_html(anchor: str, findings: list[Finding], title: str) -> str:
    first, text = findings[0], html.escape
    items = "".join(
        f'<li><strong>{text(one.subject)}</strong> <span class="lines">{text(_place(one.lines))}</span>'
        f"<br>{text(one.message)}</li>"
        for one in findings
    )
    return (
        f'<h3 id="{anchor}">{_badge(first.level)} {text(title)}</h3>'
        f'<p class="basis">{first.rule}. Rests on: {text(first.basis)}</p><ul>{items}</ul>'
    )


def _paper_in_html(board: str, paper: str, findings: list[Finding], titles: dict[str, str]) -> str:
    by_rule = {rule: list(group) for rule, group in groupby(findings, key=lambda one: one.rule)}
    rows = "".join(
        f'<tr><td>{_badge(group[0].level)}</td><td><a href="#{board}-{paper}-{rule}">{rule}</a></td>'
        f"<td>{html.escape(titles[rule])}</td><td>{len(group)}</td></tr>"
        for rule, group in by_rule.items()
    )
    return (
        f"<h2>{board}, {paper}</h2>"
        f"<table><tr><th>level</th><th>rule</th><th>what it asks</th><th>findings</th></tr>{rows}</table>"
        + "".join(_rule_in_html(f"{board}-{paper}-{rule}", group, titles[rule]) for rule, group in by_rule.items())
    )


def as_html(findings: list[Finding], rules: list[Rule]) -> str:
    """One self-contained page: what was found, by paper and rule, with basis and what to do; printable."""
    titles = {rule.id: rule.title for rule in rules}
    by_paper = sorted(findings, key=lambda one: (one.board, one.paper))
    papers = groupby(by_paper, key=lambda one: (one.board, one.paper))
    body = "".join(_paper_in_html(board, paper, list(group), titles) for (board, paper), group in papers)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Findings</title><style>{_STYLE}</style></head><body><h1>Findings</h1>"
        f"<p>{len(findings)} findings. MUST rests on statute or on the integrity of the data; "
        f"SHOULD on guidance, local policy or good governance; MAY is worth a look.</p>{body}</body></html>\n"
    )
