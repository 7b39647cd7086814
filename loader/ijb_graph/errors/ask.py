"""What can be wrong with a question's file, or with its name."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnknownQuestion(Problem):
    """A question is asked for that has no folder under ``queries/``."""

    question: str
    hint: str
    found, expected = "a question {question!r}", "a question that `ijb ask` lists"
    fix = "{hint}Run `ijb ask` to see them all."


class NoTriples(Problem):
    """An rdflib graph is asked for of an answer that has rows, or true or false.

    CONSTRUCT and DESCRIBE give triples; SELECT gives rows, ASK true or false.
    """

    found, expected, fix = "no triples", "the answer to a CONSTRUCT or DESCRIBE", "Ask for triples, or take the rows."


class TooMuchForSheet(Problem):
    """An answer has more rows, or a longer text, than a sheet of XLSX holds: the rest would be cut off.

    A sheet has 1,048,576 rows, and a cell 32,767 characters.
    """

    sheet: str
    much: str
    found, expected = "{much} for the sheet {sheet!r}", "at most 1,048,575 rows, and 32,767 characters in a cell"
    fix = "Ask for `--format csv` or `parquet`, or for fewer rows."


class MissingHeaderField(Problem):
    """The header of a question lacks a field that everyone needs who reads the question or its answer."""

    field: str
    found, expected, fix = "no `# {field}: ...`", "a header that says it", "Add the line."


class WrongHeaderLine(Problem):
    """A line of a question's header cannot be read: it begins with no field, or is a parameter or column of another
    form.
    """

    line: str
    form: str
    found, expected, fix = "{line!r}", "{form}", "Write it so."


class UnboundParameter(Problem):
    """A parameter of a question is not bound by just one line ``VALUES ?name { value }`` of its query.

    The value is the default. Where there is none, and the question is asked of everything, the line is a comment with
    an example.
    """

    parameter: str
    times: int
    found, expected = "{times} times VALUES ?{parameter} {{ one value }}", "once, on a line of its own"
    fix = "Bind the parameter with its default there; without one, make the line a comment, with an example."


class ReservedParameter(Problem):
    """A parameter of a question has the name of an option that every question has."""

    parameter: str
    reserved: str
    found, expected = "a parameter {parameter!r}", "a name that is no option of `ijb ask`: {reserved}"
    fix = "Rename the parameter."
