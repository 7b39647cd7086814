"""The base of every error: one thing wrong with the input, and the exception that carries all that was found."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import KW_ONLY
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, ClassVar, Self, dataclass_transform

__all__ = ["FILL_IN", "InputError", "Problem", "Problems", "nearest", "problem_kinds", "shown"]


# What `ijb new` writes where a person has to say something.
FILL_IN = "FILL IN"

# How many rows with the same fault a message names.
_MOST_ROWS = 6


@dataclass_transform(frozen_default=True)
class _Declared:
    """Makes each kind of problem a class of its facts, as a dataclass is one of its fields.

    ``dataclass`` itself compiles functions for each class: every command makes these classes, and would start 13 ms
    later.
    """

    @classmethod
    def facts(cls) -> list[str]:
        """The annotated names of the class, in order."""
        return list(inspect.get_annotations(cls))

    def __init__(self, *values: Any, **named: Any) -> None:
        names = ["file", *self.facts()]
        given = dict(zip(names, values, strict=False))
        if len(values) > len(names) or given.keys() & named or {*given, *named} - {"row", "column"} != {*names}:
            raise TypeError(f"{type(self).__name__} takes {', '.join(names)}, and row and column by name")
        vars(self).update({"row": None, "column": None, **given, **named})


class Problem(_Declared):
    """One thing wrong with one file or one call. Each kind is a class, and all of its words stand there.

    A kind has a docstring (when it occurs, for its page in the documentation), its facts as annotated names, and three
    templates that are filled in with the facts: ``found``, ``expected`` and ``fix``. Its ``id`` is its name in small
    letters with hyphens. ``row`` counts as a spreadsheet does: the header is row 1; ``row`` and ``column`` are None
    where they do not apply.
    """

    file: str
    _: KW_ONLY
    row: int | None = None
    column: str | None = None

    found: ClassVar[str]
    expected: ClassVar[str]
    fix: ClassVar[str]

    @classmethod
    def id(cls) -> str:
        """The kind's name as messages and documentation show it: ``unknown-name`` of ``UnknownName``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def __str__(self) -> str:
        """One line: where, what was found, what was expected, how to fix it, and the id of the kind."""
        return self.message([] if self.row is None else [self.row])

    def message(self, rows: Sequence[int]) -> str:
        """The line for the same fault in several rows of one file: at most six of them are named."""
        place = self.file
        if rows:
            more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
            place += f", row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows[:_MOST_ROWS]))}{more}"
        if self.column is not None:
            place += f", column {self.column}"
        # One fault is one line, whatever stands in a file or its name.
        return f"{place}: {self.without_place()} [{self.id()}]".replace("\n", "\\n").replace("\r", "\\r")

    def without_place(self) -> str:
        """What was found, what was expected, how to fix it: for who sees where."""
        # A call that cannot be carried out has the command in place of a file.
        facts = {**vars(self), "call": self.file}
        found, expected, fix = (text.format(**facts) for text in (self.found, self.expected, self.fix))
        return f"found {found}; expected {expected}. {fix}"

    def at(self, file: str, row: int | None = None) -> Self:
        """The same fault in a file, at a row of it where one is given."""
        moved = copy(self)
        vars(moved).update(file=file, row=self.row if row is None else row)
        return moved

    def error(self) -> InputError:
        """The exception of this problem alone: ``raise UnknownName(...).error()``."""
        return InputError([self])


def problem_kinds() -> list[type[Problem]]:
    """Every kind of problem there is, by id."""
    folder = Path(__file__).parent
    for module in iter_modules([str(folder)]):
        import_module(f"ijb_graph.errors.{module.name}")
    kinds = (kind for kind in Problem.__subclasses__() if kind.__module__.startswith("ijb_graph.errors."))
    return sorted(kinds, key=lambda kind: kind.id())


class InputError(Exception):
    """The input cannot be used; ``problems`` holds every reason that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order they were found, each once."""
        self.problems: tuple[Problem, ...] = tuple({str(problem): problem for problem in problems}.values())
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems(list[Problem]):
    """The problems that several steps find, to be raised together."""

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Run a step: where it raises InputError, keep its problems and go on after it."""
        try:
            yield
        except InputError as error:
            self.extend(error.problems)

    def raise_any(self) -> None:
        """Raise InputError with all that was found, if anything was."""
        if self:
            raise InputError(self)


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known words are nearest to ``word``: ``Did you mean ...?``, or nothing."""
    import difflib  # noqa: PLC0415 - for errors alone

    by_folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    close: Sequence[str] = difflib.get_close_matches(word.casefold(), list(by_folded), n=3, cutoff=0.6)
    if not close:
        return ""
    return "Did you mean " + " or ".join(repr(by_folded[name]) for name in close) + "? "


def shown(path: Path) -> str:
    """A path as a person at the terminal would type it: relative where it lies below the working folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
