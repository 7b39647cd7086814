"""What the layouts read from a paper, cell by cell beside the reviewed records of it: how much of it is right.

Rows are aligned by their keys and by their lines. Only what the paper prints counts as missing: no summary of ours, no
number that we have given, nothing that a row itself calls inferred and that does not stand in its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ijb_graph.read.cell_check import check_cells
from ijb_graph.read.comparison.aligned_rows import Side, Values, aligned, is_ours, reviewed_sides
from ijb_graph.read.drafts.cells import EVERY_ROW, MATCHED, NOT_SAID, TO_DECIDE, DraftCell
from ijb_graph.read.drafts.drafting import cells_of
from ijb_graph.read.layouts import Found, PaperInLayout
from ijb_graph.read.printed.lines import PrintedLines
from ijb_graph.read.printed.value_tests import ValueTests
from ijb_graph.records.line_account import SKIPPED
from ijb_graph.records.paper_folder import Paper
from ijb_graph.records.schema import EMPTY_BECAUSE, Column, Kind

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


def compare(found: Found, paper: PaperInLayout, reviewed: Paper) -> list[ComparedCell]:
    """The cells of what layouts found in a paper and of its reviewed records, kind after kind."""
    cells = cells_of(found, paper)
    layouts = {
        (kind, number): row.layout
        for kind in {row.kind for row in found.rows}
        for number, row in enumerate((row for row in found.rows if row.kind == kind), start=1)
    }
    drafts: defaultdict[str, defaultdict[int, dict[str, DraftCell]]] = defaultdict(lambda: defaultdict(dict))
    for place, cell in cells.items():
        if place.row != EVERY_ROW:
            drafts[place.kind][place.row][place.column] = cell
    is_text_of = paper.document.text.sha256 == reviewed.text_sha256
    absent: set[tuple[str, int, str]] = set()
    if is_text_of:
        check = check_cells(reviewed, paper.document.text, paper.names)
        absent = {(one.file, one.row, one.column) for one in check.differences} | _inferred(paper, reviewed)
    values = Values(paper.names, paper.board)
    kinds = sorted({*drafts, *(name for name, rows in reviewed.rows.items() if rows)} - {SKIPPED})
    compared: list[ComparedCell] = []
    for name in kinds:
        kind = paper.schema.kinds[name]
        if "basis" not in kind.places:
            continue
        theirs = reviewed_sides(reviewed.rows.get(name, []), absent, is_text_of)
        for draft, row in _pairs(kind, drafts.get(name, {}), theirs, values):
            given = drafts[name][draft.number] if draft else {}
            layout = layouts.get((name, draft.number), "") if draft else ""
            compared += _of_row(kind, (draft, row), given, values, layout)
    return compared


def _inferred(paper: PaperInLayout, reviewed: Paper) -> set[tuple[str, int, str]]:
    """The cells of rows that call themselves inferred whose value does not stand in the lines of the row itself."""
    tests, printed = ValueTests(paper.names, paper.board, reviewed.suite), paper.document.text.text.split("\n")
    found = set()
    for row in (row for rows in reviewed.rows.values() for row in rows):
        if "basis" not in row.kind.places or row.text("basis") != "inferred":
            continue
        lines = PrintedLines("\n".join(line for one in row.lines() for line in printed[one.first - 1 : one.last]))
        for column in row.kind.columns:
            test = tests.test_of(column)
            if test and not all(test(lines, value) for value in row.cells[column.name]):
                found.add((row.file, row.number, column.name))
    return found


def _pairs(
    kind: Kind, drafts: Mapping[int, Mapping[str, DraftCell]], theirs: list[Side], values: Values
) -> Iterator[tuple[Side | None, Side | None]]:
    """Each row of a draft with its reviewed row, if it has one; then the reviewed rows that are left."""
    mine = [
        Side(number, {name: cell.value for name, cell in cells.items()}, cells["lines"].value)
        for number, cells in drafts.items()
    ]
    found = aligned(kind, mine, theirs, values)
    taken = {one.number for one in found.values()}
    yield from ((draft, found.get(draft.number)) for draft in mine)
    yield from ((None, row) for row in theirs if row.number not in taken)


def _of_row(
    kind: Kind, sides: tuple[Side | None, Side | None], given: Mapping[str, DraftCell], values: Values, layout: str
) -> Iterator[ComparedCell]:
    draft, row = sides
    for column in kind.columns:
        cell = given.get(column.name)
        wanted = row.texts.get(column.name, "") if row else ""
        if column.name in ("lines", "basis", "note") or is_ours(column) or (cell is None and not wanted):
            continue
        group = group_of(column, kind)
        is_own = group == "own words" or column.stands == "no"
        is_printed = bool(row and wanted) and not is_own and wanted not in EMPTY_BECAUSE
        yield ComparedCell(
            kind=kind.name,
            column=column.name,
            group=group,
            layout=layout,
            status=cell.status if cell else "",
            row=draft.number if draft else 0,
            reviewed_row=row.number if row else 0,
            value=cell.value if cell else "",
            reviewed=wanted,
            lines=draft.lines if draft else row.lines if row else "",
            is_same=cell is not None and row is not None and values.same(column, cell.value, wanted),
            is_printed=is_printed and row is not None and column.name not in row.absent,
            reason=cell.reason if cell else "",
        )
