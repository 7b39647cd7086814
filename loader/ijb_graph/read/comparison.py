"""What the layouts read from a paper, cell by cell beside the reviewed records of it: how much of it is right.

Rows are aligned by their keys and by their lines. Only what the paper prints counts as missing: no summary of ours, no
number that we have given, nothing that a row itself calls inferred and that does not stand in its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ijb_graph.read.cell_check import check_cells
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, NOT_SAID, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.figures import words_of
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.names import Names
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.rows import Row
from ijb_graph.records.schema import EMPTY_BECAUSE, Column, Kind
from ijb_graph.records.values import parse_lines

__all__ = ["GROUPS", "MEASURED", "ComparedCell", "Score", "compare", "group_of", "score"]

# What a cell holds. The first six are what is measured; of the others choices are readings, and words are ours.
MEASURED = ("codes", "names", "addressees", "functions", "dates", "money")
GROUPS = (*MEASURED, "figures", "printed words", "choices", "own words")

# Columns of codes whose form is text: numbers of proposals, codes as printed.
_BY_NAME = {
    **dict.fromkeys(("proposal", "proposals", "points_to", "refers_to", "branch_of", "indicator"), "codes"),
    **dict.fromkeys(("number_in_list", "number_in_text", "codes_printed", "refs_printed"), "codes"),
    **dict.fromkeys(("due_printed", "timescale", "timeframe", "baseline_year"), "dates"),
    **dict.fromkeys(("function", "functions"), "functions"),
    **dict.fromkeys(("addressees", "from"), "addressees"),
}
# By the form of a column, where its name says nothing.
_BY_FORM = {
    **dict.fromkeys(("period", "date", "years"), "dates"),
    **dict.fromkeys(("integer", "decimal"), "figures"),
    "name": "names",
    "boolean": "choices",
}


@dataclass(frozen=True)
class ComparedCell:
    """A cell of a draft, of the reviewed records, or of both.

    ``status`` is that of the draft's cell, empty where the draft has no such row. ``row`` and ``reviewed_row`` count
    as their files do, 0 where there is none. ``is_printed``: whether the reviewed value stands in the paper.
    """

    kind: str
    column: str
    group: str
    layout: str
    status: str
    row: int
    reviewed_row: int
    value: str
    reviewed: str
    lines: str
    is_same: bool
    is_printed: bool
    reason: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether a machine has decided the cell, and not as the reviewed records have it."""
        return self.status in (MATCHED, NOT_SAID) and not self.is_same


@dataclass(frozen=True)
class Score:
    """How many cells of some are right.

    ``printed`` is how many the reviewed records have of what is printed; ``found`` of these were matched right,
    ``offered`` right too, but left to a person. ``wrong`` were matched wrong, ``misled`` wrong and left to a person.
    """

    printed: int
    found: int
    offered: int
    matched: int
    wrong: int
    guessed: int
    misled: int

    @staticmethod
    def _share(part: int, whole: int) -> float:
        return part / whole if whole else 1.0

    @property
    def precision(self) -> float:
        """Of the matched cells those that are right."""
        return 1 - self._share(self.wrong, self.matched) if self.matched else 1.0

    @property
    def recall(self) -> float:
        """Of what is printed what was matched right."""
        return self._share(self.found, self.printed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall of what is matched."""
        return self._harmonic(self.precision, self.recall)

    @property
    def offered_f1(self) -> float:
        """The same with the values that are offered to a person."""
        said = self.matched + self.guessed
        precision = 1 - self._share(self.wrong + self.misled, said) if said else 1.0
        return self._harmonic(precision, self._share(self.found + self.offered, self.printed))

    @staticmethod
    def _harmonic(one: float, other: float) -> float:
        return 2 * one * other / (one + other) if one + other else 0.0


def score(cells: Iterable[ComparedCell]) -> Score:
    """The score of some cells."""
    every = list(cells)
    matched = [cell for cell in every if cell.status == MATCHED and cell.value]
    guessed = [cell for cell in every if cell.status == TO_DECIDE and cell.value]
    return Score(
        printed=sum(cell.is_printed for cell in every),
        found=sum(cell.is_same and cell.is_printed for cell in matched),
        offered=sum(cell.is_same and cell.is_printed for cell in guessed),
        matched=len(matched),
        wrong=sum(not cell.is_same for cell in matched),
        guessed=len(guessed),
        misled=sum(not cell.is_same for cell in guessed),
    )


def group_of(column: Column, kind: Kind) -> str:
    """What a column holds: one of ``GROUPS``."""
    declared = next(one for one in kind.declared["columns"] if one.get("name") == column.name)
    datatype = declared.get("datatype")
    if isinstance(datatype, dict) and datatype.get("@id", "").endswith("/code"):
        return "codes"
    # A day from which something holds is no addressee.
    if column.name in _BY_NAME and not (column.name == "from" and column.form != "name"):
        return _BY_NAME[column.name]
    if column.name.endswith("_k"):
        return "money"
    if column.choices:
        return "choices"
    return _BY_FORM.get(column.form, "printed words" if column.stands == "words" else "own words")


def _is_ours(column: Column) -> bool:
    """Whether a column numbers the rows as we do."""
    return column.form == "integer" and column.stands == "no"


class _Values:
    """Compares the values of cells by what they mean."""

    def __init__(self, names: Names, board: str) -> None:
        self.names, self.board = names, board

    def parts(self, column: Column, text: str) -> list[object]:
        if text in EMPTY_BECAUSE:
            return [text]
        parts = text.split(column.separator) if column.separator else [text]
        return sorted((self.meant(column, part) for part in parts if part), key=str)

    def meant(self, column: Column, text: str) -> object:
        if column.form == "name":
            return self.names.resolve(text, self.board) or text.casefold()
        if column.form in ("integer", "decimal"):
            try:
                return Decimal(text)
            except InvalidOperation:
                return text
        if column.form == "string" and not column.choices and column.pattern is None:
            return tuple(words_of(text))
        return text

    def same(self, column: Column, one: str, other: str) -> bool:
        return self.parts(column, one) == self.parts(column, other)


def _numbers(lines: str) -> set[int]:
    places = [parse_lines(part) for part in lines.split("; ") if part]
    return {number for place in places for number in range(place.first, place.last + 1)}


@dataclass(frozen=True)
class _Side:
    """A row of the draft or of the reviewed records: its number, its texts by column, its lines."""

    number: int
    texts: Mapping[str, str]
    lines: str


def _reviewed(rows: Iterable[Row]) -> list[_Side]:
    return [
        _Side(row.number, texts, texts.get("lines", ""))
        for row in rows
        for texts in [dict(zip((column.name for column in row.kind.columns), row.texts_printed, strict=True))]
    ]


def _aligned(kind: Kind, drafts: list[_Side], reviewed: list[_Side], values: _Values) -> dict[int, _Side]:
    """The reviewed row of each draft row that has one: the pairs that are most alike first."""
    columns = [column for column in kind.columns if column.name in kind.key]
    others = [column for column in kind.columns if column.name not in (*kind.key, "lines", "basis", "note")]
    is_printed = not any(_is_ours(column) for column in columns)
    pairs = []
    for at, draft in enumerate(drafts):
        mine = _numbers(draft.lines)
        for place, row in enumerate(reviewed):
            theirs = _numbers(row.lines)
            shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
            same = sum(values.same(one, draft.texts.get(one.name, ""), row.texts.get(one.name, "")) for one in columns)
            is_key = same == len(columns)
            if shared or (is_key and is_printed):
                alike = sum(
                    values.same(one, draft.texts[one.name], row.texts[one.name])
                    for one in others
                    if draft.texts.get(one.name) and row.texts.get(one.name)
                )
                likeness = (is_key and (shared > 0 or is_printed), shared + same, alike, -abs(at - place))
                pairs.append((likeness, draft.number, row.number))
    by_number = {row.number: row for row in reviewed}
    found: dict[int, _Side] = {}
    taken: set[int] = set()
    for _, draft_number, number in sorted(pairs, reverse=True):
        if draft_number not in found and number not in taken:
            found[draft_number] = by_number[number]
            taken.add(number)
    return found


def compare(found: Found, paper: PaperInLayout, reviewed: Paper) -> list[ComparedCell]:
    """The cells of what layouts found in a paper and of its reviewed records, kind after kind."""
    cells = cells_of(found, paper)
    layouts = {
        (kind, number): row.layout
        for kind in {row.kind for row in found.rows}
        for number, row in enumerate((row for row in found.rows if row.kind == kind), start=1)
    }
    check = check_cells(reviewed, paper.document.text, paper.names)
    absent = {(one.file, one.row, one.column) for one in check.differences}
    drafts: defaultdict[str, defaultdict[int, dict[str, DraftCell]]] = defaultdict(lambda: defaultdict(dict))
    for place, cell in cells.items():
        if place.row != EVERY_ROW:
            drafts[place.kind][place.row][place.column] = cell
    kinds = sorted({*drafts, *(name for name, rows in reviewed.rows.items() if rows)} - {SKIPPED})
    values = _Values(paper.names, paper.board)
    compared: list[ComparedCell] = []
    for name in kinds:
        kind = paper.schema.kinds[name]
        if "basis" in kind.places:
            compared += _of_kind(kind, drafts.get(name, {}), reviewed.rows.get(name, []), values, layouts, absent)
    return compared


def _of_kind(
    kind: Kind,
    drafts: Mapping[int, Mapping[str, DraftCell]],
    rows: Iterable[Row],
    values: _Values,
    layouts: Mapping[tuple[str, int], str],
    absent: set[tuple[str, int, str]],
) -> Iterator[ComparedCell]:
    mine = [
        _Side(number, {name: cell.value for name, cell in cells.items()}, cells["lines"].value)
        for number, cells in drafts.items()
    ]
    rows = list(rows)
    theirs = _reviewed(rows)
    files = {row.number: row.file for row in rows}
    aligned = _aligned(kind, mine, theirs, values)
    columns = [one for one in kind.columns if one.name not in ("lines", "basis", "note") and not _is_ours(one)]
    left = [row for row in theirs if row.number not in {one.number for one in aligned.values()}]
    pairs = [(draft, aligned.get(draft.number)) for draft in mine] + [(None, row) for row in left]
    for draft, row in pairs:
        for column in columns:
            cell = drafts[draft.number].get(column.name) if draft else None
            wanted = row.texts.get(column.name, "") if row else ""
            if cell is None and not wanted:
                continue
            group = group_of(column, kind)
            is_printed = bool(row and wanted) and group != "own words" and column.stands != "no"
            at = (files[row.number], row.number, column.name) if row else ("", 0, "")
            yield ComparedCell(
                kind=kind.name,
                column=column.name,
                group=group,
                layout=layouts.get((kind.name, draft.number), "") if draft else "",
                status=cell.status if cell else "",
                row=draft.number if draft else 0,
                reviewed_row=row.number if row else 0,
                value=cell.value if cell else "",
                reviewed=wanted,
                lines=(draft.lines if draft else row.lines if row else ""),
                is_same=cell is not None and row is not None and values.same(column, cell.value, wanted),
                is_printed=is_printed and wanted not in EMPTY_BECAUSE and at not in absent,
                reason=cell.reason if cell else "",
            )
