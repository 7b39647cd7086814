"""Reports of findings for programs: as CSV, as JSON, and as a SHACL report in Turtle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ijb_graph.check.findings import Finding, finding_address
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.text_safety import spreadsheet_csv
from ijb_graph.turtle import fill_turtle_template

__all__ = ["COLUMNS", "FOUND_COLUMNS", "as_csv", "as_json", "as_turtle"]

_TEMPLATE = Path(__file__).parent / "report.ttl.jinja"
# What is found; and all columns: those, and then how the report orders it.
FOUND_COLUMNS = ("rule", "level", "basis", "board", "paper", "lines", "subject", "message")
COLUMNS = (*FOUND_COLUMNS, "item", "demanded_by", "section", "rank", "by_reading", "quote")


def as_csv(findings: list[Finding], columns: Sequence[str] = COLUMNS) -> str:
    """One row a finding that is not accepted: rule, level, basis, board, paper, lines, subject, message.

    Then ``item`` (what counts as one), ``demanded_by``, ``section``, ``rank`` (1 = first of its paper), ``by_reading``
    (true or false) and ``quote``, which is empty where the graph was built without the papers.
    Text that a spreadsheet would run as a formula has ``'`` before it.
    """
    rows = ([_cell(getattr(one, column)) for column in columns] for one in findings if one.acceptance is None)
    return spreadsheet_csv([columns, *rows])


def _cell(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
