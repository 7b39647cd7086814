"""Closed grammars of what papers print: numbers with their units, and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Number", "codes_in", "numbers_in", "numbers_in_words", "plain_text", "words_of"]

_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_YEARS = re.compile(r"\b((?:19|20)[0-9]{2})\s?[/-]\s?(?:20)?([0-9]{2})\b(?!-)")
_WORD = re.compile(r"[^\W_]+")

# 3,769 or 3769 or 2.82, with a sign and a unit; no part of a code such as D10b, of a longer number or of 9,702h.
_NUMBER = re.compile(
    r"(?<![\w.,/])(?P<sign>-(?<![\w%)]-))?£?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"\s?(?P<unit>%|(?:k|m|bn|million|billion|thousand|st|nd|rd|th)\b)?(?![\w]|\.[0-9]|,[0-9]{3})",
    re.IGNORECASE,
)
# A negative sum as accounts print it: (1,200) alone in a cell, or after the sign of pounds. Other brackets are only
# brackets: fourteen (14).
_SUM = r"\((£?[0-9][0-9.,]*\s?(?:k|m|bn|%)?)\)"
_NEGATIVE = re.compile(
    rf"(?:^|(?<=[\t|]))[^\S\t\n]*£?{_SUM}(?=\s?(?:k|m|bn|%)?[^\S\t\n]*(?:$|[\t|]))|£{_SUM}",
    re.IGNORECASE | re.MULTILINE,
)
_CARDINALS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_ORDINAL = re.compile(r"\b([1-9]|10)\s?(?:st|nd|rd|th)\b")
_WORDS = {word: value for value, word in enumerate(_CARDINALS)} | {word: n for n, word in enumerate(_ORDINALS, start=1)}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_UNITS = {"k": 1, "thousand": 1, "m": 1000, "million": 1000, "bn": 1_000_000, "billion": 1_000_000}
# Letters and digits together, or numbers joined by dots: D10b, 1.1, 2(a), SDD2018(03).
_CODE = re.compile(r"[A-Za-z]{0,6}[0-9]+[A-Za-z]*(?:[.()/-]+[A-Za-z0-9]+)*\)?", re.ASCII)


@dataclass(frozen=True)
class Number:
    """A number as printed: its value, and how many thousands one of its unit is where it names such a unit."""

    value: Decimal
    thousands: int | None = None


def plain_text(text: str) -> str:
    """Text without the marks of HTML and Markdown; one form of each dash, quotation mark and pair of years."""
    text = _TAG.sub(" ", text).translate(_MINUS).translate(_QUOTES).replace("**", " ")
    return _YEARS.sub(r"\1-\2", text)


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, in small letters, without what stands between them; third for 3rd."""
    text = plain_text(text).casefold().replace("&", " and ")
    return _WORD.findall(_ORDINAL.sub(lambda found: _ORDINALS[int(found[1]) - 1], text))


def numbers_in(text: str) -> Iterator[Number]:
    """The numbers that a text prints in digits."""
    signed = _NEGATIVE.sub(lambda found: f" -{found[1] or found[2]}", plain_text(text))
    for found in _NUMBER.finditer(signed):
        value = Decimal(found["digits"].replace(",", ""))
        unit = (found["unit"] or "").casefold()
        yield Number(-value if found["sign"] else value, _UNITS.get(unit))


def numbers_in_words(text: str) -> Iterator[Number]:
    """The numbers up to twenty that a text prints in words, and which one of several: two, third."""
    for word in _NUMBER_WORD.findall(plain_text(text)):
        yield Number(Decimal(_WORDS[word.casefold()]))


def codes_in(text: str) -> Iterator[str]:
    """What may be a code: letters and digits together, or numbers joined by dots."""
    for found in _CODE.findall(plain_text(text)):
        if not found.isdigit():
            yield found
