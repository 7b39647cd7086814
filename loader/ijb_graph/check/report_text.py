"""The report of findings for a terminal: what matters first, each with its place and what to do; counts last."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ijb_graph.check.findings import Finding, by_rule, place
from ijb_graph.check.rules import LEVELS, Rule
from ijb_graph.console import console

__all__ = ["LEVEL_COLOURS", "print_counts", "print_findings", "print_markup", "print_summary"]

LEVEL_COLOURS = {"must": "red", "should": "yellow", "may": "cyan"}


def _indented(screen: Console, text: Text, columns: int) -> list[Text]:
    """The lines of a paragraph that begins so many columns from the left, without spaces at their ends."""
    width = screen.width - columns
    is_short = text.cell_len <= width and "\n" not in text.plain
    lines = [text] if is_short else list(text.wrap(screen, width))
    for line in lines:
        line.rstrip()
    return [Text(" " * columns) + line for line in lines]


def _print_lines(screen: Console, lines: list[Text]) -> None:
    """Print lines that fit the screen, all at once: to print them one by one takes rich five times as long."""
    screen.print(Text("\n").join(lines), soft_wrap=True)


def print_markup(page: str) -> None:
    """Print text in the markup of rich: each line is a paragraph, wrapped as far from the left as it begins."""
    screen = console()
    paragraphs = (
        (Text.from_markup(line.lstrip(), emoji=False), len(line) - len(line.lstrip())) for line in page.splitlines()
    )
    _print_lines(screen, [line for text, columns in paragraphs for line in _indented(screen, text, columns)])


def _finding_lines(screen: Console, one: Finding) -> list[Text]:
    at = f" ({place(one.lines)})" if one.lines else ""
    lines = _indented(screen, Text.assemble((one.subject, "bold"), (at, "dim"), f": {one.message}"), 4)
    if one.acceptance:
        why = f"Accepted: {one.acceptance.reason} ({one.acceptance.decision}, {one.acceptance.decided})"
        lines += _indented(screen, Text(why, "green"), 6)
    return lines


def _group_lines(screen: Console, findings: list[Finding], rules: list[Rule]) -> list[Text]:
    titles = {rule.id: rule.title for rule in rules}
    lines: list[Text] = []
    for rule, found in by_rule(findings).items():
        level = found[0].level
        heading = (level.upper(), f"bold {LEVEL_COLOURS[level]}"), f" {rule}: ", (titles[rule], "bold")
        lines += [Text(), *_indented(screen, Text.assemble(*heading), 0)]
        lines += _indented(screen, Text(f"rests on: {found[0].basis}", "dim"), 2)
        for (board, paper), there in groupby(found, key=lambda one: (one.board, one.paper)):
            lines += _indented(screen, Text(f"{board} {paper}"), 2)
            lines += [line for one in there for line in _finding_lines(screen, one)]
    return lines


def print_findings(findings: list[Finding], rules: list[Rule]) -> None:
    """Print the findings for a person: by level, rule and paper, each with its lines and what to do.

    Those that are accepted come last, with reason and decision.
    """
    screen = console()
    accepted = [one for one in findings if one.acceptance]
    lines = _group_lines(screen, [one for one in findings if not one.acceptance], rules)
    if accepted:
        text = "ACCEPTED: somebody has looked at these and decided to live with them."
        lines += [Text(), *_indented(screen, Text(text, "bold green"), 0), *_group_lines(screen, accepted, rules)]
    _print_lines(screen, [*lines, Text()])


def print_summary(findings: list[Finding], rules: list[Rule]) -> None:
    """Print how many findings each of these rules has, and what the rule demands; nothing where there is no rule."""
    if not rules:
        return
    counts = Counter(one.rule for one in findings if not one.acceptance)
    accepted = Counter(one.rule for one in findings if one.acceptance)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("level", "rule", "findings", *(["accepted"] if accepted else []), "what it asks"):
        table.add_column(name, justify="right" if name in ("findings", "accepted") else "left", overflow="fold")
    for rule in rules:
        level = Text(rule.level.upper(), LEVEL_COLOURS[rule.level])
        numbers = [str(count[rule.id] or "-") for count in ((counts, accepted) if accepted else (counts,))]
        table.add_row(level, rule.id, *numbers, Text(rule.title))
    console().print(table)


def print_counts(findings: list[Finding], rules: int, as_of: date | None) -> None:
    """Print the counts in a line, as of which day that is, and where to learn more; ``rules`` is how many there ran."""
    open_ones = Counter(one.level for one in findings if not one.acceptance)
    accepted = sum(1 for one in findings if one.acceptance)
    quiet = rules - len({one.rule for one in findings})
    counted = ", ".join(f"{open_ones[level]} {level.upper()}" for level in LEVELS) if findings else "No findings"
    day = f"as of {as_of}" if as_of else "each paper as of the day of its meeting"
    screen = console()
    screen.print(f"{counted}{f', {accepted} accepted' if accepted else ''}; {day}.", style="bold")
    if quiet > 0 and findings:
        screen.print(f"{quiet} of {rules} rules found nothing.")
    screen.print("What a rule asks, why, and how to fix what it finds: ijb check --explain RULE", style="dim")
