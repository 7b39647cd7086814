"""Decisions about the cells of a draft that cannot be taken, and drafts that cannot become records yet."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnfitDecision(Problem):
    """A decision about a cell of a draft cannot be taken: there is no such cell, or it cannot have that status.

    A cell that has to hold a value cannot be left empty; what a record is named by is never lost. A row that is no
    record is dropped as a whole: column ``*``, status ``dropped``.
    """

    decided: str
    form: str
    remedy: str
    found, expected, fix = "{decided}", "{form}", "{remedy}"


class NoSuchCell(Problem):
    """``ijb review --cell`` is asked for a cell that the draft does not have.

    A cell goes by its kind, row and column, such as ``directions/3/title``; ``directions/3`` is a whole row.
    """

    name: str
    found, expected = "{name!r}", "KIND, KIND/ROW or KIND/ROW/COLUMN of cells of the draft"
    fix = "Correct it: --list --format csv prints the open ones."


class CopiedText(Problem):
    """A cell that is to say something in our words holds a run of words that stands so in the paper.

    The papers' own sentences are no part of the project: say it shorter, in other words.
    """

    words: str
    count: int
    found, expected = "the paper's own words {words!r}", "our own words: fewer than {count} of the paper's in a row"
    fix = "Say it shorter, in other words."


class AbsentValue(Problem):
    """A value is decided that does not stand in the lines of its row, and the decision does not say why.

    Either the value or the lines are wrong; or the export damaged the words and they were ``mended``; or the value was
    ``inferred`` from something else. A note then says what was repaired, or how it was inferred.
    """

    value: str
    lines: str
    found, expected = "{value!r}, which does not stand in {lines}", "a value that stands there"
    fix = "Correct it, or say with a note that it is mended or inferred."


class UndecidedCell(Problem):
    """``ijb review --finish`` finds a cell that nobody has decided: nothing is written.

    ``ijb review`` asks for each such cell. A summary has to be written by a person.
    """

    reason: str
    found, expected = "a cell that nobody has decided ({reason})", "a decision"
    fix = "Run `ijb review` without --finish."
