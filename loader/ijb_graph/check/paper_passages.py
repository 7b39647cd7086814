"""What the papers print around the lines that findings cite, where the graph holds the papers' wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ijb_graph.check.page_layout import Entry, PagePaper
from ijb_graph.engine import Engine, select_texts

__all__ = ["CitedPassage", "PaperLines", "cited_passages", "read_paper_lines"]

_PASSAGES = Path(__file__).with_name("passages.rq").read_text(encoding="utf-8")
_PLACE = re.compile(r"/id/passage/([^/]+)/([^/]+)/([0-9]{1,9})(?:-[0-9]{1,9})?")
_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
# How many printed lines are shown before and after those cited, and how far away they may stand.
_NEIGHBOURS, _FARTHEST = 2, 30

# The wording of the lines of each paper, by board and folder, as far as a record was read from them.
PaperLines = Mapping[tuple[str, str], Mapping[int, str]]


@dataclass(frozen=True)
class CitedPassage:
    """The lines of a paper that findings cite, with their neighbours: number, wording, and whether they are cited.

    ``anchor`` is its id on the page, ``lines`` are those cited, and ``entries`` are the findings that cite them.
    """

    anchor: str
    lines: str
    rows: tuple[tuple[int, str, bool], ...]
    entries: tuple[Entry, ...]


def read_paper_lines(engine: Engine) -> PaperLines:
    """The wording that the graph holds; nothing where it was built without the papers."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for passage, words in select_texts(engine, _PASSAGES, "the papers' wording"):
        if place := _PLACE.search(passage):
            board, folder, first = place.groups()
            lines = found.setdefault((board, folder), {})
            lines |= {int(first) + number: text for number, text in enumerate(words.split("\n")) if text.strip()}
    return found


def cited_passages(paper: PagePaper, known: Mapping[int, str]) -> tuple[CitedPassage, ...]:
    """The passages that the findings of a paper cite, in the order of the paper; those whose wording is known."""
    entries = [*(one for part in paper.parts for item in part.items for one in item.entries), *paper.accepted]
    by_lines: dict[str, list[Entry]] = {}
    for entry in entries:
        by_lines.setdefault(entry.finding.lines, []).append(entry)
    order, passages = sorted(known), []
    for lines, some in by_lines.items():
        cited = _numbers(lines)
        if not any(number in cited for number in order):
            continue
        shown = _with_neighbours(order, cited)
        rows = tuple((number, known[number], number in cited) for number in shown)
        place = re.sub(r"[^0-9]+", "-", lines)
        anchor = f"text-{paper.board}-{paper.folder}-{place}"
        passages.append((min(cited), CitedPassage(anchor, lines, rows, tuple(some))))
    return tuple(one for _, one in sorted(passages, key=lambda pair: (pair[0], pair[1].anchor)))


def _numbers(lines: str) -> set[int]:
    """The numbers of lines such as ``12; 14-16``."""
    return {
        number
        for first, last in _RANGE.findall(lines)
        for number in range(int(first), min(int(last or first), int(first) + 9999) + 1)
    }


def _with_neighbours(order: list[int], cited: Iterable[int]) -> list[int]:
    """The cited lines that are known, and those just before and after each of them."""
    wanted: set[int] = set()
    places = {number: place for place, number in enumerate(order)}
    for number in cited:
        if number in places:
            near = order[max(0, places[number] - _NEIGHBOURS) : places[number] + _NEIGHBOURS + 1]
            wanted |= {one for one in near if abs(one - number) <= _FARTHEST}
    return sorted(wanted)
