"""Finding names in texts, however they are spelt: accents, case, and the signs between their words do not matter."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

from ijb_graph.addresses import segment

__all__ = ["NamePattern", "decoded", "folded"]

_NO_ASCII = re.compile(r"[^\x00-\x7f]")
# A word that is broken at the end of a line; what follows the hyphen is left out to join it.
_BROKEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s*\n\s*(?=\w)")
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|[nrt])")


@lru_cache(maxsize=1 << 12)
def _folded_character(one: str) -> str:
    """A character without accents, in lower case; nothing for an accent by itself and for what cannot be seen."""
    plain = unicodedata.normalize("NFKD", one)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Cf")).casefold()


def folded(text: str) -> str:
    """A text without accents, in lower case: each character by itself."""
    return _NO_ASCII.sub(lambda found: _folded_character(found[0]), text).lower()


def decoded(text: str) -> str:
    r"""A file's text without the ways to write a character otherwise: ``&#39;``, ``\u2019``, ``%20``."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1] or found[2] or "20", 16)
        return chr(code) if code < 0x110000 else " "

    return unquote(html.unescape(_ESCAPED.sub(character, text)))


def _with_places(text: str, is_joined: bool) -> tuple[str, list[int]]:
    """A text folded, and for each character of that its place in the text; ``is_joined``: without broken words."""
    left_out = {at for one in _BROKEN.finditer(text) for at in range(*one.span())} if is_joined else set()
    kept = [(place, sign) for place, one in enumerate(text) if place not in left_out for sign in folded(one)]
    return "".join(sign for _, sign in kept), [place for place, _ in kept]


def _words(name: str) -> str:
    """The pattern of a name: its runs of letters; between words other signs, at a hyphen or an apostrophe or none."""
    runs = list(re.finditer(r"[^\W_]+", name))
    pattern = re.escape(runs[0][0]) if runs else ""
    for before, run in pairwise(runs):
        between = name[before.end() : run.start()]
        pattern += (r"[\W_]+" if re.search(r"\s", between) else r"[\W_]*") + re.escape(run[0])
    return pattern


class NamePattern:
    """What finds names that stand by themselves: no letter or digit before or after them.

    ``names`` are names with the number of whom they name. With ``addresses``, the segment of an address that a name
    makes is found too.
    """

    def __init__(self, names: Iterable[tuple[str, int]], addresses: bool = False) -> None:
        patterns: dict[str, int] = {}
        for name, number in names:
            # Of letters that are not Latin nothing stays in an address but `x`, which names nobody.
            slug = segment(name) if addresses else "x"
            for one in (name, *([slug.replace("-", " ")] if slug != "x" else [])):
                if words := _words(folded(one)):
                    patterns.setdefault(words, number)
        # Longer ones first, since one may hold another.
        found = sorted(patterns.items(), key=lambda pair: (-len(pair[0]), pair))
        self._numbers = [number for _, number in found]
        inside = "|".join(f"({words})" for words, _ in found) or "(?!)"
        self._pattern = re.compile(rf"(?<![^\W_])(?:{inside})(?![^\W_])")

    def is_in(self, text: str) -> bool:
        """Whether any of the names is in a text."""
        return any(self._pattern.search(folded(one)) for one in {text, _BROKEN.sub("", text)})

    def replaced(self, text: str, instead: Callable[[int, str, str], str]) -> str:
        """A text with other words for each name; ``instead`` gets its number, what stands there, and what before it."""
        for is_joined in (False, True):
            if not self._pattern.search(folded(_BROKEN.sub("", text) if is_joined else text)):
                continue
            plain, places = _with_places(text, is_joined)
            pieces, start = [], 0
            for found in self._pattern.finditer(plain):
                begin, end = places[found.start()], places[found.end() - 1] + 1
                # Accents that stand by themselves belong to the letter before them.
                while end < len(text) and not folded(text[end]):
                    end += 1
                number = self._numbers[(found.lastindex or 1) - 1]
                pieces += [text[start:begin], instead(number, text[begin:end], text[:begin])]
                start = end
            text = "".join([*pieces, text[start:]])
        return text
