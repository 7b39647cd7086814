"""Made-up tables as PDF in which the end of a page breaks a row, as a word processor does: at a line of its cells."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["BrokenTable", "broken_tables"]

_SIZE, _STEP, _PADDING = 9.0, 11.0, 3.0
_LEFT, _TOP, _BOTTOM, _HEIGHT = 40.0, 40.0, 555.0, 595.0
_HEADERS = ["Direction", "Progress to date", "Lead", "Due", "Next steps", "Risk"]
_WIDTHS = [150.0, 230.0, 90.0, 62.0, 150.0, 60.0]
_LEADS = ["Ada Muir", "Ewan Orr, Head of Community Care", "Chief Finance Officer", "Isla Begg and Rory Dunn"]
_DATES = ["31 May 2031", "September 2031", "End of March 2032", "Ongoing"]
_RISKS = ["Low", "High", "Medium", ""]
_SUBJECTS = [
    "The partnership",
    "Staff of the town's hospital",
    "Carers",
    "The strategic planning group",
    "Each locality",
]
_VERBS = ["has drawn up", "will agree", "was asked to review", "continues to develop", "reported on"]
_OBJECTS = [
    "plans for a day centre, which the council has seen",
    "a new way of working with the third sector",
    "the care of older people at home and in the evening",
    "how many beds (of which nine are in use) can be moved",
    "its self-assessment of services for people with a learning disability",
    "a business case that sets out cost, risk and benefit",
]
_TITLES = [
    "Open a day centre in Nairnton for the people of the town and of the villages around it",
    "Move beds from the old hospital to places that are nearer to where people live",
    "Ask carers what they need and report what they say to each meeting of the board",
    "Agree a budget that is set before the year begins and is reviewed in every quarter",
]


@dataclass(frozen=True)
class BrokenTable:
    """A table: its rows as they were meant, the one that is broken, and the PDF."""

    name: str
    rows: list[tuple[str, ...]]
    broken: int
    is_ruled: bool
    pdf: bytes


def _sentences(chance: random.Random, count: int) -> str:
    made = (f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_OBJECTS)}." for _ in range(count))
    return " ".join(made)


def _row(chance: random.Random, number: int, columns: int, sentences: int) -> tuple[str, ...]:
    cells = [
        f"{number}.{chance.randint(1, 9)} {chance.choice(_TITLES)}",
        _sentences(chance, sentences),
        chance.choice(_LEADS),
        chance.choice(_DATES),
        _sentences(chance, chance.randint(1, max(1, sentences - 1))),
        chance.choice(_RISKS),
    ]
    return tuple(cells[:columns])


def broken_tables(count: int) -> Iterator[BrokenTable]:
    """So many tables, each other than the one before; the same on every call."""
    for number in range(count):
        chance = random.Random(number)
        columns = chance.randint(3, 6)
        is_ruled, repeats = number % 2 == 0, number % 3 != 0
        rows = [_row(chance, at, columns, chance.randint(1, 2)) for at in range(1, 4)]
        rows.append(_row(chance, 4, columns, chance.randint(3, 6)))
        rows += [_row(chance, at, columns, chance.randint(1, 2)) for at in (5, 6)]
        # As Word sets a table without lines: no room between its rows.
        is_tight = number % 4 == 3
        pdf = _pdf(rows, 3, chance, is_ruled, repeats, 0.0 if is_tight else _PADDING)
        room = "ruled" if is_ruled else "tight" if is_tight else "bare"
        kind = f"{room}, {columns} columns, {'a' if repeats else 'no'} header again"
        yield BrokenTable(f"{number}: {kind}", rows, 3, is_ruled, pdf)


def _pdf(
    rows: Sequence[Sequence[str]], broken: int, chance: random.Random, is_ruled: bool, repeats: bool, padding: float
) -> bytes:
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    columns = len(rows[0])
    widths = [one * 740 / sum(_WIDTHS[:columns]) for one in _WIDTHS[:columns]]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(820, _HEIGHT), invariant=1)

    def wrapped(row: Sequence[str]) -> list[list[str]]:
        return [
            simpleSplit(cell, "Helvetica", _SIZE, width - 2 * _PADDING - 2)
            for cell, width in zip(row, widths, strict=True)
        ]

    def draw(lines: list[list[str]], top: float) -> float:
        height = max(1, *(len(cell) for cell in lines)) * _STEP + 2 * padding
        left = _LEFT
        for cell, width in zip(lines, widths, strict=True):
            if is_ruled:
                canvas.rect(left, _HEIGHT - top - height, width, height)
            for at, line in enumerate(cell):
                canvas.drawString(left + _PADDING, _HEIGHT - top - padding - _SIZE - at * _STEP, line)
            left += width
        return top + height

    def begin(with_header: bool) -> float:
        canvas.setFont("Helvetica", _SIZE)
        return draw(wrapped(_HEADERS[:columns]), _TOP) if with_header else _TOP

    whole = [wrapped(row) for row in rows]
    most = max(len(cell) for cell in whole[broken])
    cut = chance.randint(1, most - 1)
    first = [cell[:cut] for cell in whole[broken]]
    # Lower, so that the page ends with the part of the row that is on it.
    canvas.setFont("Helvetica", _SIZE)
    canvas.drawString(_LEFT, _HEIGHT - _TOP + 10, "Appendix 1")
    top = begin(True)
    for lines in [*whole[:broken], first]:
        top = draw(lines, top)
    assert top < _BOTTOM, "the first page is too short for the table"
    canvas.showPage()
    top = begin(repeats)
    for lines in [[cell[cut:] for cell in whole[broken]], *whole[broken + 1 :]]:
        top = draw(lines, top)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
