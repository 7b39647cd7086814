"""A rule's own page: what it demands, why, on which law, an example in words, what to do, and what it has found."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

from rich.markup import escape

from ijb_graph.check.findings import DEMAND_NAMES, LEVEL_MEANINGS, Basis, Finding, place
from ijb_graph.check.report_text import LEVEL_COLOURS, print_markup
from ijb_graph.check.rule_dependencies import dependencies_of_rule
from ijb_graph.check.rules import Rule
from ijb_graph.input_files import read_csv, read_text
from ijb_graph.jinja_templates import fill_template

__all__ = ["print_rule"]

_TEMPLATE = Path(__file__).parent / "rule_page.txt.jinja"
_VARIABLE = re.compile(r"\{\?(\w+)\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")


def _example(path: Path) -> str:
    """A case as its file lays it out, without the lines that declare prefixes."""
    lines = read_text(path, "an example of a rule").splitlines()
    return "\n".join(line for line in lines if not line.startswith("@")).strip()


def _found_in_example(path: Path) -> list[dict[str, str]]:
    """What the rule finds in its invalid case, as approved; nothing until that is approved."""
    if not path.exists():
        return []
    return read_csv(path, "what the rule finds in its invalid case", ("focus", "message"))


def _messages(rule: Rule) -> list[str]:
    """What the rule says of what it finds; what differs from finding to finding stands in brackets."""
    from rdflib import SH  # noqa: PLC0415 - slow to import

    return sorted({_VARIABLE.sub(r"(\1)", str(message)) for message in rule.graph.objects(None, SH.message)})


def print_rule(
    rule: Rule,
    bases: tuple[Basis, ...],
    statuses: dict[str, str],
    findings: list[Finding],
    by_reading: bool = False,
    technical: bool = False,
) -> None:
    """Print a rule's page, with what it found; ``statuses`` says what each degree of sureness means.

    ``by_reading`` says that the rule looks at readings of ours. A ``technical`` page shows its messages, its
    dependencies and its cases in Turtle too.
    """
    folder = rule.path.parent
    by_paper = groupby(findings, key=lambda one: (one.board, one.paper))
    values = {
        "rule": rule,
        "colour": LEVEL_COLOURS[rule.level],
        "level_meaning": LEVEL_MEANINGS[rule.level],
        "bases": bases,
        "statuses": statuses,
        "demand": DEMAND_NAMES[rule.demand],
        "by_reading": by_reading,
        "technical": technical,
        "remedies": sorted({_SENTENCE.split(message)[-1] for message in _messages(rule)}),
        "messages": _messages(rule),
        "dependencies": dependencies_of_rule(rule) if technical else [],
        "valid": _example(folder / "valid.ttl"),
        "invalid": _example(folder / "invalid.ttl"),
        "found_in_example": _found_in_example(folder / "report.csv"),
        "by_paper": [(key, list(group)) for key, group in by_paper],
        "place": place,
    }
    print_markup(fill_template(_TEMPLATE, values, escape=escape))
