"""What the template of a thing's page is filled in with: its statements, findings, pictures, and a paper's records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from ijb_graph.ask.questions import Question
from ijb_graph.check.findings import Finding
from ijb_graph.describe.descriptions import ThingDescription
from ijb_graph.describe.labels import Names
from ijb_graph.engine import Engine, query_in_base, select_texts
from ijb_graph.engine.papers import Paper
from ijb_graph.site.board_powers import BoardPowers
from ijb_graph.site.body_load import BodyLoads
from ijb_graph.site.content import Content
from ijb_graph.site.graph_names import GRAPH_NAMES
from ijb_graph.site.page_kinds import Entry, PageKind
from ijb_graph.site.page_worklist import Worklists
from ijb_graph.site.paper_pages import PaperPages, anchor
from ijb_graph.site.pictures.gallery import Gallery
from ijb_graph.site.thing_pages import Group, ThingPages
from ijb_graph.site.unknowns import parts_of

__all__ = ["ThingPageValues", "picture_key"]

_LISTED_IN = Path(__file__).with_name("listed_in.rq").read_text(encoding="utf-8")
_COMPLETENESS = "completeness"
# What each level of completeness makes of a direction, as the question says.
_LEVELS = ("not lawful on its face as far as papers state it", "lawful on its face", "accountable", "steerable")


def picture_key(kind: str, entry: Entry, papers: Mapping[str, Paper]) -> tuple[str, ...]:
    """By which values rows belong to the pictures on a thing's page; ``papers`` are by their addresses."""
    if kind == "paper":
        return papers[entry.address].board, papers[entry.address].slug
    return (entry.board,) if kind == "board" else (entry.address,)


def _by_message(findings: list[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings that say the same of several things together, in their order."""
    together: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        together[one.rule, one.message].append(one)
    return [(message, some) for (_, message), some in together.items()]


def _sources(groups: Sequence[Group]) -> list[str]:
    """What statements rest on besides papers, as pages call it."""
    places = (place for _, said in groups for _, some in said for one in some for place in one.places)
    return sorted({GRAPH_NAMES[one.graph] for one in places if not one.paper and one.graph in GRAPH_NAMES})


class ThingPageValues:
    """The values of the template ``thing.html`` for each thing that has a page.

    ``entries`` are those things by address, ``questions`` those of the project by name; ``findings`` are those that
    nobody has accepted.
    """

    def __init__(
        self,
        engine: Engine,
        names: Names,
        entries: Mapping[str, tuple[PageKind, Entry]],
        papers: Sequence[Paper],
        questions: Mapping[str, Question],
        findings: Sequence[Finding],
        gallery: Gallery,
        content: Content,
        things: ThingPages,
        of_papers: PaperPages,
    ) -> None:
        self._engine, self._names, self._entries = engine, names, entries
        self.papers = {one.address: one for one in papers}
        self._questions, self._findings, self._gallery, self._content = questions, findings, gallery, content
        self._things, self._of_papers = things, of_papers
        self.worklists = Worklists(findings)
        self._powers, self._loads = BoardPowers(engine), BodyLoads(engine, questions)

    @cached_property
    def found(self) -> Mapping[str, list[Finding]]:
        """The findings by the address of their subject."""
        found = defaultdict(list)
        for one in self._findings:
            found[one.node].append(one)
        return found

    @cached_property
    def _levels(self) -> dict[str, tuple[int, str]]:
        """How complete each direction is, and what is missing for the next level, by its address."""
        question = self._questions.get(_COMPLETENESS)
        if question is None:
            return {}
        answer = query_in_base(self._engine, question.sparql, question.name)
        rows = (dict(zip(answer.columns, row, strict=True)) for row in answer.texts())
        return {row["uri"]: (int(row["level"]), row["missing"]) for row in rows}

    @cached_property
    def _listed_in(self) -> Mapping[str, list[str]]:
        """The ids of the legal bases that say which functions may be delegated, by the address of a function."""
        found = defaultdict(list)
        for function, basis in select_texts(self._engine, _LISTED_IN, "where the law lists functions"):
            found[function].append(basis)
        return {function: sorted(some) for function, some in found.items()}

    def papers_of(self, kind: PageKind, entry: Entry) -> list[Paper] | None:
        """The papers whose worklist stands on a page: a paper's own, those of a board; None on other pages."""
        if kind.name == "board":
            return [one for one in self.papers.values() if one.board == entry.board]
        return [self.papers[entry.address]] if entry.address in self.papers else None

    def of(self, address: str) -> dict[str, Any]:
        """The values for one thing, by its address."""
        kind, entry = self._entries[address]
        thing = self._things[address]
        of_papers = self.papers_of(kind, entry)
        groups = list(self._things.groups(thing))
        parts = [(part, list(self._things.groups(part, pointing=False))) for part in self._things.parts(thing)]
        return {
            "kind": kind,
            "entry": entry,
            "thing": thing,
            "summary": next((one.value.text for one in thing.facts if one.property == "dcterms:abstract"), ""),
            "groups": groups,
            "parts": parts,
            "sources": _sources([*groups, *(group for _, some in parts for group in some)]),
            "found": self.found,
            "pictures": self._gallery.on_page(kind.name, address, picture_key(kind.name, entry, self.papers)),
            "findings": _by_message(self.found.get(address, [])),
            "worklist": None if of_papers is None else self.worklists.of(of_papers),
            "its_papers": of_papers,
            "powers": self._powers.of(address) if kind.name == "board" else [],
            "listed_in": self._listed_in.get(address, []),
            "loads": self._loads.of(address) if kind.name == "body" else [],
            "own": set(thing.places),
            "short": self._names.short(address),
            "level": self._levels.get(address),
            "levels_of_completeness": _LEVELS,
            **(self._of_paper(address, thing) if kind.name == "paper" else {"paper": None}),
        }

    def _of_paper(self, address: str, thing: ThingDescription) -> dict[str, Any]:
        """What the page of a paper has and no other."""
        paper = self.papers[address]
        printed = self._of_papers.lines(paper)
        taken = {f"line-{one.number}" for one in printed}
        records = []
        for lines, value in self._things.records(thing):
            kind_of = self._entries[value.address][0].one if value.address in self._entries else ""
            # The first record of a line is where a link to the line leads, where the line itself is not shown.
            at = anchor(lines)
            records.append((lines, "" if at in taken else at, value, kind_of))
            taken.add(at)
        return {
            "paper": paper,
            "text_file": next((one.value.text for one in thing.facts if one.property == "ijb:fileName"), ""),
            "paper_address": next((one.value.address for one in thing.links if one.property == "foaf:page"), ""),
            "records": records,
            "printed": printed,
            "lost": self._of_papers.lost(paper),
            "unknowns": parts_of(self._content.unknowns.get((paper.board, paper.slug), "")),
        }
