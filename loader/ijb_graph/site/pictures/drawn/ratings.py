"""Ratings side by side: where each board puts itself on each proposal, furthest apart first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from ijb_graph.site.pictures.order import in_order
from ijb_graph.site.pictures.picture import EVERYWHERE, Cell, Part, Picture, PictureKind, Place, Row, Rows, Sample
from ijb_graph.site.pictures.shapes import Area, Line, Link, Mark, Panel, Shape, label
from ijb_graph.site.pictures.text_width import text_width

__all__ = ["PICTURE", "short_codes"]

_LEVELS = ("not-yet-established", "partly-established", "established", "exemplary")
_UNREADABLE = "unreadable"
# The national colours, each with a shape of its own.
_COLOURS = {"red": "square", "amber": "triangle", "green": "circle"}
_SIDE_BY_SIDE = "ratings-side-by-side"
_OWN = "by proposal"
# More ratings than that are too many for a page; the proposals on which boards are least apart are left out.
_MOST = 800
# Lengths: the whole, the proposal's name, the national colour, a line of chips, and a chip's height.
_WIDTH, _NAME, _NATION, _LINE, _CHIP = 940, 226, 94, 28, 24
# The width of a picture of one proposal, which fits a phone, and of the names of its levels.
_NARROW, _LEVEL = 340, 132


def short_codes(names: Sequence[str]) -> dict[str, str]:
    """A code for each short name of a board: ``EL`` for east-lothian; no two are alike, whatever their case."""
    codes: dict[str, str] = {}
    for name in sorted(names):
        words = name.split("-")
        letters = 1 if len(words) > 1 else 2
        while True:
            code = "".join(word[:letters].capitalize() for word in words)
            if code.casefold() not in {one.casefold() for one in codes.values()}:
                break
            if letters > len(name):
                code = f"{code}{len(codes)}"
                break
            letters += 1
        codes[name] = code
    return codes


class _Chips:
    """What stands for the ratings: a chip each, in the column of its level."""

    def __init__(self, ratings: Sequence[Row], place: Place) -> None:
        self.codes = short_codes(list({row["board"] for row in ratings}))
        rated = {row["rating"] for row in ratings}
        # Ratings of a kind that is no level, such as those that cannot be read, have the last columns.
        self.levels = (*_LEVELS, *sorted(rated - set(_LEVELS)))
        self.width = (_WIDTH - _NAME - _NATION) / len(self.levels)
        days: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in ratings:
            days[row["board"], row["partner"]].add(row["date"])
        self._days, self._place = days, place

    def text(self, row: Row) -> str:
        """The code of the board, the initials of a partner that rates, and the year where the board rates again."""
        partner = "".join(word[0] for word in row["partner"].split())
        several = len(self._days[row["board"], row["partner"]]) > 1
        return " ".join(filter(None, (self.codes[row["board"]], partner, row["date"][2:4] if several else "")))

    def left(self, level: str) -> float:
        """Where the column of a level begins."""
        return _NAME + self.levels.index(level) * self.width

    def cell(
        self, ratings: Sequence[Row], level: str, start: float, width: float, top: float
    ) -> tuple[list[Shape], int]:
        """The chips of a proposal at one level, from ``start`` on, and in how many lines they stand."""
        shapes: list[Shape] = []
        left, lines = start + 6, 1
        x = left
        for row in (one for one in ratings if one["rating"] == level):
            chip, after = self._chip(row, x, top + (lines - 1) * _LINE)
            if x > left and after > left + width - 8:
                lines += 1
                chip, after = self._chip(row, left, top + (lines - 1) * _LINE)
            shapes.append(chip)
            x = after
        return shapes, lines

    def _chip(self, row: Row, x: float, y: float) -> tuple[Link, float]:
        """A chip, and where the next may begin."""
        text = self.text(row)
        width = max(26.0, text_width(text, 11, bold=True) + 10)
        whose = self._place.board(row["board"]) + (f", {row['partner']}" if row["partner"] else "")
        name = f"{whose}, {row['date']}: {row['rating'].replace('-', ' ')}"
        chip = Area(x, y, width, _CHIP, f"chip {row['rating']}", 12)
        words = label(text, x + width / 2, y + 16, width, 11, 1, "bold on-chip", "middle")
        return Link(row["source"], name, (chip, words)), x + width + 4


def _nation(row: Row, x: float, y: float) -> Link:
    """The colour of the national report: a shape and a word."""
    mark = Mark(x, y, 7, _COLOURS.get(row["rag"], "diamond"), f"rag {row['rag']}")
    return Link(row["source"], f"National report: {row['rag']}", (mark, label(row["rag"], x + 14, y + 4, 60, 12)))


def _proposal(
    row: Row, ratings: Sequence[Row], nation: Row | None, chips: _Chips, top: float
) -> tuple[list[Shape], float]:
    """The line of one proposal, and where it ends."""
    number = label(row["proposal"], 1, top + 16, 40, 13, 1, "bold")
    name = label(row["name"], 40, top + 16, _NAME - 52, 11.5, 4)
    cells = [chips.cell(ratings, level, chips.left(level), chips.width, top + 4) for level in chips.levels]
    height = max(name.bottom - top + 4, max(lines for _, lines in cells) * _LINE + 8)
    low, high = (chips.left(row[one].replace(" ", "-")) for one in ("lowest", "highest"))
    shapes: list[Shape] = [Line(0, top - 3, _WIDTH, top - 3, "rule")]
    if high > low:
        shapes.append(Area(low + 2, top, high - low + chips.width - 4, height - 6, "span", 8))
    shapes.append(Link(row["thing"], f"{row['proposal']} {row['name']}: {_apart(row)}", (number, name)))
    shapes += [shape for some, _ in cells for shape in some]
    return [*shapes, *([_nation(nation, _WIDTH - _NATION + 18, top + 16)] if nation else [])], top + height


def _apart(row: Row) -> str:
    steps = int(row["apart"])
    return "all at one level" if steps == 0 else f"{steps} step{'s' if steps > 1 else ''} apart"


def _of_proposals(rows: Rows, numbers: Set[str]) -> dict[str, list[Row]]:
    """The rows of some proposals, in the order of their numbers."""
    some = {name: [row for row in of if row.get("proposal") in numbers] for name, of in rows.items()}
    return {**some, _SIDE_BY_SIDE: sorted(some[_SIDE_BY_SIDE], key=lambda row: in_order(row["proposal"]))}


def _panel(
    heading: str,
    proposals: Sequence[Row],
    ratings: Mapping[str, Sequence[Row]],
    nation: Mapping[str, Row],
    chips: _Chips,
) -> Panel:
    """Proposals under a heading, such as those on which boards are equally far apart."""
    shapes: list[Shape] = [label(heading, 1, 16, _NAME, 14, 1, "bold")]
    for level in (*chips.levels, "national report"):
        left = chips.left(level) if level in chips.levels else _WIDTH - _NATION
        width = chips.width if level in chips.levels else _NATION
        shapes.append(label(level.replace("-", " "), left + 8, 16, width - 10, 11, 2, "soft"))
    top = 40.0
    for row in proposals:
        line, top = _proposal(row, ratings[row["proposal"]], nation.get(row["proposal"]), chips, top)
        shapes += line
    number = f"{len(proposals)} proposal{'s' if len(proposals) > 1 else ''}."
    return Panel(heading, number, _WIDTH, top + 4, tuple(shapes))


def _one_proposal(row: Row, ratings: Sequence[Row], nation: Row | None, chips: _Chips) -> Panel:
    """The levels one below the other, each with its chips."""
    shapes: list[Shape] = [label(_apart(row), 1, 16, _NARROW, 14, 1, "bold")]
    top = 30.0
    for level in chips.levels:
        cells, lines = chips.cell(ratings, level, _LEVEL, _NARROW - _LEVEL, top + 4)
        name = label(level.replace("-", " "), 1, top + 20, _LEVEL, 12)
        shapes += [Line(0, top, _NARROW, top, "rule"), name, *cells]
        top += lines * _LINE + 4
    if nation:
        name = label("national report", 1, top + 20, _LEVEL, 12)
        shapes += [Line(0, top, _NARROW, top, "rule"), name, _nation(nation, _LEVEL + 14, top + 16)]
        top += _LINE + 4
    return Panel(f"{row['proposal']} {row['name']}", f"{_apart(row)}.", _NARROW, top, tuple(shapes))


def _draw(rows: Rows, place: Place) -> Picture | None:
    """All proposals, or the one whose page it is; on a board's page its own ratings, in the order of the proposals."""
    if place.kind == "proposal":
        rows = _of_proposals(rows, {row["proposal"] for row in rows[_SIDE_BY_SIDE] if row["thing"] == place.address})
    elif place.kind == "board":
        rows = _of_proposals(rows, {row["proposal"] for row in rows["ratings"]})
    if not rows["ratings"]:
        return None
    chips = _Chips(rows["ratings"], place)
    ratings: dict[str, list[Row]] = defaultdict(list)
    for row in rows["ratings"]:
        ratings[row["proposal"]].append(row)
    nation = {row["proposal"]: row for row in rows["national-progress"]}
    by_distance: dict[str, list[Row]] = defaultdict(list)
    shown, left = 0, []
    for row in rows[_SIDE_BY_SIDE]:
        shown += len(ratings[row["proposal"]])
        if shown > _MOST and by_distance:
            left.append(row["proposal"])
        else:
            by_distance[_apart(row) if place.kind != "board" else _OWN].append(row)
    if place.kind == "proposal":
        (row,) = rows[_SIDE_BY_SIDE]
        panels: tuple[Panel, ...] = (_one_proposal(row, rows["ratings"], nation.get(row["proposal"]), chips),)
    else:
        panels = tuple(_panel(heading, some, ratings, nation, chips) for heading, some in by_distance.items())
    table = [line for some in by_distance.values() for row in some for line in _lines(row, ratings, nation, place)]
    alone = sorted(nation.keys() - ratings.keys(), key=in_order)
    table += [line for one in alone for line in _lines(nation[one], ratings, nation, place)]
    notes = [f"Coloured nationally and rated by no board: {', '.join(alone)}."] if alone else []
    if left:
        notes.append(f"Left out, as they are too many for a page: {', '.join(left)}. The questions have them.")
    columns = ("Proposal", "Name", "Steps apart", "Who", "Day", "Rating or colour", "Stated in")
    return Picture((Part("", "", panels),), _key(chips, place), columns, tuple(table), tuple(notes))


def _lines(
    row: Row, ratings: Mapping[str, Sequence[Row]], nation: Mapping[str, Row], place: Place
) -> list[tuple[Cell, ...]]:
    """The lines of the table about one proposal: what each board says, and the colour of the national report."""
    proposal = row["proposal"]
    head = (Cell(proposal, row.get("thing", "")), Cell(row.get("name", "")), Cell(row.get("apart", "")))
    lines: list[tuple[Cell, ...]] = []
    for one in ratings.get(proposal, ()):
        who = place.board(one["board"]) + (f", {one['partner']}" if one["partner"] else "")
        stated = Cell("", "", one["board"], one["paper"], one["lines"])
        lines.append((*head, Cell(who), Cell(one["date"]), Cell(one["rating"].replace("-", " ")), stated))
    if proposal in nation:
        one = nation[proposal]
        stated = Cell("", "", "", one["paper"], one["lines"])
        lines.append((*head, Cell("national report"), Cell(""), Cell(one["rag"]), stated))
    return lines


def _key(chips: _Chips, place: Place) -> tuple[Sample, ...]:
    boards = [
        Sample(place.board(board), (Area(0, 0, 28, 20, "chip", 10), label(code, 14, 14, 28, 11, 1, "bold", "middle")))
        for board, code in chips.codes.items()
    ]
    if place.kind == "proposal":
        return tuple(boards)
    return (*boards, Sample("from the lowest to the highest rating of any board", (Area(0, 2, 28, 16, "span", 8),)))


PICTURE = PictureKind(
    title="Ratings side by side",
    about="Where boards put themselves on the proposals of the Ministerial Strategic Group, beside the colour of the "
    "national report.",
    order=3,
    places=(EVERYWHERE, "board", "proposal"),
    questions={
        _SIDE_BY_SIDE: ("thing",),
        "ratings": ("source",),
        "national-progress": ("source",),
    },
    draw=_draw,
)
