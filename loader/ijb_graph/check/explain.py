"""A rule's own page: what it demands, why, what it rests on, how to fix, its dependencies, and examples."""

from __future__ import annotations

import csv
import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ijb_graph.check.findings import LEVEL_MEANINGS, Basis, Finding
from ijb_graph.check.report_text import LEVEL_COLOURS, place, print_indented
from ijb_graph.check.rule_dependencies import dependencies_of_rule
from ijb_graph.check.rules import Rule
from ijb_graph.console import console

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["print_rule"]

_VARIABLE = re.compile(r"\{\?(\w+)\}")


def _example(path: Path) -> str:
    """A case as its file lays it out, without the lines that declare prefixes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("@")).strip()


def _found_in_example(path: Path) -> list[tuple[str, str]]:
    """What the rule finds in its invalid case: the thing and the message; nothing until that is approved."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["focus"], row["message"]) for row in csv.DictReader(file)]


def _messages(rule: Rule) -> list[str]:
    """What the rule says of what it finds; what differs from finding to finding stands in brackets."""
    from rdflib import SH  # noqa: PLC0415 - slow to import

    return sorted({_VARIABLE.sub(r"(\1)", str(message)) for message in rule.graph.objects(None, SH.message)})


class _Page:
    """Prints headings and paragraphs, so that a page reads as one."""

    def __init__(self) -> None:
        self.screen = console()

    def heading(self, text: str) -> None:
        self.screen.print()
        self.screen.print(text, style="bold")

    def say(self, text: str | Text, indent: int = 2, style: str = "") -> None:
        from rich.text import Text  # noqa: PLC0415 - slow to import

        print_indented(Text(text, style) if isinstance(text, str) else text, indent)


def _print_findings(page: _Page, findings: list[Finding]) -> None:
    page.heading("What it finds in the papers")
    if not findings:
        page.say("Nothing.")
    for (board, paper), group in groupby(findings, key=lambda one: (one.board, one.paper)):
        found = list(group)
        accepted = sum(1 for one in found if one.acceptance)
        page.say(f"{board} {paper}: {len(found)}{f', of which {accepted} accepted' if accepted else ''}")
        for one in found:
            at = f" ({place(one.lines)})" if one.lines else ""
            page.say(f"{one.subject}{at}{', accepted' if one.acceptance else ''}", 4, "dim")


def print_rule(rule: Rule, bases: tuple[Basis, ...], statuses: dict[str, str], findings: list[Finding]) -> None:
    """Print a rule's page: its ``findings`` last; ``statuses`` says what each degree of sureness means."""
    from rich.text import Text  # noqa: PLC0415 - slow to import

    page = _Page()
    level = Text(rule.level.upper(), f"bold {LEVEL_COLOURS[rule.level]}")
    page.say(Text.assemble((rule.title, "bold"), f"\n{rule.id}, a rule of level ", level), 0)
    page.heading("What the level means")
    page.say(f"{rule.level.upper()}: a finding {LEVEL_MEANINGS[rule.level]}.")
    page.heading("Why")
    page.say(rule.why)
    page.heading("What it rests on, and how sure that is")
    for basis in bases:
        page.say(f"{basis.id}  {basis.demand}")
        page.say(f"{basis.source}: {basis.status.replace('-', ' ')}. {statuses[basis.status]}", 6, "dim")
        for section in basis.sections:
            page.say(section, 6, "dim")
    page.heading("How to fix what it finds")
    for message in _messages(rule):
        page.say(message)
    page.heading("Dependencies: a change of these can change what it finds")
    for where, names in dependencies_of_rule(rule):
        page.say(f"{where}: {', '.join(names)}" if names else f"{where}.")
    folder = rule.path.parent
    for heading, file in (("Valid example", "valid.ttl"), ("Invalid example", "invalid.ttl")):
        page.heading(heading)
        page.say(_example(folder / file), 4)
    page.heading("What it says of the invalid example")
    for focus, message in _found_in_example(folder / "report.csv"):
        page.say(f":{focus}  {message}", 4)
    _print_findings(page, findings)
