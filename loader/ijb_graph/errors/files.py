"""Files that cannot be read, whatever they hold."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnreadableFile(Problem):
    """A file is missing, or the system does not let it be read.

    Check the path and its permissions. The files that a paper, rule or question needs are made by ``ijb new``.
    """

    reason: str
    content: str
    found, expected, fix = "no readable file ({reason})", "{content}", "Check the path and its permissions."


class NotUtf8(Problem):
    """A text file holds bytes that are not UTF-8; most often a spreadsheet program has saved it in another encoding.

    Save the file again as UTF-8. A spreadsheet program calls the format "CSV UTF-8".
    """

    byte: str
    found, expected = "byte {byte}, which is no UTF-8", "text in UTF-8"
    fix = "Save the file as UTF-8; for a spreadsheet program that is CSV UTF-8."


class NoAccess(Problem):
    """The system does not let a file or folder be read or written while the command works.

    Check that the path exists, that you may write there, and that the disk has space left.
    """

    reason: str
    found, expected, fix = "no way to use it ({reason})", "a file or folder to read and write", "Check its permissions."


class UnwritableCharacter(Problem):
    """Standard output has an encoding that lacks a character of what is to be printed.

    The terminal's locale or the variable PYTHONIOENCODING says which encoding that is. All output can be UTF-8.
    """

    encoding: str
    character: str
    found, expected = "the encoding {encoding}, which lacks {character}", "an encoding with all characters"
    fix = "Set the environment variable PYTHONIOENCODING to utf-8."


class BrokenTurtle(Problem):
    """A file does not follow the grammar of Turtle. The row is the one at which the parser stopped."""

    reason: str
    found, expected, fix = "no Turtle ({reason})", "Turtle", "Correct it at that place."
