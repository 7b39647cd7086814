"""A comparison of a reading with reviewed records, as text for a person, as CSV and as JSON: faults first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, astuple, fields
from textwrap import shorten

from ijb_graph.read.comparison.compare import GROUPS, MEASURED, ComparedCell, Score, score
from ijb_graph.text_safety import for_terminal, spreadsheet_csv

__all__ = ["comparison_as_csv", "comparison_as_json", "comparison_as_text"]

# By the name of each paper.
_Comparisons = dict[str, list[ComparedCell]]
_WIDTH = 60
_HEAD = f"  {'':28}{'printed':>8}{'found':>7}{'wrong':>7}{'precision':>11}{'recall':>8}{'F1':>7}{'offered':>9}"


def _differences(cells: Iterable[ComparedCell]) -> list[ComparedCell]:
    """The cells that differ, but for words of ours: first what the machine decided and should not have."""
    differ = [cell for cell in cells if not cell.is_same and (cell.is_fault or cell.group != "own words")]
    return sorted(differ, key=lambda cell: (not cell.is_fault, cell.status == ""))


def comparison_as_csv(comparisons: _Comparisons) -> str:
    """A row for each cell that differs: paper, whether it is a fault, and the fields of ``ComparedCell``."""
    names = [one.name for one in fields(ComparedCell)]
    rows = (
        [paper, str(cell.is_fault).lower(), *(str(value) for value in astuple(cell))]
        for paper, cells in comparisons.items()
        for cell in _differences(cells)
    )
    return spreadsheet_csv([["paper", "is_fault", *names], *rows])


def _scores(cells: list[ComparedCell], of: Callable[[ComparedCell], str]) -> dict[str, dict[str, object]]:
    found = {}
    for name in sorted({of(cell) for cell in cells}):
        one = score(cell for cell in cells if of(cell) == name)
        shares = {"precision": one.precision, "recall": one.recall, "f1": one.f1, "offered_f1": one.offered_f1}
        found[name] = {**asdict(one), **{share: round(value, 4) for share, value in shares.items()}}
    return found


def comparison_as_json(comparisons: _Comparisons) -> str:
    """For each paper the scores by group, kind, layout and status, and the cells that differ."""
    papers = {
        paper: {
            "groups": _scores(cells, lambda cell: cell.group),
            "kinds": _scores(cells, lambda cell: cell.kind),
            "layouts": _scores(cells, lambda cell: cell.layout or "(none)"),
            "statuses": _scores(cells, lambda cell: cell.status or "(none)"),
            "differences": [{"is_fault": cell.is_fault, **asdict(cell)} for cell in _differences(cells)],
        }
        for paper, cells in comparisons.items()
    }
    return json.dumps(papers, indent=1, ensure_ascii=False) + "\n"


def _line(name: str, one: Score) -> str:
    shares = f"{one.precision:11.2f}{one.recall:8.2f}{one.f1:7.2f}{one.offered_f1:9.2f}"
    return f"  {name:28}{one.printed:8}{one.found:7}{one.wrong:7}{shares}"


def _told(cell: ComparedCell) -> str:
    where = f"{cell.kind}, column {cell.column}, lines {cell.lines}"
    mine = shorten(for_terminal(cell.value), _WIDTH, placeholder=" ...") or "(nothing)"
    theirs = shorten(for_terminal(cell.reviewed), _WIDTH, placeholder=" ...") or "(nothing)"
    row = f"row {cell.reviewed_row}" if cell.reviewed_row else "no such row"
    return f"  {where}: {cell.status or 'not found'} {mine}; reviewed, {row}: {theirs}"


def _paper_text(name: str, cells: list[ComparedCell]) -> Iterator[str]:
    differences = _differences(cells)
    faults = [cell for cell in differences if cell.is_fault]
    yield f"{name}: {len(faults)} cells that a machine decided and that are otherwise in the reviewed records"
    yield from map(_told, faults)
    yield ""
    yield _HEAD
    read = {cell.kind for cell in cells if cell.row}
    for kind in sorted(read):
        of_kind = [cell for cell in cells if cell.kind == kind]
        yield kind
        for group in GROUPS:
            of_group = [cell for cell in of_kind if cell.group == group]
            one = score(of_group)
            if one.printed or one.matched:
                yield _line(group, one)
    yield _line("all that is measured", score(cell for cell in cells if cell.group in MEASURED and cell.kind in read))
    if left := sorted({cell.kind for cell in cells} - read):
        yield f"Kinds that no layout reads there: {', '.join(left)}"
    others = [cell for cell in differences if not cell.is_fault and cell.kind in read]
    yield ""
    yield f"{len(others)} cells that are left to a person or were not found"
    yield from map(_told, others)


def comparison_as_text(comparisons: _Comparisons) -> str:
    """For each paper the faults, the scores by kind and group, and what was not found or is left to a person.

    ``offered`` is F1 with the values that are offered to a person. Measured are codes, names, addressees, functions,
    dates and money.
    """
    return "\n\n".join("\n".join(_paper_text(name, cells)) for name, cells in comparisons.items()) + "\n"
