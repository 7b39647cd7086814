"""The worksheet of a paper: what its text prints that goes into cells, each once with all its lines.

Names that are known, names that are not (with the nearest known one and a row for the paper's folder), times, sums,
percentages, codes and references of reports.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields

from ijb_graph.read.documents.document import Document
from ijb_graph.read.printed.dates import printed_times
from ijb_graph.read.printed.figures import codes_in, plain_text
from ijb_graph.read.printed.names_in_text import names_in
from ijb_graph.read.printed.printed_cells import as_period, money_cell
from ijb_graph.records.line_account import as_text, ranges
from ijb_graph.records.names import Names
from ijb_graph.text_safety import for_terminal, spreadsheet_csv

__all__ = ["MONEY", "PERCENT", "Entry", "worksheet_as_csv", "worksheet_as_json", "worksheet_as_text", "worksheet_of"]

MONEY = re.compile(r"£\s?[0-9][0-9,.]*\s?(?:k|m|bn|million|billion|thousand)?\b", re.IGNORECASE)
PERCENT = re.compile(r"(?<![\w.,])-?[0-9]+(?:\.[0-9]+)?\s?(?:%|per cent\b)")
# Report IJB 65/22; HSCP.19.123; IJB/12/2020
_REPORT = re.compile(r"\b[A-Z]{2,6}(?:[ ./-]?[0-9]{2,4}[./-][0-9]{1,4})(?:[./-][0-9]{1,4})?\b")
# The files in which a paper's folder introduces a name, with the columns that have to be filled in.
_ROWS = {"body": "bodies.csv (name,kind)", "post": "posts.csv (name)", "person": "people.csv (name)"}


@dataclass(frozen=True)
class Entry:
    """A line of the worksheet.

    ``sort``: authority, body, post, person, unknown-body, unknown-post, unknown-person, time, money, percentage, report
    or code. ``printed``: the words. ``value``: as a cell has it, or what a name stands for; empty where that is not
    plain. ``lines``: all places. ``nearest``: of an unknown name, the known ones that are like it. ``add``: the file of
    the paper's folder that would introduce it, with its columns and the row to complete.
    """

    sort: str
    printed: str
    value: str
    lines: str
    nearest: str = ""
    add: str = ""


def _names(document: Document, names: Names, board: str) -> Iterator[Entry]:
    for one in names_in(document, names, board):
        lines = as_text(one.lines)
        if one.thing is not None:
            yield Entry(one.sort, one.text, one.thing.label, lines)
            continue
        near = names.suggestion(one.text, board).strip().removeprefix("Did you mean ").removesuffix("?")
        cell = f'"{one.text}"' if "," in one.text else one.text
        add = f"{_ROWS[one.sort]}: {cell}{',' if one.sort == 'body' else ''}"
        yield Entry(f"unknown-{one.sort}", one.text, "", lines, near, add)


def _facts(text: str) -> Iterator[tuple[str, str, str]]:
    """The times, sums, percentages, references and codes of a line: sort, words, value."""
    for words, time in printed_times(text):
        whole = time.has_year and not time.part
        yield "time", words, as_period(time) if whole else ""
    rest = plain_text(text)
    for sort, pattern in (("report", _REPORT), ("money", MONEY), ("percentage", PERCENT)):
        for found in pattern.finditer(rest):
            words = found[0].strip(" .,")
            value = money_cell(words, "").value if sort == "money" else ""
            yield sort, words, words if sort == "report" else value or re.sub(r"\s?(?:%|per cent)$", "", words)
        rest = pattern.sub(" ", rest)
    for words, _ in printed_times(rest):
        rest = rest.replace(words, " ", 1)
    for code in codes_in(rest):
        if code := _a_code(code):
            yield "code", code, code


def _a_code(text: str) -> str:
    """A code such as D11b, 3.1 or SO11 in what may be one; empty where it is a number or a day of a month."""
    code = text if text.count("(") == text.count(")") else text.rstrip(")")
    return code if re.fullmatch(r"[A-Za-z]{1,6}[0-9][\w.()/-]*|[0-9]+(?:\.[0-9]+)+[a-z]?|[0-9]+[a-z]", code) else ""


def worksheet_of(document: Document, names: Names, board: str) -> list[Entry]:
    """The entries of a document: names first, then each sort of fact, in the order in which they first stand."""
    places: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    for block in document.blocks:
        for cell in block.cells:
            for fact in _facts(cell):
                places[fact].add(block.line)
    order = ("time", "money", "percentage", "report", "code")
    facts = sorted(places.items(), key=lambda item: (order.index(item[0][0]), min(item[1])))
    entries = [Entry(sort, words, value, as_text(ranges(lines))) for (sort, words, value), lines in facts]
    return [*_names(document, names, board), *entries]


def _header() -> list[str]:
    return [field.name for field in fields(Entry)]


def worksheet_as_csv(entries: Iterable[Entry]) -> str:
    """A row an entry: sort, printed, value, lines, nearest, add."""
    return spreadsheet_csv([_header(), *(list(asdict(one).values()) for one in entries)])


def worksheet_as_json(entries: Iterable[Entry]) -> str:
    """A list of objects."""
    return json.dumps([asdict(one) for one in entries], indent=1, ensure_ascii=False) + "\n"


def worksheet_as_text(entries: Iterable[Entry]) -> str:
    """The entries under a heading for each sort."""
    written: list[str] = []
    sort = ""
    for one in entries:
        if one.sort != sort:
            sort = one.sort
            written += ["", sort.replace("-", " ").upper()]
        value = f" = {one.value}" if one.value and one.value != one.printed else ""
        written.append(f"  {for_terminal(one.printed + value)}  [{one.lines}]")
        if one.nearest:
            written.append(f"      nearest: {for_terminal(one.nearest)}")
        if one.add:
            written.append(f"      {for_terminal(one.add)}")
    return "\n".join(written).lstrip("\n") + "\n"
