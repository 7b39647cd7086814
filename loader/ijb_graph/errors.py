"""What can be wrong with the input, said so that a person can fix it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FILL_IN", "InputError", "Problem", "nearest", "shown"]


# What `ijb new` writes where a person has to say something.
FILL_IN = "FILL IN"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one file.

    ``row`` counts as a spreadsheet does: the header is row 1. ``row`` and ``column`` are None where they do not apply.
    """

    file: str
    found: str
    expected: str
    fix: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """One line: where, what was found, what was expected, how to fix it."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: found {self.found}; expected {self.expected}. {self.fix}"


class InputError(Exception):
    """The input cannot be used; ``problems`` holds every reason that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order they were found."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(
        cls, file: str, found: str, expected: str, fix: str, row: int | None = None, column: str | None = None
    ) -> InputError:
        """The error of a single problem."""
        return cls([Problem(file, found, expected, fix, row, column)])


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
