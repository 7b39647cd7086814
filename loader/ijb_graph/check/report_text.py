"""The report of findings for a terminal: paper by paper, what matters first, with its place and what to do."""

from __future__ import annotations

from collections import Counter
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ijb_graph.check.findings import DEMAND_NAMES, Finding, place, quote_parts
from ijb_graph.check.rules import DEMANDS, LEVELS, SECTIONS, Rule
from ijb_graph.check.worklist import FIRST_ITEMS, Item, by_own_words, items_of
from ijb_graph.console import console
from ijb_graph.engine.papers import Paper

__all__ = ["LEVEL_COLOURS", "print_counts", "print_findings", "print_markup", "print_summary"]

LEVEL_COLOURS = {"must": "red", "should": "yellow", "may": "cyan"}
_DEMAND_COLOURS = dict(zip(DEMANDS, ("red", "yellow", "yellow", "magenta", "cyan", "blue", "blue"), strict=True))


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


def _badge(demand: str) -> tuple[str, str]:
    return DEMAND_NAMES[demand].upper(), f"bold {_DEMAND_COLOURS[demand]}"


def _at(one: Finding) -> str:
    return f" ({place(one.lines)})" if one.lines else ""


def _where(one: Finding) -> str:
    """What the subject is, and its lines."""
    parts = [part for part in (one.kind, place(one.lines)) if part]
    return f" ({', '.join(parts)})" if one.lines else ""


def _source(one: Finding) -> str:
    """The texts that demand something, where any does, whether we have read something into it, and the rule's id."""
    sources = [basis.source for basis in one.bases if basis.status not in ("good-governance", "data-integrity")]
    by_reading = ["by our reading"] if one.by_reading else []
    return f"  [{'; '.join([*sources, *by_reading, one.rule])}]"


def _reason_lines(screen: Console, one: Finding) -> list[Text]:
    """Why we read it so, where the finding rests on a reading of ours."""
    return _indented(screen, Text(f"Our reading: {' '.join(one.reasons)}", "dim"), 7) if one.reasons else []


def _quote_lines(screen: Console, one: Finding) -> list[Text]:
    if not one.quote:
        return []
    shown, rest = quote_parts(one.quote)
    return _indented(screen, Text(f"“{shown}{' ...' if rest else ''}”", "italic dim"), 6)


def _card_lines(screen: Console, item: Item) -> list[Text]:
    """One thing, with all that is wrong with it."""
    first = item.findings[0]
    number = Text.assemble(
        (f"{item.rank:3}  ", "dim"), _badge(first.demanded_by), "  ", (first.subject, "bold"), (_where(first), "dim")
    )
    lines = _indented(screen, number, 0)
    for one in item.findings:
        of = (f"{one.subject}: ", "bold") if one.subject != first.subject else ""
        said = Text.assemble(of, one.message, (_source(one), "dim"))
        lines += _indented(screen, said if one is first else Text.assemble(_badge(one.demanded_by), "  ", said), 5)
        lines += _reason_lines(screen, one)
    return lines + _quote_lines(screen, first)


def _cause_lines(screen: Console, item: Item, titles: dict[str, str]) -> list[Text]:
    """One cause, with all things that it touches; what is said of several of them, and what to do, is said once."""
    first = item.findings[0]
    heading = (
        (f"{item.rank:3}  ", "dim"),
        _badge(first.demanded_by),
        "  ",
        (f"{titles[first.rule]}: {len(item.findings)}", "bold"),
    )
    shared, by_task = by_own_words(item.findings)
    lines = _indented(screen, Text.assemble(*heading), 0)
    lines += _indented(screen, Text.assemble(shared, (_source(first) if shared else _source(first).lstrip(), "dim")), 5)
    for task, by_facts in by_task.items():
        for words, some in by_facts.items():
            things = "; ".join(f"{one.subject}{_at(one)}" for one in some)
            said = Text.assemble((things, "bold" if words else ""), f": {words}" if words else "")
            lines += _indented(screen, said, 5)
            lines += [line for one in some for line in _reason_lines(screen, one)]
        lines += _indented(screen, Text(task), 7) if task else []
    return lines


def _heading(board: str, folder: str, paper: Paper | None) -> str:
    if paper is None:
        return f"{board} {folder}".strip() or "Of no single paper"
    return f"{paper.board_name}, {paper.meeting.day} {paper.meeting:%B %Y}: {paper.title}"


def _section_lines(screen: Console, section: str, items: list[Item], titles: dict[str, str]) -> list[Text]:
    names = {
        "national": "About a report of somebody else, for its author",
        "appendix": "Appendix: house style, this data, our readings",
    }
    lines = [Text(), *_indented(screen, Text(names[section], "bold"), 2)] if section in names else []
    for number, item in enumerate(items, start=1):
        if section == SECTIONS[0] and number == FIRST_ITEMS + 1:
            lines += [Text(), Text(f"     These {FIRST_ITEMS} first. The other {len(items) - FIRST_ITEMS}:", "bold")]
        lines += [Text(), *(_cause_lines(screen, item, titles) if item.is_cause else _card_lines(screen, item))]
    return lines


def _accepted_lines(screen: Console, accepted: list[Finding]) -> list[Text]:
    if not accepted:
        return []
    lines = [
        Text(),
        *_indented(screen, Text("Accepted: somebody has looked at these and lives with them", "bold green"), 2),
    ]
    for one in accepted:
        lines += _indented(screen, Text.assemble((one.subject, "bold"), (_at(one), "dim"), f": {one.message}"), 5)
        acceptance = one.acceptance
        if acceptance:
            why = f"{acceptance.reason} ({acceptance.decision}, {acceptance.decided})"
            lines += _indented(screen, Text(why, "green"), 7)
    return lines


def _by_paper(findings: list[Finding]) -> dict[tuple[str, str], list[Finding]]:
    papers: dict[tuple[str, str], list[Finding]] = {}
    for one in sorted(findings, key=lambda one: (one.board, one.paper)):
        papers.setdefault((one.board, one.paper), []).append(one)
    return papers


def print_findings(
    findings: list[Finding], rules: list[Rule], papers: list[Paper], with_appendix: bool = False
) -> None:
    """Print the findings for a person, paper by paper: item by item, what is worth acting on first.

    The appendix is left out unless it is asked for; what is accepted comes last, with reason and decision.
    """
    screen = console()
    titles, known = {rule.id: rule.title for rule in rules}, {(one.board, one.slug): one for one in papers}
    lines: list[Text] = []
    for (board, folder), found in _by_paper(findings).items():
        lines += [
            Text(),
            *_indented(screen, Text(_heading(board, folder, known.get((board, folder))), "bold underline"), 0),
        ]
        items = items_of(found)
        for section in SECTIONS:
            of_section = [one for one in items if one.section == section]
            if of_section and (section != SECTIONS[-1] or with_appendix):
                lines += _section_lines(screen, section, of_section, titles)
        left_out = sum(one.section == SECTIONS[-1] for one in items)
        if left_out and not with_appendix:
            more = f"{left_out} more of house style, this data or our own readings: --appendix"
            lines += [Text(), *_indented(screen, Text(more, "dim"), 5)]
        lines += _accepted_lines(screen, [one for one in found if one.acceptance])
    _print_lines(screen, [*lines, Text()])


def _order(one: Finding) -> tuple[int, bool, int]:
    """Section, MUST, and what demands it: a rule of less weight does not go up with what else is wrong with a thing."""
    return SECTIONS.index(one.section), one.level != "must", DEMANDS.index(one.demanded_by)


def print_summary(findings: list[Finding], rules: list[Rule], papers: list[Paper]) -> None:
    """Print, paper by paper, which rules found how much: those worth acting on first, as many as fill a screen."""
    titles, known = {rule.id: rule.title for rule in rules}, {(one.board, one.slug): one for one in papers}
    for (board, folder), found in _by_paper(findings).items():
        ranked = sorted((one for one in found if one.rank), key=lambda one: (_order(one), one.rank))
        by_rule = Counter(one.rule for one in ranked)
        by_id = {one.rule: one for one in found}
        caption = Text(_heading(board, folder, known.get((board, folder))), "bold")
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, title=caption, title_justify="left")
        table.add_column("demanded by", min_width=max(map(len, DEMAND_NAMES.values())))
        table.add_column("findings", justify="right")
        table.add_column("what it asks", overflow="fold")
        for rule, number in list(by_rule.items())[:FIRST_ITEMS]:
            badge, style = _badge(by_id[rule].demanded_by)
            table.add_row(Text(badge.lower(), style), str(number), Text.assemble(titles[rule], (f"  [{rule}]", "dim")))
        console().print(table)
        rest = sum(by_rule.values()) - sum(list(by_rule.values())[:FIRST_ITEMS])
        if rest:
            others = [f"{rule} ({number})" for rule, number in list(by_rule.items())[FIRST_ITEMS:]]
            console().print(Text(f"{rest} more of {len(others)} other rules: {', '.join(others)}.", "dim"))
        console().print()


def print_counts(findings: list[Finding], rules: int, as_of: date | None) -> None:
    """Print the counts in a line, as of which day that is, and where to learn more; ``rules`` is how many there ran."""
    open_ones = Counter(one.level for one in findings if not one.acceptance)
    accepted = sum(1 for one in findings if one.acceptance)
    items = len({(one.board, one.paper, one.rank) for one in findings if one.rank})
    counted = ", ".join(f"{open_ones[level]} {level.upper()}" for level in LEVELS) if findings else "No findings"
    in_items = f" in {items} item{'s' if items != 1 else ''}" if items else ""
    day = f"as of {as_of}" if as_of else "each paper as of the day of its meeting"
    screen = console()
    screen.print(f"{counted}{in_items}{f', {accepted} accepted' if accepted else ''}; {day}.", style="bold")
    ran = f"{rules} rule{'s' if rules != 1 else ''} ran"
    screen.print(f"{ran}. What a rule asks, why, and how to fix what it finds: ijb check --explain RULE", style="dim")
