"""References: whether what a foreign key of a row names is there, in its paper or in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from operator import itemgetter

from ijb_graph.errors import nearest
from ijb_graph.errors.records import CircularReference, UnknownReference
from ijb_graph.records.names import Name
from ijb_graph.records.rows import RecordProblems, Row
from ijb_graph.records.schema import GIVEN, Reference

__all__ = ["References"]

_Value = tuple[str, ...]


def _plain(value: object) -> str:
    return value.label if isinstance(value, Name) else str(value)


def _values(row: Row, columns: tuple[str, ...], targets: tuple[str, ...]) -> Iterable[_Value]:
    """What some columns of a row, or of what its paper gives, say together; nothing where one is empty.

    What a paper may not have, a suite, is an empty text on both sides of a key.
    """
    cells = [
        (row.cells[column] or (("",) if target in GIVEN else ())) if column in row.cells else (row.given[column],)
        for column, target in zip(columns, targets, strict=True)
    ]
    if any(len(cell) != 1 for cell in cells):
        return product(*(map(_plain, cell) for cell in cells))
    return (tuple([_plain(cell[0]) for cell in cells]),)


class References:
    """Checks the foreign keys of all rows.

    A key from a record to another kind of record means the same paper, unless it names the ``board``: then all papers.
    """

    def __init__(self, rows: dict[str, list[Row]], problems: RecordProblems) -> None:
        """Take all rows by the name of their kind."""
        self.rows, self.problems = rows, problems
        # The columns of the faulty keys of each row, by its file and number.
        self._faulty: dict[tuple[str, int], list[set[str]]] = defaultdict(list)
        self._indexes: dict[tuple[str, tuple[str, ...]], set[_Value]] = {}

    def check(self, *tables: dict[str, list[Row]]) -> None:
        """Add what refers to nothing to ``problems``, and take the rows that do out of the tables (rows by kind)."""
        for table in tables:
            for rows in table.values():
                for reference in rows[0].kind.references if rows else ():
                    self._check(rows, *_in_one_paper(reference, rows[0]))
                    self._check_circles(rows, reference)
        for table in tables if self._faulty else ():
            for rows in table.values():
                rows[:] = [row for row in rows if (row.file, row.number) not in self._faulty]

    def _index(self, kind: str, columns: tuple[str, ...]) -> set[_Value]:
        if (kind, columns) not in self._indexes:
            self._indexes[kind, columns] = {
                one for row in self.rows.get(kind, ()) for one in _values(row, columns, columns)
            }
        return self._indexes[kind, columns]

    def _check(self, rows: list[Row], reference: Reference, shown: int) -> None:
        """Check the rows of one file; the first so many columns of the key go without saying."""
        known = self._index(reference.kind, reference.targets)
        own = [column for column in reference.columns if column in rows[0].cells]
        places = [rows[0].kind.places[column] for column in own]
        key = itemgetter(*places)
        # Rows that print the same are checked once.
        distinct = {key(row.texts_printed): row for row in rows}
        unknown = {
            printed: missing
            for printed, row in distinct.items()
            if (missing := [one for one in _values(row, reference.columns, reference.targets) if one not in known])
        }
        for row in rows if unknown else ():
            missing = unknown.get(key(row.texts_printed), [])
            if missing and self._can_be_checked(row, reference, missing[0]):
                self.problems += [self._problem(row, reference, value, shown, known) for value in missing]
                self._faulty[row.file, row.number].append(set(reference.columns))

    def _check_circles(self, rows: list[Row], reference: Reference) -> None:
        """Check that no row of one file leads to itself by a key into its own kind; each circle is one problem."""
        kind = rows[0].kind
        if reference.kind != kind.name or not {*reference.columns, *reference.targets} <= kind.places.keys():
            return
        leads_to = {
            own: (whole, row)
            for row in rows
            for own in _values(row, reference.targets, reference.targets)
            for whole in _values(row, reference.columns, reference.targets)
        }
        done: set[_Value] = set()
        for start in leads_to:
            chain: list[_Value] = []
            one = start
            while one in leads_to and one not in done:
                done.add(one)
                chain.append(one)
                one = leads_to[one][0]
            if one in chain:
                circle = [*chain[chain.index(one) :], one]
                row, column = leads_to[one][1], reference.columns[-1]
                facts = {"circle": " > ".join(" ".join(part) for part in circle)}
                self.problems.append(CircularReference(row.file, row=row.number, column=column, **facts))
                self._faulty[row.file, row.number].append(set(reference.columns))

    def _can_be_checked(self, row: Row, reference: Reference, value: _Value) -> bool:
        """Whether a key is wrong by itself: no rows were left out where it leads, no part of it is reported already."""
        board = dict(zip(reference.targets, value, strict=True)).get("board", "")
        faulty = self._faulty.get((row.file, row.number), ())
        is_reported = any(part <= set(reference.columns) for part in faulty)
        return not is_reported and not self.problems.lacks_rows(reference.kind, board)

    def _problem(
        self, row: Row, reference: Reference, value: _Value, shown: int, known: set[_Value]
    ) -> UnknownReference:
        column, target = reference.columns[-1], reference.targets[-1]
        there = [one[-1] for one in known if one[:-1] == value[:-1]]
        where = [f"{name} {one}" for name, one in zip(reference.targets[shown:-1], value[shown:], strict=False) if one]
        expected = f"a value of {target} in {reference.kind}.csv" + (f" where {', '.join(where)}" if where else "")
        hint = nearest(value[-1], there)
        return UnknownReference(row.file, row=row.number, column=column, value=value[-1], target=expected, hint=hint)


def _in_one_paper(reference: Reference, row: Row) -> tuple[Reference, int]:
    """A reference with all its columns, and how many at its beginning need not be mentioned."""
    if not row.given or "/" in reference.kind or "board" in reference.columns:
        return reference, 0
    prefix: Sequence[str] = GIVEN[:2]
    return Reference((*prefix, *reference.columns), reference.kind, (*prefix, *reference.targets)), len(prefix)
