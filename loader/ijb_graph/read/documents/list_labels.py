"""The labels that a list shows before its items: 3, c, C, iii, III."""

from __future__ import annotations

__all__ = ["label"]

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letters(number: int) -> str:
    """a to z, then aa to zz, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def label(style: str, number: int) -> str:
    """A number as a list shows it; ``style`` is ``1``, ``a``, ``A``, ``i`` or ``I``, as HTML calls them."""
    if style in "aA" and 0 < number <= 26 * 26:
        text = _letters(number)
    elif style in "iI" and 0 < number < 4000:
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if style.isupper() else text
