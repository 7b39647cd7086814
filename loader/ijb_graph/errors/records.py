"""Faults of the records: the files under ``data/``, their rows and cells, and the schemas of their kinds."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class BrokenKind(Problem):
    """The schema of a kind of record under ``data/kinds/`` cannot be used.

    Compare it with the schema of another kind; ``data/kinds/README.md`` says what each word means.
    """

    reason: str
    hint: str
    found, expected = "{reason}", "a CSVW table schema as data/kinds/README.md describes it"
    fix = "{hint}Correct it."


class IllFormedFile(Problem):
    """A file is not written in its format: a CSV file whose quotation marks do not match, a paper.toml that is no TOML.

    The message of the parser says where it stopped. A CSV file begins with a row of column names.
    """

    reason: str
    content: str
    found, expected, fix = "text that is no {reason}", "{content}", "Correct it at that place."


class StrayFile(Problem):
    """A file or folder under ``data/`` is none that the build reads. It is not passed over, since it may be misspelt.

    The file of a kind of record is named as the schema of the kind: directions.csv by data/kinds/directions.json. The
    folder of a board is named by its short name, the folder of a paper by its day and subject.
    """

    name: str
    known: str
    hint: str
    found, expected, fix = "{name}", "{known}", "{hint}Rename it, or move it elsewhere."


class NoPaper(Problem):
    """There is no paper under ``data/``: no folder ``<board>/<date>-<subject>/``.

    ``ijb new paper`` makes one.
    """

    found = "no paper"
    expected = "at least one folder <board>/<date>-<subject>/ with a paper.toml"
    fix = "Make one with `ijb new paper`."


class WrongEntry(Problem):
    """An entry of paper.toml is missing, is not what it should be, or is one that nothing reads.

    ``ijb new paper`` writes every entry that a paper needs.
    """

    value: str
    form: str
    fix_by: str
    found, expected, fix = "{value}", "{form}", "{fix_by}"


class MissingColumn(Problem):
    """A CSV file lacks a column whose cells may not be empty. Any other column can be left out where it has no values.

    ``data/kinds/`` describes the columns of each kind.
    """

    header: str
    description: str
    found, expected, fix = "the columns {header}", "a column {column}", "Add it: {description}."


class UnknownColumn(Problem):
    """A CSV file has a column that its kind of record does not have, or one twice; most often its name is misspelt."""

    name: str
    known: str
    hint: str
    found, expected, fix = "a column {name}", "only the columns {known}, each once", "{hint}Rename or remove it."


class WrongCellCount(Problem):
    """A row has more or fewer cells than the header; most often a comma stands in a cell without quotation marks."""

    cells: int
    columns: int
    found, expected = "{cells} cells", "{columns} cells, as in the header"
    fix = "Quote cells that hold a comma; remove empty rows."


class EmptyCell(Problem):
    """A cell is empty in a column that needs a value in every row, or in this row.

    A row whose basis is ``mended`` or ``inferred`` needs a note that says what was repaired, or how it was inferred.
    """

    description: str
    found, expected, fix = "an empty cell", "{description}", "Fill it in: it may not be empty here."


class WrongCell(Problem):
    """A cell does not have the form of its column: no such number, day or time, no lines of the paper, none of the
    choices, a space at an end, several values without ``; `` between them.

    Leave a cell empty where the paper does not say.
    """

    text: str
    form: str
    fix_by: str
    found, expected, fix = "{text!r}", "{form}", "{fix_by}"


class UnknownName(Problem):
    """A cell names a body, post or person that is not known under that name in the papers of this board.

    The names that follow from integration-authorities.csv are known already. Correct the name, or let the paper's own
    folder introduce it: the body in bodies.csv, the post in posts.csv, the person in people.csv, another name of
    something known in aliases.csv. In a review, a row of such a kind introduces it. Such files in ``data/reference/``
    do so for all boards.
    """

    name: str
    hint: str
    found, expected = "{name!r}", "a body, post or person that is known"
    fix = (
        "{hint}Correct it, or introduce it: in bodies.csv, posts.csv, people.csv or aliases.csv of the paper's folder; "
        "in a review, as a row of the kind bodies, posts, people or aliases."
    )


class AmbiguousName(Problem):
    """A cell has a short name that means two bodies or posts in the papers of its board: the Council, where the board
    has two councils; the Chief Executive, whom the council and the health board both have.

    Write the name in full and say in ``note`` what is printed. Where the papers always mean the same one, give it this
    name in ``data/reference/aliases.csv``.
    """

    name: str
    meanings: str
    first: str
    found, expected = "{name!r}, which can be {meanings}", "a name that means one thing in this paper"
    fix = "Write the full name of the one that is meant, such as {first!r}, or add the short one to aliases.csv."


class NameTaken(Problem):
    """A name or an alias of the reference data stands for two things in the same papers."""

    name: str
    holder: str
    found, expected = "{name!r}, which {holder} is called already", "a name that means one thing"
    fix = "Rename or remove one of them."


class NameDefinedOtherwise(Problem):
    """A paper's folder introduces a body, post or person that another file describes already, in another way.

    The same description may be given again; what is known to the board's papers needs none.
    """

    name: str
    holder: str
    found, expected = "{name!r}, which {holder} describes otherwise", "one description of each thing"
    fix = "Correct one of them, or remove this row: the name is known already."


class RepeatedKey(Problem):
    """Two rows of a file have the same key, so they would be the same record.

    ``primaryKey`` in the schema of the kind says which columns tell its records apart.
    """

    key: str
    first: int
    columns: str
    found, expected = "{key!r} again (first in row {first})", "each {columns} once"
    fix = "Remove or correct one of the rows."


class OverlappingTimes(Problem):
    """Two rows that say the same in the rest of their key are of times that overlap, so that one time is told twice.

    ``ijb:apart`` in the schema of the kind says which column holds the times. Make one row of two that say the same.
    """

    time: str
    other: str
    first: int
    rest: str
    found = "{time}, which overlaps {other} (row {first})"
    expected = "times that do not overlap in rows with the same {rest}"
    fix = "Make one row of both, or correct the times."


class CircularReference(Problem):
    """Rows of a file refer to one another in a circle, so that each is a part of itself.

    A foreign key into the kind's own file leads from a part to its whole, step by step, and ends somewhere.
    """

    circle: str
    found, expected = "{circle}, a circle", "a chain of rows that ends in one with an empty {column}"
    fix = "Correct or empty one of these cells."


class UnknownReference(Problem):
    """A cell refers to something that is not there: a row of another file, a suite, a rule.

    ``foreignKeys`` in the schema of the kind says which columns refer to which. A code may be misspelt, or the row it
    means may be missing.
    """

    value: str
    target: str
    hint: str
    found, expected, fix = "{value!r}", "{target}", "{hint}Correct it, or add what it refers to."
