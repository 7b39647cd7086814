"""The thread of one direction, from what it serves to who hears of it; a link that is missing is an empty box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from ijb_graph.site.pictures.picture import Cell, Part, Picture, PictureKind, Place, Row, Rows, Sample
from ijb_graph.site.pictures.shapes import Area, Label, Line, Link, Panel, Shape, label

__all__ = ["PICTURE"]

# The stages of the thread, and the last step of the question that belongs to each.
_STAGES = {"Why": 2, "What": 6, "How": 8, "Oversight": 99}
_MISSING = "(missing)"
# The kind of link that says who watches, and what is said of those that the question names there but that do not.
_OVERSEER = "overseer"
_READER, _NAMED = "gets a general report", "named, but no overseer"
_WIDTH, _INSIDE, _GAP, _HEADING = 230, 12, 14, 34
# More of one kind of link than that are left to the table.
_MOST = 5


def _thing(row: Row) -> str:
    """The address of what a row names: of an overseer its body, else what states the link."""
    return row["body"] or row["reader"] or row["node"]


def _with_overseers(thread: Sequence[Row], overseers: Collection[str]) -> list[Row]:
    """The rows of a thread, in which nobody stands as overseer who does not watch this very direction.

    The question names there whoever has a part in its oversight: readers of a report on all directions, a paper, a name
    that nobody explains.
    """
    rows: list[Row] = []
    for row in thread:
        if row["link"] == _OVERSEER and row["answer"] != _MISSING and not {row["body"], row["reader"]} & set(overseers):
            rows.append({**row, "link": _READER if row["reader"] else _NAMED})
        else:
            rows.append(row)
    others = [number for number, row in enumerate(rows) if row["link"] in (_READER, _NAMED)]
    if others and not any(row["link"] == _OVERSEER for row in rows):
        rows.insert(
            others[0],
            {
                **rows[others[0]],
                "link": _OVERSEER,
                "answer": _MISSING,
                "paper": "",
                "body": "",
                "reader": "",
                "node": "",
            },
        )
    return sorted(rows, key=lambda row: (int(row["step"]), row["link"] != _OVERSEER))


def _entries(rows: Sequence[Row], top: float) -> tuple[list[Shape], float]:
    """What there is of one kind of link, one below the other, and where it ends."""
    shapes: list[Shape] = []
    at = top
    for row in rows[:_MOST]:
        text: Label = label(row["answer"], _INSIDE + 10, at, _WIDTH - 2 * _INSIDE - 14, 12, 4)
        shapes.append(Area(_INSIDE, at - 9, 4, text.bottom - at + 7, "thread", 2))
        shapes.append(Link(_thing(row), row["answer"], (text,)))
        at = text.bottom + 16
    if len(rows) > _MOST:
        shapes.append(label(f"and {len(rows) - _MOST} more, in the table", _INSIDE, at, _WIDTH, 12, 1, "soft"))
        at += 18
    return shapes, at


def _box(kind: str, rows: Sequence[Row], top: float) -> tuple[list[Shape], float]:
    """A box of the thread: what kind of link it is, and what there is of it; and where the box ends."""
    name = label(kind, _INSIDE, top + 19, _WIDTH - 2 * _INSIDE, 12, 1, "bold")
    if rows[0]["answer"] == _MISSING:
        missing = label("nothing is stated", _INSIDE, top + 37, _WIDTH - 2 * _INSIDE, 12, 1, "soft")
        return [Area(1, top, _WIDTH - 2, 50, "missing", 5), name, missing], top + 50
    shapes, bottom = _entries(rows, top + 39)
    return [Area(1, top, _WIDTH - 2, bottom - top - 6, "stated", 5), name, *shapes], bottom - 6


def _panel(stage: str, links: Sequence[tuple[str, Sequence[Row]]], is_last: bool) -> Panel:
    """One stage: its boxes below each other, on the line that goes through them."""
    shapes: list[Shape] = [label(stage, 1, 16, _WIDTH - 40, 15, 1, "bold")]
    if not is_last:
        shapes.append(Line(_WIDTH - 36, 11, _WIDTH - 6, 11, "", arrow=True))
    top: float = _HEADING
    for number, (kind, rows) in enumerate(links):
        if number:
            shapes.append(Line(_WIDTH / 2, top - _GAP, _WIDTH / 2, top, ""))
        box, bottom = _box(kind, rows, top)
        shapes += box
        top = bottom + _GAP
    missing = [kind for kind, rows in links if rows[0]["answer"] == _MISSING]
    about = f"Missing: {', '.join(missing)}." if missing else "Nothing is missing."
    return Panel(stage, about, _WIDTH, top, tuple(shapes))


def _draw(rows: Rows, place: Place) -> Picture | None:
    # What the question says once may be stated by two things, such as two reports to one body.
    once = {(row["step"], row["answer"], row["paper"], row["lines"]): row for row in rows["direction-thread"]}
    overseers = {row["overseer"] for row in rows["thread"]}
    thread = _with_overseers(sorted(once.values(), key=lambda row: int(row["step"])), overseers)
    if not thread:
        return None
    links: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in thread:
        links[int(row["step"]), row["link"]].append(row)
    panels, first = [], 1
    for stage, last in _STAGES.items():
        of_stage = [(kind, some) for (step, kind), some in links.items() if first <= step <= last]
        if of_stage:
            panels.append(_panel(stage, of_stage, last == max(_STAGES.values())))
        first = last + 1
    missing = sum(row["answer"] == _MISSING for row in thread)
    about = f"{len(links)} links, of which {missing or 'none'} {'is' if missing == 1 else 'are'} missing."
    table = tuple(
        (
            Cell(row["link"]),
            Cell(row["answer"], _thing(row)),
            Cell("", "", row["board"], row["paper"], row["lines"]) if row["paper"] else Cell(""),
        )
        for row in thread
    )
    key = (
        Sample("stated in a paper, or our own reading of it", (Area(1, 1, 26, 18, "stated", 4),)),
        Sample("missing", (Area(1, 1, 26, 18, "missing", 4),)),
    )
    return Picture((Part("", about, tuple(panels)),), key, ("Link", "What there is", "Stated in"), table)


PICTURE = PictureKind(
    title="Thread",
    about="From what the direction serves and who decided it, through whom it tells to do what with which money, to "
    "what is measured, watched and reported. An empty box is a link that no paper states.",
    order=2,
    places=("direction",),
    questions={"direction-thread": ("board", "body", "direction", "node", "reader")},
    draw=_draw,
)
