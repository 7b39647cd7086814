"""How wide a text is at most, and how to break it into lines: a picture is made where nobody can measure."""

from __future__ import annotations

__all__ = ["text_width", "wrapped"]

# Widths of characters in parts of the font's size: those of DejaVu Sans, the widest of the fonts that pages ask for.
_WIDTHS = {
    **dict.fromkeys(" .,:;'|/\\ijlIJf-·’", 0.37),
    **dict.fromkeys('()[]tr!"', 0.47),
    **dict.fromkeys("szc*_`?–", 0.56),
    **dict.fromkeys("QOGDHNUw#+<=>&~→≤", 0.85),
    **dict.fromkeys("mMW@%…—", 1.01),
}
_LOWER, _UPPER, _WIDEST = 0.65, 0.78, 1.05
_BOLD = 1.16
_ELLIPSIS = "…"


def _of(character: str) -> float:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if ord(character) > 0x24F:
        return _WIDEST
    return _UPPER if character.isupper() else _LOWER


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in pixels, rather too much than too little; ``size`` is the font's, in pixels."""
    return sum(map(_of, text)) * size * (_BOLD if bold else 1)


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word in pieces that fit: whole where it fits, which nearly every word does."""
    if text_width(word, size, bold) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, bold) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def wrapped(text: str, width: float, size: float, most: int = 99, bold: bool = False) -> list[str]:
    """A text as lines that fit into ``width`` pixels, of whole words; ``…`` ends the last if more than ``most``."""
    lines: list[str] = []
    for word in text.split():
        for number, piece in enumerate(_broken(word, width, size, bold)):
            joined = f"{lines[-1]} {piece}" if lines and number == 0 else piece
            if lines and number == 0 and text_width(joined, size, bold) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(last + _ELLIPSIS, size, bold) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,;:") + _ELLIPSIS]
