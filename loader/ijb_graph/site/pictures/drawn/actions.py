"""Improvement actions on a line of time, with the dates that were revised, seen from the day of the meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ijb_graph.site.pictures.order import in_order
from ijb_graph.site.pictures.picture import Cell, Part, Picture, PictureKind, Place, Row, Rows, Sample
from ijb_graph.site.pictures.shapes import Area, Label, Line, Link, Mark, Panel, Shape, label
from ijb_graph.site.pictures.time_line import TimeLine

__all__ = ["PICTURE"]

_WIDTH, _NAME, _STATE = 940, 232, 130
_LEFT = _NAME + 12
# More rows than that are left to the table.
_MOST = 200


@dataclass(frozen=True)
class _Action:
    """An action: its row, the days it is and was due, and how it stands on the day of the meeting.

    ``milestones`` are the last days on which its responses are due; ``moved_from`` is the last of them where the date
    was revised. ``state`` is late, behind (a response is), complete, or empty.
    """

    row: Row
    due: date | None
    due_from: date | None
    milestones: tuple[date, ...]
    moved_from: date | None
    state: str
    percent: str

    @property
    def days(self) -> list[date]:
        return [one for one in (self.due, self.due_from, self.moved_from, *self.milestones) if one]

    @property
    def said(self) -> tuple[str, ...]:
        """Its state in words, and how much of it is done."""
        words = {"late": "late", "behind": "a part is late", "complete": "complete"}.get(self.state, "")
        percent = f"{self.percent}% done" if self.percent and self.state != "complete" else ""
        return tuple(filter(None, (words, percent)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _actions(rows: Rows) -> list[_Action]:
    """The actions of the page, by proposal, with what the other questions say of each."""
    late: dict[str, set[str]] = defaultdict(set)
    for row in rows["late-actions"]:
        late[row["about"]].add("late" if row["late"] == "the action" else "behind")
    moved = {row["thing"]: row for row in rows["dates-revised"]}
    responses: dict[str, list[Row]] = defaultdict(list)
    for row in rows["progress"]:
        responses[row["about"]].append(row)
    found = []
    for row in rows["improvement-actions"]:
        uri = row["uri"]
        of_it = responses[uri]
        percents = sorted(int(one["percent"]) for one in of_it if one["percent"])
        complete = row["status"] == "complete" or row["completed_on"] != "" or percents[:1] == [100]
        state = "complete" if complete else min(late[uri], key=("late", "behind").index, default="")
        found.append(
            _Action(
                row,
                _day(row["due_by"]),
                _day(row["due_from"]),
                tuple(sorted({date.fromisoformat(one["milestone_by"]) for one in of_it if one["milestone_by"]})),
                _day(moved[uri]["milestones_by"]) if uri in moved else None,
                state,
                str(percents[0]) if percents else "",
            )
        )
    return sorted(found, key=lambda one: (in_order(one.row["proposal"]), int(one.row["number"])))


def _marks(action: _Action, line: TimeLine, y: float) -> list[Shape]:
    """Where an action stands in time: its span, its milestones, what it was moved from, and when it is due."""
    shapes: list[Shape] = []
    for day in action.milestones:
        shapes.append(Line(line.x(day), y - 7, line.x(day), y + 7, "milestone"))
    if action.due is None:
        return shapes
    x = line.x(action.due)
    if action.due_from and x - line.x(action.due_from) > 14:
        shapes.append(Area(line.x(action.due_from), y - 3, x - line.x(action.due_from), 6, "duration", 3))
    if action.moved_from and action.moved_from != action.due:
        start = line.x(action.moved_from)
        end = x - 9 if x > start else x + 9
        shapes += [Line(start, y, end, y, "moved", arrow=True), Mark(start, y, 5, "diamond", "was-due")]
    form = {"late": "square", "complete": "circle"}.get(action.state, "diamond")
    shapes.append(Mark(x, y, 6, form, f"due {action.state}"))
    if action.state == "complete":
        shapes.append(Mark(x, y, 3.5, "tick", "on-due"))
    return shapes


def _name(action: _Action) -> str:
    row = action.row
    due = f"due {row['due'] or row['timescale']}" if row["due"] or row["timescale"] else "no date"
    moved = f", moved from {action.moved_from}" if action.moved_from else ""
    return f"{row['proposal']}: {row['action']}. {due}{moved}. {', '.join(action.said)}".strip(" .") + "."


def _panel(title: str, actions: Sequence[_Action], line: TimeLine, as_of: date) -> Panel:
    """The actions on the proposals of one feature, on one line of time."""
    shapes: list[Shape] = [label(title, 1, 16, _NAME, 14, 1, "bold")]
    body: list[Shape] = []
    top = 44.0
    for action in actions:
        number = label(action.row["proposal"], 1, top + 13, 34, 12, 1, "bold")
        text = label(action.row["action"], 38, top + 13, _NAME - 46, 11.5, 3)
        height = max(text.bottom - top + 6, 28)
        said = Label(_WIDTH - _STATE + 12, top + 13, action.said, 11.5, action.state)
        body.append(Line(0, top - 2, _WIDTH, top - 2, "rule"))
        body.append(Link(action.row["uri"], _name(action), (number, text)))
        body += [*_marks(action, line, top + 12), *([said] if action.said else [])]
        top += height
    for name, x in line.named():
        shapes += [Line(x, 32, x, top, "rule"), label(name, x, 28, 60, 10.5, 1, "soft", "middle")]
    now = line.x(as_of)
    shapes += [Line(now, 32, now, top, "as-of"), label(f"meeting {as_of}", now, 12, 140, 10.5, 1, "bold", "middle")]
    late = sum(one.state == "late" for one in actions)
    about = f"{len(actions)} actions with a date; {late} late on {as_of}."
    return Panel(title, about, _WIDTH, top + 6, (*shapes, *body))


def _draw(rows: Rows, place: Place) -> Picture | None:
    actions = _actions(rows)
    meetings = [date.fromisoformat(row["meeting_date"]) for row in rows["papers"]]
    dated = [one for one in actions if one.days]
    if not dated or not meetings:
        return None
    as_of = max(meetings)
    drawn = dated[:_MOST]
    line = TimeLine([as_of, *(day for one in drawn for day in one.days)], _LEFT + 16, _WIDTH - _LEFT - _STATE - 40)
    features: dict[str, list[_Action]] = defaultdict(list)
    for action in drawn:
        features[action.row["proposal"].partition(".")[0]].append(action)
    panels = tuple(_panel(f"Feature {one}", some, line, as_of) for one, some in features.items())
    late = sum(one.state == "late" for one in dated)
    undated = len(actions) - len(dated)
    are_late = f"{late or 'none'} {'is' if late == 1 else 'are'} late"
    about = f"{len(actions)} actions, seen from the meeting of {as_of}: {are_late}."
    if undated:
        about += f" No day is named for {undated} of them: the table alone has these."
    notes = (f"{len(dated) - _MOST} more are in the table only.",) if len(dated) > _MOST else ()
    columns = ("Proposal", "Action", "Due", "Milestones", "Moved from", "State", "Stated in")
    return Picture((Part("", about, panels),), _key(), columns, tuple(map(_cells, actions)), notes)


def _cells(action: _Action) -> tuple[Cell, ...]:
    row = action.row
    return (
        Cell(row["proposal"]),
        Cell(row["action"], row["uri"]),
        Cell(row["due"] or row["timescale"] or "no date"),
        Cell(", ".join(map(str, action.milestones))),
        Cell(str(action.moved_from or "")),
        Cell(", ".join(action.said)),
        Cell("", "", row["board"], row["paper"], row["lines"]),
    )


def _key() -> tuple[Sample, ...]:
    return (
        Sample("due", (Mark(14, 10, 6, "diamond", "due"),)),
        Sample("due and late", (Mark(14, 10, 6, "square", "due late"),)),
        Sample("complete", (Mark(14, 10, 6, "circle", "due complete"), Mark(14, 10, 3.5, "tick", "on-due"))),
        Sample("milestone of a response", (Line(14, 3, 14, 17, "milestone"),)),
        Sample("moved", (Line(5, 10, 26, 10, "moved", arrow=True), Mark(6, 10, 5, "diamond", "was-due"))),
        Sample("day of the meeting", (Line(14, 0, 14, 20, "as-of"),)),
    )


PICTURE = PictureKind(
    title="Actions in time",
    about="When each improvement action is due, which dates were moved and whence, and what was late on the day of the "
    "meeting that the paper was for.",
    order=4,
    places=("paper",),
    questions={
        "improvement-actions": (),
        "dates-revised": ("thing",),
        "late-actions": ("about",),
        "progress": ("about",),
        "papers": (),
    },
    draw=_draw,
)
