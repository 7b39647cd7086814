"""The oversight map: each direction as a tile, by suite and group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from ijb_graph.site.pictures.order import in_order
from ijb_graph.site.pictures.picture import EVERYWHERE, Cell, Part, Picture, PictureKind, Place, Row, Rows, Sample
from ijb_graph.site.pictures.shapes import Area, Link, Mark, Panel, Shape, label
from ijb_graph.site.pictures.text_width import wrapped

__all__ = ["PICTURE"]

_LEVELS = {
    "0": "below level 1: no addressee, no function or no money is stated",
    "1": "level 1, lawful on its face: addressee, function, money",
    "2": "level 2, accountable: also an overseeing body and a report",
    "3": "level 3, steerable: also a measure, a date, and a row of the delivery plan",
}
# A tile, the space around it for its ring, and how many stand beside each other.
_WIDTH, _HEIGHT, _GAP, _ACROSS = 140, 78, 8, 2
_PANEL = _ACROSS * (_WIDTH + _GAP) + _GAP
# More tiles than that make a page that is slow to open and that nobody reads.
_MOST = 400


def _tile(row: Row, name: str, x: float, y: float) -> Link:
    """A direction: its code, its level as dots and as a number, what it is about, and whether nobody watches."""
    level, unwatched = row["level"], row["unwatched"] != ""
    look = f"on-level-{level}"
    shapes: list[Shape] = []
    if unwatched:
        shapes.append(Area(x - 4, y - 4, _WIDTH + 8, _HEIGHT + 8, "ring", 6))
    shapes += [
        Area(x, y, _WIDTH, _HEIGHT, f"level-{level}"),
        label(row["code"], x + 8, y + 19, _WIDTH - 70, 14, 1, f"bold {look}"),
        *(Mark(x + _WIDTH - 48 + 11 * number, y + 14, 3.5, "circle", f"dot {look}") for number in range(int(level))),
        label(level, x + _WIDTH - 8, y + 19, 12, 13, 1, look, "end"),
        label(row["about"], x + 8, y + 36, _WIDTH - 16, 11, 2 if unwatched else 3, look),
    ]
    if unwatched:
        shapes.append(label("nobody watches", x + 8, y + _HEIGHT - 7, _WIDTH - 16, 11, 1, f"bold {look}"))
    return Link(row["uri"], name, tuple(shapes), "picture-thread" if unwatched else "")


def _name(row: Row) -> str:
    missing = f"; for the next level it lacks {row['missing']}" if row["missing"] else ""
    watched = "; nobody watches it" if row["unwatched"] else ""
    return f"{row['code']}, {row['about']}: level {row['level']}{missing}{watched}"


def _panel(title: str, rows: Sequence[Row]) -> Panel:
    """The tiles of one group below its name."""
    heading = wrapped(title, _PANEL - 2 * _GAP, 13, 3, bold=True)
    top = 18.0 * len(heading) + 10
    shapes: list[Shape] = [label(title, _GAP - 2, 16, _PANEL - 2 * _GAP, 13, 3, "bold")]
    for number, row in enumerate(rows):
        down, across = divmod(number, _ACROSS)
        shapes.append(_tile(row, _name(row), _GAP + across * (_WIDTH + _GAP), top + down * (_HEIGHT + _GAP * 1.5)))
    height = top + -(-len(rows) // _ACROSS) * (_HEIGHT + _GAP * 1.5)
    alone = sum(row["unwatched"] != "" for row in rows)
    about = f"{len(rows)} directions; nobody watches {alone} of them."
    return Panel(title, about, _PANEL, height, tuple(shapes))


def _directions(rows: Rows) -> list[Row]:
    """A row a direction: what the questions say of its level, its group, and who watches."""
    lacking = {row["thing"]: row["lacks"].split("; ") for row in rows["directions-lacking-oversight"]}
    named = {row["thing"]: row["named"] for row in rows["directions-lacking-oversight"]}
    texts: dict[str, Row] = {}
    for row in rows["directions"]:
        texts.setdefault(row["uri"], row)
    found: list[Row] = []
    for row in rows["completeness"]:
        text = texts.get(row["uri"], {})
        about = text.get("title") or text.get("summary") or ""
        unwatched = "nobody" if "body" in lacking.get(row["uri"], ()) else ""
        found.append(
            {
                **row,
                "about": about,
                "group": text.get("group", ""),
                "unwatched": unwatched,
                "named": named.get(row["uri"], ""),
            }
        )
    return found


def _part(heading: str, rows: Sequence[Row]) -> Part:
    """The directions of one suite, a panel a group."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row)
    levels = Counter(row["level"] for row in rows)
    of_levels = ", ".join(f"{levels[one]} at level {one}" for one in sorted(levels))
    alone = sum(row["unwatched"] != "" for row in rows)
    watched = f"Nobody watches {alone} of them." if alone else "Somebody watches each of them."
    # Beside whom somebody may watch, or nobody.
    named = ", ".join(row["code"] for row in rows if row["named"])
    beside = f" For the oversight of {named} the paper names what is no body that readers know." if named else ""
    about = f"{len(rows)} directions: {of_levels}. {watched}{beside}"
    return Part(heading, about, tuple(_panel(one or "no group", groups[one]) for one in sorted(groups, key=in_order)))


def _draw(rows: Rows, place: Place) -> Picture | None:
    suites: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(_directions(rows), key=lambda one: in_order(one["code"])):
        suites[row["board"], row["suite"]].append(row)
    if not suites:
        return None
    # The newest first, as far as a page goes.
    newest = sorted(sorted(suites), key=lambda one: one[1], reverse=True)
    parts: list[Part] = []
    shown: list[Row] = []
    left: list[str] = []
    for board, suite in newest:
        some = suites[board, suite]
        heading = ", ".join(filter(None, (place.board(board) if place.kind == EVERYWHERE else "", suite or "no suite")))
        # A suite is shown whole, unless it alone is more than a page shows.
        here = [] if shown and len(shown) + len(some) > _MOST else some[:_MOST]
        if here:
            parts.append(_part(heading, here))
            shown += here
        if len(here) < len(some):
            left.append(f"{heading} ({len(some) - len(here)})")
    notes = []
    if left:
        notes.append(
            f"A picture shows {_MOST} directions at most. Left out: {'; '.join(left)}. Pictures of a board or a paper "
            f"alone, and the questions, have them."
        )
    table = tuple(
        (
            Cell(row["code"], row["uri"]),
            Cell(place.board(row["board"])),
            Cell(row["suite"]),
            Cell(row["group"]),
            Cell(row["about"]),
            Cell(row["level"]),
            Cell(row["missing"]),
            Cell(row["unwatched"]),
            Cell("", "", row["board"], row["paper"], row["lines"]),
        )
        for row in shown
    )
    columns = ("Direction", "Board", "Suite", "Group", "About", "Level", "Lacks for next", "Watched by", "Stated in")
    return Picture(tuple(parts), _key(), columns, table, tuple(notes), in_columns=True)


def _key() -> tuple[Sample, ...]:
    levels = tuple(
        Sample(
            meaning,
            (
                Area(1, 1, 26, 18, f"level-{level}"),
                *(Mark(7 + 7 * one, 10, 2.5, "circle", f"dot on-level-{level}") for one in range(int(level))),
            ),
        )
        for level, meaning in _LEVELS.items()
    )
    return (*levels, Sample("ringed: no body watches it", (Area(2, 2, 24, 16, "ring", 5),)))


PICTURE = PictureKind(
    title="Oversight map",
    about="Each direction by suite and group: how complete it is, and whether anybody watches it. "
    "A ring leads to the direction's thread, in which the overseer is missing. Who carries its row of the delivery "
    "plan does not watch it here, though the rule takes it for that group's to follow. The Act demands no oversight; "
    "guidance and good governance do.",
    order=1,
    places=("paper", "board", EVERYWHERE),
    questions={"completeness": (), "directions": (), "directions-lacking-oversight": ("thing",)},
    draw=_draw,
    rules=("direction-overseer-named",),
)
