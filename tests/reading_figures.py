"""How well the layouts read the papers that have reviewed records, by paper, layout, kind of fact and status.

The texts are no part of the project: they lie in the folder `shared/papers` beside it, or where IJB_SHARED says.

    make reading    the figures, written into docs/explanation/reading.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from ijb_graph.read.comparison.compare import GROUPS, MEASURED, ComparedCell, compare, score
from ijb_graph.read.drafts.cells import MATCHED, NOT_SAID, TO_DECIDE
from ijb_graph.read.formats import read_document
from ijb_graph.read.layouts import PaperInLayout, read_layouts
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.reader import read_records
from places import PROJECT, ROOT, SHARED

__all__ = ["PAGE", "compared", "main", "page_with", "tables", "texts_are_there"]

PAGE = ROOT / "docs" / "explanation" / "reading.md"
_TEXTS = SHARED / "papers"
_BEGIN, _END = "<!-- figures: make reading -->", "<!-- end of figures -->"


def texts_are_there() -> bool:
    """Whether the texts of all papers lie beside the project."""
    return all((_TEXTS / paper.text_file).is_file() for paper in read_records(PROJECT.data).papers)


@lru_cache(maxsize=1)
def compared() -> dict[str, list[ComparedCell]]:
    """The cells of each paper, by its name, beside the reviewed ones."""
    records = read_records(PROJECT.data)

    def of_paper(paper: Paper) -> list[ComparedCell]:
        document = read_document(_TEXTS / paper.text_file)
        inside = PaperInLayout(document, paper.board, records.names, records.schema)
        return compare(read_layouts(inside), inside, paper)

    return {f"{paper.board}, {paper.meeting_date}": of_paper(paper) for paper in records.papers}


def _read(cells: Iterable[ComparedCell]) -> list[ComparedCell]:
    """The cells of the kinds that a layout reads in their paper."""
    every = list(cells)
    kinds = {cell.kind for cell in every if cell.row}
    return [cell for cell in every if cell.kind in kinds]


def _row(name: str, cells: Iterable[ComparedCell]) -> str:
    one = score(cells)
    numbers = (one.printed, one.matched, one.wrong, one.found, one.offered)
    shares = (one.precision, one.recall, one.f1, one.offered_f1)
    return f"| {name} | {' | '.join(map(str, numbers))} | {' | '.join(f'{share:.3f}' for share in shares)} |"


def _table(of: str, rows: Iterable[str]) -> Iterator[str]:
    yield f"| {of} | printed | matched | wrong | found | offered | precision | recall | F1 | F1 with what is offered |"
    yield "| --- |" + " ---: |" * 9
    yield from rows
    yield ""


def _by(cells: Sequence[ComparedCell], of: Callable[[ComparedCell], str]) -> dict[str, list[ComparedCell]]:
    names = dict.fromkeys(sorted({of(cell) for cell in cells}))
    return {name: [cell for cell in cells if of(cell) == name] for name in names}


def _layouts_of_kinds(cells: Iterable[ComparedCell]) -> dict[str, str]:
    """The layout that reads most rows of each kind."""
    counts: dict[str, Counter[str]] = {}
    for cell in cells:
        if cell.layout:
            counts.setdefault(cell.kind, Counter())[cell.layout] += 1
    return {kind: max(sorted(of_kind), key=lambda name: of_kind[name]) for kind, of_kind in counts.items()}


def _statuses(cells: Iterable[ComparedCell]) -> Iterator[str]:
    yield "| status | as reviewed | otherwise | without a value |"
    yield "| --- | ---: | ---: | ---: |"
    every = list(cells)
    for status in (MATCHED, NOT_SAID, TO_DECIDE):
        some = [cell for cell in every if cell.status == status and cell.group != "own words"]
        empty = [cell for cell in some if status == TO_DECIDE and not cell.value]
        same = sum(cell.is_same for cell in some if cell not in empty)
        yield f"| {status} | {same} | {len(some) - same - len(empty)} | {len(empty)} |"
    yield ""


def tables(comparisons: dict[str, list[ComparedCell]]) -> str:
    """The figures as Markdown."""
    read = {name: _read(cells) for name, cells in comparisons.items()}
    every = [cell for cells in read.values() for cell in cells]
    measured = [cell for cell in every if cell.group in MEASURED]
    papers = (_row(name, [cell for cell in cells if cell.group in MEASURED]) for name, cells in read.items())
    lines = [*_table("paper", [*papers, _row("all", measured)])]
    by_layout: dict[str, list[ComparedCell]] = {}
    for cells in read.values():
        of_kind = _layouts_of_kinds(cells)
        for cell in cells:
            if cell.group in MEASURED:
                by_layout.setdefault(cell.layout or of_kind[cell.kind], []).append(cell)
    lines += _table("layout", (_row(f"`{name}`", cells) for name, cells in sorted(by_layout.items())))
    groups = _by(every, lambda cell: cell.group)
    lines += _table(
        "what is read", (_row(name, groups[name]) for name in GROUPS if name in groups and name != "own words")
    )
    lines += _statuses(every)
    left = sorted({cell.kind for cells in comparisons.values() for cell in cells} - {cell.kind for cell in every})
    lines.append(f"No layout reads in these papers: {', '.join(left)}.")
    return "\n".join(lines)


def page_with(page: str, figures: str) -> str:
    """A page with the figures between its two marks."""
    before, after = page.split(_BEGIN, maxsplit=1)[0], page.split(_END)[1]
    return f"{before}{_BEGIN}\n\n{figures}\n\n{_END}{after}"


def main() -> None:
    """Write the figures into the page."""
    if not texts_are_there():
        sys.exit(f"The papers' texts are not in {_TEXTS}: set IJB_SHARED to the folder that holds papers/.")
    figures = tables(compared())
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8", newline="\n")
    print(figures)
    print(f"\nWritten into {Path(PAGE).relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
