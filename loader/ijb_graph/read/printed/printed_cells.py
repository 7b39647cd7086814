"""What a paper prints, read into a cell of a draft: matched where a closed grammar knows it, else to be decided.

Nothing is guessed: a value that is not the only one that the words can mean is left to a person, with what is near.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ijb_graph.read.drafts.cells import MATCHED, DraftCell, not_said, to_decide
from ijb_graph.read.printed.dates import PrintedTime, printed_times, times_in
from ijb_graph.read.printed.figures import Number, codes_in, numbers_in, plain_text
from ijb_graph.records.names import Names
from ijb_graph.records.schema import Column

__all__ = [
    "as_period",
    "choice_cell",
    "code_cell",
    "codes_cell",
    "date_cell",
    "money_cell",
    "names_cell",
    "number_cell",
    "period_cell",
    "summary_cell",
    "words_cell",
    "years_cell",
]

_ODD_DAY = re.compile(r"[0-9](?:st|nd|rd|th)?(?:[./-]|\s+(?:of\s+)?)?$")
# What joins the names of several things in one cell.
_JOINED = re.compile(r"\s*(?:;|,|\n|\band\b|&|\bjointly\b|\bboth\b|\bonly\b|\+)\s*", re.IGNORECASE)


def words_cell(printed: str, lines: str) -> DraftCell:
    """Words that go into the records as they are printed: a title, a heading, the name of a function."""
    text = " ".join(printed.split())
    return DraftCell(text, MATCHED, lines) if text else not_said(lines)


def summary_cell(lines: str, empty: bool = False) -> DraftCell:
    """Running text: a person writes in other words what it says; ``empty`` where the paper has none there."""
    return not_said(lines) if empty else to_decide("to be summarised", lines)


def code_cell(printed: str, lines: str) -> DraftCell:
    """The code of a thing: the whole of a cell, without a space, such as D11b, 3.1 or 260325-8-a."""
    text = printed.strip().rstrip(".:")
    if not text:
        return not_said(lines)
    if re.fullmatch(r"[^\s]*[0-9][^\s]*", text):
        return DraftCell(text, MATCHED, lines)
    return to_decide(f"no code: {text!r}", lines, text)


def codes_cell(printed: str, lines: str, known: Iterable[str]) -> DraftCell:
    """Codes that a text names, of those that are ``known``; to be decided where it has others."""
    found = list(dict.fromkeys(codes_in(printed)))
    by_fold = {one.casefold(): one for one in known}
    codes = [by_fold[one.casefold()] for one in found if one.casefold() in by_fold]
    others = [one for one in found if one.casefold() not in by_fold]
    if not found:
        return not_said(lines) if not printed.strip() else to_decide(f"no code in {printed!r}", lines)
    value = "; ".join(codes)
    return to_decide(f"unknown: {', '.join(others)}", lines, value) if others else DraftCell(value, MATCHED, lines)


def as_period(time: PrintedTime) -> str:
    """A printed time as the records write it: 2020-01-15, 2020-01, 2020, 2020-01/2020-04."""
    start, end = time.start, time.end
    if start == end:
        return str(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    first, last = str(start)[:7], str(end)[:7]
    return first if first == last else f"{first}/{last}"


def _times(printed: str) -> list[PrintedTime]:
    return list(dict.fromkeys(times_in(printed)))


def _has_odd_day(printed: str) -> bool:
    """Whether a number stands right before a time: a day that there is not, such as 31 June."""
    text = plain_text(printed)
    for words, _ in printed_times(text):
        before, _, text = text.partition(words)
        if _ODD_DAY.search(before):
            return True
    return False


def period_cell(printed: str, lines: str) -> DraftCell:
    """A time that a text prints: matched where there is one, with its year and without a word such as end or early."""
    times = _times(printed)
    if not printed.strip():
        return not_said(lines)
    if re.fullmatch(r"\W*on-?\s?going\W*", printed, re.IGNORECASE):
        return DraftCell("ongoing", MATCHED, lines)
    value = "; ".join(as_period(one) for one in times if one.has_year)
    if len(times) == 1 and times[0].has_year and not times[0].part and not _has_odd_day(printed):
        return DraftCell(value, MATCHED, lines)
    shown = " ".join(printed.split())[:80]
    return to_decide(f"which time is {shown!r}" if times else f"no time in {shown!r}", lines, value)


def date_cell(printed: str, lines: str) -> DraftCell:
    """One day: matched where the text prints one and no other time."""
    times = _times(printed)
    if not printed.strip():
        return not_said(lines)
    days = [one for one in times if one.start == one.end and one.has_year]
    if len(days) == 1 == len(times) and not _has_odd_day(printed):
        return DraftCell(str(days[0].start), MATCHED, lines)
    return to_decide(f"which day is {' '.join(printed.split())[:80]!r}", lines, str(days[0].start) if days else "")


def years_cell(printed: str, lines: str) -> DraftCell:
    """A financial year such as 2025-26."""
    years = {
        f"{one.start.year}-{one.end.year % 100:02}"
        for one in _times(printed)
        if (one.start.month, one.end.month) == (4, 3) and one.end.year == one.start.year + 1
    }
    if not printed.strip():
        return not_said(lines)
    if len(years) == 1:
        return DraftCell(years.pop(), MATCHED, lines)
    return to_decide(f"which year is {' '.join(printed.split())[:80]!r}", lines)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_whole(number: Number, printed: str) -> bool:
    """Whether no digit is left over beside a number: of 2,4OO with two letters only the 2 is a number."""
    return len(re.findall("[0-9]", printed)) == len(re.findall("[0-9]", str(number.value)))


def number_cell(printed: str, lines: str) -> DraftCell:
    """A number in digits, a percentage too; matched where the text prints one alone."""
    numbers = list(numbers_in(printed))
    if not printed.strip():
        return not_said(lines)
    if len(numbers) == 1 and _is_whole(numbers[0], printed):
        return DraftCell(_plain(numbers[0].value), MATCHED, lines)
    return to_decide(f"{'several numbers' if numbers else 'no number'} in {' '.join(printed.split())[:80]!r}", lines)


def money_cell(printed: str, lines: str, thousands_per_unit: Decimal | None = None) -> DraftCell:
    """A sum in thousands of pounds; the unit is printed with it, or is that of its table.

    ``thousands_per_unit`` is 1 where a heading says that sums are in thousands, 0.001 for pounds, 1000 for millions. A
    sum with neither is in pounds where it has the sign of pounds and at least a thousand of them.
    """
    if not printed.strip():
        return not_said(lines)
    numbers = list(numbers_in(printed))
    if len(numbers) != 1 or not _is_whole(numbers[0], printed):
        reason = f"{'several sums' if numbers else 'no sum'} in {' '.join(printed.split())[:80]!r}"
        return to_decide(reason, lines)
    one = numbers[0]
    unit = Decimal(one.thousands) if one.thousands is not None else thousands_per_unit
    if unit is None and "£" in printed and abs(one.value) >= 1000:
        unit = Decimal("0.001")
    if unit is None:
        return to_decide(f"no unit of {' '.join(printed.split())[:80]!r}", lines, _plain(one.value))
    value = one.value * unit
    if one.thousands is None and unit >= 1000 and abs(one.value) >= 1000:
        # No board has a thousand millions in one line: the heading names the wrong unit.
        return to_decide(f"millions, by the heading: {' '.join(printed.split())[:80]!r}", lines, _plain(value))
    if value != value.to_integral_value():
        return to_decide(f"no whole thousand of pounds: {_plain(value)}", lines, _plain(value))
    return DraftCell(_plain(value.to_integral_value()), MATCHED, lines)


def names_cell(printed: str, lines: str, names: Names, board: str) -> DraftCell:
    """Bodies, posts or people; matched where all that is printed is names that are known, each of one thing."""
    text = " ".join(printed.split()).strip(" .:")
    if not text:
        return not_said(lines)
    if names.resolve(text, board):
        return DraftCell(text, MATCHED, lines)
    found, unknown = _parted([part for part in _JOINED.split(text) if part], text, names, board)
    value = "; ".join(found)
    if unknown:
        # Where nothing is known, the parts may be those of one name.
        unknown, value = (unknown, value) if found else ([text], text)
        hint = names.suggestion(unknown[0], board).strip()
        return to_decide(f"not known: {', '.join(unknown)}. {hint}".strip(), lines, value)
    return DraftCell(value, MATCHED, lines)


def _parted(parts: Sequence[str], text: str, names: Names, board: str) -> tuple[list[str], list[str]]:
    """The longest runs of parts that are names that are known, and the parts that are in none."""
    found: list[str] = []
    unknown: list[str] = []
    starts = []
    place = 0
    for part in parts:
        place = text.index(part, place)
        starts.append((place, place + len(part)))
        place += len(part)
    first = 0
    while first < len(parts):
        for last in range(len(parts), first, -1):
            run = text[starts[first][0] : starts[last - 1][1]]
            if names.resolve(run, board):
                found.append(run)
                first = last
                break
        else:
            unknown.append(parts[first])
            first += 1
    return list(dict.fromkeys(found)), unknown


def choice_cell(printed: str, lines: str, column: Column, words: dict[str, str] | None = None) -> DraftCell:
    """One of the values that a column can have: by its own words, or by ``words`` (pattern: value)."""
    text = " ".join(printed.split())
    if not text:
        return not_said(lines)
    patterns = {one.replace("-", "[ -]"): one for one in column.choices} | (words or {})
    found = {value for pattern, value in patterns.items() if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)}
    if len(found) == 1:
        return DraftCell(found.pop(), MATCHED, lines)
    return to_decide(f"which of {', '.join(column.choices)} is {text[:80]!r}", lines)
