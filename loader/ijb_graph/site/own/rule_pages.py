"""The list of rules, and the page of each: what it rests on, and what it finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache

from ijb_graph.check.findings import SURENESS, Basis, Finding
from ijb_graph.check.legal_bases import read_legal_bases, status_meanings
from ijb_graph.check.rules import Rule
from ijb_graph.site.page_paths import Places
from ijb_graph.site.parts import Files, SiteParts

__all__ = ["files"]


def files(parts: SiteParts) -> Files:
    """What makes each file."""

    # Asked for with the first page: a site is made before its pages are.
    @cache
    def known() -> dict[str, Basis]:
        return read_legal_bases(parts.engine)

    def bases(rule: Rule) -> list[Basis]:
        """What a rule rests on, as far as the graph says it: the surest first."""
        return sorted(
            (known()[one] for one in rule.bases if one in known()), key=lambda one: SURENESS.index(one.status)
        )

    @cache
    def found() -> dict[str, list[Finding]]:
        by_rule = defaultdict(list)
        for one in parts.findings:
            by_rule[one.rule].append(one)
        return by_rule

    def listed(path: str) -> bytes:
        numbers = Counter(one.rule for one in parts.findings)
        return parts.page("rules.html", path, rules=parts.rules, found=numbers, bases=bases)

    def page_of(rule: Rule) -> Callable[[str], bytes]:
        def page(path: str) -> bytes:
            some, statuses = found().get(rule.id, []), status_meanings(parts.engine)
            return parts.page("rule.html", path, rule=rule, findings=some, bases=bases(rule), statuses=statuses)

        return page

    return {
        Places.of_list("rule"): listed,
        **{Places.of_rule(rule.id): page_of(rule) for rule in parts.rules},
    }
