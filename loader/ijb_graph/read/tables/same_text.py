"""Which of several texts another one is a copy of, though parts of it may be lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ijb_graph.read.printed.figures import words_of

__all__ = ["best_match"]

# So much of a copy stands in the text that it is of, and so much more than in any other.
_MOST, _APART = 0.7, 0.15


def best_match(copy: str, texts: Mapping[str, str]) -> str:
    """The name of the text that a copy is of; empty where none is plainly nearer than all others."""
    words = Counter(words_of(copy))
    total = sum(words.values())
    if total < 4:
        return ""
    shares = sorted(((sum((words & Counter(words_of(text))).values()) / total, name) for name, text in texts.items()))
    if not shares or shares[-1][0] < _MOST:
        return ""
    is_plain = len(shares) < 2 or shares[-1][0] - shares[-2][0] >= _APART
    return shares[-1][1] if is_plain else ""
