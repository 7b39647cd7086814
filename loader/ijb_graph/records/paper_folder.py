"""A paper's folder: ``paper.toml`` says which paper it is; each CSV file holds one kind of record."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from ijb_graph.errors import FILL_IN, Problems, nearest, shown
from ijb_graph.errors.records import (
    IllFormedFile,
    StrayFile,
    UnknownReference,
    WrongCell,
    WrongEntry,
)
from ijb_graph.input_files import read_text
from ijb_graph.records.names import Names
from ijb_graph.records.rows import RecordProblems, Row, read_rows
from ijb_graph.records.schema import Kind, Schema
from ijb_graph.records.values import LineRange, parse_lines
from ijb_graph.text_safety import deceptive

__all__ = ["DECLARATIONS", "MANIFEST", "NO_LINES", "UNKNOWNS", "Paper", "Suite", "read_paper"]

MANIFEST = "paper.toml"
UNKNOWNS = "unknowns.md"
# What paper.toml says of the lines that nobody has read yet, where there are none.
NO_LINES = "none"
# What a paper can declare to hold of a suite, or of directions without one; without it, nothing can be concluded from
# its silence.
DECLARATIONS = ("lists_all_directions", "directions_as_issued", "functions_given")
_PERIOD = re.compile(r"[0-9]{4}-[0-9]{2}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=-]+")
_FOLDER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Suite:
    """A board's directions for a period, and what the paper declares to hold of them.

    ``in_force_from`` is the day from which those are in force that state no day of their own; None if none is known.

    ``lists_all_directions``: every one of them. ``directions_as_issued``: they are given as they were issued, not only
    reported on. ``functions_given``: the delegated functions that they are for.
    """

    period: str
    start: date
    end: date
    in_force_from: date | None
    lists_all_directions: bool
    directions_as_issued: bool
    functions_given: bool


@dataclass(frozen=True)
class Paper:
    """One board paper and its records by kind.

    ``suite`` is the suite its directions belong to, empty if it has none: ``declared`` then says what it holds of them,
    as a suite does; ``date_note`` says how the day of the meeting
    was inferred, empty where the paper prints it; ``written`` is the day it bears itself, None where it bears none;
    ``session`` says which of several meetings of the board on that day it is put to, empty where there is one;
    ``unread`` are lines that nobody has read yet, but for those that a record cites or that are skipped; None where
    paper.toml does not say.
    """

    board: str
    slug: str
    meeting_date: date
    date_note: str
    title: str
    kind: str
    suite: str
    cites: tuple[str, ...]
    text_file: str
    text_sha256: str
    text_lines: int
    suites: tuple[Suite, ...]
    written: date | None = None
    session: str = ""
    unread: tuple[LineRange, ...] | None = None
    declared: Mapping[str, bool] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, str]:
        """What it gives to its records (``schema.GIVEN``)."""
        return {
            "board": self.board,
            "paper": self.slug,
            "paper_title": self.title,
            "suite": self.suite,
            "meeting_date": str(self.meeting_date),
        }


def _written(value: Any) -> str:
    """A TOML value as it is written: a day and a time have a form of their own."""
    try:
        return "nothing" if value is None else str(value) if isinstance(value, date | time) else repr(value)
    except ValueError:
        # Python prints no number of thousands of digits.
        return "a number too long to print"


class _Table:
    """A TOML table whose entries are taken one by one; what is missing, misshapen or left over is a problem."""

    def __init__(self, file: str, table: Any, path: str, problems: Problems) -> None:
        self.file, self.path, self.problems = file, path, problems
        self.table: dict[str, Any] = dict(table) if isinstance(table, dict) else {}
        self.asked: list[str] = []

    def wrong(self, key: str, value: str, form: str, fix: str = "Correct it.") -> None:
        self.problems.append(WrongEntry(self.file, column=self.path + key, value=value, form=form, fix_by=fix))

    def take(self, key: str, form: type, example: str, default: Any = None) -> Any:
        self.asked.append(key)
        value = self.table.pop(key, None)
        if value is None and default is not None:
            return default
        is_no_count = form is int and isinstance(value, int) and not 0 < value < 10_000_000
        if type(value) is not form or value in ("", FILL_IN) or is_no_count:
            self.wrong(key, _written(value), example, f"Write {self.path}{key} = ...")
            return None
        if isinstance(value, str) and (fault := deceptive(value)):
            self.wrong(key, repr(value), *fault)
            return None
        return value

    def done(self) -> None:
        for key in self.table:
            fix = f"{nearest(key, self.asked)}Rename or remove it."
            self.wrong(key, f"an entry {self.path}{key}", f"only {', '.join(self.asked)}", fix)


def _read_toml(path: Path, problems: Problems) -> dict[str, Any] | None:
    with problems.collected():
        text = read_text(path, "what paper the folder holds").removeprefix("\ufeff")
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            # Python reads no number of thousands of digits.
            reason: object = "nested too deep" if isinstance(error, RecursionError) else "a number too long"
            reason = error if isinstance(error, tomllib.TOMLDecodeError) else reason
            problems.append(IllFormedFile(shown(path), reason=f"TOML ({reason})", content="TOML"))
    return None


def _read_suite(top: _Table, entry: Any, number: int) -> Suite | None:
    before = len(top.problems)
    table = _Table(top.file, entry, f"suites[{number}].", top.problems)
    period = table.take("period", str, 'a period such as "2019-20"')
    start = table.take("from", date, "the first day, such as 2019-04-01")
    end = table.take("until", date, "the last day, such as 2020-03-31")
    in_force_from = None
    if "in_force_from" in table.table:
        in_force_from = table.take("in_force_from", date, "the day from which its directions are in force")
    declared = [table.take(key, bool, "true or false", default=False) for key in DECLARATIONS]
    table.done()
    if period is not None and not (_PERIOD.fullmatch(period) and (int(period[:4]) + 1) % 100 == int(period[5:])):
        table.wrong("period", repr(period), 'a period such as "2019-20"', "Write it so.")
    if start and end and end < start:
        table.wrong("from", f"{start} to {end}", "a first day before the last", "Correct them.")
    return Suite(period, start, end, in_force_from, *declared) if len(top.problems) == before else None


def _read_suites(top: _Table, suite: str) -> tuple[Suite, ...]:
    """The suites that tables describe, each once, the paper's own among them."""
    entries = top.take("suites", list, "tables [[suites]]", default=[]) or []
    read = [_read_suite(top, entry, number) for number, entry in enumerate(entries)]
    periods = [one.period for one in read if one]
    for period in sorted({one for one in periods if periods.count(one) > 1}):
        top.wrong("suites", f"the suite {period} twice", "each suite once", "Remove one.")
    if suite and suite not in periods and all(read):
        top.wrong("suite", repr(suite), "a suite that a table [[suites]] describes", "Add the table.")
    return tuple(one for one in read if one)


def _read_unread(text: _Table, line_count: int | None) -> tuple[LineRange, ...] | None:
    """The lines that paper.toml owns up to as unread; None where it does not say."""
    if "unread" not in text.table:
        return None
    form = f'lines such as "13; 17-19", or "{NO_LINES}"'
    unread = text.take("unread", str, form)
    if unread is None or unread == NO_LINES:
        return ()
    try:
        places = tuple(map(parse_lines, unread.split("; ")))
    except ValueError:
        text.wrong("unread", repr(unread), form)
        return ()
    for place in places:
        if line_count is not None and place.last > line_count:
            text.wrong("unread", str(place), f"lines within the paper's {line_count}")
    return places


def _check_place(top: _Table, folder: Path, board: str | None, meeting_date: date | None) -> None:
    """The folder is named as the manifest says."""
    if board and board != folder.parent.name:
        top.wrong("board", repr(board), repr(folder.parent.name), "Let board be the name of the folder above.")
    if meeting_date and not folder.name.startswith(f"{meeting_date}-"):
        expected = f"the day that the folder's name {folder.name} begins with"
        top.wrong("meeting_date", str(meeting_date), expected, "Correct the date or rename the folder.")


def _read_manifest(folder: Path, kinds: Iterable[Kind], problems: Problems) -> Paper | None:
    before = len(problems)
    table = _read_toml(folder / MANIFEST, problems)
    if table is None:
        return None
    top = _Table(shown(folder / MANIFEST), table, "", problems)
    board = top.take("board", str, 'the short name of the authority, such as "east-lothian"')
    meeting_date = top.take("meeting_date", date, "the day of the meeting, such as 2019-10-31")
    session = top.take("session", str, "which of several meetings of that day", default="")
    written = top.take("written", date, "the day the paper was written") if "written" in table else None
    date_note = top.take("date_note", str, "how the day was inferred, where the paper prints none", default=" ") or ""
    title = top.take("title", str, "the paper's title")
    kind = top.take("kind", str, 'what sort of paper it is, such as "directions"')
    suite = (top.take("suite", str, "the period of the suite its directions belong to", default=" ") or "").strip()
    declared = {key: top.take(key, bool, "true or false") for key in DECLARATIONS if key in table}
    cites = top.take("cites", list, "addresses of legislation", default=[]) or []
    text = _Table(top.file, top.take("text", dict, "a table [text]"), "text.", problems)
    suites = _read_suites(top, suite)
    top.done()
    text_file = text.take("file", str, "the name of the text file the paper was read from")
    sha256 = text.take("sha256", str, "the SHA-256 of that file, 64 hexadecimal digits")
    lines = text.take("lines", int, "the number of its lines")
    unread = _read_unread(text, lines)
    text.done()
    for cited in cites:
        if not isinstance(cited, str) or not _ADDRESS.fullmatch(cited):
            top.wrong("cites", _written(cited), "a web address of legislation")
    if sha256 and not re.fullmatch("[0-9a-f]{64}", sha256):
        text.wrong("sha256", repr(sha256), "64 hexadecimal digits", "Take it from `sha256sum FILE`.")
    _check_place(top, folder, board, meeting_date)
    of_suite = [one.name for one in kinds if one.belongs_to_a_suite and (folder / f"{one.name}.csv").exists()]
    if of_suite and not suite and "suite" not in table:
        expected = f"the suite that {of_suite[0]}.csv belongs to"
        top.wrong("suite", "no suite", expected, 'Write suite = "2019-20" and a table [[suites]].')
    if suite and declared:
        top.wrong(next(iter(declared)), "an entry at the head", "it in the table [[suites]] of the suite", "Move it.")
    if len(problems) > before:
        return None
    return Paper(
        board=board,
        slug=folder.name,
        meeting_date=meeting_date,
        date_note=date_note.strip(),
        title=title,
        kind=kind,
        suite=suite,
        cites=tuple(cites),
        text_file=text_file,
        text_sha256=sha256,
        text_lines=lines,
        suites=suites,
        written=written,
        session=session,
        unread=unread,
        declared=declared,
    )


def _check_rows(paper: Paper, problems: Problems) -> None:
    """Rows cite lines that the paper has, and suites that it describes."""
    periods = [suite.period for suite in paper.suites]
    for row in (row for rows in paper.rows.values() for row in rows):
        for place in row.lines():
            if place.last > paper.text_lines:
                form, fix = f"lines within the paper's {paper.text_lines}", "Correct the lines."
                problems.append(
                    WrongCell(row.file, row=row.number, column="lines", text=str(place), form=form, fix_by=fix)
                )
        suite = row.text("suite") if "suite" in row.cells else ""
        if suite and suite not in periods:
            target = f"a suite that {MANIFEST} describes: {', '.join(periods) or 'none'}"
            hint = nearest(suite, periods)
            problems.append(
                UnknownReference(row.file, row=row.number, column="suite", value=suite, target=target, hint=hint)
            )


def read_paper(folder: Path, schema: Schema, names: Names, problems: RecordProblems) -> Paper | None:
    """Read a paper's folder; add every fault to ``problems``. None where the folder cannot be used at all."""
    if not _FOLDER.fullmatch(folder.name):
        known = "a folder named by date and subject, such as 2019-10-31-directions"
        problems.append(StrayFile(shown(folder), name=repr(folder.name), known=known, hint=""))
    paper = _read_manifest(folder, schema.paper_kinds, problems)
    given: Mapping[str, str] = paper.given if paper else {"board": folder.parent.name}
    for path in sorted(folder.glob("*.csv")):
        kind = schema.kinds.get(path.stem)
        if kind is not None:
            rows = read_rows(path, kind, names, problems, given)
            if paper is None:
                problems.incomplete.add((kind.name, folder.parent.name))
            else:
                paper.rows[kind.name] = rows
    if paper is not None:
        _check_rows(paper, problems)
    return paper
