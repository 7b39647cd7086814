"""What a draft holds, as text for a person, as CSV and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from textwrap import shorten

from ijb_graph.read.drafts.cells import EVERY_ROW, STATUSES
from ijb_graph.read.drafts.draft import Draft
from ijb_graph.records.line_account import SKIPPED, Lines, as_text, count, ranges
from ijb_graph.records.values import parse_lines
from ijb_graph.text_safety import for_terminal, spreadsheet_csv

__all__ = ["draft_as_csv", "draft_as_json", "draft_as_text", "unread_of"]

_WIDTH = 100
_MOST_SHOWN = 20


def _lines_of(draft: Draft, is_skipped: bool) -> set[int]:
    """The lines that rows cite, or that are skipped."""
    return {
        number
        for place, cell in draft.state.items()
        if place.column == "lines" and (place.kind == SKIPPED) == is_skipped
        for part in cell.value.split("; ")
        if part
        for one in [parse_lines(part)]
        for number in range(one.first, one.last + 1)
    }


def unread_of(draft: Draft) -> Lines:
    """The lines with text that no row cites and that are not skipped."""
    lines = draft.text.text.split("\n")[: draft.text.line_count]
    full = {number for number, line in enumerate(lines, start=1) if line.strip()}
    return ranges(full - _lines_of(draft, False) - _lines_of(draft, True))


def _kinds(draft: Draft) -> list[str]:
    return sorted({place.kind for place in draft.state})


def _counts(draft: Draft, kind: str) -> Counter[str]:
    """How many cells of a kind have each status, without those that only place a row."""
    return Counter(cell.status for place, cell in draft.state.items() if place.kind == kind and place.column != "lines")


def draft_as_csv(draft: Draft, folder: str) -> str:
    """A row for each kind: folder, kind, rows, and how many cells have each status."""
    rows = [
        [folder, kind, str(len(draft.rows(kind))), *(str(_counts(draft, kind)[status]) for status in STATUSES)]
        for kind in _kinds(draft)
    ]
    return spreadsheet_csv([["folder", "kind", "rows", *STATUSES], *rows])


def draft_as_json(draft: Draft, folder: str) -> str:
    """The folder, the kinds with their rows and statuses, and the account of the lines."""
    cited, skipped = (ranges(_lines_of(draft, is_skipped)) for is_skipped in (False, True))
    account = {"cited": as_text(cited), "skipped": as_text(skipped), "unread": as_text(unread_of(draft))}
    kinds = {kind: {"rows": len(draft.rows(kind)), **_counts(draft, kind)} for kind in _kinds(draft)}
    return json.dumps({"folder": folder, "kinds": kinds, "lines": account}, indent=1, ensure_ascii=False) + "\n"


def _unread_text(draft: Draft) -> Iterator[str]:
    unread = unread_of(draft)
    for place in unread[:_MOST_SHOWN]:
        words = draft.text.passage(place.first, place.first).quote
        yield f"  {place!s:>9}  {shorten(for_terminal(words), _WIDTH - 13, placeholder=' ...')}"
    if len(unread) > _MOST_SHOWN:
        yield f"             and {len(unread) - _MOST_SHOWN} more places"


def draft_as_text(draft: Draft, folder: str) -> str:
    """How many rows of each kind there are, with their cells by status; the account of the lines; what to do next."""
    cited, skipped = (ranges(_lines_of(draft, is_skipped)) for is_skipped in (False, True))
    lines = [f"{folder}: {draft.source}, {draft.text.line_count} lines", ""]
    for kind in _kinds(draft):
        counts = _counts(draft, kind)
        cells = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
        lines.append(f"{len(draft.rows(kind)):>6}  {kind}: {cells}")
    if not draft.state:
        lines.append("No layout was found in it: no record.")
    nothing = sum(place.row == EVERY_ROW for place in draft.undecided)
    unread = unread_of(draft)
    lines += [
        "",
        f"{count(cited):>6}  lines cited",
        f"{count(skipped):>6}  lines skipped",
        f"{count(unread):>6}  lines unread",
        *_unread_text(draft),
        "",
        f"{len(draft.undecided)} cells to decide, {nothing} of them for all rows of a column at once.",
        f"Next: ijb review {folder}",
    ]
    return "\n".join(lines) + "\n"
