"""The list of rules, and the page of each: what it rests on, and what it finds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from ijb_graph.check.findings import Finding
from ijb_graph.check.legal_bases import status_meanings
from ijb_graph.check.rules import Rule
from ijb_graph.site.page_paths import Places
from ijb_graph.site.page_writer import in_words
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]


def files(parts: SiteParts) -> Files:
    """What makes each file."""

    # Asked for with the first page: a site is made before its pages are.
    @cache
    def statuses() -> dict[str, str]:
        return status_meanings(parts.engine)

    @cache
    def found() -> dict[str, list[Finding]]:
        by_rule = defaultdict(list)
        for one in parts.findings:
            by_rule[one.rule].append(one)
        return by_rule

    ids = {rule.id for rule in parts.rules}

    def pieces(text: str) -> list[tuple[str, str]]:
        """A text without names of terms, in pieces: each with the id of the rule that it names, if it names one."""
        split = re.split(r"(?<![\w-])([a-z]+(?:-[a-z]+)+)(?![\w-])", in_words(text))
        return [(one, one if one in ids else "") for one in split if one]

    def listed(path: str) -> bytes:
        numbers = {rule: len(some) for rule, some in found().items()}
        return parts.page("rules.html", path, rules=parts.rules, found=numbers)

    def page_of(rule: Rule) -> Callable[[str], bytes]:
        def page(path: str) -> bytes:
            some = found().get(rule.id, [])
            return parts.page("rule.html", path, rule=rule, findings=some, statuses=statuses(), pieces=pieces)

        return page

    return {
        Places.of_list("rule"): listed,
        **{Places.of_rule(rule.id): page_of(rule) for rule in parts.rules},
    }
