"""What is wrong in the papers of a page, as items to act on: those of the report, in its order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import DEMANDS, SECTIONS
from ijb_graph.check.worklist import FIRST_ITEMS, Item, by_own_words, by_weight, items_of
from ijb_graph.engine.papers import Paper

__all__ = ["PageItem", "Worklist", "Worklists"]

# How many items come first of all: what a secretary fixes before anything else.
_FIRST = 3


@dataclass(frozen=True)
class PageItem:
    """One item of the worklist, and its ``number`` on the page.

    ``shared`` is what is said of all things of a cause; ``tasks`` are its findings by what is to be done, if several
    groups of them are told it, and by what is said of each.
    """

    number: int
    item: Item
    shared: str = ""
    tasks: Mapping[str, Mapping[str, Sequence[Finding]]] | None = None

    @property
    def first(self) -> Finding:
        """Its most important finding."""
        return self.item.findings[0]

    @property
    def demands(self) -> list[str]:
        """What demands its findings, each once."""
        return sorted({one.demanded_by for one in self.item.findings}, key=DEMANDS.index)


@dataclass(frozen=True)
class Worklist:
    """The items of a page's papers to act on, the most important first; ``aside`` are those that are looked at last."""

    items: tuple[PageItem, ...]
    aside: tuple[PageItem, ...]

    @property
    def first(self) -> tuple[PageItem, ...]:
        """What to fix before anything else."""
        return self.items[:_FIRST]

    @property
    def parts(self) -> tuple[tuple[PageItem, ...], tuple[PageItem, ...]]:
        """What fills a screen, and the rest."""
        return self.items[:FIRST_ITEMS], self.items[FIRST_ITEMS:]

    @property
    def findings(self) -> int:
        """How many findings its items hold."""
        return sum(len(one.item.findings) for one in self.items)

    @property
    def by_demand(self) -> list[tuple[str, int]]:
        """How many items have a finding that each demands; an item may have several."""
        numbers = Counter(demand for one in self.items for demand in one.demands)
        return [(one, numbers[one]) for one in DEMANDS if numbers[one]]


def _page_item(number: int, item: Item) -> PageItem:
    return PageItem(number, item, *(by_own_words(item.findings) if item.is_cause else ()))


class Worklists:
    """The worklist of each paper, and of several together; ``findings`` are those that nobody has accepted."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._findings = findings

    @cached_property
    def _by_paper(self) -> Mapping[tuple[str, str], list[Item]]:
        found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for one in self._findings:
            found[one.board, one.paper].append(one)
        return {paper: items_of(some) for paper, some in found.items()}

    def items(self, papers: Sequence[Paper]) -> list[Item]:
        """The items to act on in these papers."""
        return [one for one in self._all(papers) if one.section == SECTIONS[0]]

    def _all(self, papers: Sequence[Paper]) -> list[Item]:
        # Of what weighs the same, and has the same rank in its paper, the newest comes first.
        newest = sorted(papers, key=lambda one: (one.meeting, one.slug), reverse=True)
        items = [item for one in newest for item in self._by_paper.get((one.board, one.slug), ())]
        # The report's own order, which tells apart more than weight and rank can, is that of one paper.
        return items if len(papers) == 1 else by_weight(items)

    def of(self, papers: Sequence[Paper]) -> Worklist:
        """The worklist of a page that shows these papers."""
        numbered = [_page_item(number, item) for number, item in enumerate(self._all(papers), start=1)]
        main = [one for one in numbered if one.item.section == SECTIONS[0]]
        return Worklist(tuple(main), tuple(one for one in numbered if one.item.section != SECTIONS[0]))
