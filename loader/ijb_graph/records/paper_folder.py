"""A paper's folder: ``paper.toml`` says which paper it is; each CSV file holds one kind of record."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ijb_graph.errors import FILL_IN, Problem, nearest, shown, unnamed
from ijb_graph.records.names import Names
from ijb_graph.records.rows import Row, read_rows
from ijb_graph.records.schema import Schema

__all__ = ["MANIFEST", "UNKNOWNS", "Paper", "Suite", "read_paper"]

MANIFEST = "paper.toml"
UNKNOWNS = "unknowns.md"
_PERIOD = re.compile(r"[0-9]{4}-[0-9]{2}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=-]+")

# The kinds whose records belong to the paper's suite.
_OF_A_SUITE = (
    "directions", "direction-groups", "oversight", "overseers", "report-routes", "milestones", "measures",
    "cited-documents", "budget-lines", "plan-actions", "indicators",
)  # fmt: skip
_FOLDER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Suite:
    """A board's directions for a period. ``complete``: the paper lists every one of them with its functions."""

    period: str
    start: date
    end: date
    in_force_from: date
    complete: bool


@dataclass(frozen=True)
class Paper:
    """One board paper and its records by kind.

    ``suite`` is the suite its directions belong to, empty if it has none; ``date_note`` says how the day of the meeting
    was inferred, empty where the paper prints it; ``written`` is the day it bears itself, None where it bears none.
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
    rows: dict[str, list[Row]] = field(default_factory=dict)


class _Table:
    """A TOML table whose entries are taken one by one; what is missing, misshapen or left over is a problem."""

    def __init__(self, file: str, table: dict[str, Any], path: str, problems: list[Problem]) -> None:
        self.file, self.table, self.path, self.problems = file, dict(table), path, problems
        self.asked: list[str] = []

    def take(self, key: str, form: type, example: str, default: Any = None) -> Any:
        self.asked.append(key)
        value = self.table.pop(key, None)
        if value is None and default is not None:
            return default
        if form is int and isinstance(value, int) and value < 1:
            value = None
        if type(value) is not form or value in ("", FILL_IN):
            found = "nothing" if value is None else repr(value)
            self.problems.append(
                unnamed(self.file, found, f"{example}", f"Write {self.path}{key} = ...", column=self.path + key)
            )
            return None
        return value

    def done(self) -> None:
        for key in self.table:
            self.problems.append(
                unnamed(
                    self.file,
                    f"an entry {self.path}{key}",
                    f"only {', '.join(self.asked)}",
                    f"{nearest(key, self.asked)}Rename or remove it.",
                    column=self.path + key,
                )
            )


def _read_toml(path: Path, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problems.append(
            unnamed(
                shown(path),
                f"no readable file ({error.strerror})",
                "what paper the folder holds",
                "Make it with `ijb new paper`, or remove the folder.",
            )
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(
            unnamed(shown(path), f"text that is no TOML ({error})", "TOML in UTF-8", "Correct it at that place.")
        )
    return None


def _read_suite(file: str, entry: Any, number: int, problems: list[Problem]) -> Suite | None:
    before = len(problems)
    table = _Table(file, entry if isinstance(entry, dict) else {}, f"suites[{number}].", problems)
    period = table.take("period", str, 'a period such as "2019-20"')
    start = table.take("from", date, "the first day, such as 2019-04-01")
    end = table.take("until", date, "the last day, such as 2020-03-31")
    in_force_from = table.take("in_force_from", date, "the day from which its directions are in force")
    complete = table.take("complete", bool, "true or false")
    table.done()
    if period is not None and not (_PERIOD.fullmatch(period) and (int(period[:4]) + 1) % 100 == int(period[5:])):
        problems.append(
            unnamed(file, repr(period), 'a period such as "2019-20"', "Write it so.", column=f"suites[{number}].period")
        )
    if start and end and end < start:
        problems.append(
            unnamed(
                file, f"{start} to {end}", "a first day before the last", "Correct them.", column=f"suites[{number}]"
            )
        )
    return Suite(period, start, end, in_force_from, complete) if len(problems) == before else None


def _read_manifest(folder: Path, schema: Schema, problems: list[Problem]) -> Paper | None:
    path = folder / MANIFEST
    table = _read_toml(path, problems)
    if table is None:
        return None
    before, file = len(problems), shown(path)
    top = _Table(file, table, "", problems)
    board = top.take("board", str, 'the short name of the authority, such as "east-lothian"')
    meeting_date = top.take("meeting_date", date, "the day of the meeting, such as 2019-10-31")
    written = top.take("written", date, "the day the paper was written") if "written" in table else None
    date_note = top.take("date_note", str, "how the day was inferred, where the paper prints none", default=" ") or ""
    title = top.take("title", str, "the paper's title")
    kind = top.take("kind", str, 'what sort of paper it is, such as "directions"')
    suite = top.take("suite", str, "the period of the suite its directions belong to", default=" ") or ""
    cites = top.take("cites", list, "addresses of legislation", default=[]) or []
    text = _Table(file, top.take("text", dict, "a table [text]") or {}, "text.", problems)
    suites = top.take("suites", list, "tables [[suites]]", default=[]) or []
    top.done()
    text_file = text.take("file", str, "the name of the text file the paper was read from")
    sha256 = text.take("sha256", str, "the SHA-256 of that file, 64 hexadecimal digits")
    lines = text.take("lines", int, "the number of its lines")
    text.done()
    date_note, suite = date_note.strip(), suite.strip()
    for cited in cites:
        if not isinstance(cited, str) or not _ADDRESS.fullmatch(cited):
            problems.append(unnamed(file, repr(cited), "a web address of legislation", "Correct it.", column="cites"))
    if sha256 and not re.fullmatch("[0-9a-f]{64}", sha256):
        problems.append(
            unnamed(file, repr(sha256), "64 hexadecimal digits", "Take it from `sha256sum FILE`.", column="text.sha256")
        )
    read_suites = [_read_suite(file, entry, number, problems) for number, entry in enumerate(suites)]
    periods = [one.period for one in read_suites if one]
    for period in sorted({one for one in periods if periods.count(one) > 1}):
        problems.append(unnamed(file, f"the suite {period} twice", "each suite once", "Remove one.", column="suites"))
    if suite and suite not in periods:
        problems.append(
            unnamed(file, repr(suite), "a suite that a table [[suites]] describes", "Add the table.", column="suite")
        )
    if board and board != folder.parent.name:
        problems.append(
            unnamed(
                file,
                repr(board),
                repr(folder.parent.name),
                "Let board be the name of the folder above.",
                column="board",
            )
        )
    if meeting_date and not folder.name.startswith(f"{meeting_date}-"):
        problems.append(
            unnamed(
                file,
                str(meeting_date),
                f"the day that the folder's name {folder.name} begins with",
                "Correct the date or rename the folder.",
                column="meeting_date",
            )
        )
    needs_suite = [name for name in _OF_A_SUITE if (folder / f"{name}.csv").exists()]
    if needs_suite and not suite:
        problems.append(
            unnamed(
                file,
                "no suite",
                f"the suite that {needs_suite[0]}.csv belongs to",
                'Write suite = "2019-20" and a table [[suites]].',
                column="suite",
            )
        )
    if len(problems) > before:
        return None
    return Paper(
        board,
        folder.name,
        meeting_date,
        date_note,
        title,
        kind,
        suite,
        tuple(cites),
        text_file,
        sha256,
        lines,
        tuple(one for one in read_suites if one),
        written,
    )


def read_paper(folder: Path, schema: Schema, names: Names, problems: list[Problem]) -> Paper | None:
    """Read a paper's folder; add every fault to ``problems``. None where the folder cannot be used at all."""
    if not _FOLDER.fullmatch(folder.name):
        problems.append(
            unnamed(
                shown(folder),
                repr(folder.name),
                "a folder named by date and subject, such as 2019-10-31-directions",
                "Rename the folder.",
            )
        )
    paper = _read_manifest(folder, schema, problems)
    kinds = {kind.name: kind for kind in schema.paper_kinds}
    read: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem in kinds:
            read[path.stem] = read_rows(path, kinds[path.stem], names, folder.parent.name, problems)
    if paper is None:
        return None
    periods = [suite.period for suite in paper.suites]
    for row in (row for rows in read.values() for row in rows):
        for place in row.lines():
            if place.last > paper.text_lines:
                expected = f"lines within the paper's {paper.text_lines}"
                problems.append(unnamed(row.file, str(place), expected, "Correct the lines.", row.number, "lines"))
        if "suite" in row.cells and row.text("suite") and row.text("suite") not in periods:
            expected = f"a suite that {MANIFEST} describes: {', '.join(periods) or 'none'}"
            fix = f"{nearest(row.text('suite'), periods)}Correct it, or add a table [[suites]]."
            problems.append(unnamed(row.file, repr(row.text("suite")), expected, fix, row.number, "suite"))
    paper.rows.update(read)
    return paper
