"""The items of a list whose marks a text has lost: what was an item a line is one run of words.

An item begins where a word has a capital letter that it has not within the paper's sentences, and no full stop stands
before it: ``A plan is drawn up Partners will see it``. Only what is plain parts two items. Where a word may be a name,
or may belong to the word before it, the item is open.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from ijb_graph.read.documents.document import Document
from ijb_graph.read.printed.figures import plain_text
from ijb_graph.read.tables.broken_rows import ends_inside

__all__ = ["Capitals"]

_TOKEN = re.compile(r"\S+")
_SMALL = re.compile(r"[a-z][\w'’-]*")
_CAPITAL = re.compile(r"[A-Z][a-z'’-]*")
_NUMBER = re.compile(r"[0-9]+(?:[/.][0-9]+)*")
# Numbers that are no count of what follows: of a year, of a thing named before.
_NO_COUNT = re.compile(r"[a-z]+ (?:(?:19|20)[0-9]{2}|[0-9]+(?:[/.][0-9]+)+)|(?:year|quarter|phase|stage|step) [0-9]+")
_FEWEST = 3


def _stem(word: str) -> str:
    """A word in small letters, without the s of a plural."""
    small = word.casefold()
    return small[:-1] if len(small) > 3 and small.endswith("s") else small


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that begin a sentence, and where a small letter follows no name.
_OPENERS = _words(
    "a an the this these there we our it all each some any both as by in on with within where when while what further"
    " however also no regular"
)
# Months and seasons, and what is a name before of.
_NAMES = _words(
    "january february march april may june july august september october november december spring summer autumn winter"
    " head director chair convener lead manager officer board council group committee team city house bank university"
    " minister secretary member members"
)
# Words that stand before a noun, or before what it is like; with those that broken_rows knows no item ends with them.
_BEFORE_NOUNS = _words(
    "all any both each no some other another further such same own many several various few more most every key new"
    " wider joint first second third next last current local national annual good best relevant different existing"
    " future early late only particularly fully highly especially mainly namely newly mostly partly toward towards"
    " across alongside throughout around after before about against among during like near over since until"
)
# Words after which a sentence goes on with a noun: it is written with a capital letter there if it ever is.
_BEFORE_CAPITALS = _words("a an the of in on to for with by at from and or our its their your this that")
# What follows a phrase that could end where it stands.
_AFTER_PHRASE = _words("of in on to for with by at from is are was were has have will which that as")
_BEFORE_VERBS = _words("to will can could may might must shall should would")


class Capitals:
    """How a paper writes the words of its sentences: with small letters, with capital ones, and at their ends."""

    def __init__(self, document: Document) -> None:
        self._small: set[str] = set()
        self._capital: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self._ends: set[str] = set()
        self._phrases: Counter[str] = Counter()
        self._verbs: set[str] = set()
        # For each word with a capital letter those that it follows.
        self._befores: defaultdict[str, set[str]] = defaultdict(set)
        for block in document.blocks:
            for cell in block.cells:
                self._read(plain_text(cell).split())

    def _read(self, tokens: list[str]) -> None:
        for token, after in pairwise([*tokens, ""]):
            word = after.strip("().,;:!?'\"")
            if not after or token[-1] in ".;:":
                self._ends.add(token.rstrip(".;:)"))
            elif after in _AFTER_PHRASE or token[-1] == ",":
                self._phrases[token.rstrip(",)")] += 1
            if word[:1].islower():
                self._small.add(_stem(word))
            elif word:
                self._befores[word].add(token)
            if not _SMALL.fullmatch(token) or not word:
                continue
            self._pairs.add((token, word))
            if word[0].isupper() and token in _BEFORE_CAPITALS:
                self._capital.add(_stem(word))
            if token in _BEFORE_VERBS:
                self._verbs.add(word)

    def items(self, text: str) -> list[tuple[str, bool]]:
        """The items of a text, itself where nothing plain parts it; and whether each may be more than one."""
        tokens = list(_TOKEN.finditer(text))
        starts, doubtful = [0], set()
        for at in range(_FEWEST, len(tokens) - _FEWEST + 1):
            earlier, before, word, after = (one[0] for one in tokens[at - 2 : at + 2])
            if at - starts[-1] < _FEWEST or not word[0].isupper() or not self._may_end(earlier, before):
                continue
            if self._does_end(before, word, after) and self._does_begin(word, after):
                starts.append(at)
            else:
                doubtful.add(len(starts) - 1)
        ends = [*starts[1:], len(tokens)]
        parts = [tokens[first:last] for first, last in zip(starts, ends, strict=True)]
        return [(text[part[0].start() : part[-1].end()], place in doubtful) for place, part in enumerate(parts) if part]

    def _does_begin(self, word: str, after: str) -> bool:
        """Whether a word that has a capital letter here, before another, has none within sentences."""
        small = word.casefold()
        if not _CAPITAL.fullmatch(word):
            return False
        if not _SMALL.match(after):
            # The IJB, where the paper writes the IJB too, A Policy and Within CEC, where it has these elsewhere: the
            # first word is no part of the name.
            name = after.strip(",.;:()")
            is_known = (small, name) in self._pairs or (small in ("a", "an") and bool(self._befores[name] - {word}))
            return is_known or (small in _OPENERS - {"the"} and name.isupper() and bool(self._befores[name] - {word}))
        stem = _stem(word)
        return small in _OPENERS or (stem in self._small and stem not in self._capital and small not in _NAMES)

    def _may_end(self, earlier: str, before: str) -> bool:
        """Whether an item may end with a word, after another: with no verb that is told what it does."""
        if _NUMBER.fullmatch(before):
            return bool(_NO_COUNT.fullmatch(f"{earlier} {before}"))
        word = before.rstrip(")")
        if not _SMALL.fullmatch(word) or ends_inside(before) or word in _BEFORE_NOUNS:
            return False
        return word in self._ends or word not in self._verbs

    def _does_end(self, before: str, word: str, after: str) -> bool:
        """Whether a word that may end an item does before this one: the paper ends with it, and it is of no noun."""
        end = before.rstrip(")")
        if _NUMBER.fullmatch(end):
            return True
        if word.casefold() in _OPENERS or not _SMALL.match(after):
            return _SMALL.match(after) is not None or end in self._ends or self._phrases[end] > 0
        # Partners after a participle may be those that it is said of: participating Partners.
        if re.search(r"(?:ed|ing)$", end):
            return False
        return end in self._ends or end.endswith("ly") or (self._phrases[end] > 0 and end not in self._verbs)
