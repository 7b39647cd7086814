"""Money: budget lines by category against the groups of directions that they pay for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ijb_graph.site.pictures.order import in_order
from ijb_graph.site.pictures.picture import Cell, Part, Picture, PictureKind, Place, Row, Rows, Sample
from ijb_graph.site.pictures.shapes import Area, Line, Link, Panel, Shape, label

__all__ = ["PICTURE"]

# The categories in the order of a budget table; what else there is comes after them.
_CATEGORIES = ("core", "social-care", "hosted", "set-aside")
_WIDTH, _NAME, _BAR = 940, 204, 24
# What belongs together in a row: the codes of the groups that a line pays for. None are what no direction refers to.
_Codes = tuple[str, ...]


def _pounds(amount_k: int) -> str:
    return f"£{amount_k:,}k"


def _sum(lines: Sequence[Row]) -> int:
    return sum(int(line["amount_k"] or 0) for line in lines)


def _many(number: int) -> str:
    return f"{number} line{'' if number == 1 else 's'}"


class _Grid:
    """The money of one suite: which lines stand in which row, and how long a bar is."""

    def __init__(self, lines: Sequence[Row], groups: Sequence[Row], paid: Mapping[str, Sequence[Row]]) -> None:
        given = {line["category"] for line in lines}
        self.categories = [one for one in _CATEGORIES if one in given] + sorted(given - set(_CATEGORIES))
        self.width = (_WIDTH - _NAME) / len(self.categories)
        codes = {line["uri"]: {one["code"] for one in paid.get(line["uri"], ())} for line in lines}
        self.codes: dict[str, _Codes] = {line: tuple(sorted(some, key=in_order)) for line, some in codes.items()}
        self.cells: dict[tuple[_Codes, str], list[Row]] = defaultdict(list)
        for line in lines:
            self.cells[self.codes[line["uri"]], line["category"]].append(line)
        largest = max((_sum(some) for some in self.cells.values()), default=0)
        self.scale = (self.width - 16) / max(largest, 1)
        of_code = {one["code"]: one["group"] for line in lines for one in paid.get(line["uri"], ())}
        own = {row["uri"]: row for row in groups}
        self.groups = {code: own[address] for code, address in of_code.items() if address in own}
        # A group without a line has a row too: its cells are empty.
        unpaid = [row for row in groups if row["uri"] not in set(of_code.values())]
        self.unpaid: dict[_Codes, Row] = {(row["group"],): row for row in unpaid}
        rows: set[_Codes] = {codes for codes, _ in self.cells} | set(self.unpaid) | {(code,) for code in self.groups}
        self.rows = sorted(rows, key=lambda codes: (not codes, len(codes) > 1, [in_order(code) for code in codes]))


def _name(codes: _Codes, grid: _Grid) -> tuple[str, str]:
    """What a row is called, and what is said of it below."""
    if not codes:
        lines = [line for category in grid.categories for line in grid.cells.get((codes, category), ())]
        told = (f"{line['service']} (names {line['refs_printed'] or 'none'})" for line in lines)
        return "Referred to by no direction", "; ".join(told)
    if len(codes) > 1:
        return f"{', '.join(codes)} together", "the paper does not divide it"
    row = grid.unpaid.get(codes) or grid.groups.get(codes[0])
    if row is None:
        return codes[0], ""
    return row["group"], f"its heading says {_pounds(int(row['amount_k']))}" if row["amount_k"] else ""


def _bar(lines: Sequence[Row], x: float, y: float, grid: _Grid, look: str) -> list[Shape]:
    """The lines of a cell beside each other, each as long as its money, and their sum above."""
    text = f"{_pounds(_sum(lines))} in {_many(len(lines))}"
    shapes: list[Shape] = [label(text, x, y + 13, grid.width - 10, 11)]
    at = x
    for line in sorted(lines, key=lambda one: -int(one["amount_k"] or 0)):
        width = max(int(line["amount_k"] or 0) * grid.scale, 2)
        named = f"; it names {line['refs_printed']}" if line["refs_printed"] else "; it names no direction"
        name = f"{line['service']}, {line['category']}: {_pounds(int(line['amount_k'] or 0))}{named}"
        # A bar that no finger can hit leads nowhere; its line in the table does.
        address = line["uri"] if width > _BAR else ""
        shapes.append(Link(address, name, (Area(at, y + 19, max(width - 1, 1), _BAR, look, 0),)))
        at += width
    return shapes


def _row(codes: _Codes, grid: _Grid, top: float) -> tuple[list[Shape], float]:
    """A row of the grid, and where it ends."""
    title, about = _name(codes, grid)
    name = label(title, 1, top + 16, _NAME - 16, 12, 3, "" if codes else "bold")
    below = label(about, 1, name.bottom + 14, _NAME - 16, 11, 1 if codes else 4, "soft") if about else name
    height = max(below.bottom - top + 8, _BAR + 30)
    shapes: list[Shape] = [Line(0, top - 3, _WIDTH, top - 3, "rule"), name, *([below] if about else [])]
    for number, category in enumerate(grid.categories):
        if lines := grid.cells.get((codes, category)):
            look = f"money-{min(number, 3)}" + ("" if codes else " unclaimed")
            shapes += _bar(lines, _NAME + number * grid.width, top, grid, look)
    if not any((codes, category) in grid.cells for category in grid.categories):
        said = "no budget line names it" if codes in grid.unpaid else "only with others, below"
        shapes.append(label(said, _NAME, top + 16, _WIDTH - _NAME, 11, 1, "soft"))
    return shapes, top + height


def _part(heading: str, grid: _Grid, lines: Sequence[Row]) -> Part:
    shapes: list[Shape] = []
    for number, category in enumerate(grid.categories):
        some = [line for line in lines if line["category"] == category]
        x = _NAME + number * grid.width
        shapes.append(label(category.replace("-", " "), x, 16, grid.width - 10, 13, 1, "bold"))
        shapes.append(label(f"{_pounds(_sum(some))} in {_many(len(some))}", x, 33, grid.width - 10, 11, 1, "soft"))
    top = 50.0
    for codes in grid.rows:
        row, top = _row(codes, grid, top)
        shapes += row
    lost = [line for line in lines if not grid.codes[line["uri"]]]
    about = (
        f"The {_many(len(lines))} of all categories come to {_pounds(_sum(lines))}. Directions or their groups refer "
        f"to {_pounds(_sum(lines) - _sum(lost))}; none refers to {_pounds(_sum(lost))}, in {_many(len(lost))}."
        if lost
        else f"A direction or its group refers to each of the {_many(len(lines))}."
    )
    return Part(heading, about, (Panel(heading, about, _WIDTH, top, tuple(shapes)),))


def _draw(rows: Rows, place: Place) -> Picture | None:
    paid: dict[str, list[Row]] = defaultdict(list)
    for row in rows["money"]:
        paid[row["line"]].append(row)
    suites: dict[str, list[Row]] = defaultdict(list)
    for line in rows["budget-lines"]:
        suites[line["suite"]].append(line)
    if not suites:
        return None
    newest = sorted(suites, reverse=True)
    parts, table = [], []
    for suite in newest[:1] if place.kind == "board" else newest:
        groups = [row for row in rows["group-budgets"] if row["suite"] == suite]
        grid = _Grid(suites[suite], groups, paid)
        parts.append(_part(suite or "no suite", grid, suites[suite]))
        for codes in grid.rows:
            of_row = [line for category in grid.categories for line in grid.cells.get((codes, category), ())]
            table += [(Cell(_name(codes, grid)[0]), *_cells(line)) for line in of_row]
            table += [(Cell(_name(codes, grid)[0]), *(Cell("") for _ in range(5)))] if not of_row else []
    earlier = newest[1:] if place.kind == "board" else []
    notes = [f"Not here, but on the pages of the papers: {', '.join(earlier)}."] if earlier else []
    columns = ("Group of directions", "Service", "Category", "Thousands of pounds", "Names", "Stated in")
    return Picture(tuple(parts), _key(), columns, tuple(table), tuple(notes))


def _cells(line: Row) -> tuple[Cell, ...]:
    return (
        Cell(line["service"], line["uri"]),
        Cell(line["category"]),
        Cell(line["amount_k"]),
        Cell(line["refs_printed"]),
        Cell("", "", line["board"], line["paper"], line["lines"]),
    )


def _key() -> tuple[Sample, ...]:
    return (
        Sample("a budget line, as long as its money", (Area(0, 3, 28, 14, "money-0", 0),)),
        Sample("money that no direction refers to", (Area(1, 3, 26, 14, "money-0 unclaimed", 0),)),
    )


PICTURE = PictureKind(
    title="Money and directions",
    about="Which money is for which group of directions, by category, and which money no direction refers to. Hosted "
    "services and what is set aside are not added to the rest.",
    order=5,
    places=("paper", "board"),
    questions={"budget-lines": (), "group-budgets": ()},
    draw=_draw,
)
