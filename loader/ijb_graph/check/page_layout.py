"""How the page of findings goes: paper by paper, in parts, item by item, each finding with an address of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ijb_graph.check.findings import Finding, finding_address
from ijb_graph.check.rules import DEMANDS, SECTIONS
from ijb_graph.check.worklist import FIRST_ITEMS, Item, by_own_words, items_of
from ijb_graph.engine.papers import Paper

__all__ = ["Entry", "PageItem", "PagePaper", "PagePart", "counts_of", "lay_out", "words_apart"]


@dataclass(frozen=True)
class Entry:
    """One finding of the page.

    ``address`` is that of the finding, ``anchor`` its id on the page, and ``words`` are what an acceptance of it has to
    name, where its rule found several things on the same subject and lines.
    """

    finding: Finding
    address: str
    anchor: str
    words: str


@dataclass(frozen=True)
class PageItem:
    """An item of the worklist: one thing with all that is wrong with it, or one cause with all that it touches.

    ``shared`` is what is said of all things of a cause; ``tasks`` are the findings by what is to be done, if several
    groups of them are told it, and by what is said of each.
    """

    rank: int
    is_cause: bool
    first: Finding
    shared: str
    tasks: tuple[tuple[str, tuple[tuple[str, tuple[Entry, ...]], ...]], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All findings, in the order of the page."""
        return tuple(entry for _, groups in self.tasks for _, entries in groups for entry in entries)

    @property
    def size(self) -> int:
        """How many findings there are."""
        return len(self.entries)

    @property
    def by_reading(self) -> bool:
        """Whether all of them rest on readings of ours."""
        return all(entry.finding.by_reading for entry in self.entries)


@dataclass(frozen=True)
class PagePart:
    """The items of a paper that are looked at together: ``first``, ``rest``, ``national`` or ``appendix``."""

    name: str
    items: tuple[PageItem, ...]

    @property
    def size(self) -> int:
        """How many findings there are."""
        return sum(item.size for item in self.items)


@dataclass(frozen=True)
class PagePaper:
    """What is found in a paper; without one, what belongs to no paper of the graph."""

    board: str
    folder: str
    paper: Paper | None
    parts: tuple[PagePart, ...]
    accepted: tuple[Entry, ...]
    counts: dict[str, int]

    @property
    def anchor(self) -> str:
        """The id of the paper on the page."""
        return f"paper-{self.board}-{self.folder}" if self.board or self.folder else "paper-none"


def counts_of(findings: Iterable[Finding]) -> dict[str, int]:
    """How many items and findings there are to act on, and how many of them by what demands them.

    What stands in the appendix, and what is accepted, is counted apart.
    """
    counts = dict.fromkeys(("items", "findings", *DEMANDS, "appendix", "accepted"), 0)
    items = set()
    for one in findings:
        if one.acceptance:
            counts["accepted"] += 1
        elif one.section == SECTIONS[-1]:
            counts["appendix"] += 1
        else:
            counts["findings"] += 1
            counts[one.demanded_by] += 1
            items.add((one.board, one.paper, one.rank))
    return counts | {"items": len(items)}


def words_apart(message: str, others: Sequence[str]) -> str:
    """The fewest words of a message that no other message holds; the whole message where there are no such words."""
    if not others:
        return ""
    words = message.split(" ")
    for number in range(1, len(words)):
        for start in range(len(words) - number + 1):
            some = " ".join(words[start : start + number]).strip(" .,;:")
            if some and not any(some in other for other in others):
                return some
    return message


def _entries(findings: Sequence[Finding], base: str) -> dict[Finding, Entry]:
    """Every finding with its address, its id on the page, and the words that tell it from others."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in findings:
        alike[one.rule, one.board, one.paper, one.subject, one.lines].append(one.message)
    entries: dict[Finding, Entry] = {}
    for one in findings:
        others = list(alike[one.rule, one.board, one.paper, one.subject, one.lines])
        others.remove(one.message)
        address = finding_address(one, base)
        anchor = "-".join(address.rsplit("/", 2)[1:])
        entries[one] = Entry(one, address, anchor, words_apart(one.message, others))
    return entries


def _page_item(item: Item, entries: dict[Finding, Entry]) -> PageItem:
    if not item.is_cause:
        groups = tuple((one.message, (entries[one],)) for one in item.findings)
        return PageItem(item.rank, False, item.findings[0], "", (("", groups),))
    shared, by_task = by_own_words(item.findings)
    of_cause = tuple(
        (task, tuple((words, tuple(entries[one] for one in some)) for words, some in by_facts.items()))
        for task, by_facts in by_task.items()
    )
    return PageItem(item.rank, True, item.findings[0], shared, of_cause)


def _parts(items: Sequence[PageItem]) -> tuple[PagePart, ...]:
    """The items by part; those of the main section in two: what to do first, and the rest."""
    by_section = {name: [one for one in items if one.first.section == name] for name in SECTIONS}
    main, *others = by_section.items()
    named = [("first", main[1][:FIRST_ITEMS]), ("rest", main[1][FIRST_ITEMS:]), *others]
    return tuple(PagePart(name, tuple(some)) for name, some in named if some)


def lay_out(findings: Sequence[Finding], papers: Sequence[Paper], base: str) -> list[PagePaper]:
    """Every paper with what was found in it, in order; what belongs to none of them comes last."""
    known = {(one.board, one.slug): one for one in papers}
    by_paper: dict[tuple[str, str], list[Finding]] = {key: [] for key in known}
    elsewhere: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        key = one.board, one.paper
        (by_paper if key in by_paper else elsewhere).setdefault(key, []).append(one)
    laid_out = []
    for (board, folder), found in [*by_paper.items(), *sorted(elsewhere.items())]:
        entries = _entries(found, base)
        parts = _parts([_page_item(item, entries) for item in items_of(found)])
        accepted = tuple(entries[one] for one in found if one.acceptance)
        laid_out.append(PagePaper(board, folder, known.get((board, folder)), parts, accepted, counts_of(found)))
    return laid_out
