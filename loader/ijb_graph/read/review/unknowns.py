"""What unknowns.md says of a paper when its draft is finished: who read it, what it does not say, what was lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ijb_graph.read.drafts.cells import CONFIRMED, EVERY_ROW, LOST, MATCHED, NOT_APPLICABLE, NOT_SAID
from ijb_graph.read.drafts.draft import Place
from ijb_graph.read.review.paper_entry import PAPER, paper_place
from ijb_graph.read.review.review import Review
from ijb_graph.read.review.rows import LINES, decided_of
from ijb_graph.read.review.second_reader import second_reading
from ijb_graph.records.line_account import SKIPPED, as_text
from ijb_graph.records.paper_folder import NO_LINES

__all__ = ["unknowns"]


def _empty(review: Review, status: str) -> Iterator[str]:
    """The cells that are empty for a reason: the columns that are so in every row by kind, then the others."""
    rows: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for at, cell in review.cells.items():
        if cell.status == status and at.kind not in (SKIPPED, PAPER) and at.column != LINES:
            rows[at.kind, at.column].append(at)
    decided = decided_of(review.draft)
    everywhere: defaultdict[str, list[str]] = defaultdict(list)
    single: list[str] = []
    for (kind, column), places in rows.items():
        notes = dict.fromkeys(decided[at].note for at in places if at in decided and decided[at].note)
        numbers = {at.row for at in places}
        if not notes and (EVERY_ROW in numbers or numbers >= {*review.draft.rows(kind)}):
            everywhere[kind].append(column)
            continue
        cited = {line for at in places if at.row != EVERY_ROW for line in review.lines(at)}
        where = f" (lines {as_text(tuple(sorted(cited)))})" if cited else ""
        single.append(f"- {kind}: {column}{where}{''.join(f'; {note}' for note in notes)}")
    yield from (f"- {kind}, in no row: {', '.join(columns)}" for kind, columns in everywhere.items())
    yield from single


def _readers(review: Review) -> Iterator[str]:
    cells = [cell for at, cell in review.cells.items() if at.kind != PAPER and at.column != LINES]
    matched = sum(cell.status == MATCHED and bool(cell.value) for cell in cells)
    confirmed = sum(cell.status == CONFIRMED for cell in cells)
    yield f"Read with `ijb read`: {matched} cells as the machine matched them, {confirmed} decided by a person."
    yield f"Reviewed by {review.cells[paper_place('read_by')].value}. {second_reading(review.draft)}"


def unknowns(review: Review, unread: str) -> str:
    """The text of unknowns.md; ``unread`` are the lines that nobody accounts for, or ``none``."""
    sections = [
        ("How it was read", list(_readers(review))),
        ("What the paper does not say", list(_empty(review, NOT_SAID))),
        ("What it prints as not applicable", list(_empty(review, NOT_APPLICABLE))),
        ("What the export lost", list(_empty(review, LOST))),
        ("What nobody has read yet", [] if unread == NO_LINES else [f"Lines {unread}."]),
    ]
    parts = ["# What this paper does not say, contradicts, or lost in export"]
    parts += [f"## {title}\n\n" + "\n".join(lines) for title, lines in sections if lines]
    return "\n\n".join(parts) + "\n"
