"""The questions there are: each a folder under ``queries/`` whose query.rq says in its header what it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ijb_graph.errors import InputError, Problem, nearest, shown, unnamed

__all__ = ["QUERY", "Parameter", "Question", "find_question", "read_question", "read_questions"]

QUERY = "query.rq"
_HEADER = re.compile(r"#\s?(.*)")
_PARAMETER = re.compile(r"(?P<name>[a-z][a-z0-9_]*) \((?P<form>text|date|number)\): (?P<meaning>.+)")
_COLUMN = re.compile(r"(?P<name>[a-z][a-z0-9_]*): (?P<meaning>.+)")
_OPTIONS = ("endpoint", "format", "help", "limit", "out")
_FIELDS = ("question", "why", "group", "param", "column", "empty")
_FORMS = {
    "text": (re.compile(r"[^\x00-\x1f]+"), "any text"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a day such as 2019-10-31"),
    "number": (re.compile(r"-?[0-9]+(\.[0-9]+)?"), "a number"),
}


@dataclass(frozen=True)
class Parameter:
    """A parameter: a variable that the query binds with ``VALUES ?name { one value }``.

    ``default`` is empty where that line is a comment, which means all: Virtuoso finds nothing for UNDEF.
    """

    name: str
    form: str
    meaning: str
    default: str


@dataclass(frozen=True)
class Question:
    """A question: its name (the folder's), what it asks and why, its parameters and columns, what empty means."""

    name: str
    path: Path
    question: str
    why: str
    group: str
    parameters: tuple[Parameter, ...]
    columns: dict[str, str]
    empty: str
    sparql: str

    def with_values(self, given: Mapping[str, str]) -> str:
        """The query with the given values in place of the defaults.

        Raises InputError for a parameter that the question does not have, or a value that has not its form.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        problems: list[Problem] = []
        sparql = self.sparql
        for name, value in given.items():
            if name not in known:
                have = (
                    f"one of {', '.join('--' + one for one in known)}"
                    if known
                    else "no parameter: this question has none"
                )
                problems.append(
                    unnamed(
                        f"question {self.name}",
                        f"a parameter --{name}",
                        have,
                        f"{nearest(name, known)}See `ijb ask {self.name} --help`.",
                    )
                )
                continue
            pattern, expected = _FORMS[known[name].form]
            if not pattern.fullmatch(value) or not _is_day(known[name].form, value):
                problems.append(
                    unnamed(f"question {self.name}", repr(value), expected, "Write it so.", column=f"--{name}")
                )
                continue
            sparql = _bound(sparql, name, _literal(known[name].form, value))
        if problems:
            raise InputError(problems)
        return sparql


def _is_day(form: str, value: str) -> bool:
    if form != "date":
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _values_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(#\s*)?(VALUES\s+\?{name}\s*\{{\s*)(\"[^\"]*\"(?:\^\^xsd:[a-z]+)?|-?[0-9.]+)(\s*\}})")


def _bound(sparql: str, name: str, literal: str) -> str:
    """The query with this literal as the value of a parameter."""
    return _values_of(name).sub(lambda found: f"{found[2]}{literal}{found[4]}", sparql)


def _literal(form: str, value: str) -> str:
    if form == "number":
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"^^xsd:date' if form == "date" else f'"{escaped}"'


def _fields(text: str, file: str) -> dict[str, list[tuple[int, str]]]:
    """The header's fields with their lines; a line that begins with no field goes on with the one before."""
    fields: dict[str, list[tuple[int, str]]] = {}
    last = ""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _HEADER.fullmatch(line)
        if not match:
            break
        words = match[1]
        name, _, rest = words.partition(" ")
        if name.rstrip(":") in _FIELDS and (name.endswith(":") or name in ("param", "column")):
            last = name.rstrip(":")
            fields.setdefault(last, []).append((number, rest.strip()))
        elif words and last:
            line_number, before = fields[last][-1]
            fields[last][-1] = (line_number, f"{before} {words.strip()}")
        elif words:
            raise InputError.of(
                file,
                repr(line),
                f"a field of the header: {', '.join(_FIELDS)}",
                "Begin the header with `# question: ...`.",
                row=number,
            )
    return fields


def read_question(folder: Path) -> Question:
    """Read a question's folder.

    Raises InputError where the header lacks something, or a parameter is not bound by a VALUES of its own.
    """
    path = folder / QUERY
    file = shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.of(
            file, "no readable file", "a SPARQL query in UTF-8", "Make it with `ijb new question`."
        ) from error
    fields = _fields(text, file)
    problems = [
        unnamed(file, f"no `# {name}: ...`", "a header that says it", "Add the line.", row=1)
        for name in ("question", "why", "group", "empty")
        if name not in fields
    ]
    parameters, columns = [], {}
    for number, line in fields.get("param", []):
        match = _PARAMETER.fullmatch(line)
        bound = list(_values_of(match["name"]).finditer(text)) if match else []
        if not match:
            problems.append(
                unnamed(
                    file, repr(line), "`# param NAME (text|date|number): what it means`", "Write it so.", row=number
                )
            )
        elif len(bound) != 1:
            problems.append(
                unnamed(
                    file,
                    f"{len(bound)} times VALUES ?{match['name']} {{ one value }}",
                    "once",
                    "Bind the parameter with its default there; without one, make the line a comment, with an example.",
                    row=number,
                )
            )
        elif match["name"] in _OPTIONS:
            expected = f"a name that is no option of `ijb ask`: {', '.join(_OPTIONS)}"
            problems.append(unnamed(file, repr(match["name"]), expected, "Rename the parameter.", row=number))
        else:
            default = "" if bound[0][1] else bound[0][3].split("^^")[0].strip('"')
            parameters.append(Parameter(match["name"], match["form"], match["meaning"], default))
    for number, line in fields.get("column", []):
        match = _COLUMN.fullmatch(line)
        if match:
            columns[match["name"]] = match["meaning"]
        else:
            problems.append(unnamed(file, repr(line), "`# column NAME: what it holds`", "Write it so.", row=number))
    if problems:
        raise InputError(problems)
    return Question(
        folder.name,
        path,
        fields["question"][0][1],
        fields["why"][0][1],
        fields["group"][0][1],
        tuple(parameters),
        columns,
        fields["empty"][0][1],
        text,
    )


def read_questions(queries: Path) -> list[Question]:
    """Every question: by group, then by name.

    Raises InputError with the faults of every folder.
    """
    questions: list[Question] = []
    problems: list[Problem] = []
    for folder in sorted(path for path in queries.iterdir() if path.is_dir() and not path.name.startswith(".")):
        try:
            questions.append(read_question(folder))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return sorted(questions, key=lambda one: (one.group, one.name))


def find_question(queries: Path, name: str) -> Question:
    """The question of this name; InputError with the nearest names where there is none."""
    names = sorted(path.parent.name for path in queries.glob(f"*/{QUERY}"))
    if name not in names:
        raise InputError.of(
            "ijb ask",
            f"a question {name!r}",
            "a question that `ijb ask` lists",
            f"{nearest(name, names)}Run `ijb ask` to see them all.",
        )
    return read_question(queries / name)
