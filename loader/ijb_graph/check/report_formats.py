"""Reports of findings for programs: as CSV, as JSON, and as a SHACL report in Turtle."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ijb_graph.check.findings import Finding, finding_address
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.text_safety import spreadsheet_csv
from ijb_graph.turtle import fill_turtle_template

__all__ = ["as_csv", "as_json", "as_turtle"]

_TEMPLATE = Path(__file__).parent / "report.ttl.jinja"
_COLUMNS = ("rule", "level", "basis", "board", "paper", "lines", "subject", "message")


def as_csv(findings: list[Finding]) -> str:
    """One row a finding that is not accepted: rule, level, basis, board, paper, lines, subject, message.

    Text that a spreadsheet would run as a formula has ``'`` before it.
    """
    rows = ([getattr(one, column) for column in _COLUMNS] for one in findings if one.acceptance is None)
    return spreadsheet_csv([_COLUMNS, *rows])


def as_json(findings: list[Finding], rules: list[Rule]) -> str:
    """A JSON list of objects with everything a finding holds, and ``title``: what its rule demands, in words.

    ``bases`` is a list of what the rule rests on; ``acceptance`` an object, or null where the finding is not accepted.
    """
    titles = {rule.id: rule.title for rule in rules}
    rows = [{"rule": one.rule, "title": titles[one.rule], **asdict(one)} for one in findings]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def as_turtle(findings: list[Finding], base: str) -> str:
    """A SHACL validation report in Turtle: the same findings give the same bytes."""
    addressed = [(finding_address(one, base), one) for one in findings]
    return fill_turtle_template(_TEMPLATE, base, {"findings": addressed, "severities": LEVELS})
