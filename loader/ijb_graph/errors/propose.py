"""What can be wrong with a program that proposes cells, or with its answer."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnknownProposalKind(Problem):
    """`--propose-kind` names no kind of record that a paper's folder has, or one that says nothing of a paper."""

    kind: str
    hint: str
    found, expected = "the kind {kind!r}", "a kind of record that cites lines of a paper, such as directions"
    fix = "{hint}Choose another."


class ProgramNotStarted(Problem):
    """The program that `--propose` names cannot be started: it is not there, or it is none.

    The command is split into words as a shell does, and no shell runs it.
    """

    reason: str
    found, expected = "a command that does not start: {reason}", "a program and its arguments"
    fix = "Correct it. Give the whole path of a program that is not on the search path."


class ProgramFailed(Problem):
    """A program that proposes cells ended with another status than 0. What it wrote is not used."""

    status: str
    said: str
    found, expected = "a program that ended with {status}{said}", "status 0 and one JSON object"
    fix = "Mend the program, or draft without it."


class ProgramOutOfTime(Problem):
    """A program that proposes cells, or a process that it left behind, wrote no whole answer in its time."""

    seconds: float
    found, expected = "no whole answer in {seconds:g} seconds", "an answer in that time"
    fix = "Give it more time with --propose-seconds, or fewer kinds with --propose-kind."


class ProgramAnswerTooLarge(Problem):
    """A program that proposes cells wrote more than an answer can hold."""

    megabytes: float
    found, expected = "an answer of more than {megabytes:g} MB", "one of at most that size"
    fix = "Mend the program."


class UnusableAnswer(Problem):
    """A program that proposes cells wrote no whole JSON object of the form that it was asked for.

    A name that stands twice in an object, NaN and Infinity are no JSON here: which value is meant is not plain.
    """

    reason: str
    found, expected = "{reason}", 'one JSON object in UTF-8, {{"rows": [...]}}, and nothing else'
    fix = "Mend the program, or draft without it."
