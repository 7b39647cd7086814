"""Whether a text in our words is the paper's own: a run of words that stands so in the paper."""

from __future__ import annotations

import re
from functools import lru_cache

from ijb_graph.read.printed.figures import words_of
from ijb_graph.records.schema import Column

__all__ = ["MOST_WORDS", "copied_words", "is_in_our_words"]

# So many words of the paper in a row are no longer a name or a phrase: in the records of five papers one text in
# fifty has as many, most of them names.
MOST_WORDS = 8


def is_in_our_words(column: Column) -> bool:
    """Whether a column holds what the paper says in other words than the paper's."""
    return column.form == "string" and bool(re.search(r"\bour words\b", column.description))


@lru_cache(maxsize=4)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text)
    return frozenset(tuple(words[at : at + MOST_WORDS]) for at in range(len(words) - MOST_WORDS + 1))


def copied_words(value: str, text: str) -> str:
    """The first run of ``MOST_WORDS`` words of a value that stands so in a text, whatever its case; else nothing."""
    words, runs = words_of(value), _runs(text)
    for at in range(len(words) - MOST_WORDS + 1):
        if (run := tuple(words[at : at + MOST_WORDS])) in runs:
            return " ".join(run)
    return ""
