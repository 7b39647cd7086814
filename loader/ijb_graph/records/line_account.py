"""The account of a paper's lines: what a record cites, what is skipped for a reason, what nobody has read yet.

Without the text nobody knows which lines are empty: the account then holds the lines that the records and paper.toml
name. With the text, each line that is not empty has one of the three places, and no empty line has any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ijb_graph.paper_text import PaperText
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.values import LineRange

__all__ = [
    "SKIPPED",
    "LineAccount",
    "Lines",
    "account_of",
    "account_of_text",
    "as_text",
    "count",
    "ranges",
    "records_of",
]

# The kind whose rows say which lines are skipped, and why.
SKIPPED = "skipped"

# Lines as rising ranges that do not meet.
Lines = tuple[LineRange, ...]


@dataclass(frozen=True)
class LineAccount:
    """The lines of a paper by what became of them, each in one place; ``skipped`` by reason.

    What a record cites is read: ``cited_and_skipped`` are lines that skipped.csv names none the less.
    ``unread`` are those that no record cites and that are not skipped: without the text those of them that paper.toml
    names, None where it says nothing. ``undeclared`` are those of them that paper.toml does not name; ``empty`` those
    without a character but spaces. Both are known with the text alone.
    """

    line_count: int
    cited: Lines
    skipped: Mapping[str, Lines]
    unread: Lines | None
    cited_and_skipped: Lines = field(default=())
    undeclared: Lines = field(default=())
    empty: Lines = field(default=())

    @property
    def all_skipped(self) -> Lines:
        """The lines that are skipped, for whatever reason."""
        return _united(place for lines in self.skipped.values() for place in lines)


def count(lines: Lines) -> int:
    """How many lines there are in these ranges."""
    return sum(place.last - place.first + 1 for place in lines)


def as_text(lines: Lines) -> str:
    """Lines as records cite them: ``13; 17-19``."""
    return "; ".join(map(str, lines))


def records_of(paper: Paper) -> Iterator[Row]:
    """The rows that say what the paper says: our account of its lines and decisions about findings have no basis."""
    for rows in paper.rows.values():
        if rows and "basis" in rows[0].kind.places:
            yield from rows


def _united(places: Iterable[LineRange]) -> Lines:
    united: list[LineRange] = []
    for place in sorted(places):
        if united and place.first <= united[-1].last + 1:
            united[-1] = LineRange(united[-1].first, max(united[-1].last, place.last))
        else:
            united.append(place)
    return tuple(united)


def _shared(some: Lines, others: Lines) -> Lines:
    """The lines that are in both."""
    both: list[LineRange] = []
    here = there = 0
    while here < len(some) and there < len(others):
        one, other = some[here], others[there]
        if one.first <= other.last and other.first <= one.last:
            both.append(LineRange(max(one.first, other.first), min(one.last, other.last)))
        here, there = (here + 1, there) if one.last < other.last else (here, there + 1)
    return _united(both)


def _without(lines: Lines, others: Lines) -> Lines:
    """The lines that are not in the others."""
    rest: list[LineRange] = []
    holes = list(reversed(_shared(lines, others)))
    for place in lines:
        first = place.first
        while holes and holes[-1].last <= place.last:
            hole = holes.pop()
            rest += [LineRange(first, hole.first - 1)] if first < hole.first else []
            first = hole.last + 1
        rest += [LineRange(first, place.last)] if first <= place.last else []
    return tuple(rest)


def ranges(numbers: Iterable[int]) -> Lines:
    """Single lines as rising ranges."""
    return _united(LineRange(number, number) for number in numbers)


def account_of(paper: Paper) -> LineAccount:
    """The account of a paper's lines as its records and paper.toml give it."""
    rows = sorted(paper.rows.get(SKIPPED, ()), key=lambda row: row.text("reason"))
    cited = _united(place for row in records_of(paper) for place in row.lines())
    named = _united(place for row in rows for place in row.lines())
    return LineAccount(
        line_count=paper.text_lines,
        cited=cited,
        skipped={row.text("reason"): _without(_united(row.lines()), cited) for row in rows},
        unread=None if paper.unread is None else _without(_united(paper.unread), _united((*cited, *named))),
        cited_and_skipped=_shared(cited, named),
    )


def account_of_text(text: PaperText, paper: Paper | None) -> LineAccount:
    """The account of a text's lines that are not empty, by the records of ``paper``; without it all are unread."""
    lines = text.text.split("\n")[: text.line_count]
    full = ranges({number for number, line in enumerate(lines, start=1) if line.strip()})
    empty = _without((LineRange(1, text.line_count),), full)
    if paper is None:
        return LineAccount(text.line_count, (), {}, unread=full, undeclared=full, empty=empty)
    stated = account_of(paper)
    unread = _without(full, _united((*stated.cited, *stated.all_skipped)))
    return LineAccount(
        line_count=text.line_count,
        cited=_shared(full, stated.cited),
        skipped={reason: _shared(full, lines) for reason, lines in stated.skipped.items()},
        unread=unread,
        cited_and_skipped=stated.cited_and_skipped,
        undeclared=_without(unread, stated.unread or ()),
        empty=empty,
    )
