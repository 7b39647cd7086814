"""Quotes held against the lines of a paper, and values against their quotes: by the grammars that read papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ijb_graph.paper_text import PaperText
from ijb_graph.read.documents.document import document_of_text
from ijb_graph.read.drafts.cells import MATCHED
from ijb_graph.read.printed.dates import printed_times
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.printed.lines import PrintedLines
from ijb_graph.read.printed.names_in_text import names_in
from ijb_graph.read.printed.printed_cells import choice_cell, money_cell
from ijb_graph.read.printed.value_tests import ValueTests
from ijb_graph.read.review.own_words import is_in_our_words
from ijb_graph.read.worksheet import MONEY, PERCENT
from ijb_graph.records.names import Name, Names
from ijb_graph.records.schema import Column
from ijb_graph.records.values import Period

__all__ = ["QuoteTests", "one_line", "stands_whole"]


def one_line(text: str) -> str:
    """A text with one space for any white space."""
    return " ".join(text.split())


def _cuts(before: str, after: str) -> bool:
    """Whether a text that ends with ``before`` and goes on with ``after`` is one word, code or number there."""
    if not before or not after:
        return False
    if after[0].isalnum():
        # 4|.2, D1|0, £|4, 2030|-31; a space, a comma after a word and the like part words.
        joined = re.search(r"(?:[^\W_]|[£$€(-]|[^\W_][.,/’'-])$", before)
        return joined is not None and not re.search(r"(?:^|\s)\($", before)
    return before[-1].isalnum() and (after[0] == "%" or re.match(r"[.,/’'(-][^\W_]", after) is not None)


def stands_whole(text: str, whole: str) -> bool:
    """Whether a text stands in another, and not as a part of a word, a code or a number of it."""
    return any(
        not any(_cuts(whole[max(0, place - 3) : place], whole[place : place + 3]) for place in found.span(1))
        for found in re.finditer(f"(?=({re.escape(text)}))", whole)
    )


def _counted(text: str) -> PrintedLines:
    """A text without its times and percentages: the numbers that are left count things."""
    rest = PERCENT.sub(" ", plain_text(text))
    for words, _ in printed_times(rest):
        rest = rest.replace(words, " ", 1)
    return PrintedLines(rest)


class QuoteTests:
    """Why a value does not stand in its quote, in a paper of ``board``."""

    def __init__(self, names: Names, board: str) -> None:
        self.names, self.board, self.tests = names, board, ValueTests(names, board)

    def why_not(self, column: Column, value: object, quote: str, lines: str) -> str:
        """Why a value that is legal does not stand in its quote; empty where it does.

        It has to stand in the lines of the quote too: what is cut from a longer number, time or name does not.
        """
        return next(self._reasons(column, value, quote, lines), "")

    def _reasons(self, column: Column, value: object, quote: str, lines: str) -> Iterator[str]:
        if column.stands == "no":
            yield "it is not printed: a person has to say it"
        elif column.choices:
            if choice_cell(quote, "", column).value != value:
                yield "the quote does not have this word, or has several of the choices"
        elif isinstance(value, Name):
            if not all(value in self._named(text) for text in (quote, lines)):
                yield "the quote does not name it"
        elif isinstance(value, Period) and value.earliest is None:
            if not stands_whole(value.text, quote.casefold()):
                yield "the quote does not have this word"
        else:
            test = self.tests.test_of(column)
            if test is None:
                yield "no quote can show it"
            elif not all(test(PrintedLines(text), value) for text in (quote, lines)):
                yield "it does not stand in the quote, or the quote is a part of something else"
            elif column.form in ("integer", "decimal"):
                yield from self._number_reasons(column, Decimal(str(value)), quote)
            elif isinstance(value, str) and column.form == "string":
                yield from self._text_reasons(column, value, quote)

    def _named(self, text: str) -> set[Name]:
        document = document_of_text("", PaperText(text, ""))
        return {one.thing for one in names_in(document, self.names, self.board) if one.thing is not None}

    def _number_reasons(self, column: Column, value: Decimal, quote: str) -> Iterator[str]:
        if column.name.endswith("_k"):
            sums = [money_cell(found[0], "") for found in MONEY.finditer(plain_text(quote))]
            if abs(value) not in {Decimal(one.value) for one in sums if one.status == MATCHED}:
                yield "the quote does not print its unit"
        elif "per cent" not in column.description and not _counted(quote).have_number(value):
            yield "the quote prints it as a percentage or as a part of a time"

    def _text_reasons(self, column: Column, value: str, quote: str) -> Iterator[str]:
        if is_in_our_words(column):
            return
        if column.pattern is not None:
            if not all(stands_whole(one, quote) for one in value.split(column.separator or "\n")):
                yield "the quote does not have it as it is written"
        elif not PrintedLines(quote).have_words(value):
            yield "its words do not stand in the quote"
