"""What each rule rests on, for pages that name what demands something."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ijb_graph.check.findings import SURENESS, Basis
from ijb_graph.check.legal_bases import read_legal_bases
from ijb_graph.check.rules import Rule
from ijb_graph.engine import Engine

__all__ = ["RuleBases"]


class RuleBases:
    """What the rules of a site rest on, as far as the graph says it; ``rules`` are by id."""

    def __init__(self, engine: Engine, rules: Mapping[str, Rule]) -> None:
        self._engine, self._rules = engine, rules

    @cached_property
    def _known(self) -> dict[str, Basis]:
        return read_legal_bases(self._engine)

    def of(self, rule: str) -> list[Basis]:
        """What one rule rests on, by its id, the surest first; nothing where the site has not this rule."""
        ids = self._rules[rule].bases if rule in self._rules else ()
        known = (self._known[one] for one in ids if one in self._known)
        return sorted(known, key=lambda one: SURENESS.index(one.status))

    def named(self, basis: str) -> list[Basis]:
        """One basis, by its id; nothing where the graph has not it."""
        return [self._known[basis]] if basis in self._known else []
