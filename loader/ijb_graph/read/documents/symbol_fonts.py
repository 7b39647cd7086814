"""Signs of fonts that have pictures in the place of letters, as characters; an empty box is nothing."""

from __future__ import annotations

from ijb_graph.read.documents.document_lines import BULLET, NO_CHARACTER

__all__ = ["is_symbol_font", "sign", "signs"]

_TICK, _CROSS, _EMPTY = "✓", "✗", ""
# By the code of the sign. What is not here is shown as a sign without a character.
_WINGDINGS = {
    0x20: " ",
    **dict.fromkeys((0xFC, 0xFE), _TICK),
    **dict.fromkeys((0xFB, 0xFD), _CROSS),
    **dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), _EMPTY),
    **dict.fromkeys((0x6C, 0x6E, 0x76, 0x77, 0x9E, 0x9F, 0xA7, 0xD8, 0xE8), BULLET),
    **dict.fromkeys((0xE0, 0xF0), "→"),
    **dict.fromkeys((0xDF, 0xEF), "←"),
    **dict.fromkeys((0xE1, 0xF1), "↑"),
    **dict.fromkeys((0xE2, 0xF2), "↓"),
}
_WINGDINGS_2 = {
    0x20: " ",
    **dict.fromkeys((0x50, 0x52), _TICK),
    **dict.fromkeys((0x4F, 0x51, 0x53, 0x54), _CROSS),
    **dict.fromkeys((0x2A, 0x30, 0xA3), _EMPTY),
    **dict.fromkeys((0x95, 0x96, 0x97, 0x98), BULLET),
}
_WEBDINGS = {0x20: " ", 0x61: _TICK, 0x72: _CROSS, 0x63: _EMPTY, 0x3D: BULLET}
_DINGBATS = {
    0x20: " ",
    **dict.fromkeys((0x33, 0x34), _TICK),
    **dict.fromkeys((0x35, 0x36, 0x37, 0x38), _CROSS),
    **dict.fromkeys((0x6F, 0x70, 0x71, 0x72), _EMPTY),
    **dict.fromkeys((0x6C, 0x6E, 0x75), BULLET),
}
_SYMBOL = {0xB7: BULLET, 0xA8: "♦", 0xD6: "√", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xAE: "→", 0x2D: "−"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "zapfdingbats": _DINGBATS,
    "dingbats": _DINGBATS,
    "opensymbol": _SYMBOL,
    "symbol": _SYMBOL,
    "symbolmt": _SYMBOL,
}


def _signs_of(font: str) -> dict[int, str] | None:
    name = font.rpartition("+")[2].lower().replace(" ", "").replace("-regular", "")
    return _FONTS.get(name)


def is_symbol_font(font: str) -> bool:
    """Whether a font has pictures in the place of letters."""
    return _signs_of(font) is not None


def sign(font: str, code: int) -> str | None:
    """The character of a sign by its code, with or without the 0xF000 of the private area; None where it has none."""
    known = _signs_of(font)
    return None if known is None else known.get(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code)


def signs(font: str, text: str) -> str:
    """A text in such a font; unchanged in any other, and where a font of letters has taken its place."""
    known = _signs_of(font)
    if known is None:
        return text
    found = []
    for one in text:
        code = ord(one)
        character = sign(font, code)
        if character is None:
            # A Greek letter or a sign of mathematics has its character already.
            is_letter = code > 0xFF and not 0xE000 <= code <= 0xF8FF
            character = one if is_letter or (known is _SYMBOL and code < 0x80) else NO_CHARACTER
        found.append(character)
    return "".join(found)
