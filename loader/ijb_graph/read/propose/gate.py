"""The gate: whether a cell that a program proposes is proposed to a person, or only left to one with the reason.

It decides by the schema, the lines and closed grammars alone. What the program, or the paper, says of itself has no
effect on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ijb_graph.paper_text import PaperText
from ijb_graph.read.drafts.cells import PROPOSED, DraftCell, to_decide
from ijb_graph.read.printed.figures import words_of
from ijb_graph.read.propose.answer import ProposedCell
from ijb_graph.read.propose.quotes import QuoteTests, one_line, stands_whole
from ijb_graph.read.review.own_words import MOST_WORDS, copied_words, is_in_our_words
from ijb_graph.records.cells import read_cell
from ijb_graph.records.line_account import Lines, as_text, ranges
from ijb_graph.records.names import Names
from ijb_graph.records.schema import EMPTY_BECAUSE, Column
from ijb_graph.records.values import parse_lines
from ijb_graph.text_safety import deceptive, personal_contact

__all__ = ["FEWEST_QUOTED", "MOST_CHARACTERS", "MOST_LINES", "MOST_QUOTED", "Gate", "safe_guess"]

# A quote is short: so many words at most. One that a text in our words rests on has some words too.
MOST_QUOTED, FEWEST_QUOTED = 40, 3
# So many lines at most hold one quote.
MOST_LINES = 20
# No text of a cell is longer, in characters.
MOST_CHARACTERS = 1500
_MOST_HINTS = 50
# A guess that a person is shown, in characters.
_LONGEST_GUESS = 200


@dataclass(frozen=True)
class _Place:
    """The lines that a cell names: as ranges, and what they print; or the reason that they are none."""

    lines: Lines
    text: str
    reason: str = ""


def safe_guess(value: str, paper: PaperText) -> str:
    """A value that can be shown to a person as a guess; empty where it would deceive, or is none of the project's."""
    is_safe = (
        len(value) <= _LONGEST_GUESS
        and value not in EMPTY_BECAUSE
        and value == value.strip()
        and not deceptive(value)
        and not personal_contact(value)
        and not copied_words(value, paper.text)
    )
    return value if is_safe else ""


class Gate:
    """The gate of one paper of ``board``."""

    def __init__(self, paper: PaperText, names: Names, board: str) -> None:
        self.paper, self.names, self.board = paper, names, board
        self.tests = QuoteTests(names, board)
        self.hints = 0
        self.printed = paper.text.split("\n")[: paper.line_count]

    def cell(self, column: Column, given: ProposedCell) -> DraftCell:
        """The cell that a draft gets: proposed, or to decide with the reason and, where it is safe, the guess."""
        if max(len(given.value), len(given.lines), len(given.quote)) > MOST_CHARACTERS:
            return to_decide(f"proposed, and not taken: it has more than {MOST_CHARACTERS} characters", "")
        place = self._place(given.lines)
        quote = one_line(given.quote)
        reason = place.reason or self._quote_fault(quote, place.text) or self._value_fault(column, given.value)
        if not reason:
            values, faults = read_cell(column, given.value, self.names, self.board)
            reasons = (self.tests.why_not(column, value, quote, place.text) for value in values)
            reason = self._form_fault(column) if faults or not values else next(filter(None, reasons), "")
        reason = reason or self._own_words_fault(column, given.value, quote)
        lines = as_text(place.lines)
        if not reason:
            return DraftCell(given.value, PROPOSED, lines, quote)
        return to_decide(f"proposed, and not taken: {reason}", lines, safe_guess(given.value, self.paper))

    def _place(self, lines: str) -> _Place:
        try:
            parts = [parse_lines(part) for part in lines.split("; ", MOST_LINES)]
        except ValueError:
            return _Place((), "", "it names no lines")
        if any(one.last > self.paper.line_count for one in parts):
            return _Place((), "", f"the paper has no such line: it has {self.paper.line_count}")
        if sum(one.last - one.first + 1 for one in parts) > MOST_LINES:
            return _Place((), "", f"it names more than {MOST_LINES} lines")
        numbers = sorted({number for one in parts for number in range(one.first, one.last + 1)})
        if not all(self.printed[number - 1].strip() for one in parts for number in (one.first, one.last)):
            return _Place((), "", "it names an empty line")
        return _Place(ranges(numbers), "\n".join(self.printed[number - 1] for number in numbers))

    def _quote_fault(self, quote: str, lines: str) -> str:
        if not re.search(r"\w", quote):
            return "it has no quote"
        if len(quote.split()) > MOST_QUOTED:
            return f"its quote has more than {MOST_QUOTED} words"
        if deceptive(quote) or personal_contact(quote):
            return "its quote has hidden characters, an e-mail address or a phone number"
        if not stands_whole(quote, one_line(lines)):
            return "its quote does not stand in its lines"
        return ""

    def _value_fault(self, column: Column, value: str) -> str:
        """Why a value is none of its column."""
        if not value.strip() or value in EMPTY_BECAUSE:
            return "that nothing is there is a person's to say"
        if column.form != "name":
            return ""
        parts = value.split(column.separator) if column.separator else [value]
        unknown = next((one for one in parts if self.names.resolve(one, self.board) is None), None)
        if unknown is None or not safe_guess(value, self.paper):
            return "" if unknown is None else self._form_fault(column)
        # To look for what is near takes longer than all else, and a thousand hints help nobody.
        self.hints += 1
        hint = self.names.suggestion(unknown, self.board) if self.hints <= _MOST_HINTS else ""
        return f"not known: {unknown}. {hint}".strip()

    @staticmethod
    def _form_fault(column: Column) -> str:
        return "no value of the column" + (f": one of {', '.join(column.choices)}" if column.choices else "")

    def _own_words_fault(self, column: Column, value: str, quote: str) -> str:
        if not is_in_our_words(column):
            return ""
        if len(words_of(quote)) < FEWEST_QUOTED:
            return f"a text in our words rests on a quote of at least {FEWEST_QUOTED} words"
        if copied_words(value, self.paper.text):
            return f"{MOST_WORDS} words in a row stand so in the paper"
        return ""
