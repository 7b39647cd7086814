"""What can be wrong with a document that is to be read as a paper."""

from __future__ import annotations

from ijb_graph.errors.base import Problem


class UnknownFormat(Problem):
    """A file is no text, Markdown, HTML, Word or PDF, whatever its name says: its first bytes are those of another.

    Word of before 2007 (.doc) and OpenDocument are not read; a word processor saves them as .docx or PDF.
    """

    what: str
    found, expected = "{what}", "text, Markdown, HTML, Word (.docx) or PDF"
    fix = "Save it in one of these formats."


class UnknownEncoding(Problem):
    """A text is not in UTF-8. What it seems to be is said, and not taken for certain: a wrong guess changes letters."""

    seems: str
    found, expected = "text that seems to be {seems}", "text in UTF-8"
    fix = "Save it again as UTF-8, and look at its dashes, quotation marks and pound signs."


class BinaryContent(Problem):
    """A file that should be text holds a character that no text has, such as NULL."""

    character: str
    found, expected = "{character}", "text"
    fix = "If the file is in another format, save it again; if it is a text, remove that character."


class EncryptedDocument(Problem):
    """A document can be opened with a password alone, or by a rights service of its owner."""

    found, expected, fix = "an encrypted document", "one that opens without a password", "Save it without a password."


class DamagedDocument(Problem):
    """A document is cut short, was changed, or does not follow its format; the library that reads it gave up."""

    form: str
    reason: str
    found, expected = "damaged {form} ({reason})", "a document as a program saves it"
    fix = "Open it and save it again, or get it again from where it was published."


class NoTextInDocument(Problem):
    """A document holds pictures of pages and no text: it is a scan. Nothing is read from pictures.

    A program for character recognition adds the text; hold it against the pictures, as it misreads digits.
    """

    pages: str
    found, expected = "no text in its {pages}", "a document with text"
    fix = "Ask who published it for one that was not scanned, or put it through character recognition and check that."


class EmptyDocument(Problem):
    """A document can be read, and no text stands in it."""

    found, expected, fix = "nothing that can be read", "a paper's text", "Check that it is the right file."


class DirectionOverride(Problem):
    """A text holds a character that shows the letters after it from right to left: it reads otherwise than it is.

    No paper needs one; text in a language that is written from right to left does without.
    """

    character: str
    found, expected, fix = "{character}", "text that is what it looks like", "Remove that character."


class DocumentTooLarge(Problem):
    """A document unpacks to more than is allowed, as a file does that was made to fill the memory."""

    part: str
    megabytes: float
    found, expected = "{part} of more than {megabytes:g} MB", "a document of at most that size"
    fix = "Save it without its pictures, or in parts."


class DocumentOutOfTime(Problem):
    """A document takes longer to read than its limit; a paper of hundreds of pages takes seconds."""

    seconds: float
    found, expected, fix = "no end of it in {seconds:g} seconds", "a document that is read in that time", "Split it."


class DocumentOutOfMemory(Problem):
    """A document takes more memory to read than its limit."""

    megabytes: float
    found = "a document that takes more than {megabytes:g} MB of memory to read"
    expected, fix = "one that takes less", "Save it again without its pictures, or in parts."
