"""Text that would deceive: what records may not hold, and how text is shown where a program would act on it.

Three places act on text: a reader's eye (invisible and direction-changing characters), a terminal (control characters
move its cursor and set its title) and a spreadsheet (a cell that begins like a formula is run).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

__all__ = ["deceptive", "for_spreadsheet", "for_terminal", "hidden_character", "personal_contact", "spreadsheet_csv"]

# Categories of Unicode: control, format (zero-width and direction marks among them), surrogate, private use, line and
# paragraph separators.
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# All but ASCII that a terminal only shows, line ends and tabs.
# A British number: 0 or +44, then nine or ten digits, in groups or not.
_PHONE = re.compile(r"(?<![\w.,/+-])(?:\+44 ?(?:\(0\) ?)?|\(?0)[1-9](?:(?:\) ?| )?[0-9]){8,9}(?![\w/-])")
# No more of an address than tells it: a part that can begin anywhere would be tried from each sign of a long word.
_E_MAIL = re.compile(r"\w@\w[\w-]*\.[\w-]")
_NOT_PLAIN = re.compile(r"[^\x20-\x7e\n\t]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_NAMES = {"\x00": "NULL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE", "\x7f": "DELETE"}


def hidden_character(text: str) -> str:
    """The first character that a reader does not see, with its place: ``U+202E RIGHT-TO-LEFT OVERRIDE (character 5)``.

    Empty where there is none. Spaces of any width are seen.
    """
    if text.isprintable():
        return ""
    for place, character in enumerate(text, start=1):
        if unicodedata.category(character) in _HIDDEN:
            name = _NAMES.get(character) or unicodedata.name(character, "a character without a name")
            return f"U+{ord(character):04X} {name} (character {place})"
    return ""


def deceptive(text: str) -> tuple[str, str] | None:
    """What a text should be that would deceive a reader, and how to fix it; None where it would not."""
    if hidden := hidden_character(text):
        return f"text in one line without {hidden}", "Remove that character."
    # Two ways to write one letter would be two names.
    if not unicodedata.is_normalized("NFC", text):
        return "text in Unicode's normal form C", f"Write {unicodedata.normalize('NFC', text)!r}: it looks the same."
    return None


def personal_contact(text: str) -> tuple[str, str] | None:
    """What a text should be that holds an e-mail address or a phone number, and how to fix it; else None."""
    if _E_MAIL.search(text):
        return "text without an e-mail address", "Remove it: the project publishes none."
    if _PHONE.search(text):
        return "text without a phone number", "Remove it: the project publishes none."
    return None


def _escaped(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) not in _HIDDEN:
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 1 << 16 else f"\\U{ord(character):08x}"


def for_terminal(text: str) -> str:
    """Text for a terminal: what it would act on, or would not show, as ``\\u001b``. Line ends and tabs stay."""
    return _NOT_PLAIN.sub(lambda found: _escaped(found[0]), text)


def for_spreadsheet(cell: str) -> str:
    """A cell of a CSV file for people: ``'`` before what a spreadsheet would take for a formula. Numbers stay.

    No two texts give the same cell: ``'`` is also put before a text that begins with ``'`` and then such a character.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def spreadsheet_csv(rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    """Rows as CSV for people, each cell as ``for_spreadsheet`` writes it; lines end at a newline alone."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(
        [for_spreadsheet(cell) for cell in row] for row in rows
    )
    return out.getvalue()
