"""The account of a paper's lines as text for a person, as CSV and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import fill, shorten

from ijb_graph.read.papers_to_read import PaperToRead
from ijb_graph.records.line_account import Lines, as_text, count
from ijb_graph.text_safety import for_terminal, spreadsheet_csv

__all__ = ["account_as_csv", "account_as_json", "account_as_text"]

_WIDTH = 100
# How many unread ranges are shown with the words that they begin with.
_MOST_SHOWN = 40

# None is what is not known.
_Row = dict[str, str | int | None]


def _rows(one: PaperToRead) -> Iterator[_Row]:
    """The parts of an account: what became of the lines, for which reason, how many there are and which."""
    account = one.account
    parts: list[tuple[str, str, Lines | None]] = [("cited", "", account.cited)]
    parts += [("skipped", reason, lines) for reason, lines in account.skipped.items()]
    parts += [("unread", "", account.unread)]
    if one.text is not None:
        parts += [("empty", "", account.empty)]
    for state, reason, lines in parts:
        yield {
            "paper": one.name,
            "state": state,
            "reason": reason,
            "count": None if lines is None else count(lines),
            "lines": None if lines is None else as_text(lines),
        }


def account_as_csv(papers: list[PaperToRead]) -> str:
    """A row for each part of the account: paper, state, reason, count, lines; what is not known is empty."""
    columns = ["paper", "state", "reason", "count", "lines"]
    rows = (row for one in papers for row in _rows(one))
    return spreadsheet_csv(
        [columns, *(["" if row[name] is None else str(row[name]) for name in columns] for row in rows)]
    )


def account_as_json(papers: list[PaperToRead]) -> str:
    """The same rows as a list of objects; what is not known is null."""
    return json.dumps([row for one in papers for row in _rows(one)], indent=1, ensure_ascii=False) + "\n"


def _unread(one: PaperToRead) -> Iterator[str]:
    """The unread lines, with the words that each range begins with where the text is at hand."""
    lines = one.account.unread or ()
    if one.text is None:
        yield f"          {as_text(lines)}" if lines else ""
        return
    for place in lines[:_MOST_SHOWN]:
        words = one.text.passage(place.first, place.first).quote
        yield f"  {place!s:>9}  {shorten(for_terminal(words), _WIDTH - 13, placeholder=' ...')}"
    if len(lines) > _MOST_SHOWN:
        yield f"             and {len(lines) - _MOST_SHOWN} more places: --format csv lists them all"


def account_as_text(papers: list[PaperToRead]) -> str:
    """For each paper: how many of its lines are cited, skipped for which reason, and unread; where the latter are."""
    written: list[str] = []
    for one in papers:
        account = one.account
        with_text = account.line_count - count(account.empty)
        size = (
            f"{account.line_count} lines, {with_text} of them with text" if one.text else f"{account.line_count} lines"
        )
        written += [f"{one.name}: {size}", f"{count(account.cited):>7}  cited by a record"]
        written += [f"{count(account.all_skipped):>7}  skipped"]
        for reason, lines in account.skipped.items():
            written.append(f"{count(lines):>7}      {reason}")
            indent = " " * 13
            written.append(fill(as_text(lines), _WIDTH, initial_indent=indent, subsequent_indent=indent))
        unread = "?" if account.unread is None else count(account.unread)
        written.append(f"{unread:>7}  unread{': paper.toml does not say' if account.unread is None else ''}")
        written += filter(None, _unread(one))
        if account.cited_and_skipped:
            written.append(f"skipped.csv names lines that a record cites: {as_text(account.cited_and_skipped)}")
        if one.text is None:
            written.append("The text is not at hand: which lines are empty, or unread, is not known. Give --papers.")
        elif account.undeclared and one.paper:
            written.append(f"paper.toml does not name as unread: {as_text(account.undeclared)}")
        written.append("")
    return "\n".join(written[:-1]) + "\n"
