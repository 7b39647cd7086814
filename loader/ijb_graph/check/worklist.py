"""The worklist: which findings are one item to act on, in which section of the report, and which item comes first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from ijb_graph.check.findings import Finding, in_order
from ijb_graph.check.rules import DEMANDS, LEVELS, SECTIONS, TOPICS

__all__ = ["FIRST_ITEMS", "Item", "by_own_words", "by_weight", "in_worklist", "items_of", "sentences_in_common"]

# What a finding touches where something has to be done at once: a date, money, who answers, who is directed.
SERIOUS = ("time", "money", "answerability", "delegation")
# A rule that finds something of so many things in one paper has found one cause.
MANY = 4
# What a chief officer reads of a paper: its first items, as many as fill a screen.
FIRST_ITEMS = 12
_CLAUSE = re.compile(r"(?<=[.!?;])\s+")
_LAST_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^.!?]*[.!?]$)")


@dataclass(frozen=True)
class Item:
    """What is acted on at once: what is wrong with one thing, or one cause with all things that it touches.

    ``findings`` come the most important first. ``is_cause`` says that they are what one rule says of several things.
    What stands in one line of a paper, such as a direction and its measure, is one row there, and one thing here.
    """

    section: str
    rank: int
    is_cause: bool
    findings: tuple[Finding, ...]


def _section(one: Finding) -> str:
    """The section of the report: what is house style or rests on our readings alone is looked at last.

    Two statements of a paper that cannot both be right stay in their section, though it is a reading of ours that both
    speak of one thing. A fault of the data is for its keeper; where it is a MUST, nothing else can be trusted before it
    is fixed.
    """
    is_aside = one.demanded_by == "house-style" or (one.demanded_by == "data" and one.level != "must")
    rests_on_reading = one.by_reading and one.demanded_by != "contradiction"
    return SECTIONS[-1] if is_aside or rests_on_reading else one.section


def _weight(one: Finding) -> tuple[int, ...]:
    """What is worth acting on first: MUST, then what demands it, its level, then whether it is serious."""
    order = DEMANDS.index(one.demanded_by), list(LEVELS).index(one.level), one.topic not in SERIOUS
    return one.level != "must", *order


def _first_lines(findings: Iterable[Finding]) -> tuple[int, ...]:
    """The first place of findings, as numbers."""
    return min(tuple(int(number[:9]) for number in re.findall(r"[0-9]+", one.lines)) for one in findings)


def _causes(findings: list[Finding]) -> tuple[list[list[Finding]], list[Finding]]:
    """The groups of findings that have one cause, and the findings that are left.

    One cause is what a rule asks of several things in the same words, and what it says of many things.
    """
    causes, left = [], []
    for _, of_rule in groupby(sorted(findings, key=lambda one: one.rule), key=lambda one: one.rule):
        found = list(of_rule)
        if len({one.node for one in found}) >= MANY:
            causes.append(found)
            continue
        things: dict[str, set[str]] = {}
        for one in found:
            things.setdefault(_what_to_do(one.message)[1], set()).add(one.node)
        for task in sorted(task for task, nodes in things.items() if len(nodes) > 1):
            causes.append([one for one in found if _what_to_do(one.message)[1] == task])
        left += [one for one in found if len(things[_what_to_do(one.message)[1]]) == 1]
    return causes, left


def _thing(one: Finding) -> tuple[str, str]:
    """What tells the thing of a finding from others: its line, if it is one; else itself, as it is called."""
    return ("", one.lines) if one.lines.isdecimal() else (one.node, one.subject)


def _of_paper(findings: list[Finding]) -> list[tuple[str, bool, list[Finding]]]:
    """The items of one paper: section, whether it is one cause, and its findings; the most important first."""
    items: list[tuple[str, bool, list[Finding]]] = []
    often = Counter(one.rule for one in findings)
    for section, of_section in groupby(sorted(findings, key=_section), key=_section):
        causes, left = _causes(list(of_section))
        items += [(section, True, found) for found in causes]
        by_thing = groupby(sorted(left, key=_thing), key=_thing)
        items += [(section, False, sorted(found, key=lambda one: (_weight(one), one.rule))) for _, found in by_thing]

    def key(item: tuple[str, bool, list[Finding]]) -> tuple[object, ...]:
        section, _, found = item
        first = found[0]
        # What a rule finds once comes before what it finds in many rows, where both weigh the same.
        order = SECTIONS.index(section), _weight(first), often[first.rule], TOPICS.index(first.topic)
        return *order, _first_lines(found), first.rule, first.subject, first.node

    return sorted(items, key=key)


def in_worklist(findings: list[Finding]) -> list[Finding]:
    """The findings, each with its section, its item and its rank within its paper; in that order within a paper.

    The papers come by board and folder. Accepted findings have no rank: 0.
    """
    result: list[Finding] = []
    ordered = sorted(in_order(findings), key=lambda one: (one.board, one.paper))
    by_paper = groupby(ordered, key=lambda one: (one.board, one.paper))
    for _, of_paper in by_paper:
        found = list(of_paper)
        numbers: Counter[str] = Counter()
        for rank, (section, is_cause, some) in enumerate(
            _of_paper([one for one in found if not one.acceptance]), start=1
        ):
            name = some[0].rule if is_cause else some[0].subject
            numbers[name] += 1
            item = name if numbers[name] == 1 else f"{name} ({numbers[name]})"
            result += [replace(one, section=section, item=item, rank=rank) for one in some]
        result += [replace(one, section=_section(one)) for one in found if one.acceptance]
    return result


def items_of(findings: Iterable[Finding]) -> list[Item]:
    """The items of one paper's findings, as ``in_worklist`` has put them in order; accepted findings are left out."""
    ranked = sorted((one for one in findings if one.rank), key=lambda one: (one.rank, _weight(one)))
    items = []
    for rank, group in groupby(ranked, key=lambda one: one.rank):
        found = tuple(group)
        is_cause = len({one.node for one in found}) > 1 and len({one.rule for one in found}) == 1
        items.append(Item(found[0].section, rank, is_cause, found))
    return items


def by_weight(items: Iterable[Item]) -> list[Item]:
    """The items of several papers together: what weighs more first, and of what weighs the same the better ranked."""
    return sorted(items, key=lambda one: (SECTIONS.index(one.section), _weight(one.findings[0]), one.rank))


def sentences_in_common(messages: list[str]) -> tuple[list[str], str]:
    """What each message says of its own, and the sentences at its beginning and end that all of them share.

    A report says once what is the same for all things, and what is to be done about them.
    """
    split = [_CLAUSE.split(message) for message in messages]
    head, tail = _taken(split, 0), _taken(split, -1)[::-1]
    # The end begins with a sentence: half of one would hang in the air.
    while tail and any(parts and parts[-1].endswith(";") for parts in split):
        half = tail.pop(0)
        for parts in split:
            parts.append(half)
    shared = " ".join([*head[:-1], *(f"{one.rstrip('.;')}." for one in head[-1:]), *tail])
    return [" ".join(parts) for parts in split], shared


def by_own_words(findings: Iterable[Finding]) -> tuple[str, dict[str, dict[str, list[Finding]]]]:
    """What is said of all these findings; then, by what is to be done, the findings by what is said of each besides.

    What is to be done is empty where it is the same for all, and where one group alone is told it.
    """
    found = list(findings)
    own, shared = sentences_in_common([one.message for one in found])
    by_task: dict[str, dict[str, list[Finding]]] = {}
    for words, one in zip(own, found, strict=True):
        facts, task = _what_to_do(words)
        by_task.setdefault(task if facts else "", {}).setdefault(facts or words, []).append(one)
    told: dict[str, dict[str, list[Finding]]] = {}
    for task, by_facts in by_task.items():
        if task and len(by_facts) == 1:
            told.setdefault("", {}).update({f"{facts} {task}": some for facts, some in by_facts.items()})
        else:
            told.setdefault(task, {}).update(by_facts)
    return shared, told


def _what_to_do(message: str) -> tuple[str, str]:
    """What is the case, and what to do: the last sentence. Where there is one sentence alone, the first is empty."""
    facts, *rest = _LAST_SENTENCE.split(message, maxsplit=1)
    return (facts, rest[0]) if rest else ("", facts)


def _taken(split: list[list[str]], end: int) -> list[str]:
    """Take away what all lists have at one end, and give it; clauses are the same however they are closed."""
    taken = []
    while all(split) and len({parts[end].rstrip(".;") for parts in split}) == 1:
        taken.append(split[0][end])
        for parts in split:
            parts.pop(end)
    return taken
