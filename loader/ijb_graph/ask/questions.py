"""The questions there are: each a folder under ``queries/`` whose query.rq says in its header what it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from pyoxigraph import Literal

from ijb_graph.addresses import PREFIXES
from ijb_graph.engine.query_refusals import own_problems
from ijb_graph.errors import Problems, nearest, shown
from ijb_graph.errors.ask import (
    MissingHeaderField,
    ReservedParameter,
    UnboundParameter,
    UnknownQuestion,
    WrongHeaderLine,
)
from ijb_graph.errors.calls import UnknownOption, WrongValue
from ijb_graph.input_files import folders_in, read_text

__all__ = [
    "DEFAULTS",
    "QUERY",
    "Calendar",
    "Parameter",
    "Question",
    "find_question",
    "parameters_of",
    "read_question",
    "read_questions",
]

QUERY = "query.rq"
# A query beside it whose first row holds defaults that fit the board or paper asked about.
DEFAULTS = "defaults.rq"
_FIELD = re.compile(r"# (?:(question|why|group|empty|about|calendar):|(param|column)\b) *(.*)")
_PARAMETER = re.compile(r"([a-z][a-z0-9_]*) \((text|date|number)\): (.+)")
_COLUMN = re.compile(r"([a-z][a-z0-9_]*)(?: \((integer|decimal|boolean|date)\))?: (.+)")
# The line that binds a parameter. A comment is an example; then the question is asked of everything.
_BINDING = re.compile(r'\s*(#\s*)?VALUES \?(\w+) *\{ *(?:"([^"]*)"(?:\^\^xsd:\w+)?|(-?[0-9.]+)) *\}\s*')
# What follows the last of a question's columns.
_COLUMNS_END = re.compile(r"\s+WHERE\b")
# The options of every question, and what the command calls them.
_RESERVED = (
    *("endpoint", "form", "format", "help", "limit", "max_answer", "max_pages", "memory", "only_board", "out"),
    *("output", "paper", "query", "show_query", "timeout"),
)
_CLASS = re.compile(r"[a-z]+:[A-Za-z]+")
_FORMS = {"text": "any text", "date": "a day such as 2019-10-31", "number": "a number"}


def _lines(text: str) -> list[str]:
    """The lines of a query. A comment of SPARQL ends at a line end, and at no other character that breaks lines."""
    return re.split("\r\n|\r|\n", text)


@dataclass(frozen=True)
class Parameter:
    """A parameter: a variable that the query binds on a line ``VALUES ?name { one value }``.

    ``form`` is ``text``, ``date`` or ``number``; ``line`` counts from 0. ``default`` is empty where that line is a
    comment, which means all: Virtuoso finds nothing for UNDEF.
    """

    name: str
    form: str
    meaning: str
    default: str
    line: int

    def bound(self, value: str) -> str | None:
        """The line that binds the parameter to a value; None where the value has another form."""
        literal: str | None = None
        if self.form == "number":
            literal = value if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) else None
        elif self.form == "date":
            try:
                literal = f'"{value}"^^xsd:date' if str(date.fromisoformat(value)) == value else None
            except ValueError:
                return None
        elif re.fullmatch(r"[^\x00-\x1f\ud800-\udfff]+", value):
            literal = str(Literal(value))
        return literal and f"VALUES ?{self.name} {{ {literal} }}"


@dataclass(frozen=True)
class Calendar:
    """The columns that make an event of a row: what it is, its first and last day, the day on which it is stated."""

    summary: str
    first: str
    last: str
    stated: str


@dataclass(frozen=True)
class Question:
    """A question: its name (the folder's), what it asks and why, its parameters and columns, what empty means.

    ``columns`` are their meanings by name, ``datatypes`` the datatypes by name of those that do not hold text.
    ``about`` are the classes of what is looked at, as ``ijb:Rating``: without any, an empty answer means nothing.
    ``calendar`` is None where the answer is none. ``defaults`` is a query, or empty: see `fitting`.
    """

    name: str
    path: Path
    question: str
    why: str
    group: str
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    empty: str
    sparql: str
    datatypes: dict[str, str]
    about: tuple[str, ...] = ()
    calendar: Calendar | None = None
    defaults: str = ""

    def with_values(self, given: Mapping[str, str]) -> str:
        """The query with the given values in place of the defaults.

        Raises InputError with every parameter that the question does not have, and every value of another form.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        call, problems = f"ijb ask {self.name}", Problems()
        lines = _lines(self.sparql)
        for name, value in given.items():
            if name not in known:
                problems.append(UnknownOption(call, f"--{name}", nearest(name, known)))
            elif bound := known[name].bound(value):
                lines[known[name].line] = bound
            else:
                reason = f"{value!r} is not {_FORMS[known[name].form]}"
                problems.append(WrongValue(call, reason, column=f"--{name}"))
        problems.raise_any()
        return "\n".join(lines)

    def of_everything(self, also: Sequence[str] = ()) -> str:
        """The query without a value for any parameter; ``also`` are further variables of it that become columns."""
        values = {parameter.line for parameter in self.parameters}
        query = "\n".join("" if number in values else line for number, line in enumerate(_lines(self.sparql)))
        added = "".join(f" ?{name}" for name in also)
        return _COLUMNS_END.sub(lambda found: f"{added}{found[0]}", query, count=1) if also else query

    def fitting(self, given: Mapping[str, str]) -> str:
        """The query for defaults that fit what is given, bound to that; empty where there is none."""
        lines = _lines(self.defaults)
        for number, line in enumerate(lines):
            found = _BINDING.fullmatch(line)
            for parameter in self.parameters:
                if found and found[2] == parameter.name and parameter.name in given:
                    lines[number] = parameter.bound(given[parameter.name]) or line
        return "\n".join(lines)


@dataclass
class _Field:
    """A field of a header, on a row of its file."""

    name: str
    row: int
    text: str


_BOARD = Parameter("board", "text", "answer from the papers of this authority only, such as east-lothian", "", 0)
_PAPER = Parameter("paper", "text", "answer from this paper only, by the name of its folder", "", 0)


def parameters_of(question: Question) -> list[Parameter]:
    """The parameters of a question where it is asked over HTTP: with those that every question has."""
    own = {one.name: one for one in question.parameters}
    return list({"board": _BOARD, **own, "paper": _PAPER}.values())


def _header(lines: list[str], file: str, problems: Problems) -> list[_Field]:
    """The fields of a header; a line that begins with no field goes on with the one before."""
    found_fields: list[_Field] = []
    for row, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            break
        words = line.removeprefix("#").strip()
        if found := _FIELD.fullmatch(line):
            found_fields.append(_Field(found[1] or found[2], row, found[3].strip()))
        elif words and found_fields:
            found_fields[-1].text += f" {words}"
        elif words:
            expected = "a field of the header, such as `# question: ...`"
            problems.append(WrongHeaderLine(file, line, expected, row=row))
    return found_fields


def _repeated(fields: list[_Field], file: str) -> list[WrongHeaderLine]:
    """The fields, parameters and columns that are there already: one of the two would be lost."""
    seen: set[tuple[str, str]] = set()
    problems = []
    for field in fields:
        key = field.name, re.split("[ :]", field.text)[0] if field.name in ("param", "column") else ""
        if key in seen:
            expected = "each field, parameter and column once"
            problems.append(WrongHeaderLine(file, f"{field.name} {field.text}", expected, row=field.row))
        seen.add(key)
    return problems


def _parameters(fields: list[_Field], lines: list[str], file: str, problems: Problems) -> list[Parameter]:
    bindings = [(number, found) for number, line in enumerate(lines) if (found := _BINDING.fullmatch(line))]
    parameters = []
    for field in fields:
        declared = _PARAMETER.fullmatch(field.text)
        if not declared:
            expected = "`# param NAME (text|date|number): what it means`"
            problems.append(WrongHeaderLine(file, field.text, expected, row=field.row))
            continue
        name, form, meaning = declared.groups()
        bound = [(number, found) for number, found in bindings if found[2] == name]
        if name in _RESERVED:
            problems.append(ReservedParameter(file, name, ", ".join(_RESERVED), row=field.row))
        if len(bound) != 1:
            problems.append(UnboundParameter(file, name, len(bound), row=field.row))
            continue
        ((number, found),) = bound
        default = "" if found[1] else found[3] or found[4] or ""
        parameters.append(Parameter(name, form, meaning, default, number))
    return parameters


def _columns(fields: list[_Field], file: str, problems: Problems) -> tuple[dict[str, str], dict[str, str]]:
    """The meanings and the datatypes of the columns, by name."""
    columns, datatypes = {}, {}
    for field in fields:
        if declared := _COLUMN.fullmatch(field.text):
            columns[declared[1]] = declared[3]
            if declared[2]:
                datatypes[declared[1]] = declared[2]
        else:
            expected = (
                "`# column NAME: what it holds`, or `# column NAME (integer|decimal|boolean|date): what it holds`"
            )
            problems.append(WrongHeaderLine(file, field.text, expected, row=field.row))
    return columns, datatypes


def _about(said: Mapping[str, str], file: str, problems: Problems) -> tuple[str, ...]:
    classes = tuple(one.strip() for one in said.get("about", "").split(",") if one.strip())
    for one in classes:
        if not _CLASS.fullmatch(one) or one.partition(":")[0] not in PREFIXES:
            expected = "`# about: ` and the classes of what is looked at, such as ijb:Rating"
            problems.append(WrongHeaderLine(file, f"about {one}", expected, row=1))
    return classes


def _calendar(said: Mapping[str, str], columns: Mapping[str, str], file: str, problems: Problems) -> Calendar | None:
    names = [one.strip() for one in said.get("calendar", "").split(",")]
    if names == [""]:
        return None
    if len(names) == len(fields(Calendar)) and set(names) <= set(columns):
        return Calendar(*names)
    expected = "`# calendar: ` and four columns: what the event is, its first and last day, and the day it is stated on"
    problems.append(WrongHeaderLine(file, f"calendar {', '.join(names)}", expected, row=1))
    return None


def read_question(folder: Path) -> Question:
    """Read a question's folder.

    Raises InputError with all that is wrong: the header lacks a field or has one that cannot be read, a parameter is
    not bound on one line of its own, or has the name of an option; or the query
    would call another server.
    """
    path, problems = folder / QUERY, Problems()
    file, text = shown(path), read_text(path, "a SPARQL query").removeprefix("\ufeff")
    lines = _lines(text)
    header = _header(lines, file, problems)
    said = {field.name: field.text for field in header}
    problems += _repeated(header, file)
    problems += [
        MissingHeaderField(file, name, row=1) for name in ("question", "why", "group", "empty") if name not in said
    ]
    parameters = _parameters([one for one in header if one.name == "param"], lines, file, problems)
    columns, datatypes = _columns([one for one in header if one.name == "column"], file, problems)
    about, calendar = _about(said, file, problems), _calendar(said, columns, file, problems)
    problems += own_problems(text, file)
    defaults = ""
    if (beside := folder / DEFAULTS).exists():
        defaults = read_text(beside, "a SPARQL query").removeprefix("\ufeff")
        problems += own_problems(defaults, shown(beside))
    problems.raise_any()
    return Question(
        folder.name,
        path,
        said["question"],
        said["why"],
        said["group"],
        tuple(parameters),
        columns,
        said["empty"],
        text,
        datatypes,
        about,
        calendar,
        defaults,
    )


def read_questions(queries: Path) -> list[Question]:
    """Every question: by group, then by name. Raises InputError with the problems of every folder."""
    questions, problems = [], Problems()
    for folder in folders_in(queries):
        with problems.collected():
            questions.append(read_question(folder))
    problems.raise_any()
    return sorted(questions, key=lambda one: (one.group, one.name))


def find_question(queries: Path, name: str) -> Question:
    """The question of this name; InputError with the nearest names where there is none."""
    names = sorted(path.parent.name for path in queries.glob(f"*/{QUERY}"))
    if name not in names:
        raise UnknownQuestion("ijb ask", name, nearest(name, names)).error()
    return read_question(queries / name)
